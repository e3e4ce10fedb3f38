"""Motcua: the open one-stop shop."""

__version__ = "0.1.0"
