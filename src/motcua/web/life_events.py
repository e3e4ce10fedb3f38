"""The eight events in life by which people look for a procedure. The keys are those of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class LifeEvent:
    key: str
    name: StrPromise
    about: StrPromise


LIFE_EVENTS = (
    LifeEvent("child", _("Có con nhỏ"), _("Khai sinh, nhận cha mẹ con, trợ cấp thai sản")),
    LifeEvent("family", _("Kết hôn, gia đình"), _("Đăng ký kết hôn, xác nhận hôn nhân, nhận con nuôi")),
    LifeEvent("house_land", _("Nhà và đất"), _("Sang tên, tách thửa, giấy phép xây dựng, cư trú")),
    LifeEvent("business", _("Mở cửa hàng, doanh nghiệp"), _("Hộ kinh doanh, doanh nghiệp, giấy phép")),
    LifeEvent("school", _("Đi học"), _("Chuyển trường, bằng cấp, học bổng")),
    LifeEvent("illness", _("Ốm đau, khuyết tật"), _("Trợ cấp, mức độ khuyết tật, bảo hiểm y tế")),
    LifeEvent("work_retire", _("Đi làm, nghỉ hưu"), _("Thất nghiệp, lương hưu, lý lịch tư pháp, lái xe")),
    LifeEvent("death", _("Người thân qua đời"), _("Khai tử, mai táng phí, thừa kế")),
)

BY_KEY = {event.key: event for event in LIFE_EVENTS}
