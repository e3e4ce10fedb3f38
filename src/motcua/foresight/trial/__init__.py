"""The dry run: last year's dossiers once more, under a change that is not in force."""
