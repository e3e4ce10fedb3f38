from .record import HandoverItem, HandoverRecord

__all__ = ["HandoverItem", "HandoverRecord"]
