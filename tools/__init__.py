"""What developers run; the agent needs none of it."""
