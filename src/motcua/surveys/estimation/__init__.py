"""What a sample says about everybody: weights, shares, means, indices and how far they may be off. Exact arithmetic
on stored weights, so that another program comes to the same last digit."""
