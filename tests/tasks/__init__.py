"""The reader of task folders."""
