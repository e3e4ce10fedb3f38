"""Answers that officials start from, by category, as dated data."""
