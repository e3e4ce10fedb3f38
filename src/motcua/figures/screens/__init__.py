"""What command screens show: counted by a job every few minutes, kept, read by row."""
