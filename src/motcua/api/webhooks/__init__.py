"""Signed calls of the programs that carry messages and calls: ``/webhooks/``."""
