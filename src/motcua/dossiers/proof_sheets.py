"""The sheets of the proof, filled: the root of a day, and an erasure. In Vietnamese, as papers of an agency are."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings

from motcua.documents.paper_parts import Office
from motcua.documents.proof_sheets import ErasureSheetData, RootSheetData
from motcua.dossiers.models import DayRoot, Dossier, Erasure
from motcua.dossiers.services.receipts import system_name

PUBLISHED = "/goc-xac-thuc/"
"""Where the portal publishes the roots."""


def _office() -> Office:
    place = settings.PROVINCE_NAME.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    return Office(superior=f"UBND {settings.PROVINCE_NAME}", name=settings.SYSTEM_NAME, place=place)


def root_sheet(root: DayRoot, *, now: dt.datetime) -> RootSheetData:
    return RootSheetData(
        office=_office(),
        system=system_name(),
        number=root.number,
        day=root.day,
        root=bytes(root.root),
        prev_root=bytes(root.prev_root),
        chains=root.leaves,
        events=root.events,
        closed_at=root.closed_at,
        issued_at=now,
        url=f"{settings.BASE_URL}{PUBLISHED}",
    )


def erasure_sheet(row: Erasure) -> ErasureSheetData:
    subjects = row.subjects
    uids = [UUID(uid) for uid in subjects.get("dossiers", {})]
    dossiers = Dossier.objects.filter(uid__in=uids).order_by("id")
    lines = [("Hồ sơ", str(len(uids)))]
    lines += [("Người (bản ghi chủ thể)", str(len(subjects["parties"])))] if "parties" in subjects else []
    lines += [("Tài khoản", str(len(subjects["accounts"])))] if "accounts" in subjects else []
    names = {
        "dossiers.private_bodies": "Phần dữ liệu riêng tư của sự kiện",
        "dossiers.drafts": "Bản nháp",
        "dossiers.loose_files": "Tệp chưa thuộc hồ sơ nào",
        "dossiers.saved_filters": "Bộ lọc cán bộ đã lưu",
        "core.stored_answers": "Câu trả lời còn lưu",
        "people.access_filters": "Từ khóa trong nhật ký truy cập",
        "notifications.addresses": "Địa chỉ nhận thông báo",
        "certification.entries": "Dòng trong sổ chứng thực",
        "certification.copies": "Bản điện tử chờ chứng thực",
        "dossiers.handover_reasons": "Lý do bàn giao công việc",
        "people.browser_sessions": "Phiên trình duyệt",
        "people.follow_up_tasks": "Việc cần theo dõi",
    }
    counts = subjects.get("counts", {})
    lines += [(words, str(counts[name])) for name, words in names.items() if counts.get(name)]
    return ErasureSheetData(
        office=_office(),
        system=system_name(),
        number=str(row.uid),
        decision=row.decision,
        ground=row.ground,
        dossiers=tuple(str(dossier) for dossier in dossiers),
        lines=tuple(lines),
        issued_at=row.erased_at,
    )
