"""Figures: facts, and what is counted from them."""
