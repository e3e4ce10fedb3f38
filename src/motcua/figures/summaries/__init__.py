"""What the pages of units, procedures, comparison and the three cuts show: worked out by a job, kept, read by row."""
