from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings

from motcua.core import logs


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Logging as in production, written to what the test can read; afterwards as the settings say."""
    logs.configure({"level": "INFO", "form": "json", "strict": False})
    yield capsys
    logs.configure(settings.LOGGING)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_log_line_is_json_with_event_level_time_and_ids(written: pytest.CaptureFixture[str]) -> None:
    with structlog.contextvars.bound_contextvars(request="r-1"):
        structlog.get_logger().info("dossier.accepted", dossier="019abc00-0000-7000-8000-000000000001", seq=3)

    (line,) = lines(written)
    assert line["event"] == "dossier.accepted"
    assert (line["request"], line["level"], line["seq"]) == ("r-1", "info", 3)
    assert line["dossier"] == "019abc00-0000-7000-8000-000000000001"
    assert str(line["timestamp"]).endswith("Z")


def test_log_when_a_key_is_personal_replaces_the_value(written: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("x.y", email="an@example.vn", inner={"phone": "0912345318", "ids": ["a"]})

    (line,) = lines(written)
    assert line["email"] == "[redacted]"
    assert line["inner"] == {"phone": "[redacted]", "ids": ["a"]}


def test_log_when_strict_and_a_key_is_personal_raises(written: pytest.CaptureFixture[str]) -> None:
    logs.configure({"level": "INFO", "form": "json", "strict": True})

    with pytest.raises(logs.PersonalKey):
        structlog.get_logger().info("x.y", id_number="040123452718")


def test_log_when_text_looks_personal_masks_it(written: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("x.y", what="số 040123452718, 0912345318, an@example.vn", more=("040123452718",))

    (line,) = lines(written)
    assert line["what"] == "số 040•••••2718, 09•• ••• 318, a•••@example.vn"
    assert line["more"] == ["040•••••2718"]


def test_log_of_an_exception_tells_types_and_places_and_never_the_message(written: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        try:
            {}["Nguyễn Văn An"]
        except KeyError as error:
            raise ValueError("Key (name)=(Nguyễn Văn An) already exists") from error

    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("x.failed")

    text = written.readouterr().err
    line = json.loads(text)
    assert "Nguyễn" not in text
    assert line["error"] == "ValueError < KeyError"
    assert line["trace"][-1].endswith(" fail")


def test_log_of_another_package_is_json_too_and_loses_its_extras(written: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("some.package").warning("mail to %s failed", "an@example.vn", extra={"address": "12 Lê Lợi"})

    text = written.readouterr().err
    line = json.loads(text)
    assert (line["event"], line["logger"]) == ("mail to a•••@example.vn failed", "some.package")
    assert "Lê Lợi" not in text


def test_log_below_the_level_is_not_written(written: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().debug("x.y")
    logging.getLogger("some.package").debug("x")

    assert lines(written) == []


def test_log_when_plain_is_readable_text(written: pytest.CaptureFixture[str]) -> None:
    logs.configure({"level": "INFO", "form": "plain", "strict": False})

    structlog.get_logger().info("dossier.accepted", seq=3)

    text = written.readouterr().err
    assert "dossier.accepted" in text
    assert "seq=3" in text
