"""Looking into an upload: is it what it says, is it whole, can it harm whoever opens it."""

from motcua.documents.inspection.verdict import inspect

__all__ = ["inspect"]
