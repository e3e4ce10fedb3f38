"""Tables of the room. Import models from here."""

from .calendar import Calendar, CalendarDay, CalendarEndNotice, CalendarRevision, ShiftPattern

__all__ = ["Calendar", "CalendarDay", "CalendarEndNotice", "CalendarRevision", "ShiftPattern"]
