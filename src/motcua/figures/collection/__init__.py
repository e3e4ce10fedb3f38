"""Figures that units report, that officials import and that others ask for: forms, sheets, values, targets."""
