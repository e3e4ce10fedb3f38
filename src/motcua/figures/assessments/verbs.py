"""What may be done with rounds of assessment. Beside the verb a round names who: see :mod:`.standing`."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

MANAGE: Final = "figures.assess_manage"
SELF: Final = "figures.assess_self"
APPRAISE: Final = "figures.assess_appraise"
SIGN: Final = "figures.assess_sign"

VERBS: Final = {
    MANAGE: _("Lập, điều hành đợt đánh giá"),
    SELF: _("Tự đánh giá đơn vị mình, gửi kiến nghị về điểm"),
    APPRAISE: _("Thẩm định, trả lời kiến nghị trong đợt đánh giá được giao"),
    SIGN: _("Ký công bố kết quả đánh giá"),
}
