"""Reading XML that strangers send: no document type, no entities, nothing fetched, and an end to size and depth.

``defusedxml`` refuses a document type where it is declared, before anything of it is expanded, which lxml's options
do not promise; our own tree builder adds the limits of size.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

MAX_BYTES = 1024 * 1024
MAX_ELEMENTS = 20_000
MAX_DEPTH = 40


class RefusedError(ValueError):
    """The file is not read. ``code`` and ``params`` say why, ``place`` is the id of the element."""

    def __init__(self, code: str, place: str = "", **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.params = params


class _Bounded(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._count += 1
        self._depth += 1
        if self._count > MAX_ELEMENTS or self._depth > MAX_DEPTH:
            raise RefusedError("bpmn_too_big", most=MAX_ELEMENTS, depth=MAX_DEPTH)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse(data: bytes) -> Element:
    """The root of the document. Raises :class:`RefusedError`, and nothing else, for whatever cannot be read."""
    if len(data) > MAX_BYTES:
        raise RefusedError("bpmn_too_long", most=MAX_BYTES)
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(data)
        root = parser.close()
    except RefusedError:
        raise
    except DefusedXmlException as error:
        raise RefusedError("bpmn_doctype") from error
    except ParseError as error:
        line, column = error.position
        raise RefusedError("bpmn_not_xml", line=line, column=column) from error
    except (ValueError, LookupError, AssertionError) as error:  # an encoding nobody knows, an empty file
        raise RefusedError("bpmn_not_xml", line=1, column=0) from error
    if not isinstance(root, Element):
        raise RefusedError("bpmn_not_xml", line=1, column=0)
    return root
