"""What one case of one procedure asks and promises through one channel on one date: the words of the contract
between the office and the applicant, as plain values that the dossier rooms decide with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from enum import StrEnum

from motcua.worktime.rules import Basis, LimitUnit

DEFAULT_CASE = "default"


class ChannelName(StrEnum):
    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


class SupplementClock(StrEnum):
    """What the settlement clock does when a supplement is asked after acceptance (ND61 art. 19.4: it starts again;
    practice of deployed systems and some sector laws: it pauses and shifts)."""

    RESET = "reset"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Limit:
    amount: int
    unit: LimitUnit
    basis: Basis = Basis.END_OF_DAY


@dataclass(frozen=True, slots=True)
class ComponentTerm:
    """One line of the component list. ``guidance`` lines are advice, not papers, and are never asked for.
    ``originals``/``copies`` are None when the source's figures cannot be right."""

    code: str
    name: str
    originals: int | None
    copies: int | None
    required: bool
    guidance: bool
    form_file: str
    reuse_result: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class FeeTerm:
    """One fee row. ``amount`` is whole đồng; None = the source hides it, so nobody may be charged or told "free"."""

    key: str
    name: str
    amount: int | None
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Terms:
    """``unknown`` names what keeps the case from opening for reception: ``limit``, ``fee``, ``components``.
    ``committed`` is the province's own shorter limit; ``limit`` is the one that binds the office."""

    procedure_id: int
    procedure_code: str
    procedure_name: str
    field: str
    version_id: int
    version_uid: str
    case_id: int
    case_key: str
    case_name: str
    channel: ChannelName
    statutory: Limit | None
    committed: Limit | None
    fees: tuple[FeeTerm, ...]
    components: tuple[ComponentTerm, ...]
    form_version_id: int
    supplement_clock: SupplementClock
    instant: bool
    agency_level: str
    unknown: tuple[str, ...]
    waits: Mapping[str, Limit] = with_default(default_factory=dict)
    """By kind of wait (:mod:`motcua.procedures.waits`): when somebody looks again."""

    @property
    def limit(self) -> Limit | None:
        return self.committed or self.statutory

    @property
    def papers(self) -> tuple[ComponentTerm, ...]:
        """The components an applicant is really asked for."""
        return tuple(component for component in self.components if not component.guidance)


class SigningForm(StrEnum):
    """The words before the title of the authority that somebody signs for (Decree 30/2020/ND-CP, article 13)."""

    AUTHORISED = "authorised"
    ORDERED = "ordered"
    DEPUTY = "deputy"


SIGNING_WORDS = {SigningForm.AUTHORISED: "TUQ.", SigningForm.ORDERED: "TL.", SigningForm.DEPUTY: "KT."}


@dataclass(frozen=True, slots=True)
class Signing:
    """In whose name results are signed: the form, the authority's title, and the unit whose seal and letterhead the
    paper has, by code; empty where the settling unit uses its own."""

    form: SigningForm
    signer: str
    seal: str = ""

    @property
    def words(self) -> str:
        """``TUQ. Chủ tịch Ủy ban nhân dân tỉnh``, as it stands above the signature."""
        return f"{SIGNING_WORDS[self.form]} {self.signer}"


@dataclass(frozen=True, slots=True)
class Route:
    """Who receives, who settles, by which process. ``settling_unit_id`` and ``process_version_id`` are None when no
    rule answers."""

    place_unit_id: int
    reception_unit_id: int | None
    settling_unit_id: int | None
    process_version_id: int | None
    signing: Signing | None = None
    """How the settling unit signs, where it does not sign by its own right."""
