"""The ground other tests stand on."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

pytestmark = pytest.mark.django_db


def test_connection_in_a_test_then_has_the_rights_of_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('is_superuser')")

        assert cursor.fetchone() == (settings.DB_APP_ROLE, "off")
