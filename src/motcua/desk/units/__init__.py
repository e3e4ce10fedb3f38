"""Decisions about units: drafted, checked, signed, followed by the dossiers."""
