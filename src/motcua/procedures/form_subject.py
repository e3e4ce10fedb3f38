"""What a form that an author writes is for, and the key it has then: ``procedure:1.001193:default``."""

from __future__ import annotations

from dataclasses import dataclass

ALL_CASES = "*"


@dataclass(frozen=True, slots=True)
class FormSubject:
    """A procedure, one case of it (empty = all) and one channel (empty = all)."""

    procedure: str
    case: str = ""
    channel: str = ""

    @property
    def key(self) -> str:
        """Forms made from papers have the same key without a channel, so their versions count on in one row."""
        tail = [self.channel] if self.channel else []
        return ":".join(("procedure", self.procedure, self.case or ALL_CASES, *tail))


def read_subject(key: str) -> FormSubject | None:
    """The subject that ``key`` names; None when it is none of a procedure."""
    kind, *rest = key.split(":")
    if kind != "procedure" or not 2 <= len(rest) <= 3:
        return None
    return FormSubject(rest[0], "" if rest[1] == ALL_CASES else rest[1], rest[2] if len(rest) == 3 else "")
