"""For production: refuses to start without its secrets."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

for _name in ("MOTCUA_SECRET_KEY", "MOTCUA_FILE_KEY", "DATABASE_URL"):
    if not env(_name):
        raise ImproperlyConfigured(f"{_name} is not set")
