"""Where published petitions lie on the public map: rounded, so that nobody's door is on it, and counted by cells."""
