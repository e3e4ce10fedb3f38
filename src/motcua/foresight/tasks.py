"""Periodic work of the room."""

from motcua.foresight.lateness import tasks as lateness_tasks  # noqa: F401  (its timetable registers)
