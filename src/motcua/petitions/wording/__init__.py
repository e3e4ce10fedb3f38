"""What officials say: answers to start from and scripts to follow, by category, as dated data."""
