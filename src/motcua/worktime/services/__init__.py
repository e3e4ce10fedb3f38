"""Changes to calendars. Every change is a new revision, announced to the rooms above by the outbox."""

from .confirming import confirm_day
from .ending import announce_calendar_ends
from .loading import import_calendar, load_shipped_calendars
from .publishing import create_calendar, publish_revision, revise_days

__all__ = [
    "announce_calendar_ends",
    "confirm_day",
    "create_calendar",
    "import_calendar",
    "load_shipped_calendars",
    "publish_revision",
    "revise_days",
]
