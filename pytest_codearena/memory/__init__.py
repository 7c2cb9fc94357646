"""What runs leave behind for later ones: each agent's best fix of a task, and what failed before it."""
