"""Facts beyond this system: published by a province, rolled up over many, and open data for everyone."""
