"""What rounds of assessment are called on the desk: stages, rules, answers, points."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from motcua.figures.assessments.models import AssessmentEntry, AssessmentSheet, Stage
from motcua.figures.assessments.results import Placed
from motcua.figures.numbers import half_up, print_decimal
from motcua.figures.trees.model import Criterion
from motcua.figures.trees.rules import RuleKind
from motcua.figures.wording import language
from motcua.web.words import number

if TYPE_CHECKING:
    from motcua.desk.wording import Words

LOOKS: Mapping[str, str] = {
    Stage.DRAFT: "neutral",
    Stage.SELF: "soon",
    Stage.APPRAISAL: "soon",
    Stage.APPEAL: "soon",
    Stage.FINAL: "paused",
    Stage.PUBLISHED: "ontime",
}

ANSWERS: Words = {
    "shorter": gettext_lazy("ngắn hơn thời hạn"),
    "equal": gettext_lazy("bằng thời hạn"),
    "longer": gettext_lazy("dài hơn thời hạn"),
    "none": pgettext_lazy("answer", "không lần nào"),
    "one": pgettext_lazy("answer", "một lần"),
    "more": pgettext_lazy("answer", "nhiều hơn một lần"),
    "one_stop_only": gettext_lazy("chỉ bộ phận một cửa"),
    "early_no_complaint": gettext_lazy("sớm hạn, không bị phản ánh"),
    "on_time_no_complaint": gettext_lazy("đúng hạn, không bị phản ánh"),
    "complaint": gettext_lazy("bị phản ánh đúng"),
    "settled_on_site": gettext_lazy("đủ tỷ lệ thủ tục giải quyết tại chỗ"),
    "all_received": gettext_lazy("mọi thủ tục đều nhận và trả tại đây"),
    "not_all": gettext_lazy("chưa đủ mọi thủ tục"),
    "posted_and_electronic": gettext_lazy("đầy đủ cả niêm yết và điện tử"),
    "one_of_two": gettext_lazy("một trong hai hình thức"),
    "neither": gettext_lazy("chưa có hình thức nào đầy đủ"),
    "all_on_time": gettext_lazy("không có, hoặc 100% đúng hạn"),
    "most_on_time": gettext_lazy("từ 90% đúng hạn"),
    "fewer": gettext_lazy("dưới 90% đúng hạn hoặc còn tồn đọng"),
    "many": gettext_lazy("từ 20% thủ tục và 30% hồ sơ trực tuyến, không quá hạn"),
    "some": gettext_lazy("15% đến dưới 30% hồ sơ trực tuyến, không quá hạn"),
}
ACTS: Words = {
    "made": gettext_lazy("Lập đợt đánh giá"),
    "advanced": gettext_lazy("Chuyển bước"),
    "reopened": gettext_lazy("Mở lại"),
    "deadlines": gettext_lazy("Đổi hạn"),
    "submitted": gettext_lazy("Nộp bảng tự đánh giá"),
    "given_back": gettext_lazy("Trả lại bảng"),
    "sheet_added": gettext_lazy("Thêm đơn vị"),
    "sheet_left": gettext_lazy("Đưa ra khỏi đợt"),
    "judge_added": gettext_lazy("Phân công"),
    "judge_removed": gettext_lazy("Thôi phân công"),
    "survey_taken": gettext_lazy("Ghi kết quả điều tra"),
    "computed": gettext_lazy("Tính từ hồ sơ"),
    "published": gettext_lazy("Ký công bố"),
    "reminded": gettext_lazy("Nhắc hạn"),
}
WHY_UNRANKED: Words = {
    "left": gettext_lazy("không xếp hạng: đã đưa ra khỏi đợt"),
    "open": gettext_lazy("không xếp hạng: còn tiêu chí chưa có điểm"),
}


def points(value: Fraction | None) -> str:
    """``9``, ``6,5``, ``1,33``; a dash for none."""
    if value is None:
        return "–"
    exact = half_up(value, 2).normalize()
    return print_decimal(half_up(value, max(0, -int(exact.as_tuple().exponent))), language())


def percent(value: Fraction | None, decimals: int) -> str:
    return "–" if value is None else print_decimal(half_up(value, decimals), language())


def entry_points(entry: AssessmentEntry | None) -> str:
    """The points of an entry; that a criterion does not apply is said."""
    if entry is None:
        return "–"
    return points(entry.exact) if entry.points else _("không áp dụng")


def answer(option: str) -> str:
    return str(ANSWERS.get(option, option.upper()))


def declared(found: Mapping[str, object]) -> str:
    """What points were worked out from, in words."""
    match found.get("kind"):
        case "yes_no":
            if not found.get("yes"):
                return _("không")
            return _("có, đúng hạn") if found.get("in_time") else _("có, chậm")
        case "rate":
            return f"{_share(found)}"
        case "amount" | "points":
            return points(Fraction(str(found.get("value", 0))))
        case "answers":
            counts = found.get("counts")
            pairs = counts.items() if isinstance(counts, dict) else ()
            return "; ".join(f"{answer(str(one))}: {number(int(count))}" for one, count in pairs)
        case "figure":
            return _("tính từ hồ sơ")
        case _:
            return ""


def _share(found: Mapping[str, object]) -> str:
    above, below = Fraction(str(found.get("numerator", 0))), Fraction(str(found.get("denominator", 1)))
    if below == 1:
        return print_decimal(half_up(above * 100, 2), language()) + "%"
    return f"{points(above)}/{points(below)}"


def rule(criterion: Criterion) -> str:
    """How points follow, for who fills in."""
    kind, one = criterion.rule.kind, criterion.rule
    each = points(one.each)
    match kind:
        case RuleKind.BOOLEAN if one.deadline:
            return _("Có và đúng hạn được điểm tối đa; chậm hoặc không thì 0 điểm.")
        case RuleKind.BOOLEAN:
            return _("Có được điểm tối đa; không thì 0 điểm.")
        case RuleKind.PER_ITEM:
            return _("Mỗi việc được {each} điểm, không quá điểm tối đa.").format(each=each)
        case RuleKind.DEDUCT:
            return _("Mỗi lần bị trừ {each} điểm.").format(each=each)
        case RuleKind.LINEAR:
            return _("Điểm theo tỷ lệ: điểm tối đa nhân tỷ lệ đạt.")
        case RuleKind.CAPPED:
            return _("Đủ điểm khi đạt {cap}; dưới mức đó tính theo tỷ lệ.").format(cap=_rate(one.cap))
        case RuleKind.FLOOR_LINEAR:
            return _("Dưới {floor}: 0 điểm; từ {full}: đủ điểm; ở giữa: điểm tối đa nhân tỷ lệ.").format(
                floor=_rate(one.floor), full=_rate(one.full)
            )
        case RuleKind.BANDS:
            steps = "; ".join(
                _("từ {least}: {points} điểm").format(least=_rate(least), points=points(step))
                for least, step in one.steps
            )
            return _("Theo bậc: {steps}.").format(steps=steps)
        case RuleKind.SURVEY:
            return _("Điểm bình quân theo câu trả lời.")
        case RuleKind.IMPORTED:
            return _("Giá trị của chỉ số khác nhân {factor}.").format(factor=points(one.factor))
        case _:
            return _("Ghi thẳng điểm.")


def _rate(value: Fraction) -> str:
    return points(value * 100) + "%"


def rank_words(one: Placed) -> str:
    if one.rank.rank is None:
        return str(WHY_UNRANKED.get(one.rank.why, ""))
    text = f"{number(one.rank.rank)}/{number(one.rank.total)}"
    return _("{rank} (đồng hạng)").format(rank=text) if one.rank.tied else text


def who(sheet: AssessmentSheet) -> str:
    """The unit; an official with it."""
    return sheet.name if sheet.person is None else f"{sheet.person.full_name}, {sheet.name}"
