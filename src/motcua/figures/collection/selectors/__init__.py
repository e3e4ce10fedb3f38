"""Reads of reported, imported and asked-for figures."""
