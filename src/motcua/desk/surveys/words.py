"""States and fates of surveys in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from motcua.surveys.lifecycle import CaseState, WaveState


def badge_of(state: str) -> dict[str, str]:
    """Text and kind of a badge."""
    text, kind = {
        WaveState.PLANNED: (_("đang lập"), "neutral"),
        WaveState.DRAWN: (_("đã bốc thăm"), "info"),
        WaveState.FIELDED: (_("đang hỏi"), "info"),
        WaveState.CLOSED: (_("đã chốt"), "done"),
        WaveState.PUBLISHED: (_("đã công bố"), "done"),
        WaveState.CANCELLED: (_("đã hủy"), "neutral"),
    }[WaveState(state)]
    return {"text": text, "kind": kind}


def case_words(state: str) -> str:
    return {
        CaseState.RESERVE: _("dự bị"),
        CaseState.DRAWN: _("chưa mời"),
        CaseState.INVITED: _("đã mời"),
        CaseState.ANSWERED: _("đã trả lời"),
        CaseState.REFUSED: _("từ chối"),
        CaseState.NOT_REACHED: _("không gặp được"),
        CaseState.INELIGIBLE: _("không thuộc diện hỏi"),
    }[CaseState(state)]
