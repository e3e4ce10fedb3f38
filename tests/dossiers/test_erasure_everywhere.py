"""No room may keep a person's words and forget to empty them: every table of the database is accounted for, and those
that may hold such words are filled with them before the erasure."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import models

from motcua.certification.models import ElectronicCopy, Entry, Terms
from motcua.certification.models.terms import KINDS
from motcua.core.clock import legal_date
from motcua.core.errors import Invalid
from motcua.dossiers.models import Dossier, Handover, Incident, ResponsibilityAccount, ResponsibilityRecord
from motcua.dossiers.services.erase_person import erase_person, find_person
from motcua.dossiers.services.verify import verify
from motcua.integrations.models import Call, IncomingMessage, OutgoingMessage
from motcua.notifications.models import Notice
from motcua.people.actors import SYSTEM, load_actor
from motcua.people.models import ApiToken, EmailCode, FollowUpTask
from motcua.petitions.hotline.models import CallBack, HotlineCall, PetitionFilter
from motcua.petitions.intake import drafts
from motcua.petitions.models import Petition, Publication
from motcua.petitions.quality.models import QualityDraw, QualitySheet
from motcua.petitions.services import Contact, SubmitPetition, follow, submit
from motcua.petitions.services import Sender as Reporter
from motcua.ratings.models import FollowUp, RatingWords
from motcua.registers.services.records import mend_record
from motcua.surveys.services.fielding import answer_by_key
from tests.matrix.surveyed import surveyed
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory
from tests.registers.given import ANSWERS, entered, published, world_of_registers
from tests.surveys.given import entry as answered

from .test_erasure import LATER, LAW, NAME, TOLD, lived_in
from .told import places_with, tables
from .world import NOW, World

WITH_WORDS = {
    "certification_electroniccopy",
    "certification_entry",
    "django_session",
    "documents_file",
    "dossier",
    "dossiers_applicationdraft",
    "dossiers_handover",
    "dossiers_incident",
    "dossiers_responsibilityaccount",
    "dossiers_savedfilter",
    "event_private",
    "integrations_call",
    "integrations_incoming",
    "integrations_outgoing",
    "notifications_notice",
    "people_accessrecord",
    "people_apitoken",
    "people_citizenidentity",
    "people_emailcode",
    "people_followuptask",
    "people_party",
    "people_user",
    "petition_draft",
    "petition_draft_file",
    "petition_follower",
    "petition_private",
    "petition_publication",
    "petition_words",
    "petitions_callback",
    "petitions_hotlinecall",
    "petitions_petitionfilter",
    "petitions_qualitysheet",
    "ratings_followup",
    "ratings_ratingwords",
    "registers_record",
    "registers_recordeventbody",
    "surveys_response",
    "surveys_setaside",
}
"""What may tell who somebody is. Each is emptied by an eraser (``motcua.core.erasure``) or by ``erase_one``."""

OF_OFFICES = {"auth", "contenttypes", "figures", "forms", "organisation", "procedures", "worktime"}
"""Rooms that keep the law, offices and counts of dossiers: nothing an applicant or an official writes about one."""

WITHOUT = {
    "account_emailaddress": "of the library for sign-in; addresses of citizens are in people_citizenidentity",
    "account_emailconfirmation": "likewise",
    "archive_destruction": "numbers of decisions",
    "archive_destruction_item": "codes of dossiers and rules",
    "archive_retention_rule": "rules",
    "archive_transfer": "the hash of a package and the archive's name",
    "certification_closing": "sums of a register",
    "certification_terms": "wordings of certificates",
    "clock_pause": "codes and ids",
    "clock_run": "codes and ids",
    "core_audit": "ids, codes and numbers, by which an act is known",
    "core_audit_seal": "hashes",
    "core_counter": "names of series",
    "core_epoch": "reasons of operators for a new epoch",
    "core_idempotency": "answers to acts, in ids and codes; they go all the same",
    "core_job_progress": "counts and ids",
    "core_outbox": "ids and kinds",
    "core_outbox_cursor": "names of readers",
    "core_outbox_failure": "kinds of errors",
    "core_rate_bucket": "keyed digests",
    "delivery_handoveritem": "codes",
    "delivery_handoverrecord": "the carrier's clerk",
    "dossier_event": "codes, ids, instants; what is told apart is committed to",
    "dossiers_alert": "codes",
    "dossiers_consultation": "ids",
    "dossiers_contact": "kinds",
    "dossiers_day_leaf": "hashes",
    "dossiers_day_root": "hashes",
    "dossiers_day_tree": "hashes",
    "dossiers_dossieralias": "codes",
    "dossiers_dossiercomponent": "names of papers, as the procedure calls them",
    "dossiers_dossierdocument": "codes of papers",
    "dossiers_dossierfee": "names of fees",
    "dossiers_dossierresult": "codes",
    "dossiers_draftfile": "codes of papers",
    "dossiers_erasure": "ids and the decision, which must stay",
    "dossiers_familypart": "codes",
    "dossiers_handoverrow": "codes",
    "dossiers_latenesscause": "a catalogue",
    "dossiers_outage": "what failed, when",
    "dossiers_reroute": "counts",
    "dossiers_responsibility": "minutes",
    "dossiers_responsibilityshare": "minutes",
    "dossiers_signed_receipt": "ids, hashes and instants",
    "dossiers_signing_key": "keys",
    "dossiers_submission_context": "digests, emptied all the same",
    "dossiers_timerfiring": "codes",
    "dossiers_timerrule": "rules",
    "figures_registry_change": "official wordings, codes and public ids of registries",
    "foresight_trial_report": "changes of law as they were tried, counts and ids",
    "integrations_foreign_cursor": "names of systems",
    "integrations_foreign_petition": "numbers and codes of petitions",
    "integrations_foreign_telling": "ids and kinds",
    "integrations_silenced": "keyed digests",
    "integrations_webhook_seen": "digests",
    "lateness_alert": "codes",
    "lateness_model": "names of features and numbers",
    "lateness_run": "codes of faults",
    "lateness_score": "codes and numbers",
    "mfa_authenticator": "of officials",
    "people_assignment": "posts of officials",
    "people_consent": "codes",
    "people_delegation": "posts of officials",
    "people_leave": "kinds of leave of officials",
    "people_representation": "numbers of papers, emptied with the party",
    "people_role": "a catalogue",
    "people_rolegrant": "a catalogue",
    "people_signinsession": "digests and kinds; its rows go with the account",
    "people_substitution": "posts of officials",
    "people_throttle": "keyed digests",
    "petition": "codes, ids, instants; an article somebody named is emptied all the same",
    "petition_apology": "ways and instants",
    "petition_clock": "codes and ids",
    "petition_event": "codes, ids, instants; what is told apart is committed to",
    "petition_led_away": "kinds of tracks",
    "petition_letter": "kinds and ids",
    "petition_model": "weights of hashed pieces of words, and measures",
    "petition_suggestion": "codes and probabilities",
    "petition_trace": "where and when, and hashes of words; it goes with the words",
    "petition_point": "codes and a rounded place; taken off the map with the publication",
    "petitions_answertemplate": "answers to start from",
    "petitions_category": "a catalogue",
    "petitions_qualitycriterion": "a catalogue",
    "petitions_qualitydraw": "days, numbers and a seed",
    "petitions_qualitymark": "points",
    "petitions_ownerrule": "rules",
    "petitions_receivingdesk": "rules",
    "petitions_steplimit": "rules",
    "procrastinate_events": "kinds",
    "procrastinate_jobs": "ids",
    "procrastinate_periodic_defers": "names of tasks",
    "ratings_ballot": "sealed; opened and emptied all the same (tests/ratings/test_erasing.py)",
    "ratings_callback": "ids; goes all the same",
    "ratings_poster": "ids",
    "ratings_rating": "answers chosen from a list, of nobody",
    "ratings_release": "counts",
    "ratings_sealedlink": "sealed; goes all the same (tests/ratings/test_erasing.py)",
    "ratings_tablet": "names of devices",
    "ratings_tokenuse": "keyed digests",
    "registers_recordevent": "codes; what is told stands apart",
    "registers_register": "what authors make registers of",
    "registers_registerversion": "what authors make registers of",
    "surveys_survey": "what authors make questionnaires of",
    "surveys_surveyversion": "what authors make questionnaires of",
    "surveys_wave": "titles, designs and lots of officials",
    "surveys_wavecase": "ids and codes",
    "surveys_wavegroup": "fields of procedures, chances",
    "surveys_waveresult": "counts and shares",
}


def holds_text(model: type[models.Model]) -> bool:
    fields = models.CharField | models.TextField | models.JSONField | models.BinaryField
    return any(isinstance(field, fields) and not field.choices for field in model._meta.concrete_fields)


def test_every_table_that_holds_text_is_accounted_for() -> None:
    kept = {model._meta.db_table for model in apps.get_models() if holds_text(model)}
    of_offices = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in OF_OFFICES}

    unsaid = kept - of_offices - WITH_WORDS - set(WITHOUT)
    assert unsaid == set(), "say whether an applicant's words can stand there, and register an eraser if so"
    assert set(WITHOUT) & WITH_WORDS == set()


def in_every_room(world: World) -> Dossier:
    """The person's words in every table of WITH_WORDS: what officials, counters, letters and browsers kept."""
    dossier = lived_in(world)
    unit, user, post = world.commune, world.users["reception"], world.posts["reception"]
    about = {"unit": unit, "recorded_by": user, "recorded_at": NOW, "recorded_seq": 1}
    found = {"found_on": NOW.date(), "found_by": NAME, "description": f"Sai họ tên: {NAME}"}
    Incident.objects.create(dossier=dossier, kind="result_error", fault="agency", **found, **about)
    late = {"opened_at": NOW, "due_at": NOW, "computed_at": NOW, "through_seq": 1, "calendar": "x"}
    minutes = {"minutes": 1, "late_minutes": 1, "outside_minutes": 0}
    record = ResponsibilityRecord.objects.create(dossier=dossier, settling_unit=unit, **late, **minutes)
    _explained(record, world)
    Handover.objects.create(
        from_post=post, reason_code="leave", reason=f"Hồ sơ {NAME} cần gấp", asked_by=user, asked_at=NOW
    )
    FollowUpTask.objects.create(
        title=f"Xin lỗi {NAME}", unit=unit, owner=post, due_on=NOW.date(), source_kind="test", created_by=user
    )
    Notice.objects.create(
        message_uid=dossier.uid,
        letter="accepted",
        dossier_uid=dossier.uid,
        seq=2,
        sent_to="tuyet@example.vn",
        created_at=NOW,
        next_at=NOW,
        purge_on=LATER.date(),
    )
    EmailCode.objects.create(email="tuyet@example.vn", code_digest=bytes(32), expires_at=NOW)
    ApiToken.objects.create(
        user=world.users["citizen"], name=NAME, digest=bytes(range(32)), scopes=["x"], created_at=NOW, expires_at=LATER
    )
    _certified(dossier, world)
    _registered(world)
    _written_to(world)
    _rated(world)
    browser = SessionStore()
    browser["motcua_pending"] = {"email": "tuyet@example.vn", "name": NAME}
    browser.save()
    return dossier


def _rated(world: World) -> None:
    task = FollowUpTask.objects.create(
        title="Đánh giá", unit=world.centre, owner=world.posts["reception"], due_on=NOW.date(), source_kind="test"
    )
    words = f"Tôi là {NAME}"
    FollowUp.objects.create(unit=world.centre, task=task, answers={}, edition=1, words=words)
    RatingWords.objects.create(unit=world.centre, period="2026-11", words=words)


def _explained(record: ResponsibilityRecord, world: World) -> None:
    ResponsibilityAccount.objects.create(
        record=record,
        kind="officer",
        unit=world.commune,
        post=world.posts["reception"],
        minutes=1,
        over_minutes=0,
        explain_by=NOW,
        explanation=f"Bà {NAME} nộp thiếu giấy",
    )


def _certified(dossier: Dossier, world: World) -> None:
    common = {"requester": NAME, "paper_name": f"Giấy khai sinh {NAME}", "pages": 1}
    kind = KINDS[0]
    terms, _ = Terms.objects.get_or_create(kind=kind, defaults={"valid_from": NOW.date(), "source": "test"})
    Entry.objects.create(
        dossier=dossier,
        unit=world.commune,
        desk=world.centre,
        kind=kind,
        year=2026,
        number=1,
        at=NOW,
        copies=1,
        fee=0,
        search_text="nguyen thi anh tuyet",
        signer=world.posts["reception"],
        terms=terms,
        **common,
    )
    ElectronicCopy.objects.create(
        unit=world.commune, desk=world.centre, file=world.file(), sha256=bytes(32), prepared_at=NOW, **common
    )


def _written_to(world: World) -> None:
    """A message from the person, one to them, and a call."""
    times = {"purge_on": LATER.date(), "petition_uid": None}
    raw = world.file()
    IncomingMessage.objects.create(
        **times, channel="email", foreign_id="1", received_at=NOW, next_at=NOW, body_words=f"Tôi là {NAME}", raw=raw
    )
    OutgoingMessage.objects.create(
        **times, message_uid=raw.uid, channel="sms", body_words=f"Kính gửi {NAME}", created_at=NOW, next_at=NOW
    )
    Call.objects.create(**times, call_id="1", state="ended", caller_number=NAME, rang_at=NOW)


def _registered(world: World) -> None:
    """A record about the person, and one of somebody else whose history names them."""
    published(world)
    entered(world, borrower=NAME)
    other = entered(world)
    mend_record(other.uid, {**ANSWERS, "people": "9"}, expected=1, note=NAME, actor=world.actors["settling"], now=NOW)


def in_petitions(world: World) -> None:
    """A report of the person, one they follow, and an answer to somebody else that names them in the open."""
    spoken = SubmitPetition(
        channel="paper",
        text=f"Tôi là {NAME}",
        place=world.commune.code,
        sender=Reporter(name=NAME, phone="0912345678", email="tuyet@example.vn"),
    )
    submit(spoken, actor=SYSTEM, now=NOW)
    other = submit(replace(spoken, text="Đèn hỏng", sender=Reporter(name="Ông Khác")), actor=SYSTEM, now=NOW)
    follow(other.uid, Contact(email="tuyet@example.vn"), actor=SYSTEM, now=NOW)
    draft = drafts.start(drafts.Beginning("web"), now=NOW)
    drafts.save(draft, {"text": "Đèn hỏng", "name": NAME}, now=NOW)
    drafts.refuse_file(draft, f"{NAME}.heic", Invalid("photo_heic"), now=NOW)
    shown = {"title": "Đèn hỏng", "question": "Đèn hỏng", "answer": f"Bà {NAME} đã thay đèn."}
    Publication.objects.create(petition=other, published_at=NOW, **shown)
    _at_the_switchboard(world, other)


def _at_the_switchboard(world: World, other: Petition) -> None:
    """A call whose notes name the person, a promise to call them, a filter and a remark about them."""
    user = world.users["reception"]
    HotlineCall.objects.create(operator=user, began_at=NOW, draft={"person": NAME})
    CallBack.objects.create(why="tell", phone=NAME[:20], unit=world.centre, made_at=NOW, next_at=NOW)
    PetitionFilter.objects.create(user=user, name="một người", query=f"query={NAME}", saved_at=NOW)
    day = NOW.date()
    draw = QualityDraw.objects.create(
        seed="1", first=day, last=day, per_unit=1, good_from_percent=70, frame_size=1, frame_hash="0", drawn_at=NOW
    )
    QualitySheet.objects.create(draw=draw, petition=other, unit=world.centre, place=1, remark=f"Bà {NAME} hỏi")


def in_surveys(world: World) -> None:
    """An answer that names the person in its words, and a second one that was set aside."""
    post = PostFactory(unit=world.province, role="control_officer")
    world.users["control"] = UserFactory(username="control", full_name="Cán bộ kiểm soát")
    AssignmentFactory(user=world.users["control"], post=post, valid_from=BEGINNING)
    world.actors["control"] = load_actor(world.users["control"].pk, legal_date(NOW))
    key = surveyed(world, NOW).key
    for seed in (1, 2):
        one = answered(random.Random(seed))
        answer_by_key(key, replace(one, answers={**one.answers, "gop_y": f"Tôi là {NAME}"}), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_no_table_tells_of_an_erased_person(store: Path) -> None:
    world = world_of_registers()
    in_every_room(world)
    in_surveys(world)
    in_petitions(world)
    assert {table for table, _ in places_with(*TOLD)} == WITH_WORDS, "fill every table that may hold the words"

    erase_person(find_person("001199012345"), **LAW, actor=SYSTEM, now=LATER)

    assert places_with(*TOLD) == set()
    assert len(tables()) > len(WITH_WORDS)
    assert [path for path in store.rglob("*") if path.is_file()] == []
    assert verify().ok
