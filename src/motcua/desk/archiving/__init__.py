"""Pages of whoever keeps an agency's archive."""
