"""Late before it is late."""
