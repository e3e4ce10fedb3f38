"""Tables of the room. Import models from here."""

from .response import Response, SetAside, WaveResult
from .survey import Survey, SurveyVersion
from .wave import Wave, WaveCase, WaveGroup

__all__ = ["Response", "SetAside", "Survey", "SurveyVersion", "Wave", "WaveCase", "WaveGroup", "WaveResult"]
