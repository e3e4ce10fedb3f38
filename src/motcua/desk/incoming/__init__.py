"""Messages that no program could read, for a person to settle."""
