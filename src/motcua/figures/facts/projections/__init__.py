"""Facts straight from the tables of PostgreSQL, without a replay of the log: today's rows, none of their past."""
