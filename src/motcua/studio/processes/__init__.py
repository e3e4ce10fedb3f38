"""The editor of processes."""
