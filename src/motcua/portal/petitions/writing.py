"""A petition being written: what was answered so far, which questions belong to it, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from motcua.core.clock import legal_date
from motcua.core.texts import say
from motcua.people.actors import Actor
from motcua.people.rules import normalise_phone
from motcua.petitions import selectors
from motcua.petitions.intake.limits import intake_limits
from motcua.petitions.lifecycle import Kind, Point, Track
from motcua.petitions.models import Category, PetitionDraft
from motcua.web.maps.pins import Pin, read_pin

from . import advice


class Step(StrEnum):
    """The pages, by their names in addresses."""

    WORDS = "noi-dung"
    TRACK = "luu-y"
    CATEGORY = "linh-vuc"
    KIND = "loai"
    RULE = "quy-dinh"
    FILES = "hinh-anh"
    PLACE = "o-dau"
    ALIKE = "trung"
    CONTACT = "lien-he"
    CHECK = "xem-lai"


@dataclass
class Writing:
    """A draft with its answers, seen on a day by who writes it."""

    draft: PetitionDraft
    actor: Actor
    at: dt.datetime
    answers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.answers = {**self.draft.answers, **self.answers}

    @property
    def on(self) -> dt.date:
        return legal_date(self.at)

    def said(self, name: str) -> str:
        return str(self.answers.get(name, ""))

    @property
    def category(self) -> Category | None:
        return selectors.category(self.said("category"), self.on) if self.said("category") else None

    @property
    def kind(self) -> str:
        found = self.category
        return (found.kind if found else "") or self.said("kind") or Kind.STREET.value

    @property
    def may_be_anonymous(self) -> bool:
        found = self.category
        return found is None or found.anonymous

    @cached_property
    def pin(self) -> Pin:
        kept = self.answers.get("pin")
        return read_pin(kept if isinstance(kept, dict) else {}, on=self.on)

    @property
    def point(self) -> Point | None:
        pin = self.pin
        return None if pin.lat is None or pin.lng is None else Point(pin.lat, pin.lng, pin.accuracy)

    @cached_property
    def track(self) -> Track | None:
        return advice.track_of(self.said("text"), now=self.at)

    def way(self) -> list[Step]:
        """The pages that this petition needs, in their order."""
        found = self.category
        asked = [Step.WORDS]
        if self.track is not None:
            asked.append(Step.TRACK)
        asked.append(Step.CATEGORY)
        if found is not None and not found.kind:
            asked.append(Step.KIND)
        if self.kind != Kind.STREET:
            asked.append(Step.RULE)
        return [*asked, Step.FILES, Step.PLACE, Step.ALIKE, Step.CONTACT, Step.CHECK]

    def missing(self, step: Step) -> Mapping[str, str]:
        """Field -> sentence: what keeps a page from being done."""
        check = _CHECKS.get(step)
        return check(self) if check else {}

    def unfinished(self) -> Step:
        """The first page that still lacks something; the check page when none does."""
        return next((step for step in self.way() if self.missing(step)), Step.CHECK)

    def href(self, step: Step) -> str:
        return reverse("portal:petition_step", args=[self.draft.secret, step.value])

    def place_of(self, step: Step) -> dict[str, object]:
        """For the line of progress and the ways back and on."""
        way = self.way()
        counted = [one for one in way if one not in {Step.TRACK, Step.ALIKE}]
        number = way.index(step) if step in way else 0
        before = way[number - 1] if number else None
        if before is Step.ALIKE:
            before = Step.PLACE
        after = way[number + 1] if number + 1 < len(way) else Step.CHECK
        return {
            "number": len([one for one in way[: number + 1] if one in counted]),
            "total": len(counted),
            "before": self.href(before) if before else "",
            "after": self.href(after),
        }


def _words(writing: Writing) -> Mapping[str, str]:
    most = intake_limits(writing.on).text_letters
    text = writing.said("text").strip()
    if not text:
        return {"text": gettext("Hãy viết vài lời về việc bạn muốn phản ánh.")}
    if len(text) > most:
        return {
            "text": gettext("Dài hơn {most} ký tự. Hãy viết gọn lại, hoặc gửi phần còn lại trong tệp PDF.").format(
                most=most
            )
        }
    return {}


def _track(writing: Writing) -> Mapping[str, str]:
    if writing.track is not None and writing.answers.get("track_seen") != writing.track.value:
        return {"track": gettext("Hãy xem lưu ý này.")}
    return {}


def _category(writing: Writing) -> Mapping[str, str]:
    if writing.category is None:
        return {"category": gettext("Hãy chọn một lĩnh vực. Chưa rõ thì chọn lĩnh vực gần nhất, cán bộ sẽ sửa lại.")}
    return {}


def _kind(writing: Writing) -> Mapping[str, str]:
    if writing.said("kind") not in set(Kind):
        return {"kind": gettext("Hãy chọn một loại.")}
    return {}


def _place(writing: Writing) -> Mapping[str, str]:
    pin = writing.pin
    if pin.errors:
        return pin.errors
    if writing.kind == Kind.STREET and pin.lat is None and pin.place is None and not pin.address_words:
        return {"place": gettext("Hãy cho biết nơi xảy ra: ghim bản đồ, chọn xã, phường, hoặc ghi tên đường.")}
    if "pin" not in writing.answers:
        return {"place": gettext("Hãy xem trang này.")}
    return {}


def _contact(writing: Writing) -> Mapping[str, str]:
    if writing.answers.get("anonymous") is True:
        return {} if writing.may_be_anonymous else {"anonymous": say("anonymous_not_allowed")}
    faults: dict[str, str] = {}
    if not writing.said("name").strip():
        faults["name"] = (
            gettext("Hãy ghi họ tên, hoặc chọn gửi không ghi tên.")
            if writing.may_be_anonymous
            else gettext("Lĩnh vực này cần biết người gửi. Hãy ghi họ tên.")
        )
    phone, email = writing.said("phone").strip(), writing.said("email").strip()
    if not phone and not email:
        faults["phone"] = gettext("Hãy ghi số điện thoại hoặc thư điện tử để nhận trả lời.")
    if phone and not 9 <= len(normalise_phone(phone)) <= 15:
        faults["phone"] = gettext("Số điện thoại chưa đúng. Ví dụ 0912 345 678.")
    if email and ("@" not in email[1:-1] or " " in email or len(email) > 254):
        faults["email"] = gettext("Địa chỉ thư chưa đúng. Ví dụ ten@example.vn.")
    return faults


_CHECKS = {
    Step.WORDS: _words,
    Step.TRACK: _track,
    Step.CATEGORY: _category,
    Step.KIND: _kind,
    Step.PLACE: _place,
    Step.CONTACT: _contact,
}
