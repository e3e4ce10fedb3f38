"""Reasons, bands and steps to see to, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.desk.duty.words import span
from motcua.desk.wording import words
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.steps import StepNames
from motcua.foresight.lateness.models import LatenessScore
from motcua.foresight.lateness.reasons import OPINION
from motcua.foresight.lateness.selectors import Warned
from motcua.web.words import decimal, number

Numbers = Mapping[str, int]
Told = LatenessScore | Warned

BANDS: Final = {"high": gettext_lazy("Nguy cơ trễ cao"), "watch": gettext_lazy("Có nguy cơ trễ")}
REASONS: Final = {
    "time": gettext_lazy("Thời gian còn lại ít so với việc còn lại"),
    "step": gettext_lazy("Bước hiện tại kéo dài"),
    "load": gettext_lazy("Đơn vị đang giữ nhiều hồ sơ"),
    "queue": gettext_lazy("Nhiều hồ sơ xếp trước"),
    "post": gettext_lazy("Vị trí đang giữ nhiều hồ sơ"),
    "staff": gettext_lazy("Đơn vị thiếu người hoặc giải quyết chậm lại"),
    "unit": gettext_lazy("Đơn vị hay trễ gần đây"),
    "procedure": gettext_lazy("Thủ tục hay trễ gần đây"),
    "supplement": gettext_lazy("Đã bổ sung hoặc tạm dừng"),
    "opinion": gettext_lazy("Chờ ý kiến đơn vị khác"),
    "season": gettext_lazy("Mùa, ngày nghỉ"),
    "kind": gettext_lazy("Loại hồ sơ"),
    "age": gettext_lazy("Đã dùng gần hết thời gian"),
}


def band_words(row: Told) -> str:
    """``Nguy cơ trễ cao, 85%``; by the age rule the share of time used."""
    if row.probability is None:
        return _("Có nguy cơ trễ, đã dùng {percent}% thời gian").format(percent=row.used_percent)
    name = words(BANDS, row.band or "watch")
    return _("{band}, {percent}%").format(band=name, percent=round(100 * row.probability))


def reason_words(row: Told) -> list[str]:
    """The reasons as sentences without their capital, the largest first; one that cannot be said is left out."""
    found = []
    for one in row.reasons if isinstance(row.reasons, list) else ():
        said = _said(one)
        if said:
            found.append(said)
    return found


def _said(one: object) -> str:
    if not isinstance(one, Sequence) or len(one) != 2 or one[0] not in _SAYING or not isinstance(one[1], Mapping):
        return ""
    return _SAYING[one[0]]({str(key): value for key, value in one[1].items() if isinstance(value, int)})


def step_to_see_to(row: Told, dossier: Dossier, names: StepNames) -> str:
    if row.unblock == OPINION:
        return _("Ý kiến đang chờ của đơn vị khác")
    return names.name(dossier.process_version_id, row.unblock) if row.unblock else _("chưa rõ")


def _time(of: Numbers) -> str:
    left = span(of.get("minutes", 0)) if of.get("minutes", 0) > 0 else _("không")
    if "steps" not in of:
        text = _("thời gian làm việc còn lại: {span}, đã dùng {percent}%")
        return text.format(span=left, percent=of.get("percent", 0))
    text = ngettext("còn {span} mà còn {n} bước", "còn {span} mà còn {n} bước", of["steps"])
    text = text.format(span=left, n=of["steps"])
    if of.get("need", 0) >= 110:
        return _("{text}, các bước này thường mất lâu hơn thế").format(text=text)
    return text


def _step(of: Numbers) -> str:
    if of.get("left", 0) < 0:
        return _("bước hiện tại đã quá hạn {span}").format(span=span(-of["left"]))
    return _("bước hiện tại đã dùng {percent}% thời gian được giao").format(percent=of.get("percent", 0))


def _load(of: Numbers) -> str:
    if of.get("times", 0) >= 130:
        times = decimal(of["times"] / 100, 1)
        return _("đơn vị đang giữ gấp {times} lần lượng thường ngày ({held} hồ sơ)").format(
            times=times, held=number(of.get("held", 0))
        )
    return _("đơn vị đang giữ {held} hồ sơ, chừng {days} ngày làm việc").format(
        held=number(of.get("held", 0)), days=number(max(1, of.get("days", 1)))
    )


def _queue(of: Numbers) -> str:
    ahead = of.get("ahead", 0)
    return ngettext("còn {n} hồ sơ xếp trước ở bước này", "còn {n} hồ sơ xếp trước ở bước này", ahead).format(n=ahead)


def _post(of: Numbers) -> str:
    held = of.get("held", 0)
    return ngettext("vị trí này đang giữ {n} hồ sơ", "vị trí này đang giữ {n} hồ sơ", held).format(n=held)


def _staff(of: Numbers) -> str:
    if of.get("away", 0) > 0:
        return _("{percent}% vị trí của đơn vị đang nghỉ").format(percent=of["away"])
    if of.get("flow", 100) < 80:
        return _("tuần qua đơn vị giải quyết bằng {percent}% mức bình quân").format(percent=of["flow"])
    if of.get("share", 100) < 100:
        return _("tuần qua {percent}% vị trí của đơn vị có giải quyết hồ sơ").format(percent=of["share"])
    return _("số người làm của đơn vị gần đây")


def _unit(of: Numbers) -> str:
    return _("đơn vị trễ {percent}% hồ sơ trong bốn tháng qua").format(percent=of.get("percent", 0))


def _procedure(of: Numbers) -> str:
    return _("thủ tục này trễ {percent}% trong bốn tháng qua").format(percent=of.get("percent", 0))


def _supplement(of: Numbers) -> str:
    if of.get("times", 0) > 0:
        return ngettext("đã phải bổ sung {n} lần", "đã phải bổ sung {n} lần", of["times"]).format(n=of["times"])
    if of.get("pauses", 0) > 0:
        return ngettext("đã tạm dừng {n} lần", "đã tạm dừng {n} lần", of["pauses"]).format(n=of["pauses"])
    return ""


def _opinion(of: Numbers) -> str:
    if of.get("asked", 0) <= 0:
        return ""
    if of.get("left", 0) < 0:
        return _("ý kiến của đơn vị khác đã quá hạn trả lời {span}").format(span=span(-of["left"]))
    return _("đang chờ ý kiến của đơn vị khác")


def _season(of: Numbers) -> str:
    if of.get("off", 0) >= 3:
        return _("từ nay đến ngày hẹn có {n} ngày nghỉ").format(n=of["off"])
    return _("toàn tỉnh trễ {percent}% hồ sơ trong bốn tháng qua").format(percent=of.get("percent", 0))


def _kind(_of: Numbers) -> str:
    return _("hồ sơ cùng loại và cùng cách nộp hay trễ hơn")


def _age(of: Numbers) -> str:
    return _("đã dùng {percent}% thời gian từ tiếp nhận đến ngày hẹn").format(percent=of.get("percent", 0))


_SAYING: Final[Mapping[str, Callable[[Numbers], str]]] = {
    "time": _time,
    "step": _step,
    "load": _load,
    "queue": _queue,
    "post": _post,
    "staff": _staff,
    "unit": _unit,
    "procedure": _procedure,
    "supplement": _supplement,
    "opinion": _opinion,
    "season": _season,
    "kind": _kind,
    "age": _age,
}
