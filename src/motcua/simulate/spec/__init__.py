"""A history whose counted values are laid down in a file: read, solved into whole numbers, told, and counted again by
SQL that knows nothing of how it was made. The format is in ``docs/guides/simulate.md``."""
