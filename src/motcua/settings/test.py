"""For the test suite."""

from .base import *

SECRET_KEY = "a test key that protects nothing"
FILE_KEY = "test-file-key-0000000000000000000000000000"
