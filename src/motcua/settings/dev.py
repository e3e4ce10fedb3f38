"""For a developer's machine and the demo: never for people's real data."""

from .base import *

DEBUG = env_flag("MOTCUA_DEBUG")
SECRET_KEY = SECRET_KEY or "a development key that protects nothing"
