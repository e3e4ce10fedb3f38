"""Every write of assessment rounds."""
