"""Officials' pages of figures."""
