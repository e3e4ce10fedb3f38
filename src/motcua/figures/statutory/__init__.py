"""Statutory reports: forms as dated data, reports that pass from unit to unit, and the reform report in words."""
