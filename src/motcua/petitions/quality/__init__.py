"""Was the person answered? Answers drawn by chance, read by somebody else, scored by criteria kept as dated data."""
