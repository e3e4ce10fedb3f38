from .audit import AuditRecord, AuditSeal
from .counter import Counter
from .epoch import Epoch
from .idempotency import IdempotencyRecord
from .job import JobProgress, JobState
from .outbox import OutboxCursor, OutboxFailure, OutboxMessage
from .rate_limit import RateBucket

__all__ = [
    "AuditRecord",
    "AuditSeal",
    "Counter",
    "Epoch",
    "IdempotencyRecord",
    "JobProgress",
    "JobState",
    "OutboxCursor",
    "OutboxFailure",
    "OutboxMessage",
    "RateBucket",
]
