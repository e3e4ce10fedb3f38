"""A report from draft to correction on PostgreSQL, its DOCX opened again; templates good and bad."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed
from motcua.documents.models import StoredFile
from motcua.documents.services import open_plaintext
from motcua.figures.answers import answers
from motcua.figures.facts.build import build as build_facts
from motcua.figures.periods import parse_code
from motcua.figures.publications.models import Publication, Withdrawal
from motcua.figures.reform_report import issuing, services, templates
from motcua.figures.reform_report.editions import filled_of
from motcua.figures.reform_report.models import ReformReport, State
from motcua.figures.reform_report.outlines import shipped
from motcua.figures.reform_report.template_docx import write_template
from motcua.figures.statutory.models import ReportTemplate, WrittenReport
from motcua.people.actors import SYSTEM, Actor, load_actor
from tests.dossiers.world import NOW, World
from tests.figures.facts.conftest import root, world
from tests.figures.reform_report.given import GivenCounting
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

__all__ = ["root", "world"]

PERIOD = parse_code("R2026-Q4")
AFTER = dt.datetime(2026, 12, 16, 2, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
WORDS = "Đã giải quyết {{hinh:dossiers_settled_total}} hồ sơ, đúng hạn {{hinh:on_time_rate_ii06}}."


def official(world: World, role: str) -> Actor:
    user = UserFactory(username=role, full_name=f"Cán bộ {role}")
    AssignmentFactory(user=user, post=PostFactory(unit=world.province, role=role), valid_from=BEGINNING)
    return load_actor(user.pk, legal_date(NOW))


def test_report_when_written_issued_and_corrected_then_its_paper_says_what_figures_answer(
    world: World, clock: FrozenClock, root: Path
) -> None:
    writer, head = official(world, "control_officer"), official(world, "control_head")
    clock.set(NOW)
    world.ready(now=clock.now())
    build_facts(now=clock.now())
    clock.advance(HOUR)
    stored(docx(lines=("> Nêu kết quả",), title="Kết quả"), clock.now())
    with pytest.raises(NotAllowed):
        services.begin("TS", PERIOD, actor=world.actors["auditor"], now=clock.now())
    uid = services.begin("TS", PERIOD, actor=writer, now=clock.now()).uid
    with pytest.raises(Conflict, match="reform_open_already"):
        services.begin("TS", PERIOD, actor=head, now=clock.now())
    _two_authors(uid, writer, head, clock)
    services.fill_report(uid, actor=writer, now=clock.now())
    _refilled(world, uid, writer, clock)
    report = _submitted(uid, writer, clock)

    with pytest.raises(NotAllowed, match="reform_own"):
        issuing.finish(uid, actor=_also_issuing(writer, head), now=clock.now())
    issued = issuing.finish(uid, actor=head, now=clock.now())

    row = Publication.objects.get(uid=issued.publication)
    content = b"".join(open_plaintext(row.files.get(form="docx").stored))
    _says_what_figures_answer(content, issued)
    assert issuing.paper_of(row) == content
    assert WrittenReport.objects.get(publication=row.uid).file_sha256 == row.files.get().sha256
    _corrected(report, row, writer, head, clock)


def _two_authors(uid: object, writer: Actor, head: Actor, clock: FrozenClock) -> None:
    """The second one's words are refused by the revision, and the first one's stay."""
    services.save_section(uid, "muc_1", WORDS, expected=0, actor=writer, now=clock.now())  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="section_changed_meanwhile"):
        services.save_section(uid, "muc_1", "khác", expected=0, actor=head, now=clock.now())  # type: ignore[arg-type]
    report = ReformReport.objects.get(uid=uid)
    assert report.sections.get(key="muc_1").text == WORDS
    assert report.events.get(act="write").content["before"] == "> Nêu kết quả"


def _refilled(world: World, uid: object, writer: Actor, clock: FrozenClock) -> None:
    """After another dossier figures move and are named; the author's words stay."""
    clock.advance(HOUR)
    world.ready(now=clock.now())
    clock.set(AFTER)
    report = services.fill_report(uid, actor=writer, now=clock.now())  # type: ignore[arg-type]
    then = {one["key"]: (one["then"], one["now"]) for one in report.changed}
    assert then["dossiers_settled_total@R2026-Q4"] == ("1", "2")
    assert report.sections.get(key="muc_1").text == WORDS


def _submitted(uid: object, writer: Actor, clock: FrozenClock) -> ReformReport:
    with pytest.raises(Invalid, match="reform_not_ready") as refused:
        issuing.submit(uid, actor=writer, now=clock.now())  # type: ignore[arg-type]
    assert {str(one["code"]) for one in refused.value.errors} == {"section_unwritten"}
    report = ReformReport.objects.get(uid=uid)
    services.save_section(report.uid, "muc_2", "Không có.", expected=0, actor=writer, now=clock.now())
    services.save_head(
        report.uid,
        number="57/BC-UBND",
        day="2026-12-18",
        signer="Nguyễn Văn Minh Họa",
        explained="",
        expected=0,
        actor=writer,
        now=clock.now(),
    )
    return issuing.submit(report.uid, actor=writer, now=clock.now())


def _also_issuing(writer: Actor, head: Actor) -> Actor:
    return replace(writer, reach=head.reach)


def _says_what_figures_answer(content: bytes, issued: ReformReport) -> None:
    paper = Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    found = answers(["dossiers_settled_total", "on_time_rate_ii06"], "TS", PERIOD, as_of=issued.as_of)
    settled, rate = found["dossiers_settled_total"].printed, found["on_time_rate_ii06"].printed
    assert f"Đã giải quyết {settled} hồ sơ, đúng hạn {rate}." in text
    assert (settled, rate) == ("2", "100,00%")
    listed = paper.tables[-1]
    printed = {row.cells[1].text: row.cells[2].text for row in listed.rows[1:]}
    filled = filled_of(issued)
    assert filled is not None
    assert printed == {f"{one.name}, {one.period}": one.printed for one in filled.entries}
    hashes = [re.sub(r"\s", "", row.cells[4].text)[-64:] for row in listed.rows[1:]]
    assert hashes == [one.sha256 for one in filled.entries]
    links = [one.target_ref for one in paper.part.rels.values() if one.is_external]
    assert any("/desk/figures/on_time_rate_ii06?unit=TS&from=2026-09-15&to=2026-12-14" in one for one in links)


def _corrected(report: ReformReport, row: Publication, writer: Actor, head: Actor, clock: FrozenClock) -> None:
    with pytest.raises(Conflict, match="reform_no_draft"):
        services.save_section(report.uid, "muc_1", "khác", expected=1, actor=writer, now=clock.now())
    with pytest.raises(Invalid, match="reform_reason"):
        issuing.correct(report.uid, reason=" ", actor=writer, now=clock.now())
    again = issuing.correct(report.uid, reason="Sai số văn bản", actor=writer, now=clock.now())
    services.save_section(again.uid, "muc_2", "Sửa lại.", expected=0, actor=writer, now=clock.now())
    issuing.submit(again.uid, actor=writer, now=clock.now())
    later = issuing.finish(again.uid, actor=head, now=clock.now(), by=GivenCounting())

    ended = Withdrawal.objects.get(publication=row)
    assert (ended.reason, ended.replaced_by.uid) == ("Sai số văn bản", later.publication)  # type: ignore[union-attr]
    assert ReformReport.objects.get(uid=report.uid).state == State.REPLACED


def docx(**parts: object) -> bytes:
    """A template with these parts: lines of a section, a second section, XML put into the body, a link to outside."""
    paper = Document()
    paper.add_heading("I. PHẦN MỘT", level=1)
    for text in parts.get("lines", ("Đạt {{hinh:online_rate}}.",)):  # type: ignore[attr-defined]
        paper.add_paragraph(text)
    if "title" in parts:
        paper.add_heading(str(parts["title"]), level=2)
        paper.add_paragraph("> Viết ở đây")
    if "xml" in parts:
        paper.paragraphs[-1]._p.append(parse_xml(str(parts["xml"])))
    if "link" in parts:
        paper.part.relate_to(str(parts["link"]), "http://example.org/template", is_external=True)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    made = io.BytesIO(content)
    with ZipFile(made, "a") as archive:
        archive.writestr(name, part)
    return made.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
BAD = {
    "unknown": (lambda: docx(lines=("{{hinh:khong_co}}",)), "placeholder_indicator"),
    "circle": (
        lambda: docx(lines=("{{phan:vong}}",)),
        "placeholder_fragment",
    ),
    "external": (lambda: docx(link="http://example.org/x.dotm"), "template_external"),
    "tracked": (lambda: docx(xml=f"<w:ins {_W}><w:r><w:t>x</w:t></w:r></w:ins>"), "template_tracked"),
    "field": (lambda: docx(xml=f'<w:fldSimple {_W} w:instr="INCLUDETEXT x"/>'), "template_field"),
    "embedded": (lambda: with_part(docx(), "word/embeddings/a.xlsx", b"x"), "template_embedded"),
    "macros": (lambda: with_part(docx(), "word/vbaProject.bin", b"x"), "office_macros"),
    "encrypted": (lambda: OLE, "file_type_not_allowed"),
    "no_docx": (lambda: b"%PDF-1.4 not one", "file_type_mismatch"),
    "huge": (lambda: docx() + b"\0" * 50_000_000, "file_too_large"),
    "empty": (lambda: b"", "file_empty"),
}


def stored(content: bytes, now: dt.datetime) -> ReportTemplate:
    return templates.store_template(
        io.BytesIO(content),
        outline="cchc_dinh_ky",
        file_name="mau.docx",
        declared_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        note="",
        actor=SYSTEM,
        now=now,
    )


@pytest.mark.django_db
def test_template_when_bad_then_its_code_says_why_and_the_one_before_stays(root: Path, clock: FrozenClock) -> None:
    before = stored(docx(), clock.now())
    for name, (content, code) in BAD.items():
        with pytest.raises(DomainError) as refused:
            stored(content(), clock.now())
        codes = {refused.value.code, *(str(one["code"]) for one in refused.value.errors)}
        assert code in codes, (name, codes)
    newest = templates.newest_template("cchc_dinh_ky")
    assert newest is not None
    assert newest.row == before
    assert [one.text for one in newest.sections] == ["Đạt {{hinh:online_rate}}."]
    assert StoredFile.objects.filter(uid=before.file.uid).exists()


@pytest.mark.django_db
def test_template_when_shipped_outline_is_written_and_read_then_its_words_are_the_same() -> None:
    outline = shipped().for_period(PERIOD)
    found = templates.checked(write_template(outline.title, outline.sections, dict(outline.fragments)), outline)

    assert found.title == outline.title
    assert [(one.part, one.title, one.text, one.appendix) for one in found.sections] == [
        (one.part, one.title, one.text, one.appendix) for one in outline.sections
    ]
    assert found.fragments == dict(outline.fragments)
