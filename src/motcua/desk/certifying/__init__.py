"""Pages of the quick counter for certification and of its registers."""
