"""Version 1: a field is never removed or renamed within it."""
