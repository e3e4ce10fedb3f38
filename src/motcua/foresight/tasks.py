"""Periodic work of the room."""

from motcua.foresight.lateness import tasks as lateness_tasks  # noqa: F401  (its timetable registers)
from motcua.foresight.trial import tasks as trial_tasks  # noqa: F401  (its tasks register)
