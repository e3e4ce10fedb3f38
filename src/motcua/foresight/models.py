"""The tables of foresight; each part keeps its own module."""

from motcua.foresight.lateness.models import LatenessAlert, LatenessModel, LatenessRun, LatenessScore
from motcua.foresight.trial.models import TrialReport

__all__ = ["LatenessAlert", "LatenessModel", "LatenessRun", "LatenessScore", "TrialReport"]
