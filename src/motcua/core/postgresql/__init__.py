"""Django's PostgreSQL backend with two things added for the hot path: prepared statements, and an idle connection that
is looked at instead of asked."""
