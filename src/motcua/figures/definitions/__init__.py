"""Definitions of measures and indicators: dated data in TOML files, checked as a whole before any is used."""
