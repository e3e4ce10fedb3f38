"""Rating on a telephone, at a desk's tablet, and what units reach."""
