"""A made-up history in bulk: arrivals, queues and outcomes drawn from a seed or set by a specification, every event
decided by the same ``decide`` and ``evolve`` as a real one, sealed as the log seals, and written with COPY.

For a province that has units, posts and procedures and whose figures nobody relies on yet: a demo, a test, a bench.
``docs/adr/0023-bulk-history.md`` says how it works, ``docs/guides/simulate.md`` how it is used.
"""
