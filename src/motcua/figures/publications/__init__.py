"""Figures that were issued: kept so that they can be made again, held against the log, explained when they moved."""
