"""Late before it is late: a daily probability that an open dossier misses its date, learnt from the province's own
history. It warns and never decides."""
