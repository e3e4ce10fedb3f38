"""The log and its projections: the only code that writes dossier tables."""
