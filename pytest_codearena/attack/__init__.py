"""What a cheat would pass: programs that compute nothing of what is asked, fitted to a task and graded."""
