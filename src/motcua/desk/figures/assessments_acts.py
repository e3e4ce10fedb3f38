"""Leading a round: one small form for each act, and who appraises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.desk.duty import form
from motcua.desk.figures.assessments import NAV, PARTS
from motcua.desk.figures.assessments_offers import ADD, ADVANCE, COMPUTE, DEADLINES, REOPEN, SIGN, advance_words
from motcua.desk.inbox import actor_at
from motcua.figures.assessments.models import AssessmentRound, Part, Stage
from motcua.figures.assessments.posts import posts_with
from motcua.figures.assessments.selectors import find_round, find_sheet, tree_of
from motcua.figures.assessments.services import computing, publishing, returning, rounds
from motcua.figures.assessments.standing import signing
from motcua.figures.assessments.tasks import fill_round
from motcua.figures.assessments.verbs import APPRAISE, MANAGE
from motcua.figures.wording import language
from motcua.forms.schema import Field
from motcua.people.actors import Actor
from motcua.people.models import User
from motcua.people.services import second_factor
from motcua.web.access import official

Run = Callable[[Mapping[str, object]], str]
DATES = ("self_until", "appraised_until", "appeal_until", "publish_by")


@official()
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, uid: UUID, slug: str) -> HttpResponseBase:
    actor = actor_at(request)
    round_ = find_round(uid, actor)
    makers: Mapping[str, Callable[[AssessmentRound, Actor], tuple[form.Asking, Run]]] = {
        ADVANCE: _advance,
        REOPEN: _reopen,
        DEADLINES: _deadlines,
        COMPUTE: _compute,
        ADD: _add,
        SIGN: _sign,
    }
    if slug not in makers:
        raise NotFound("action_unknown", params={"action": slug})
    if slug == SIGN:
        signing(actor, round_)
    elif not form_allowed(actor):
        raise NotAllowed("verb_not_granted", params={"verb": MANAGE})
    asking, run = makers[slug](round_, actor)
    given: Mapping[str, object] = {name: f"{getattr(round_, name):%d/%m/%Y}" for name in DATES}
    if slug == SIGN and request.method == "POST":
        run = _with_code(request, actor, run)
    return form.ask(request, asking, run, given={**given, "signed_on": f"{legal_date(now()):%d/%m/%Y}"})


def form_allowed(actor: Actor) -> bool:
    return actor.reach_of(MANAGE).everywhere


def _asking(round_: AssessmentRound, slug: str, heading: str, save: str, done: str, **more: object) -> form.Asking:
    return form.Asking(
        heading=heading,
        save=save,
        back=reverse("desk:assessment", args=[round_.uid]),
        back_text=round_.title,
        fields=more.pop("fields", ()),  # type: ignore[arg-type]
        done=done,
        nav=NAV,
        operation=f"assessment:{round_.uid}:{slug}:{round_.revision}",
        **more,  # type: ignore[arg-type]
    )


def _here(round_: AssessmentRound) -> str:
    return reverse("desk:assessment", args=[round_.uid])


def _sure() -> Field:
    return form.tick("sure", _("Tôi đã xem lại và muốn làm việc này"))


def _advance(round_: AssessmentRound, actor: Actor) -> tuple[form.Asking, Run]:
    words = advance_words(Stage(round_.stage)) or _("Chuyển bước")
    explain = _("Sau khi chuyển, bước trước không nhận điểm nữa. Mở lại được, nhưng phải ghi lý do.")
    asking = _asking(round_, ADVANCE, words, words, _("Đã chuyển bước."), explain=explain, fields=[_sure()])

    def run(answers: Mapping[str, object]) -> str:
        if answers.get("sure") is not True:
            raise Invalid("field_required", errors=[{"field": "sure", "code": "field_required"}])
        rounds.advance(round_.uid, actor=actor, now=now(), expected=round_.revision)
        return _here(round_)

    return asking, run


def _reason() -> Field:
    return form.text("reason", _("Lý do"), long=True, most=2000)


def _reopen(round_: AssessmentRound, actor: Actor) -> tuple[form.Asking, Run]:
    explain = _("Mọi điểm đã ghi vẫn còn. Kết quả đã công bố giữ nguyên; lần công bố sau mang số mới.")
    head = _("Mở lại bước trước")
    asking = _asking(round_, REOPEN, head, _("Mở lại"), _("Đã mở lại."), explain=explain, fields=[_reason()])

    def run(answers: Mapping[str, object]) -> str:
        reason = str(answers["reason"])
        rounds.reopen(round_.uid, reason=reason, actor=actor, now=now(), expected=round_.revision)
        return _here(round_)

    return asking, run


def _deadlines(round_: AssessmentRound, actor: Actor) -> tuple[form.Asking, Run]:
    labels = (_("Hạn tự đánh giá"), _("Hạn thẩm định"), _("Hạn kiến nghị về điểm"), _("Hạn công bố"))
    fields = [*(form.date(name, label) for name, label in zip(DATES, labels, strict=True)), _reason()]
    asking = _asking(round_, DEADLINES, _("Đổi hạn"), _("Lưu"), _("Đã đổi hạn."), fields=fields)

    def run(answers: Mapping[str, object]) -> str:
        days = rounds.Deadlines(*(form.day_of(answers[name]) for name in DATES))
        reason = str(answers["reason"])
        rounds.change_deadlines(round_.uid, days, reason=reason, actor=actor, now=now(), expected=round_.revision)
        return _here(round_)

    return asking, run


def _compute(round_: AssessmentRound, actor: Actor) -> tuple[form.Asking, Run]:
    explain = _(
        "Điền các tiêu chí mà hệ thống tính được từ hồ sơ, kèm đường dẫn chứng minh. Điểm người thẩm định đã sửa được"
        " giữ nguyên; tiêu chí chưa có số liệu để trống và nói rõ vì sao."
    )
    asking = _asking(
        round_,
        COMPUTE,
        _("Tính từ hồ sơ"),
        _("Tính"),
        _("Đang tính. Tải lại trang này để xem kết quả."),
        explain=explain,
        fields=[_sure()],
    )

    def run(answers: Mapping[str, object]) -> str:
        with transaction.atomic():
            job = computing.begin_filling(round_.uid, actor=actor, now=now())
            fill_round.defer(job=str(job), round_=str(round_.uid), user=actor.user_id or 0)
        return _here(round_)

    return asking, run


def _add(round_: AssessmentRound, actor: Actor) -> tuple[form.Asking, Run]:
    fields = [form.text("code", _("Mã đơn vị"), most=40)]
    asking = _asking(round_, ADD, _("Thêm đơn vị vào đợt"), _("Thêm"), _("Đã thêm."), fields=fields)

    def run(answers: Mapping[str, object]) -> str:
        rounds.add_unit(round_.uid, str(answers["code"]), actor=actor, now=now())
        return _here(round_)

    return asking, run


def _sign(round_: AssessmentRound, actor: Actor) -> tuple[form.Asking, Run]:
    explain = _(
        "Kết quả được giữ thành văn bản chuẩn có dấu SHA-256. Mọi cán bộ xem được từ bây giờ; kết quả của đơn vị công"
        " khai trên cổng, của cá nhân thì không."
    )
    hint = _("6 chữ số trong ứng dụng xác thực trên điện thoại của bạn")
    fields = [
        form.text("decision_number", _("Số quyết định công bố"), most=100),
        form.date("signed_on", _("Ngày ký")),
        form.text("code", _("Mã xác thực"), most=10, hint=hint),
    ]
    done = _("Đã ký, kết quả được công bố.")
    asking = _asking(round_, SIGN, _("Ký công bố kết quả"), _("Ký công bố"), done, explain=explain, fields=fields)

    def run(answers: Mapping[str, object]) -> str:
        publishing.sign(
            round_.uid,
            decision_number=str(answers["decision_number"]),
            signed_on=form.day_of(answers["signed_on"]),
            actor=actor,
            now=now(),
            expected=round_.revision,
        )
        return reverse("desk:assessment_ranking", args=[round_.uid])

    return asking, run


def _with_code(request: HttpRequest, actor: Actor, run: Run) -> Run:
    """The second factor is taken before the transaction of the act: a try that failed stays counted."""
    refused: list[DomainError] = []
    try:
        second_factor.confirm(User.objects.get(pk=actor.user_id or 0), str(request.POST.get("code", "")).strip(), now())
    except DomainError as error:
        refused.append(Invalid(error.code, params=error.params, errors=[{"field": "code", "code": error.code}]))

    def checked(answers: Mapping[str, object]) -> str:
        for error in refused:
            raise error
        return run(answers)

    return checked


# ---- who appraises


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor = actor_at(request)
    round_ = find_round(uid, actor)
    groups = [("", _("Mọi nhóm")), *((one.id, one.name(language())) for one in tree_of(round_).groups)]
    pairs = [(code or "all", text) for code, text in groups]
    fields = [
        form.choice("part", _("Việc"), [(one.value, str(PARTS[one])) for one in Part]),
        form.choice("post", _("Vị trí"), posts_with(APPRAISE, legal_date(now()))),
        form.choice("group", _("Nhóm tiêu chí"), pairs),
    ]
    asking = _asking(
        round_, "judge", _("Phân công thẩm định"), _("Phân công"), _("Đã phân công."), fields=fields, folded={"post"}
    )

    def run(answers: Mapping[str, object]) -> str:
        group = str(answers["group"])
        part, post = Part(str(answers["part"])), str(answers["post"])
        rounds.add_judge(uid, part, post, "" if group == "all" else group, actor=actor, now=now())
        return _here(round_)

    return form.ask(request, asking, run)


@official(MANAGE)
@require_POST
def judge_end(request: HttpRequest, uid: UUID, judge: int) -> HttpResponseBase:
    rounds.remove_judge(uid, judge, actor=actor_at(request), now=now())
    messages.success(request, _("Đã thôi phân công. Điểm đã thẩm định giữ nguyên."))
    return HttpResponseRedirect(reverse("desk:assessment", args=[uid]))


# ---- one sheet, by who runs the round


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def sheet_act(request: HttpRequest, uid: UUID, slug: str) -> HttpResponseBase:
    """Give a sheet back, or take it out of the round."""
    actor = actor_at(request)
    sheet = find_sheet(uid, actor)
    heads = {"tra-lai": _("Trả lại bảng để sửa"), "dua-ra": _("Đưa ra khỏi đợt")}
    if slug not in heads:
        raise NotFound("action_unknown", params={"action": slug})
    asking = _asking(sheet.round, f"{uid}:{slug}", heads[slug], heads[slug], _("Đã ghi."), fields=[_reason()])

    def run(answers: Mapping[str, object]) -> str:
        work = returning.give_back if slug == "tra-lai" else rounds.take_out
        work(uid, reason=str(answers["reason"]), actor=actor, now=now())
        return reverse("desk:assessment_sheet", args=[uid])

    return form.ask(request, asking, run)
