"""What officials see of people's ratings, and what they do about them."""
