from .destruction import Destruction, DestructionItem, DestructionState
from .retention import RetentionRule
from .transfer import Transfer

__all__ = ["Destruction", "DestructionItem", "DestructionState", "RetentionRule", "Transfer"]
