"""Questionnaires (SIPAS and local ones) on the e-form engine: drawn from real dossiers by a repeatable draw, fielded by
letter, QR or interviewer, weighted, and published with their margins of error."""
