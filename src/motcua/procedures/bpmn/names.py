"""Names of BPMN 2.0 and of our own attributes in it (docs/guides/bpmn.md lists them all)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OWN = "urn:motcua:process:1"
"""Our attributes. The number rises only when a reader of the old ones would misread a file."""

CHOSEN = "outcome"
"""The variable in which an engine keeps the key of the outcome that was chosen at the last step."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about an element of a file: ``code`` has its words in the catalogue of texts, ``element`` is
    the id in the file, empty when the file as a whole is meant."""

    code: str
    element: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


def sayable(text: str) -> str:
    return _UNSAYABLE.sub("", text)
