"""Every write of the registry. Only decisions change it."""
