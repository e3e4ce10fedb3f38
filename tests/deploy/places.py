"""The files of ``deploy/`` made to run here: other ports, folders and programs, and nothing else changed."""

from __future__ import annotations

import datetime as dt
import io
import ipaddress
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pypdf import PdfWriter

DEPLOY = Path(__file__).parents[2] / "deploy"
HOST = "dichvucong.example.vn"


def program(name: str, package: str, *places: str) -> str:
    """The path of a program of the distribution; the test is skipped, with the reason told, where it is missing."""
    path = ":".join(("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", *places))
    found = shutil.which(name, path=path)
    if found is None:
        pytest.skip(f"no {name} here (apt install {package})")
    return found


def changed(text: str, changes: Mapping[str, str]) -> str:
    """``text`` with each key replaced by its value; a key that is not there is a fault of the test."""
    for old, new in changes.items():
        assert old in text, f"the file no longer says {old!r}"
        text = text.replace(old, new)
    return text


def heavy_pdf(size: int) -> bytes:
    """A sound paper of nearly ``size`` bytes."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Note": "Tuyet" * (size // 5 - 200)})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def certificate(folder: Path, host: str = HOST) -> ssl.SSLContext:
    """``fullchain.pem`` and ``key.pem`` in ``folder``; the context of a client that trusts them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return ssl.create_default_context(cafile=str(folder / "fullchain.pem"))


@contextmanager
def running(command: Sequence[str | Path], log: Path, **more: object) -> Iterator[subprocess.Popen[bytes]]:
    """A program until the end of the block; then it is asked to end, and killed when it does not."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(  # type: ignore[call-overload]
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output, **more
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(true: object, *, seconds: float = 60, log: Path | None = None) -> None:
    """Wait until ``true()``; OSError is a no."""
    assert callable(true)
    deadline = time.monotonic() + seconds
    while True:
        try:
            if true():
                return
        except OSError:
            pass
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-3000:] if log is not None else ""
        time.sleep(0.05)
