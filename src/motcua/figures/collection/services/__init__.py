"""Every write of reported, imported and asked-for figures."""
