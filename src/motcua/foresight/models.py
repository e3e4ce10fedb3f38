"""The tables of foresight; each part keeps its own module."""
