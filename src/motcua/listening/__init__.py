"""What the province hears, in one place: volume, limits, rising topics and satisfaction, from petitions, ratings,
surveys and hearings. It reads, and decides nothing."""
