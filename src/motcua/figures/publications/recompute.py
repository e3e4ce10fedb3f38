"""Making a publication again from the log as of its instant, and holding the bytes against those that were issued."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from motcua.core.canonical import Json
from motcua.core.errors import DomainError
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.build import build
from motcua.figures.facts.manifest import Manifest
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.facts.schema import EVOLVE_VERSION, SCHEMA_VERSION
from motcua.figures.facts.window import watermark
from motcua.people.actors import Actor

from .asked import read_asked
from .document import FROM_FACTS, Counting, Rules, document, first_difference, question, read_document
from .kept_definitions import restored
from .models import Publication, Recomputation


class Outcome(StrEnum):
    EQUAL = "equal"
    """The same bytes."""
    DIFFERS = "differs"
    """Other bytes; ``path`` says where first."""
    CANNOT = "cannot"
    """``why`` says what forbids it."""


@dataclass(frozen=True, slots=True)
class Result:
    """``why``: ``rules_changed`` (events mean other facts now and the files of then are gone), ``other_epoch`` (the
    database was restored to an earlier state, and what came later is lost), ``body_damaged`` (the kept bytes are not
    those of the hash), or the code of an error."""

    publication: Publication
    outcome: Outcome
    why: str = ""
    path: str = ""
    sha256: str = ""
    from_log: bool = False

    def to_json(self) -> Mapping[str, object]:
        return {
            "publication": str(self.publication.uid),
            "issued": self.publication.sha256,
            "outcome": self.outcome.value,
            "why": self.why,
            "path": self.path,
            "recomputed": self.sha256,
            "from_log": self.from_log,
        }


def recompute(
    row: Publication, *, now: dt.datetime, root: Path | None = None, by: Counting = FROM_FACTS, from_log: bool = False
) -> Result:
    """Make it again from the facts in ``root`` (default: the folder of facts) and the tail. Never raises a domain
    error: it is the answer."""
    with closing(_FactsOfThen(now, root)) as then:
        return _recompute(row, then, now=now, by=by, from_log=from_log)


def _recompute(row: Publication, then: _FactsOfThen, *, now: dt.datetime, by: Counting, from_log: bool) -> Result:
    stored = bytes(row.body)
    if hashlib.sha256(stored).hexdigest() != row.sha256:
        return Result(row, Outcome.CANNOT, "body_damaged", from_log=from_log)
    try:
        issued = read_document(stored)
        facts = then.of(row, issued)
        if facts is None:
            return Result(row, Outcome.CANNOT, "rules_changed", from_log=from_log)
        body = again(question(issued), facts, row.as_of, by=by)
    except DomainError as error:
        return Result(row, Outcome.CANNOT, error.code, from_log=from_log)
    sha256 = hashlib.sha256(body).hexdigest()
    if sha256 == row.sha256:
        return Result(row, Outcome.EQUAL, sha256=sha256, from_log=from_log)
    path = first_difference(issued, read_document(body))
    if row.epoch != watermark(now).cursor.epoch:
        return Result(row, Outcome.CANNOT, "other_epoch", path, sha256, from_log)
    return Result(row, Outcome.DIFFERS, "", path, sha256, from_log)


def again(issued: Mapping[str, Json], facts: Facts, as_of: dt.datetime, *, by: Counting = FROM_FACTS) -> bytes:
    """The document that these facts give for what ``issued`` asked, by the definitions it keeps."""
    kept, rules = issued["definitions"], issued["rules"]
    catalogue = restored(kept if isinstance(kept, dict) else {})
    said = rules if isinstance(rules, dict) else {}
    versions = Rules(int(str(said.get("evolve", 0))), int(str(said.get("facts", 0))))
    return document(read_asked(issued), facts, as_of, catalogue, by=by, rules=versions)


class _FactsOfThen:
    """Facts as of a publication's instant by its rules: today's, or the very files of then where the rules are others
    now. Kept open for the next one: those issued together share them."""

    def __init__(self, now: dt.datetime, root: Path | None) -> None:
        self._now, self._root = now, root
        self._key: tuple[dt.datetime, str] | None = None
        self._facts: Facts | None = None

    def of(self, row: Publication, issued: Mapping[str, Json]) -> Facts | None:
        """None when the files of then are gone. Raises as :func:`open_facts`."""
        chosen: Manifest | None = None
        if issued["rules"] != {"evolve": EVOLVE_VERSION, "facts": SCHEMA_VERSION}:
            place = self._root or settings.FACTS_ROOT
            chosen = next((one for one in manifests.all_manifests(place) if one.sha256 == row.manifest), None)
            if chosen is None:
                return None
        key = (row.as_of, chosen.sha256 if chosen else "")
        if self._facts is None or key != self._key:
            self.close()
            self._facts = open_facts(row.as_of, root=self._root, manifest=chosen, now=self._now)
            self._key = key
        return self._facts

    def close(self) -> None:
        if self._facts is not None:
            self._facts.close()
        self._facts = None


def recompute_each(
    rows: Iterable[Publication],
    *,
    now: dt.datetime,
    from_log: bool,
    by: Counting = FROM_FACTS,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[Result]:
    """One after the other; facts are opened once for those of one instant that follow one another. ``from_log``: facts
    are built anew from the log first, in a folder of their own that goes afterwards, so that no file of then is
    used."""
    with _place(now, from_log=from_log) as root, closing(_FactsOfThen(now, root)) as then:
        for done, row in enumerate(rows, start=1):
            yield _recompute(row, then, now=now, by=by, from_log=from_log)
            progress(done)


@contextmanager
def _place(now: dt.datetime, *, from_log: bool) -> Iterator[Path | None]:
    if not from_log:
        yield None
        return
    settings.FACTS_ROOT.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="facts-again-", dir=settings.FACTS_ROOT.parent))
    try:
        build(now=now, root=folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def note(result: Result, *, actor: Actor, now: dt.datetime) -> Recomputation:
    """Keep the answer beside the publication."""
    return Recomputation.objects.create(
        publication=result.publication,
        outcome=result.outcome.value,
        why=result.why,
        path=result.path[:300],
        sha256=result.sha256,
        from_log=result.from_log,
        made_at=now,
        made_by=actor.uid,
    )
