"""Index trees as data: groups, criteria, scoring rules, layers, ranks, and what would raise the score."""
