"""The report on administrative reform: written by the system from figures, in words that an author may edit."""
