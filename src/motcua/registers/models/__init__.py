from .record import Record, RecordEvent, RecordEventBody
from .register import Register, RegisterVersion

__all__ = ["Record", "RecordEvent", "RecordEventBody", "Register", "RegisterVersion"]
