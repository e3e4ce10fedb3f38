"""What a sealed ballot holds, and taking it in and out of its seal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from motcua.core.canonical import Json

from . import box, keys
from .integrity import Way
from .models import Ballot

LEAST: Final = 900
"""Every ballot is sealed as long as one with some words in it."""
LINK: Final = 60


@dataclass(frozen=True, slots=True)
class Body:
    """One rating in full. ``unit`` stands on the ballot; ``place`` is the poster or tablet, ``traces`` the period of
    the key of ``device`` and ``network``. ``followed``: its follow-up was opened at once, as the rater asked."""

    at: dt.datetime
    way: Way
    answers: Mapping[str, str]
    edition: int
    dossier: UUID | None = None
    place: str = ""
    point: int | None = None
    post: int | None = None
    words: str = ""
    seconds: int | None = None
    device: bytes | None = None
    network: bytes | None = None
    traces: str = ""
    followed: bool = False
    interviewer: str = field(default="")

    def without_person(self) -> Body:
        """What stays when the rater's data are erased: the answers."""
        return replace(self, dossier=None, words="", device=None, network=None)


def put(body: Body, *, unit: int, period: str) -> Ballot:
    """A new ballot in the box."""
    return Ballot.objects.create(unit_id=unit, period=period, sealed=sealed(body))


def sealed(body: Body) -> bytes:
    told: dict[str, Json] = {
        "t": int(body.at.timestamp()),
        "y": body.way.value,
        "a": dict(body.answers),
        "e": body.edition,
        "d": body.dossier.hex if body.dossier else "",
        "p": body.place,
        "pt": body.point,
        "po": body.post,
        "w": body.words,
        "s": body.seconds,
        "dv": body.device.hex() if body.device else "",
        "nw": body.network.hex() if body.network else "",
        "x": body.traces,
        "f": body.followed,
        "i": body.interviewer,
    }
    return box.seal(keys.box_public(), told, least=LEAST)


def opened(ballots: Iterable[Ballot]) -> Iterator[tuple[Ballot, Body]]:
    """Raises Unavailable (``rating_box_locked``) in a process without the private key. Whoever calls this leaves an
    audit record."""
    privates = keys.box_privates()
    for ballot in ballots:
        yield ballot, _body(box.unseal(privates, bytes(ballot.sealed)))


def _body(told: Json) -> Body:
    if not isinstance(told, dict):
        raise TypeError("a ballot is a table")
    answers, dossier = told["a"], told["d"]
    return Body(
        at=dt.datetime.fromtimestamp(int(str(told["t"])), dt.UTC),
        way=Way(str(told["y"])),
        answers={str(key): str(code) for key, code in answers.items()} if isinstance(answers, dict) else {},
        edition=int(str(told["e"])),
        dossier=UUID(hex=str(dossier)) if dossier else None,
        place=str(told["p"]),
        point=_whole(told["pt"]),
        post=_whole(told["po"]),
        words=str(told["w"]),
        seconds=_whole(told["s"]),
        device=bytes.fromhex(str(told["dv"])) or None,
        network=bytes.fromhex(str(told["nw"])) or None,
        traces=str(told["x"]),
        followed=bool(told["f"]),
        interviewer=str(told["i"]),
    )


def _whole(value: Json) -> int | None:
    return value if isinstance(value, int) else None


def sealed_link(dossier: UUID, *, dissatisfied: bool) -> bytes:
    return box.seal(keys.box_public(), {"d": dossier.hex, "n": int(dissatisfied)}, least=LINK)


def opened_links(links: Iterable[bytes]) -> Iterator[tuple[UUID, bool]]:
    """(dossier, whether its rater was dissatisfied). Raises and obliges as :func:`opened`."""
    privates = keys.box_privates()
    for one in links:
        told = box.unseal(privates, bytes(one))
        if isinstance(told, dict):
            yield UUID(hex=str(told["d"])), told["n"] == 1
