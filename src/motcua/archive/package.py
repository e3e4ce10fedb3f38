"""The archive package of one dossier: a ZIP that can be read and checked in fifty years without this program.

Circular 13/2023/TT-BNV, articles 3 to 5: the papers handed in and digitised, those made during settlement, the
metadata, the officers' opinions; administrative papers as PDF 1.4 or newer; the dossier's code unchanged as its id.

    metadata.json, metadata.xml   what the dossier is
    events.jsonl                  its whole chain, with what was said in private and the salts, so that it verifies
    papers/, results/             the files as they came
    manifest.json                 size and SHA-256 of each of these, and what is not fit for an archive

Two packages of the same dossier at the same event are the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from motcua.archive.selectors import Due
from motcua.core import canonical
from motcua.core.canonical import Json
from motcua.core.errors import Conflict, DomainError, Unavailable
from motcua.documents.models import StoredFile
from motcua.documents.services import read_content
from motcua.dossiers.models import Dossier, DossierDocument, DossierEvent, DossierResult

FORMAT = 1
OLDEST_PDF = (1, 4)


@dataclass(slots=True)
class Package:
    """A package that was written. ``unfit``: paths of papers an archive would not take as they are, with the reason's
    code."""

    path: Path
    sha256: str = ""
    size: int = 0
    entries: list[Mapping[str, Json]] = field(default_factory=list)
    unfit: dict[str, str] = field(default_factory=dict)


def file_name(dossier: Dossier) -> str:
    return f"{dossier.code or dossier.receipt_no}.zip"


def write_package(due: Due, folder: Path) -> Package:
    """Write the package of a closed dossier into ``folder``, whole or not at all; readable by its owner only, for it
    lies open. Raises Unavailable ``archive_file_unreadable``, Conflict ``archive_dossier_open``."""
    dossier = due.dossier
    code = dossier.code or dossier.receipt_no
    if not dossier.closed:
        raise Conflict("archive_dossier_open", params={"code": code})
    made = Package(folder / file_name(dossier))
    unfinished = made.path.with_suffix(".unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            _write(file, due, made)
            file.flush()
            os.fsync(file.fileno())
            made.size = file.tell()
            file.seek(0)
            made.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        unfinished.rename(made.path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return made


def planned(dossier: Dossier) -> tuple[int, int]:
    """How many files a package would hold and their bytes, for a dry run."""
    files = [file for _path, file in _files(dossier)]
    return len(files), sum(file.size for file in files)


def _write(file: BinaryIO, due: Due, made: Package) -> None:
    dossier = due.dossier
    day = due.closed_on
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:

        def put(path: str, pieces: Iterable[bytes]) -> bytes:
            entry = zipfile.ZipInfo(path, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            digest, size, head = hashlib.sha256(), 0, b""
            with zipped.open(entry, "w", force_zip64=True) as target:
                for piece in pieces:
                    head = head or piece[:16]
                    target.write(piece)
                    digest.update(piece)
                    size += len(piece)
            made.entries.append({"path": path, "size": size, "sha256": digest.hexdigest()})
            return head

        facts = _facts(due)
        put("metadata.json", [json.dumps(facts, ensure_ascii=False, indent=1).encode()])
        put("metadata.xml", [_xml(facts)])
        put("events.jsonl", _events(dossier))
        for path, stored in _files(dossier):
            head = put(path, _content(stored, dossier))
            if fault := fitness(head):
                made.unfit[path] = fault
        manifest: dict[str, Json] = {
            "format": FORMAT,
            "dossier": dossier.code or dossier.receipt_no,
            "head": {"seq": dossier.seq, "hash": bytes(dossier.head_hash).hex()},
            "entries": [dict(one) for one in made.entries],
            "unfit": dict(made.unfit),
        }
        put("manifest.json", [canonical.encode(manifest)])


def _facts(due: Due) -> dict[str, Json]:
    dossier = due.dossier
    rule = due.rule
    facts = {
        "format": FORMAT,
        "id": dossier.code or dossier.receipt_no,
        "receipt_no": dossier.receipt_no,
        "procedure": {
            "code": dossier.procedure.code or "",
            "name": dossier.version.name,
            "field": dossier.version.field,
            "case": dossier.case.key,
        },
        "channel": dossier.channel,
        "applicant": dossier.applicant_name,
        "place": dossier.place.code,
        "reception_unit": {"code": dossier.reception_unit.code, "name": dossier.reception_unit.name},
        "settling_unit": {"code": dossier.settling_unit.code, "name": dossier.settling_unit.name},
        "state": dossier.state,
        "flags": sorted(dossier.flags),
        "submitted_at": dossier.submitted_at,
        "accepted_at": dossier.accepted_at,
        "statutory_due_at": dossier.statutory_due_at,
        "appointed_due_at": dossier.appointed_due_at,
        "finished_at": dossier.finished_at,
        "closed_at": dossier.closed_at,
        "retention": {
            "until": due.until,
            "permanent": bool(rule and rule.permanent),
            "source": rule.source if rule else "",
        },
    }
    reduced = canonical.plain(facts)
    assert isinstance(reduced, dict)  # noqa: S101 - it was one
    return reduced


def _xml(facts: Mapping[str, Json]) -> bytes:
    root = ElementTree.Element("dossier")
    _fill(root, facts)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _fill(parent: ElementTree.Element, facts: Mapping[str, Json]) -> None:
    for name, value in facts.items():
        for one in value if isinstance(value, list) else [value]:
            child = ElementTree.SubElement(parent, name)
            if isinstance(one, dict):
                _fill(child, one)
            elif one is not None:
                child.text = str(one).lower() if isinstance(one, bool) else _allowed(str(one))


def _allowed(text: str) -> str:
    """Without the few control characters that XML cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")


def _events(dossier: Dossier) -> Iterator[bytes]:
    rows = DossierEvent.objects.filter(dossier=dossier).select_related("private").order_by("seq")
    for event in rows.iterator(chunk_size=200):
        private = getattr(event, "private", None)
        line = {
            "seq": event.seq,
            "occurred_at": event.occurred_at,
            "recorded_at": event.recorded_at,
            "kind": event.kind,
            "version": event.version,
            "actor": event.actor,
            "on_behalf_of": event.on_behalf_of,
            "unit": event.unit,
            "payload": bytes(event.payload).decode(),
            "prev_hash": bytes(event.prev_hash),
            "hash": bytes(event.hash),
            "hash_version": event.hash_version,
            "salt": bytes(private.salt) if private else None,
            "private": bytes(private.body).decode() if private else None,
        }
        yield canonical.encode(line) + b"\n"


def _files(dossier: Dossier) -> list[tuple[str, StoredFile]]:
    """Where each file lies in the package: by kind, the event it came with, and its component."""
    papers = DossierDocument.objects.filter(dossier=dossier).select_related("file").order_by("added_seq", "id")
    results = DossierResult.objects.filter(dossier=dossier, file__isnull=False).select_related("file")
    found = [(f"papers/{one.added_seq:04d}-{_plain(one.component)}", one.file) for one in papers]
    found += [
        (f"results/{one.issued_seq:04d}-{_plain(one.result_code or one.kind)}", one.file)
        for one in results.order_by("issued_seq", "id")
        if one.file is not None
    ]
    return [(f"{path}{_ending(file)}", file) for path, file in found if not file.is_erased]


def _plain(name: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-._") else "_" for sign in name)[:60]


def _ending(file: StoredFile) -> str:
    return mimetypes.guess_extension(file.media_type) or ".bin"


def _content(file: StoredFile, dossier: Dossier) -> Iterator[bytes]:
    try:
        yield from read_content(file)
    except DomainError as error:
        params = {"file": file.uid, "code": dossier.code or dossier.receipt_no}
        raise Unavailable("archive_file_unreadable", params=params) from error


def fitness(head: bytes) -> str | None:
    """Why an archive would not take a file that begins so; None when it would."""
    if not head.startswith(b"%PDF-"):
        return "not_pdf"
    version = head[5:8].decode(errors="replace")
    major, _, minor = version.partition(".")
    if not (major.isdigit() and minor[:1].isdigit()):
        return "pdf_version_unknown"
    return None if (int(major), int(minor[:1])) >= OLDEST_PDF else "pdf_too_old"
