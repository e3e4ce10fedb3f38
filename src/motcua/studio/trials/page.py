"""The page of a dry run: how far it is, what came of it, and the dossiers behind each figure."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import now
from motcua.core.errors import Conflict, NotFound
from motcua.core.texts import say
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import scope_read
from motcua.foresight.trial.models import TrialReport, TrialState
from motcua.foresight.trial.packing import Row, unpack
from motcua.foresight.trial.services import cancel_trial, find_trial, is_alive, is_current, job_of
from motcua.people.selectors import role_names
from motcua.studio.page import actor_at, studio_page
from motcua.studio.shelves import DRAFT
from motcua.studio.trials import words
from motcua.studio.trials.listing import READ
from motcua.web.access import holds, official

SHOWN = 200
LOADS = 15
KINDS = ("late_before", "late_after", "newly_late", "no_longer_late", "all")


@official(READ)
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    row, actor = find_trial(uid), actor_at(request)
    job, going = job_of(row), is_alive(row, now=now())
    state, look = words.state_of(row)
    context: dict[str, object] = {
        "row": row,
        "state": state,
        "look": look,
        "running": going,
        "broken": row.state == TrialState.ASKED and not going,
        "fault": say(row.fault, row.fault_params) if row.fault else "",
        "done": job.done if job else 0,
        "stage": say(job.message) if job and job.message else _("Đang chờ tới lượt"),
        "may_cancel": row.state == TrialState.ASKED and holds(actor, DRAFT),
        "older": row.decision is not None and not is_current(row, row.decision),
        "decision": row.decision,
        **(told(row.report, uid) if row.report else {}),
    }
    return studio_page(request, "studio/trials/trial.jinja", context, shelf=words.SHELF)


def told(report: dict[str, Any], uid: UUID) -> dict[str, object]:
    """The parts of a report as the page shows them."""
    names = role_names()
    behind = reverse("studio:trial_dossiers", args=[uid])
    return {
        "report": report,
        "finding": words.finding(report),
        "measures": words.measure_rows(report),
        "behind": behind,
        "calibration": _calibration(report),
        "check": words.self_check(report),
        "loads": _loads(report, names),
        "loads_left": max(0, len(report["loads"]) - LOADS),
        "dues": _dues(report),
        "holders": report["holders"][:LOADS],
        "months": _months(report),
        "asked": report["asked"],
        "fees": report["fees"],
        "assumptions": [
            {"procedure": key, "step": words.step_text(report, key, step), "basis": str(words.BASES[basis]),
             "stays": stays}
            for key, step, basis, stays in report["assumptions"]
        ],
        "learnt": [(words.role_text(role, names), f"{mean / 10:.1f}".replace(".", ","), seen)
                   for role, mean, seen in report["learnt"]],
        "left_out": [(str(words.LEFT_OUT.get(why, why)), count) for why, count in report["left_out"].items()],
        "others": words.share(report["others"]["late"]["before"][0]) if report["others"]["late"] else "",
        "others_after": words.share(report["others"]["late"]["after"][0]) if report["others"]["late"] else "",
        "others_count": report["others"]["dossiers"],
        "over_limit": [(key, words.hours(longest), words.hours(most)) for key, longest, most in report["over_limit"]],
    }  # fmt: skip


def _calibration(report: dict[str, Any]) -> list[dict[str, str]]:
    found = report["calibration"]
    rows = []
    for name, key, show, differ in (
        (_("Tỷ lệ trễ hạn"), "late", words.share, words.points),
        (_("Trung vị"), "median", words.length, words.longer),
        (_("9 trên 10 hồ sơ"), "p90", words.length, words.longer),
    ):
        recorded, simulated = found[key]
        rows.append(
            {
                "name": name,
                "recorded": show(recorded),
                "simulated": show(simulated),
                "error": differ(simulated - recorded),
            }
        )
    return rows


def _loads(report: dict[str, Any], names: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "unit": one["name"],
            "role": words.role_text(one["role"], names),
            "people": one["people"],
            "stays": one["stays"],
            "before": words.hours(one["minutes"][0]),
            "after": words.hours(one["minutes"][1]),
            "used_before": words.used(one["minutes"][0], one["capacity"][0]),
            "used_after": words.used(one["minutes"][1], one["capacity"][1]),
            "waited": [words.length(minutes) for minutes in one["waited"]],
            "guessed": one["guessed"],
            "empty": one["empty"],
        }
        for one in report["loads"][:LOADS]
    ]


def _dues(report: dict[str, Any]) -> list[tuple[str, object]]:
    found = report["dues"]
    if not found["touched"]:
        return []
    return [
        (_("Hồ sơ có ngày hẹn tính lại"), found["touched"]),
        (_("Hẹn sớm hơn"), found["earlier"]),
        (_("Hẹn muộn hơn"), found["later"]),
        (_("Không đổi"), found["same"]),
        (_("Bình quân"), words.longer(found["mean_minutes"])),
    ]


def _months(report: dict[str, Any]) -> list[dict[str, object]]:
    most = max((max(before, after) for _m, _n, before, after in report["months"]), default=0) or 1
    return [
        {
            "month": f"{month[5:]}/{month[:4]}",
            "count": count,
            "before": before,
            "after": after,
            "wide_before": before * 100 // most,
            "wide_after": after * 100 // most,
        }
        for month, count, before, after in report["months"]
    ]


@official(DRAFT)
@require_POST
def cancel(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    cancel_trial(uid, actor=actor_at(request), now=now())
    return HttpResponseRedirect(reverse("studio:trial", args=[uid]))


def chosen(kind: str, row: Row) -> bool:
    match kind:
        case "late_before":
            return row.late_before
        case "late_after":
            return row.late_after
        case "newly_late":
            return row.late_after and not row.late_before
        case "no_longer_late":
            return row.late_before and not row.late_after
        case _:
            return True


def _titles() -> dict[str, str]:
    return {
        "late_before": _("Trễ hạn như đã xảy ra"),
        "late_after": _("Trễ hạn nếu áp dụng thay đổi"),
        "newly_late": _("Thành trễ hạn vì thay đổi"),
        "no_longer_late": _("Hết trễ hạn nhờ thay đổi"),
        "all": _("Mọi hồ sơ được chạy lại"),
    }


@official(READ)
@require_GET
def dossiers(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Dossiers behind a figure, in the first replication; those that the reader may see are named."""
    row = find_trial(uid)
    if row.state != TrialState.DONE or row.rows is None:
        raise Conflict("trial_ended") if row.state != TrialState.DONE else NotFound("trial_unknown")
    kind = str(request.GET.get("loai", "all"))
    kind = kind if kind in KINDS else "all"
    fitting = [one for one in unpack(bytes(row.rows)) if chosen(kind, one)]
    shown = list(islice(fitting, SHOWN))
    readable = _readable(request, row, shown)
    context = {
        "row": row,
        "titles": [{"text": text, "href": f"?loai={key}", "current": key == kind} for key, text in _titles().items()],
        "heading": _titles()[kind],
        "total": len(fitting),
        "hidden": sum(1 for one in shown if one.uid not in readable),
        "rows": [
            {
                "code": readable[one.uid],
                "href": reverse("desk:dossier", args=[one.uid]),
                "before": words.length(one.minutes_before),
                "after": words.length(one.minutes_after),
                "late_before": one.late_before,
                "late_after": one.late_after,
            }
            for one in shown
            if one.uid in readable
        ],
    }
    return studio_page(request, "studio/trials/dossiers.jinja", context, shelf=words.SHELF)


def _readable(request: HttpRequest, row: TrialReport, shown: list[Row]) -> dict[str, str]:
    found = Dossier.objects.filter(scope_read(actor_at(request)), uid__in=[one.uid for one in shown])
    return {str(uid): code or receipt for uid, code, receipt in found.values_list("uid", "code", "receipt_no")}
