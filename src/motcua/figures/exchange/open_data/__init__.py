"""Public statistics as open data: versions that never change."""
