"""Units compared fairly: intervals, the mix of procedures, limits of chance, and too few said to be too few."""
