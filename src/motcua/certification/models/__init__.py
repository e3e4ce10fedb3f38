from .register import PREPARED, Closing, ElectronicCopy, Entry
from .terms import KINDS, Terms

__all__ = ["KINDS", "PREPARED", "Closing", "ElectronicCopy", "Entry", "Terms"]
