"""One address of every route, made of real things: what the matrices of addresses visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.test import Client
from django.urls import get_resolver, reverse

from motcua.certification.models import Entry
from motcua.certification.services.certifying import certify
from motcua.core import clock
from motcua.core.clock import legal_date
from motcua.delivery.models import HandoverRecord
from motcua.delivery.rules import Way
from motcua.delivery.services.carrying import give
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import ApplicationDraft, Dossier, DossierDocument
from motcua.forms.drafting import start_draft
from motcua.forms.models import FormDraft
from motcua.forms.schema import Field, FieldKind, FormSchema, Group, Page, Repeat
from motcua.organisation.models import UnitDecision
from motcua.organisation.services.unit_decisions import Head, draft
from motcua.people import browser
from motcua.people.actors import SYSTEM, load_actor
from motcua.procedures.items import procedure_item_json
from motcua.procedures.lifecycle import DecisionKind, ItemKind
from motcua.procedures.models import Decision
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.services.drafting import draft_decision, propose_item
from motcua.procedures.services.standing import version_on
from motcua.web.access import walk
from tests.certification.given import certifying, order
from tests.dossiers.world import CODE, World
from tests.figures.publications import given as publications
from tests.figures.reform_report import given as reform
from tests.figures.statutory import given as statutory
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory
from tests.portal.filling import filled

from .assessed import Assessed, assessed
from .duties import Duty
from .duties import duty as made_duty
from .heard import Heard, heard
from .judged import Judged, judged
from .registered import KEY, REPORT, registered
from .surveyed import Surveyed, surveyed
from .told import Told, told
from .written import WrittenProcess, written_process

NOWHERE: Final = "00000000-0000-7000-8000-000000000000"
"""A public id of nothing: reports have tests of their own."""

ROLES: Final = ("anonymous", "citizen", "reception", "settling", "head", "control", "administrator")


@dataclass(frozen=True)
class Things:
    """What the addresses name. The dossiers, the draft and the file belong to the citizen. ``decision`` is a draft of
    procedure control with one item; ``centre`` the code of the one-stop centre; ``entry`` a row of its commune's
    register of certified copies; ``parcel`` papers on their way to the settling unit."""

    draft: ApplicationDraft
    asked: Dossier
    document: DossierDocument
    decision: Decision
    centre: str
    entry: Entry | None
    parcel: HandoverRecord | None
    duty: Duty
    units: UnitDecision
    assessed: Assessed
    form: FormDraft
    record: UUID
    process: WrittenProcess
    survey: Surveyed
    judged: Judged
    told: Told
    heard: Heard


Arguments = Callable[[Things], Mapping[str, object]]


def _none(things: Things) -> Mapping[str, object]:
    return {}


def _code(things: Things) -> Mapping[str, object]:
    return {"code": CODE}


def _draft(things: Things) -> Mapping[str, object]:
    return {"code": CODE, "draft": things.draft.uid}


def _own(things: Things) -> Mapping[str, object]:
    return {"dossier": things.asked.uid}


def _secret(things: Things) -> Mapping[str, object]:
    return {"secret": things.told.petition.secret}


def _desk(things: Things) -> Mapping[str, object]:
    return {"uid": things.asked.uid}


def _decision(things: Things) -> Mapping[str, object]:
    return {"uid": things.decision.uid}


def _form(things: Things) -> Mapping[str, object]:
    return {"uid": things.form.uid}


def _units(things: Things) -> Mapping[str, object]:
    return {"uid": things.units.uid}


def _centre(things: Things) -> Mapping[str, object]:
    return {"centre": things.centre}


def _entry(things: Things) -> Entry:
    assert things.entry is not None
    return things.entry


def _parcel(things: Things) -> Mapping[str, object]:
    assert things.parcel is not None
    return {"uid": things.parcel.uid}


def _certified(things: Things) -> Mapping[str, object]:
    return {"dossier": _entry(things).dossier.uid}


def _book(things: Things) -> Mapping[str, object]:
    entry = _entry(things)
    return {"unit": entry.unit.code, "what": entry.kind, "year": entry.year}


def _round(things: Things) -> Mapping[str, object]:
    return {"uid": things.assessed.round}


def _sheet(things: Things) -> Mapping[str, object]:
    return {"uid": things.assessed.sheet}


ARGUMENTS: Final[Mapping[str, Arguments]] = {
    "portal:assessment": _round,
    "desk:assessment": _round,
    **{
        f"desk:figures_publication{act}": lambda _: {"uid": publications.SHOWN}
        for act in ("", "_check", "_end", "_json")
    },
    "desk:figures_publication_file": lambda _: {"uid": publications.SHOWN, "file_uid": NOWHERE},
    "desk:figure": lambda _: {"indicator": "dossiers_new"},
    **{f"desk:reform_{what}": lambda _: {"uid": reform.SHOWN} for what in ("report", "act", "preview", "docx")},
    "desk:reform_section": lambda _: {"uid": reform.SHOWN, "key": "thu_tuc"},
    "desk:reform_template_file": lambda _: {"outline": "cchc_nam", "version": 0},
    "desk:figure_list": lambda _: {"indicator": "dossiers_new"},
    **{f"desk:statutory_{what}": lambda _: {"uid": statutory.SHOWN} for what in ("report", "carried")},
    "desk:statutory_batch": lambda _: {"uid": NOWHERE},
    "desk:statutory_cell": lambda _: {"uid": statutory.SHOWN, "number": 1},
    "desk:statutory_file": lambda _: {"uid": statutory.SHOWN, "number": 1, "kind": "xlsx"},
    "desk:assessment_act": lambda things: {**_round(things), "slug": "chuyen-buoc"},
    "desk:assessment_appeal": lambda things: {"uid": things.assessed.appeal},
    "desk:assessment_criterion": lambda things: {**_sheet(things), "criterion": "1.3"},
    "desk:assessment_file": lambda things: {**_sheet(things), "evidence": things.assessed.evidence},
    "desk:assessment_judge": _round,
    "desk:assessment_judge_end": lambda things: {**_round(things), "judge": 1},
    "desk:assessment_ranking": _round,
    "desk:assessment_sheet": _sheet,
    "desk:assessment_sheet_act": lambda things: {**_sheet(things), "slug": "dua-ra"},
    "desk:assessment_submit": _sheet,
    "desk:assessment_survey": _round,
    "desk:assessment_survey_seen": lambda things: {**_round(things), "survey": things.assessed.survey},
    "web:sketch": lambda _: {"name": "home"},
    "portal:procedure": _code,
    "portal:apply": _code,
    "portal:apply_draft": _draft,
    "portal:apply_place": _draft,
    "portal:apply_page": lambda things: {**_draft(things), "page": "applicant"},
    "portal:apply_papers": _draft,
    "portal:apply_review": _draft,
    "portal:apply_discard": _draft,
    "portal:apply_changed": _draft,
    "portal:sent": _own,
    "portal:rate": lambda things: {"token": things.judged.token},
    "portal:rating_tablet": lambda _: {"code": "khong-co"},
    "portal:rating_tablet_pair": lambda _: {"code": "khong-co", "word": "khong"},
    "desk:rating_follow_up": lambda things: {"uid": things.judged.follow_up},
    "desk:rating_poster": lambda things: {"uid": things.judged.poster},
    "desk:rating_take_down": lambda things: {"uid": things.judged.poster},
    "desk:rating_call": lambda things: {"uid": things.judged.call},
    **{
        f"portal:petition{one}": lambda things: {"receipt": things.told.petition.receipt_no, **_secret(things)}
        for one in ("", "_receipt", "_answer", "_rate", "_reopen", "_withdraw", "_unfollow")
    },
    "portal:petition_file": lambda things: {
        "receipt": things.told.petition.receipt_no,
        "file": things.told.file,
        **_secret(things),
    },
    "portal:petition_draft": lambda things: {"secret": things.told.draft},
    "portal:petition_check": lambda things: {"secret": things.told.draft},
    "portal:petition_step": lambda things: {"secret": things.told.draft, "page": "noi-dung"},
    "portal:petition_follow": lambda things: {"receipt": things.told.petition.receipt_no},
    "portal:petition_poster": lambda things: {"code": things.told.poster},
    "portal:secret": lambda things: {"secret": things.asked.link_secret},
    "portal:secret_slip": lambda things: {"secret": things.asked.link_secret, "number": "02"},
    "portal:secret_file": lambda things: {"secret": things.asked.link_secret, "file": things.document.file.uid},
    "portal:secret_receipt": lambda things: {"secret": things.asked.link_secret},
    "portal:own_dossier": _own,
    "portal:own_receipt": _own,
    "portal:roots_of_year": lambda _: {"year": 2026},
    "portal:open_data_file": lambda _: {"version": "2026-11-23-00000000", "name": "catalogue.jsonld"},
    "portal:own_slip": lambda things: {**_own(things), "number": "02"},
    "portal:own_file": lambda things: {**_own(things), "file": things.document.file.uid},
    "portal:supplement": _own,
    "portal:withdraw": _own,
    "desk:forget_filter": _desk,
    **{f"desk:register{act}": lambda _: {"key": KEY} for act in ("", "_new")},
    **{
        f"studio:register{act}": lambda _: {"key": KEY}
        for act in ("", "_head", "_rights", "_form", "_process", "_publish", "_turn")
    },
    "studio:register_list": lambda _: {"key": KEY, "view": "all"},
    "studio:register_report": lambda _: {"key": KEY, "report": REPORT},
    "studio:register_remove": lambda _: {"key": KEY, "what": "reports", "name": REPORT},
    "desk:register_export": lambda _: {"key": KEY, "kind": "csv"},
    "portal:survey": lambda things: {"key": things.survey.key},
    "portal:survey_figures": lambda things: {"uid": things.survey.published},
    "desk:survey_entry": lambda things: {"case": things.survey.case},
    **{f"desk:survey_{act}": lambda things: {"uid": things.survey.running} for act in ("wave", "act", "hand_out")},
    "desk:register_report": lambda _: {"key": KEY, "report": REPORT},
    **{f"desk:register_{act}": lambda things: {"uid": things.record} for act in ("record", "step", "mend", "strike")},
    **{
        f"studio:process_{page}": lambda things: {"uid": things.process.draft}
        for page in ("draft", "check", "flow", "compare", "saves", "upload", "propose")
    },
    "studio:process_step": lambda things: {"uid": things.process.draft, "number": 1},
    "studio:process_conflict": lambda things: {"uid": things.process.draft, "number": things.process.aside},
    "studio:process_download": lambda things: {"uid": things.process.draft, "kind": "csv"},
    "studio:process_running": lambda _: {"procedure": CODE},
    "studio:process_version": lambda things: {"uid": things.process.version},
    **{
        f"studio:template{page}": lambda things: {"uid": things.process.template, "ordinal": 1}
        for page in ("", "_preview", "_picture")
    },
    "desk:export": lambda _: {"kind": "csv"},
    "desk:receive": lambda _: {"procedure": CODE},
    "desk:dossier": _desk,
    "desk:numbers": _desk,
    "desk:document": lambda things: {**_desk(things), "document_uid": things.document.uid},
    "desk:slip": lambda things: {**_desk(things), "number": "02"},
    "desk:act": lambda things: {**_desk(things), "action": "refuse"},
    "desk:certified": _certified,
    "desk:certification_words": _certified,
    "desk:certification_receipt": _certified,
    "desk:certification_book": _book,
    "desk:certification_close": _book,
    "desk:certification_export": lambda things: {**_book(things), "kind": "xlsx"},
    "desk:parcel_make": lambda _: {"way": "to_settling"},
    "desk:parcel": _parcel,
    "desk:parcel_sheet": _parcel,
    "desk:tracking_book_file": lambda _: {"kind": "xlsx"},
    "desk:certification_terms_of": lambda _: {"what": "copy"},
    "desk:unit_account": lambda things: {"code": things.centre},
    "desk:open_parts": _desk,
    "desk:archive_package": lambda things: {"uid": things.asked.uid},
    "desk:certification_strike": lambda things: {"uid": _entry(things).uid},
    "desk:registry_gaps": lambda _: {"stage": "posted"},
    **{f"desk:incoming_{what}": lambda _: {"uid": NOWHERE} for what in ("one", "original", "take", "aside", "again")},
    "desk:posting": _centre,
    "desk:posting_sheet": _centre,
    "desk:responsibility_export": lambda _: {"kind": "csv"},
    "desk:responsibility_record": lambda things: {"uid": things.duty.record},
    "desk:explain": lambda things: {"uid": things.duty.account},
    "desk:decide_hours": lambda things: {"uid": things.duty.account},
    "desk:cause_end": lambda _: {"code": "overload"},
    "desk:lateness_export": lambda _: {"kind": "csv"},
    "desk:lateness_task": lambda _: {"uid": NOWHERE},
    "desk:leave_answer": lambda things: {"uid": things.duty.leave},
    "desk:handover_of": lambda things: {"uid": things.duty.post},
    "desk:handover_done": lambda things: {"uid": things.duty.handover},
    "desk:task": lambda things: {"uid": things.duty.task},
    "desk:timer_rule_change": lambda things: {"uid": things.duty.rule},
    "desk:timer_rule_end": lambda things: {"uid": things.duty.rule},
    "desk:incident": lambda things: {"uid": things.duty.incident},
    "desk:incident_new": lambda things: {"uid": things.duty.late},
    "desk:refund": lambda things: {"uid": things.duty.withdrawn, "key": things.duty.fee},
    "desk:outage_end": lambda things: {"uid": things.duty.outage},
    "desk:unit_decision": _units,
    "desk:unit_decision_edit": _units,
    "desk:unit_decision_act": lambda things: {**_units(things), "slug": "kiem-tra"},
    "desk:unit_change_add": lambda things: {**_units(things), "kind": "merge"},
    "desk:unit_change_remove": lambda things: {**_units(things), "ordinal": 1},
    "desk:unit_sheet": _units,
    "desk:unit_sheet_file": _units,
    **{
        f"studio:form{act}": _form
        for act in ("", "_save", "_act", "_preview", "_try", "_compare", "_history", "_decide", "_exchange")
    },
    "studio:form_download": lambda things: {**_form(things), "kind": "motcua"},
    **{f"studio:trial{page}": lambda _: {"uid": NOWHERE} for page in ("", "_cancel", "_dossiers", "_file", "_paper")},
    "studio:form_differs": lambda things: {**_form(things), "aside": NOWHERE},
    "desk:decision": _decision,
    "desk:decision_compared": _decision,
    "desk:decision_compared_file": _decision,
    "desk:decision_edit": _decision,
    "desk:decision_add": _decision,
    "desk:decision_add_item": lambda things: {**_decision(things), "kind": "procedure"},
    "desk:decision_lines": _decision,
    "desk:decision_national": _decision,
    "desk:decision_item": lambda things: {**_decision(things), "ordinal": 1},
    "desk:decision_item_part": lambda things: {**_decision(things), "ordinal": 1, "slug": "cach-thuc"},
    "desk:board_unit": lambda _: {"code": "TS-0101"},
    "desk:board_next": lambda _: {"code": "TS-0101"},
    "desk:board_lacking": lambda _: {"code": "TS-0101", "criterion": "4.1"},
    "desk:board_procedures": lambda _: {"code": "TS-0101"},
    "desk:coverage_list": lambda _: {"test": "posted"},
    **{
        f"desk:petition{act}": lambda things: {"uid": things.heard.petition}
        for act in ("", "_sender", "_advice", "_merge")
    },
    "desk:petition_publish": lambda things: {"uid": things.heard.approved},
    "desk:petition_file": lambda things: {"uid": things.heard.petition, "file_uid": things.heard.file},
    "desk:petition_act": lambda things: {"uid": things.heard.petition, "action": "ask_sender"},
    "desk:petition_filter_forget": lambda _: {"uid": NOWHERE},
    "desk:petition_entry": lambda _: {"channel": "paper"},
    "desk:petition_quality_draw": lambda things: {"uid": things.heard.draw},
    "desk:petition_quality_sheet": lambda things: {"uid": things.heard.sheet},
    **{f"desk:hotline_{act}": lambda things: {"uid": things.heard.call} for act in ("call", "draft", "send", "end")},
    "desk:call_back_tried": lambda things: {"uid": things.heard.call_back},
    "desk:call_back_told": lambda things: {"uid": things.heard.letter},
    "desk:alert": lambda _: {"uid": NOWHERE},
    "desk:alert_acknowledge": lambda _: {"uid": NOWHERE},
    "desk:alert_task": lambda _: {"uid": NOWHERE},
    "desk:alert_task_done": lambda _: {"uid": NOWHERE},
    "desk:alert_rule_change": lambda _: {"uid": NOWHERE},
    "desk:alert_rule_end": lambda _: {"uid": NOWHERE},
    "desk:feed": lambda _: {"code": "khong-co"},
    "desk:feed_key": lambda _: {"code": "khong-co"},
    "desk:feed_kept": lambda _: {"code": "khong-co"},
    "desk:feed_end": lambda _: {"code": "khong-co"},
    "desk:series_one": lambda _: {"indicator": "industry_growth"},
    "web:unit_tile": lambda _: {"z": 0, "x": 0, "y": 0},
    "voices:tile": lambda _: {"z": 0, "x": 0, "y": 0},
    "voices:unit": lambda _: {"code": "TS-0101"},
    "voices:one": lambda _: {"receipt_no": "KHONG-CO"},
    "voices:photo": lambda _: {"receipt_no": "KHONG-CO", "place": 1},
    "voices:same_for_me": lambda _: {"receipt_no": "KHONG-CO"},
    "portal:statistics_edition": lambda _: {"uid": NOWHERE},
    "portal:statistics_persons": lambda _: {"uid": NOWHERE, "column": "own", "unit": "TS"},
    "portal:statistics_proof": lambda _: {"uid": NOWHERE, "indicator": "online_rate", "unit": "TS"},
    "desk:genuine_dossier": lambda _: {"uid": NOWHERE},
    "desk:figures_unit": lambda _: {"code": "TS-0101"},
    "desk:figures_procedure": lambda _: {"code": "1.009999"},
    "desk:summary_list": lambda _: {"kind": "late"},
    "desk:command_file": lambda _: {"kind": "xlsx"},
    "desk:national_import": lambda _: {"uid": NOWHERE},
    "desk:national_differences": lambda _: {"uid": NOWHERE, "kind": "missing_there"},
    "portal:board": lambda _: {"level": "commune", "period": "2026-Q3"},
    "desk:collection_sheet": lambda _: {"uid": NOWHERE},
    "desk:collection_evidence": lambda _: {"uid": NOWHERE, "file": NOWHERE},
    "desk:reported_value": lambda _: {"uid": NOWHERE},
    "desk:collection_import": lambda _: {"uid": NOWHERE},
    "desk:collection_request": lambda _: {"uid": NOWHERE},
    "desk:decision_act": lambda things: {**_decision(things), "slug": "trinh"},
}
"""The arguments of every route that takes some."""

QUERIES: Final[Mapping[str, str]] = {
    "desk:cuts_line": "ky=2026-11&don-vi=TS",
    "desk:cuts_list": "ky=2026-11&don-vi=TS&so=trips",
    "desk:statutory_batch_new": "viec=remind&bieu=ii04&ky=R2026-Q3",
    "desk:summary_list": "ky=2026-11&don-vi=TS",
    "desk:posting": "linh-vuc=H%E1%BB%99+t%E1%BB%8Bch",
    "desk:posting_sheet": "linh-vuc=H%E1%BB%99+t%E1%BB%8Bch",
}
"""What an address needs after its question mark."""

NO_NAME: Final = {"ho-so/": "/ho-so/"}
"""Routes without a name of their own."""


def routes() -> dict[str, str]:
    """Every route of the pages as name → pattern. Programs' addresses have their own tests."""
    found = {}
    for route, name, view in walk(get_resolver().url_patterns):
        if not route.startswith(("api/", "api(", "^api", "^open311", "^webhooks", "health/", "metrics")):
            found[name if route not in NO_NAME else route] = route
        assert callable(view)
    return found


def address(name: str, things: Things) -> str:
    """The address of a route. A route with arguments that nobody stated raises KeyError."""
    if name in NO_NAME:
        return NO_NAME[name]
    make = ARGUMENTS[name] if "<" in routes()[name] else _none
    query = f"?{QUERIES[name]}" if name in QUERIES else ""
    return reverse(name, kwargs=dict(make(things))) + query


def more_people(world: World) -> None:
    """The roles that the world of the dossiers does not have."""
    for name, role in (("control", "control_officer"), ("administrator", "administrator")):
        post = PostFactory(unit=world.province, role=role, title=f"Vị trí {name}")
        user = UserFactory(username=name, full_name=f"Cán bộ {name}")
        AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
        world.posts[name], world.users[name] = post, user
        world.actors[name] = load_actor(user.pk, legal_date(clock.now()))


def things(world: World, *, papers: bool = True) -> Things:
    """A draft ready to be sent, and a dossier with a file that waits for a supplement. ``papers``: beside them a
    certification and a parcel, which are dossiers of the counter."""
    now = clock.now()
    file = world.file(now=now)
    asked = world.submit(now=now, files=((world.component, file),))
    items = [{"component": world.component, "note": "Trang 2 thiếu chữ ký"}]
    later = now + dt.timedelta(minutes=1)
    world.act(asked, Action.REQUEST_SUPPLEMENT, "reception", later, items=items, reason="Chưa đủ")
    asked.refresh_from_db()
    draft = filled(signed_in(world, "citizen"), world)
    document = DossierDocument.objects.get(dossier=asked)
    publications.shown(now, world.province.code)
    reform.shown(now, world.province)
    statutory.shown(now, world.commune)
    return Things(
        draft,
        asked,
        document,
        decision(world, now),
        world.centre.code,
        certified(world, now) if papers else None,
        parcel(world, now) if papers else None,
        made_duty(world),
        units(now),
        assessed(world, now),
        form_draft(world, now),
        registered(world, now),
        written_process(world, now),
        surveyed(world, now),
        judged(world, asked, now),
        told(world.commune.code, load_actor(world.users["citizen"].pk, legal_date(now)), now),
        heard(world, world.actors["reception"], now),
    )


def form_draft(world: World, now: dt.datetime) -> FormDraft:
    """A form of the world's procedure that procedure control writes, with a group of rows."""
    family = Group("gia_dinh", "Gia đình", (Field("ten", "Tên", FieldKind.TEXT),), repeat=Repeat(row_label="Người"))
    schema = FormSchema("Biểu mẫu thử", (Page("noi_dung", "Nội dung", (family,)),))
    return start_draft(f"procedure:{CODE}:default", "Bản thử", schema, actor=world.actors["control"], now=now)


def units(now: dt.datetime) -> UnitDecision:
    """A draft that renames the commune of the world."""
    head = Head(dt.date(2027, 3, 1), "21/NQ-HĐND", "Đổi tên xã")
    change = {"kind": "rename", "unit": "TS-0101", "to": {"name": "Xã Hòa Bình"}}
    return draft(head, [change], actor=SYSTEM, now=now)


def parcel(world: World, now: dt.datetime) -> HandoverRecord:
    """A dossier on paper on its way to the unit that settles it."""
    dossier = world.accepted(now, channel="counter")
    made = give(Way.TO_SETTLING, [dossier.uid], actor=world.actors["reception"], now=now)
    return HandoverRecord.objects.get(uid=made.records[0])


def certified(world: World, now: dt.datetime) -> Entry:
    """A row of the register that the desk entered."""
    certify(order(certifying(world, now)), actor=world.actors["reception"], now=now)
    return Entry.objects.select_related("unit", "dossier").get()


def decision(world: World, now: dt.datetime) -> Decision:
    """A draft of procedure control that amends the procedure of the world."""
    actor, on = world.actors["control"], dt.date(2027, 3, 1)
    made = draft_decision(
        DecisionKind.AMENDED, title="Sửa đổi thủ tục mẫu", effective_on=on, number="15/QĐ-UBND", actor=actor, now=now
    )
    version = version_on(CODE, on)
    assert version is not None
    content = procedure_item_json(replace(content_of(version), name="Thủ tục cấp giấy xác nhận mới"), code=CODE)
    propose_item(made.uid, ItemKind.PROCEDURE, CODE, content, actor=actor, now=now)
    return made


def signed_in(world: World, role: str) -> Client:
    """A browser of somebody of the world; of a stranger for ``anonymous``."""
    client = Client()
    if role == "anonymous":
        return client
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = client.session
    browser.sign_in(request, world.users[role], "email" if role == "citizen" else "password_totp", clock.now())
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key or ""
    return client
