"""Warnings that a dossier is likely to be late: shown, never acted upon."""
