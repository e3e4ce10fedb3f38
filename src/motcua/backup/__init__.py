"""Backup and restore of one installation: its database, its files and, apart from both, its keys.

Decision and format: ``docs/adr/0024-backup.md``; how to use it: ``docs/guides/backup.md``.
"""
