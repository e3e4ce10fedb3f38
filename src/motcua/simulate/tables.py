"""From played stories to rows of every table a dossier has, as the services would have left them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from motcua.core.bulk import reserve_ids
from motcua.core.canonical import Json
from motcua.core.search_text import fold
from motcua.documents.models import StoredFile
from motcua.dossiers import references
from motcua.dossiers.lifecycle import Event, EventKind, Flag
from motcua.dossiers.lifecycle.reception import PAPER_WAYS
from motcua.dossiers.lifecycle.state import parse_instant
from motcua.dossiers.log.chain import HASH_VERSION
from motcua.dossiers.log.facts import OBLIGATION
from motcua.dossiers.log.project import DOSSIER_COLUMNS, RUN_COLUMNS, dossier_values
from motcua.dossiers.models import ClockRun, Dossier, DossierEvent
from motcua.simulate.copying import Sheet
from motcua.simulate.play import PAPER, Lived
from motcua.worktime.compiled import from_ticks

_FIXED: Final = (
    "id",
    "uid",
    "receipt_no",
    "link_secret",
    "procedure_id",
    "version_id",
    "case_id",
    "process_version_id",
    "form_version_id",
    "channel",
    "place_id",
    "applicant_id",
    "applicant_name",
    "search_text",
    "account_id",
)
_EVENT: Final = (
    "position",
    "dossier_id",
    "seq",
    "occurred_at",
    "recorded_at",
    "kind",
    "version",
    "actor",
    "on_behalf_of",
    "unit",
    "payload",
    "prev_hash",
    "hash",
    "hash_version",
)
_PARTY: Final = (
    "id",
    "uid",
    "kind",
    "name",
    "search_text",
    "id_number",
    "tax_code",
    "birth_date",
    "phone",
    "email",
    "address",
    "verified_by",
    "created_at",
)
_FILE: Final = (
    "id",
    "uid",
    "purpose",
    "name",
    "media_type",
    "size",
    "sha256",
    "blob_name",
    "key_id",
    "scan_state",
    "created_at",
    "erased_at",
    "blob_deleted_at",
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The first keys that a history keeps for itself; each dossier has its own place after them."""

    dossier: int
    party: int


class Book:
    """The rows of a batch of dossiers. Written in the order in which they refer to one another."""

    def __init__(self, keys: Keys, batch: Sequence[Lived]) -> None:
        self._keys = keys
        self._drawn_events = iter(reserve_ids(DossierEvent, sum(len(one.links) for one in batch)))
        self._drawn_runs = iter(reserve_ids(ClockRun, sum(len(one.runs) for one in batch)))
        self._drawn_files = iter(reserve_ids(StoredFile, sum(len(one.papers) for one in batch)))
        self.parties = Sheet("people_party", *_PARTY)
        others = _others()
        self._others = [*others.values()]
        self.dossiers = Sheet("dossier", *_FIXED, *DOSSIER_COLUMNS, *others)
        self.events = Sheet("dossier_event", *_EVENT)
        self.private = Sheet("event_private", "event_id", "salt", "body")
        self.runs = Sheet("clock_run", "id", *RUN_COLUMNS)
        self.pauses = Sheet(
            "clock_pause",
            *("run_id", "kind", "paused_from", "paused_to", "actor", "reason", "due_before", "due_after"),
        )
        self.components = Sheet(
            "dossiers_dossiercomponent",
            *("dossier_id", "component", "name", "required", "originals", "copies"),
            *("presented_on_paper", "digitised", "reused", "from_store"),
        )
        self.fees = Sheet("dossiers_dossierfee", "dossier_id", "key", "name", "amount", "paid_at", "paid_how")
        self.contexts = Sheet(
            "dossiers_submission_context",
            *("dossier_id", "assisted", "account_id", "counter_session", "device_hash", "network_hash", "recorded_at"),
        )
        self.results = Sheet(
            "dossiers_dossierresult",
            *("dossier_id", "issued_seq", "kind", "result_code", "electronic", "issued_at", "handed_over_at", "way"),
        )
        self.contacts = Sheet(
            "dossiers_contact", "dossier_id", "kind", "purpose", "unit_id", "at", "waited_minutes", "seq"
        )
        self.consultations = Sheet(
            "dossiers_consultation", "dossier_id", "key", "unit_id", "asked_at", "due_at", "answered_at", "lapsed"
        )
        self.files = Sheet("documents_file", *_FILE)
        self.documents = Sheet(
            "dossiers_dossierdocument",
            *("uid", "dossier_id", "component", "file_id", "added_seq", "added_at", "added_by_applicant"),
        )

    def write(self) -> None:
        for sheet in (
            *(self.parties, self.dossiers, self.events, self.private, self.runs, self.pauses, self.components),
            *(self.fees, self.contexts, self.results, self.contacts, self.consultations, self.files, self.documents),
        ):
            sheet.write()

    def enter(self, lived: Lived) -> None:
        """Take in the rows of one dossier."""
        story = lived.story
        key = self._keys.dossier + story.number
        party = self._party(lived)
        self._dossier(lived, key, party)
        self._events(lived, key)
        self._clocks(lived, key)
        side = _Side()
        for signature, link in lived.links:
            side.read(link.event, link.seq, signature.occurred_at)
        self._side(lived, key, side)

    def _party(self, lived: Lived) -> int:
        story = lived.story
        if story.party is not None:
            return story.party
        one, key = story.applicant, self._keys.party + story.number
        is_person = one.born is not None
        self.parties.add(
            *(key, _beside(lived, 1), one.kind, one.name, fold(one.name)[:300], one.number if is_person else ""),
            *("" if is_person else one.number, one.born, one.phone, "", one.address, "", from_ticks(story.ticks)),
        )
        return key

    def _dossier(self, lived: Lived, key: int, party: int) -> None:
        story, terms, one = lived.story, lived.story.offer.terms, lived.story.applicant
        values = dossier_values(lived.state, head_hash=lived.head, held_since=lived.held, recorded_at=lived.recorded)
        self.dossiers.add(
            *(key, lived.uid, lived.receipt, lived.secret, terms.procedure_id, terms.version_id, terms.case_id),
            *(story.offer.process_version, terms.form_version_id, str(terms.channel), story.offer.place, party),
            *(one.name, fold(f"{one.name} {one.number}")[:400], story.account),
            *(values[column] for column in DOSSIER_COLUMNS),
            *self._others,
        )

    def _events(self, lived: Lived, key: int) -> None:
        add, add_private = self.events.add_line, self.private.add_line
        for signature, link in lived.links:
            place, at = next(self._drawn_events), signature.occurred_at.isoformat()
            add(
                f"{place}\t{key}\t{link.seq}\t{at}\t{at}\t{link.event.kind.value}\t{link.event.version}\t"
                f"{signature.actor}\t\t{signature.unit}\t\\\\x{link.payload.hex()}\t\\\\x{link.prev_hash.hex()}\t"
                f"\\\\x{link.hash.hex()}\t{HASH_VERSION}\n"
            )
            if link.salt is not None and link.body is not None:
                add_private(f"{place}\t\\\\x{link.salt.hex()}\t\\\\x{link.body.hex()}\n")

    def _clocks(self, lived: Lived, key: int) -> None:
        places = {}
        for run, row in lived.runs.items():
            places[run] = next(self._drawn_runs)
            clock = row.clock
            self.runs.add(
                *(places[run], key, clock.kind, clock.step, clock.run, clock.amount, clock.unit, clock.basis),
                *(clock.calendar, clock.revision, clock.provisional),
                *(references.unit_id(row.holder_unit) if row.holder_unit else None,),
                *(clock.started_at, clock.due_at, row.ended_at),
            )
        for (run, since), (pause, actor) in lived.pauses.items():
            self.pauses.add(
                *(places[run], pause.kind, since, pause.paused_to, actor, "", pause.due_before, pause.due_after)
            )

    def _side(self, lived: Lived, key: int, side: _Side) -> None:
        story, reception = lived.story, lived.story.offer.reception
        at = from_ticks(story.ticks)
        self._papers(lived, key, side)
        for fee in story.offer.terms.fees:
            if fee.amount:
                paid = story.paid if side.is_accepted else None
                when, how = (from_ticks(paid[0]), paid[1]) if paid else (None, "")
                self.fees.add(key, fee.key, fee.name[:500], fee.amount, when, how)
        if side.obligation is not None:
            self.fees.add(key, OBLIGATION, "", *side.obligation)
        self.contexts.add(key, story.is_assisted, story.account, f"sim-{story.number:08d}", *lived.digests, at)
        for result in side.results:
            self.results.add(key, *result)
        for kind, purpose, when, waited, seq in side.contacts(str(story.offer.terms.channel)):
            self.contacts.add(key, kind, purpose, reception, when, waited, seq)
        for name, (unit, asked, due, answered, lapsed) in side.consultations.items():
            self.consultations.add(key, name, references.unit_id(unit), asked, due, answered, lapsed)

    def _papers(self, lived: Lived, key: int, side: _Side) -> None:
        is_electronic = Flag.ELECTRONIC in lived.state.flags
        scanned = {paper.component for paper in lived.papers if not paper.by_applicant} if not is_electronic else set()
        for term in lived.story.offer.terms.papers:
            code = term.code
            self.components.add(
                *(key, code, term.name[:1000], term.required, term.originals or 0, term.copies or 0),
                *(code in side.ways["originals"], code in scanned),
                *(code in side.ways["reused"], code in side.ways["from_store"]),
            )
        for number, paper in enumerate(lived.papers):
            file = next(self._drawn_files)
            self.files.add(
                *(file, paper.uid, "dossier", "", PAPER["media_type"], PAPER["size"], _SHA),
                *(f"made-up/{paper.uid}", "none", "skipped", paper.at, paper.at, paper.at),
            )
            self.documents.add(
                *(_beside(lived, 2 + number), key, paper.component, file, paper.seq, paper.at),
                paper.by_applicant,
            )


def _others() -> dict[str, object]:
    """Columns of the dossier row that a made-up dossier leaves at what a fresh one has."""
    fields = Dossier._meta.concrete_fields  # noqa: SLF001 (documented by Django)
    left = [field for field in fields if field.column not in {*_FIXED, *DOSSIER_COLUMNS} and not field.null]
    return {field.column: field.get_default() for field in left}


_SHA: Final = bytes.fromhex(str(PAPER["sha256"]))


def _beside(lived: Lived, number: int) -> str:
    """A public id for a row beside the dossier, made of the dossier's."""
    text = lived.uid.hex
    low = (int(text[16:], 16) + number * 0x9E3779B97F4A7C15) & 0x3FFFFFFFFFFFFFFF | 0x8000000000000000
    text = text[:16] + f"{low:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


_Result = list[object]
_Contact = tuple[str, str, dt.datetime, int | None, int]


class _Side:
    """What single events say into tables of their own, as :mod:`motcua.dossiers.log.facts` writes it."""

    def __init__(self) -> None:
        self.is_accepted = False
        self.ways: dict[str, frozenset[str]] = dict.fromkeys(PAPER_WAYS, frozenset())
        self.results: list[_Result] = []
        self.consultations: dict[str, tuple[str, dt.datetime, dt.datetime, dt.datetime | None, bool]] = {}
        self.obligation: tuple[int, dt.datetime | None, str] | None = None
        self._contacts: list[_Contact] = []
        self._accepted: tuple[dt.datetime, int | None, int] | None = None

    def read(self, event: Event, seq: int, at: dt.datetime) -> None:
        data = event.data
        match event.kind:
            case EventKind.ACCEPTED:
                self.is_accepted = True
                self.ways = {way: _codes(data.get(way)) for way in PAPER_WAYS}
                self._accepted = at, _number(data.get("waited_minutes")), seq
            case EventKind.SUPPLEMENT_REQUESTED:
                self._contacts.append(("message", f"supplement_{data['stage']}", at, None, seq))
            case EventKind.VERIFICATION_RECORDED if data["finished"] is True:
                self._contacts.append(("field_check", "verification", at, None, seq))
            case EventKind.RESULT_ISSUED:
                electronic = data["electronic"] is True
                self.results.append(
                    [seq, str(data["result"]), str(data.get("result_code", "")), electronic, at, None, ""]
                )
            case EventKind.HANDED_OVER:
                self._handed_over(data, seq, at)
            case EventKind.CONSULTATION_ASKED:
                due = parse_instant(data["due"]) or at
                self.consultations[str(data["consultation"])] = str(data["asked_unit"]), at, due, None, False
            case EventKind.CONSULTATION_ANSWERED:
                name = str(data["consultation"])
                self.consultations[name] = (*self.consultations[name][:3], at, data["lapsed"] is True)
            case EventKind.PAYMENT_REQUESTED:
                self.obligation = _number(data["amount"]) or 0, None, ""
            case EventKind.PAYMENT_CONFIRMED if self.obligation is not None:
                how = "exempt" if data["exempt"] is True else "obligation"
                self.obligation = self.obligation[0], parse_instant(data["paid_at"]) or at, how

    def _handed_over(self, data: Mapping[str, Json], seq: int, at: dt.datetime) -> None:
        way = str(data["way"])
        for result in self.results:
            if result[5] is None:
                result[5], result[6] = at, way
        if way == "counter":
            self._contacts.append(("visit", "collect_result", at, None, seq))

    def contacts(self, channel: str) -> Iterator[_Contact]:
        if self._accepted is not None:
            at, waited, seq = self._accepted
            if waited is not None or channel == "counter":
                yield "visit", "submit", at, waited, seq
        yield from self._contacts


def _codes(value: Json) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()


def _number(value: Json) -> int | None:
    return value if isinstance(value, int) else None
