"""Public statistics: counts of units as the law has them published, tables about persons with small cells left out."""
