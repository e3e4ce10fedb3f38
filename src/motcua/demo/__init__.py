"""The fictitious province "Tỉnh An Sơn": its files (``data``; ``docs/guides/demo-province.md``) and what loads them.

Accounts with known passwords are made here, so only ``motcua demo`` calls it, and only with ``motcua.settings.dev``.
"""
