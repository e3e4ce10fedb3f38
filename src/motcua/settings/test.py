"""For the test suite."""

from .base import *

SECRET_KEY = "a test key that protects nothing"
FILE_KEY = "test:YSBrZXkgZm9yIHRlc3RzLCBwcm90ZWN0cyBub3RoaW4="
FILES_ROOT = STATE_DIR / "test-files"
OPEN_DATA_ROOT = STATE_DIR / "test-open-data"
FILES_FSYNC = False
LOUD_TEMPLATES = True
MOTCUA_STYLEGUIDE = True
# The real one takes a third of a second on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {**LOGGING, "strict": True}
