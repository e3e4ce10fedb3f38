"""Processes as BPMN 2.0: :func:`bpmn_of` writes one, :func:`read_bpmn` reads one (docs/guides/bpmn.md)."""

from .export import UnsoundProcessError, bpmn_of
from .names import Note
from .parsing import MAX_BYTES
from .reading import ReadBpmn, read_bpmn

__all__ = ["MAX_BYTES", "Note", "ReadBpmn", "UnsoundProcessError", "bpmn_of", "read_bpmn"]
