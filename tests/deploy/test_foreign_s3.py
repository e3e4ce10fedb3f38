"""Papers in an S3-compatible store: the settings lead there, and everything that a folder can, it can."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import boto3
import pytest
from django.db import transaction
from pytest_django import Settings

from motcua.cli.fitness.findings import Level
from motcua.cli.fitness.surroundings import surroundings
from motcua.core.errors import Unavailable
from motcua.documents import blobs
from motcua.documents.selectors import check_files
from motcua.documents.services import erase_file, open_plaintext, store_upload
from motcua.people.actors import SYSTEM
from tests.documents import samples

from .places import heavy_pdf

pytestmark = [pytest.mark.foreign, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

BUCKET = "motcua-files"
NOW = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = pytest.importorskip("moto.server", reason="no moto with its server here (pip install 'moto[s3,server]')")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(endpoint: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """As the settings make it of ``MOTCUA_FILES_BUCKET`` and its neighbours."""
    for name in ("AWS_PROFILE", "AWS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    options = {"endpoint_url": endpoint, "region_name": "us-east-1"}
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    boto3.client("s3", **options, **keys).create_bucket(Bucket=BUCKET)
    settings.FILES_BACKEND = "storages.backends.s3.S3Storage"
    settings.FILES_OPTIONS = {
        "bucket_name": BUCKET,
        "endpoint_url": endpoint,
        "access_key": "key",
        "secret_key": "secret",
        "default_acl": None,
        "file_overwrite": False,
    }
    settings.CLAMD = ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return BUCKET


def objects(endpoint: str) -> dict[str, bytes]:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    found = client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {one["Key"]: client.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read() for one in found}


@pytest.mark.django_db(transaction=True)
def test_paper_when_kept_in_a_bucket_then_sealed_read_checked_and_erased(bucket: str, endpoint: str) -> None:
    content = heavy_pdf(500_000)

    kept = store_upload(
        io.BytesIO(content),
        file_name="đơn.pdf",
        declared_type="application/pdf",
        actor=SYSTEM,
        now=NOW,
        purpose="dossier",
    )

    assert set(objects(endpoint)) == {kept.blob_name} == set(blobs.list_blobs())
    assert b"Tuyet" not in objects(endpoint)[kept.blob_name]
    assert b"".join(open_plaintext(kept)) == content
    assert list(check_files(now=NOW)) == []
    assert abs((blobs.blob_written_at(kept.blob_name) - dt.datetime.now(dt.UTC)).total_seconds()) < 3600

    with transaction.atomic():
        erase_file(kept, now=NOW)
    assert objects(endpoint) == {}


@pytest.mark.django_db
def test_look_when_the_bucket_is_there_and_when_it_is_not(bucket: str, endpoint: str, settings: Settings) -> None:
    found = {one.key: one for one in surroundings()}
    assert found["storage"].level is Level.OK
    assert found["object_store_tls"].level is Level.WARNING
    assert objects(endpoint) == {}

    settings.FILES_OPTIONS = {**settings.FILES_OPTIONS, "bucket_name": "another"}
    found = {one.key: one for one in surroundings()}
    assert found["storage"].level is Level.ERROR


@pytest.mark.django_db
def test_paper_when_the_store_refuses_then_unavailable(bucket: str, settings: Settings) -> None:
    settings.FILES_OPTIONS = {**settings.FILES_OPTIONS, "bucket_name": "another"}

    with pytest.raises(Unavailable, match="storage_unavailable"):
        store_upload(
            io.BytesIO(samples.pdf()),
            file_name="đơn.pdf",
            declared_type="application/pdf",
            actor=SYSTEM,
            now=NOW,
            purpose="dossier",
        )
