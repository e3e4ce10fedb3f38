"""Letters and results from templates that authors write: a small safe text, a closed list of names, one drawing."""
