"""What is likely to happen, told from the province's own history: a change tried on last year's dossiers before it
binds anyone (``trial``), and dossiers that will be late before they are (``lateness``). It reads facts and the
registry, never the simulator; it warns and never decides."""
