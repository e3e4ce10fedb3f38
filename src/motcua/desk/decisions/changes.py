"""A stored difference as people read it: what changes, from what, to what. Words that go and words that come are
marked, so that a long text shows its one changed word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.core.canonical import Json
from motcua.desk.decisions.values import LINES, limit_words, value_words
from motcua.desk.wording import words
from motcua.procedures.diff import ORDER
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.services.decision_content import SAID

if TYPE_CHECKING:
    from motcua.desk.decisions.wording import Words

MOST_WORDS = 3_000
_WORD = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; ``mark`` is ``old`` (goes), ``new`` (comes) or empty (stays)."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One place that changes. ``pieces`` when one text becomes another, else the lines that go and that come."""

    label: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()


LABELS: Words = {
    "name": gettext_lazy("Tên"),
    "code": gettext_lazy("Mã"),
    "source": gettext_lazy("Nguồn nội dung"),
    "field": gettext_lazy("Lĩnh vực"),
    "ministry": gettext_lazy("Bộ quản lý ngành"),
    "levels": gettext_lazy("Cấp thực hiện"),
    "type": gettext_lazy("Loại thủ tục"),
    "subjects": gettext_lazy("Đối tượng thực hiện"),
    "executing": gettext_lazy("Cơ quan thực hiện"),
    "publication": gettext_lazy("Quyết định công bố của bộ"),
    "summary": gettext_lazy("Tóm tắt"),
    "conditions": gettext_lazy("Yêu cầu, điều kiện"),
    "sequence": gettext_lazy("Trình tự thực hiện"),
    "keywords": gettext_lazy("Từ khóa tra cứu"),
    "life_events": gettext_lazy("Sự kiện trong đời"),
    "unknown": gettext_lazy("Nội dung nguồn chưa nêu rõ"),
    "papers": gettext_lazy("Thành phần hồ sơ"),
    "cases": gettext_lazy("Trường hợp"),
    "channels": gettext_lazy("Cách thức, thời hạn, phí"),
    "results": gettext_lazy("Kết quả"),
    "legal": gettext_lazy("Căn cứ pháp lý"),
    "fees": gettext_lazy("Phí, lệ phí"),
    "originals": gettext_lazy("số bản chính"),
    "copies": gettext_lazy("số bản sao"),
    "required": gettext_lazy("bắt buộc"),
    "guidance": gettext_lazy("là dòng hướng dẫn"),
    "form_file": gettext_lazy("tệp biểu mẫu"),
    "group": gettext_lazy("nhóm"),
    "amount": gettext_lazy("mức"),
    "note": gettext_lazy("ghi chú"),
    "article": gettext_lazy("điều"),
    "title": gettext_lazy("tên văn bản"),
    "level": gettext_lazy("Mức độ"),
    "reason": gettext_lazy("Lý do"),
    "ground": gettext_lazy("Căn cứ"),
    "case": gettext_lazy("Trường hợp"),
    "channel": gettext_lazy("Cách nộp"),
    "committed": gettext_lazy("Thời hạn cam kết"),
    "supplement_clock": gettext_lazy("Đồng hồ khi chờ bổ sung"),
    "waits": gettext_lazy("Thời gian chờ rồi xem lại"),
    "instant": gettext_lazy("Trả kết quả ngay"),
    "fee_resolution": gettext_lazy("Nghị quyết về phí, lệ phí"),
    "place": gettext_lazy("Nơi thực hiện"),
    "replaced_by": gettext_lazy("Thay bằng thủ tục"),
    "tag": gettext_lazy("Danh sách"),
    "area": gettext_lazy("Địa bàn"),
    "settling": gettext_lazy("Cơ quan giải quyết"),
    "settling_code": gettext_lazy("Mã cơ quan giải quyết"),
    "settling_kind": gettext_lazy("Loại cơ quan giải quyết"),
    "reception": gettext_lazy("Nơi tiếp nhận"),
    "reception_code": gettext_lazy("Mã nơi tiếp nhận"),
    "until": gettext_lazy("Hết ủy quyền từ ngày"),
    "signing": gettext_lazy("Hình thức ký"),
    "signer": gettext_lazy("Ký thay cho chức danh"),
    "seal": gettext_lazy("Mã cơ quan có con dấu"),
    "steps": gettext_lazy("Các bước"),
    "unit": gettext_lazy("Đơn vị áp dụng"),
    "kind": gettext_lazy("loại bước"),
    "role": gettext_lazy("người làm"),
    "unit_rule": gettext_lazy("nơi làm"),
    "named_unit": gettext_lazy("cơ quan đích danh"),
    "outcomes": gettext_lazy("hướng xử lý tiếp"),
    "actions": gettext_lazy("thao tác được làm"),
    "to": gettext_lazy("bước tiếp"),
}
SILENT = frozenset({"schema_version", "end", "key", "cut", "has_note", "reuse_result", "as_given"})
"""Members that only programs read; a difference of these alone is told as a change of the line."""


def shown_changes(changes: Iterable[Mapping[str, Json]], kind: ItemKind, content: Mapping[str, Json]) -> list[Shown]:
    """The changes of one item in the order of its wording; those of a process in its sentences where it has them."""
    given = list(changes)
    sentences = next((one.get("new") for one in given if one.get("path") == SAID), None)
    if isinstance(sentences, list):
        given = [one for one in given if not str(one.get("path")).startswith(("process", SAID))]
    flat = [one for change in given for one in _flat(change, kind)]
    found: list[Shown] = []
    if isinstance(sentences, list):
        found.append(Shown(_("Quy trình thay đổi"), new=tuple(str(one) for one in sentences)))
    for path, old, new in _with_whole_limits(flat, content):
        one = _shown(path, old, new)
        if one is not None:
            found.append(one)
    return found


Change = tuple[str, Json, Json]


def _flat(change: Mapping[str, Json], kind: ItemKind) -> Iterable[Change]:
    """A change of the whole item as one change for each member."""
    path, old, new = str(change.get("path", "")), change.get("old"), change.get("new")
    if kind is ItemKind.ABOLITION:
        wording = old.get("content") if isinstance(old, Mapping) else None
        name = wording.get("name") if isinstance(wording, Mapping) else ""
        return [("abolished", name, None)]
    while isinstance(old or new, Mapping) and path in {"", "content", "process"} and (old is None or new is None):
        whole = old if isinstance(old, Mapping) else new
        if not isinstance(whole, Mapping):
            break
        gone = new is None
        lead = f"{path}/" if path else ""
        inner = [
            {"path": f"{lead}{name}", "old": value if gone else None, "new": None if gone else value}
            for name, value in whole.items()
        ]
        return [one for each in inner for one in _flat(each, kind)]
    return [(path, old, new)]


def _with_whole_limits(changes: Sequence[Change], content: Mapping[str, Json]) -> Iterable[Change]:
    """Number and unit of a committed limit as one change, and all waits as one."""
    told: set[str] = set()
    for path, old, new in changes:
        head, inner, _rest = path.partition("/")
        if not inner or head not in {"committed", "waits"}:
            yield path, old, new
        elif head not in told:
            told.add(head)
            held = content.get(head)
            now = held if isinstance(held, Mapping) else {}
            yield head, _before(now, head, changes), dict(now)


def _before(now: Mapping[str, Json], head: str, changes: Sequence[Change]) -> dict[str, Json]:
    """What stood under ``head`` before the changes: what stands ``now`` with the old values put back."""
    found: dict[str, Json] = dict(now)
    for path, old, _new in changes:
        top, _slash, rest = path.partition("/")
        if top != head or not rest:
            continue
        name, _slash, member = rest.partition("/")
        inner = found.get(name)
        if not member:
            found[name] = old
        elif isinstance(inner, Mapping):
            found[name] = {**inner, member: old}
    return found


def _shown(path: str, old: Json, new: Json) -> Shown | None:
    if path == "abolished":
        return Shown(_("Thủ tục hết hiệu lực"), old=(str(old or ""),))
    head, rest = _top(path)
    if head in SILENT:
        return None
    if head == "committed":
        return _told(words(LABELS, head), _limit(old), _limit(new))
    if not rest:
        return _told(_label(head, path), value_words(old, head), value_words(new, head))
    return _within(head, rest, old, new)


def _limit(value: Json) -> tuple[str, ...]:
    return (limit_words(value.get("amount"), value.get("unit")),) if isinstance(value, Mapping) else ()


def _within(head: str, rest: str, old: Json, new: Json) -> Shown | None:
    """A change inside the list ``head``: of a whole line, or of one member of a line."""
    label = words(LABELS, head)
    if rest == ORDER:
        return Shown(_("{list}: đổi thứ tự").format(list=label), value_words(old, ""), value_words(new, ""))
    line, _slash, inner = rest.rpartition("/")
    for nested in ("papers", "fees", "outcomes"):
        before, found, after = rest.partition(f"/{nested}/")
        if found and head in {"cases", "channels", "steps"}:
            one = _within(nested, after, old, new)
            return one and Shown(f"{label} “{_line_name(before)}”, {one.label}", one.old, one.new, one.pieces)
    if isinstance(old or new, Mapping) or not line:
        write = LINES.get(head)
        if write is None:
            return None
        texts = [(write(one),) if isinstance(one, Mapping) else () for one in (old, new)]
        return _told(label, *texts)
    if inner in SILENT or inner not in LABELS:
        return Shown(f"{label} “{_line_name(line)}”: {_('đổi dữ liệu kèm theo')}") if inner not in SILENT else None
    name = _member(head, inner)
    return _told(
        f"{label} “{_line_name(line)}”: {words(LABELS, inner)}", value_words(old, name), value_words(new, name)
    )


def _member(head: str, inner: str) -> str:
    """Under which name a member's values are put in words."""
    special = {("fees", "amount"): "amount_of_fee", ("steps", "unit"): "limit_unit", ("papers", "channels"): "channel"}
    return special.get((head, inner), inner)


def _line_name(identity: str) -> str:
    """The name in an identity such as ``default · Tên``: its last part."""
    return identity.rpartition(" · ")[2] or identity


def _top(path: str) -> tuple[str, str]:
    """``content/papers/Tờ khai/copies`` → ``papers``, ``Tờ khai/copies``."""
    bare = path.removeprefix("content/").removeprefix("process/")
    head, _slash, rest = bare.partition("/")
    return head, rest


def _label(head: str, path: str) -> str:
    if path == "content/name":
        return _("Tên thủ tục")
    if path == "code":
        return _("Mã quốc gia")
    return words(LABELS, head)


def _told(label: str, old: tuple[str, ...], new: tuple[str, ...]) -> Shown | None:
    if not old and not new:
        return None
    if len(old) == len(new) == 1:
        return Shown(label, old, new, word_pieces(old[0], new[0]))
    kept = set(old) & set(new)
    return Shown(label, tuple(one for one in old if one not in kept), tuple(one for one in new if one not in kept))


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The new text with what went and what came marked; nothing when too little stays for that to help."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return ()
    match = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    if match.ratio() < 0.5:
        return ()
    pieces: list[Piece] = []
    for tag, from_old, to_old, from_new, to_new in match.get_opcodes():
        gone, come = "".join(before[from_old:to_old]), "".join(after[from_new:to_new])
        if tag == "equal":
            pieces.append(Piece(gone))
            continue
        pieces += [Piece(gone, "old")] if gone else []
        pieces += [Piece(come, "new")] if come else []
    return tuple(pieces)
