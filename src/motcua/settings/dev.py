"""For a developer's machine and the demo: never for people's real data."""

from motcua import launcher

from . import base
from .base import *

DEBUG = env_flag("MOTCUA_DEBUG")
SECRET_KEY = SECRET_KEY or "a development key that protects nothing"
FILE_KEY = FILE_KEY or "dev:YSBkZXZlbG9wbWVudCBrZXksIG5vIHByb3RlY3Rpb24="
BACKUP_KEY = BACKUP_KEY or "dev:YSBkZXZlbG9wbWVudCBrZXksIG5vIHByb3RlY3Rpb24="

# The embedded database as the launcher left it; nothing is started here (the ``motcua`` command does that).
EMBEDDED_DATABASE = not base.DATABASE_URL
if EMBEDDED_DATABASE and (_remembered := launcher.remembered(base.STATE_DIR)):
    OWNER_DATABASE_URL, DATABASE_URL = _remembered
    DATABASES = {"default": database(DATABASE_URL)}

INSTALLED_APPS = [*INSTALLED_APPS, "motcua.demo"]

if not env("MOTCUA_EMAIL_HOST"):
    EMAIL_BACKEND = "motcua.demo.post.Post"
