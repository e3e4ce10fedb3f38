"""Who writes questionnaires, who runs a wave, who interviews, who reads figures before they are published."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from motcua.core.errors import NotAllowed
from motcua.people.actors import Actor
from motcua.people.permissions import NOT_GRANTED, holds

AUTHOR = "survey.author"
RUN = "survey.run"
INTERVIEW = "survey.interview"
READ = "survey.read"

VERBS = {
    AUTHOR: _("Soạn phiếu khảo sát"),
    RUN: _("Tổ chức đợt khảo sát: chọn mẫu, mời, chốt số liệu, công bố"),
    INTERVIEW: _("Phỏng vấn khảo sát"),
    READ: _("Xem kết quả khảo sát"),
}


def require_interviewer(actor: Actor) -> None:
    """Whoever interviews anywhere; which cases are theirs says who they were given to. Raises NotAllowed."""
    if not holds(actor, INTERVIEW):
        raise NotAllowed(NOT_GRANTED, params={"verb": INTERVIEW})
