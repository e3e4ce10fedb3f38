"""For production: refuses to start without its secrets."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

for _name in ("MOTCUA_SECRET_KEY", "MOTCUA_FILE_KEY", "DATABASE_URL"):
    if not env(_name):
        raise ImproperlyConfigured(f"{_name} is not set")

# The proxy speaks TLS to the world; cookies never travel without it. What it says about the client is believed only of
# TRUSTED_PROXIES: see motcua.core.proxies.
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_SSL_REDIRECT = env_flag("MOTCUA_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
