"""Letters of the demo go to a folder; a sign-in code is also said where the demo runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from motcua.demo.post import Post


def test_letters_when_sent_then_kept_whole_and_only_a_code_is_said(
    tmp_path: Path, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO_POST = tmp_path / "mail"  # type: ignore[attr-defined]
    code = "Mã đăng nhập của ông/bà là:\n\n    123456\n\nMã dùng được một lần."
    letters = [
        EmailMessage("Mã đăng nhập", code, "motcua@an-son.example", ["lan@dan.example"]),
        EmailMessage(
            "Hồ sơ sắp đến hạn", "Hồ sơ H99.101-261123-0005", "motcua@an-son.example", ["can.bo@an-son.example"]
        ),
    ]

    assert Post().send_messages(letters) == 2

    assert capsys.readouterr().out == "lan@dan.example: Mã đăng nhập: 123456\n"
    (file,) = (tmp_path / "mail").iterdir()
    kept = file.read_text()
    assert "lan@dan.example" in kept
    assert "can.bo@an-son.example" in kept
