"""The signals in sentences. They tell what was seen, never what somebody did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from .score import Score
from .signals import Signal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SENTENCES: Final[Mapping[tuple[Signal, str], StrPromise]] = {
    (Signal.DESK_DEVICE, "desk"): _("Nộp từ máy trong tháng cũng được dùng để tiếp nhận hồ sơ tại quầy."),
    (Signal.DESK_DEVICE, "other"): _("Nộp từ máy không dùng để tiếp nhận hồ sơ tại quầy."),
    (Signal.DESK_NETWORK, "desk"): _("Nộp qua mạng của bộ phận một cửa, trong giờ làm việc."),
    (Signal.DESK_NETWORK, "desk_closed"): _("Nộp qua mạng của bộ phận một cửa, ngoài giờ làm việc."),
    (Signal.DESK_NETWORK, "shared"): _("Bộ phận một cửa và nhà dân dùng chung một địa chỉ mạng; không suy ra được gì."),
    (Signal.DESK_NETWORK, "other"): _("Nộp qua mạng khác mạng của bộ phận một cửa."),
    (Signal.BROWSER_BEFORE, "official"): _("Trong hai giờ trước đó, một cán bộ đã đăng nhập trên cùng trình duyệt."),
    (Signal.BROWSER_BEFORE, "several"): _(
        "Trong hai giờ trước đó, nhiều người khác đã đăng nhập trên cùng trình duyệt."
    ),
    (Signal.BROWSER_BEFORE, "one"): _("Trong hai giờ trước đó, một người khác đã đăng nhập trên cùng trình duyệt."),
    (Signal.BROWSER_BEFORE, "nobody"): _("Trước đó không có ai khác đăng nhập trên trình duyệt này."),
    (Signal.DEVICE_PERSONS, "1"): _("Trong tháng, máy này chỉ nộp hồ sơ của một người."),
    (Signal.DEVICE_PERSONS, "2-3"): _("Trong tháng, máy này nộp hồ sơ của 2 đến 3 người."),
    (Signal.DEVICE_PERSONS, "4-8"): _("Trong tháng, máy này nộp hồ sơ của 4 đến 8 người."),
    (Signal.DEVICE_PERSONS, "9+"): _("Trong tháng, máy này nộp hồ sơ của 9 người trở lên."),
    (Signal.BURST, "0"): _("Trong vòng một giờ, máy này không nộp hồ sơ của ai khác."),
    (Signal.BURST, "1"): _("Trong vòng một giờ, máy này còn nộp hồ sơ của một người khác."),
    (Signal.BURST, "2+"): _("Trong vòng một giờ, máy này còn nộp hồ sơ của ít nhất hai người khác."),
    (Signal.CONTACT_PERSONS, "1-2"): _("Số điện thoại, thư điện tử chỉ dùng cho một hoặc hai người."),
    (Signal.CONTACT_PERSONS, "3-7"): _("Số điện thoại hoặc thư điện tử dùng cho 3 đến 7 người, như một gia đình."),
    (Signal.CONTACT_PERSONS, "8+"): _("Số điện thoại hoặc thư điện tử dùng cho 8 người trở lên."),
    (Signal.ACCOUNT_PERSONS, "1-2"): _("Tài khoản chỉ nộp cho một hoặc hai người."),
    (Signal.ACCOUNT_PERSONS, "3-7"): _("Tài khoản nộp cho 3 đến 7 người, như một gia đình."),
    (Signal.ACCOUNT_PERSONS, "8+"): _("Tài khoản nộp cho 8 người trở lên."),
    (Signal.FILLING, "under_4"): _("Điền xong trong chưa đầy 4 phút."),
    (Signal.FILLING, "4-8"): _("Điền xong trong 4 đến 8 phút."),
    (Signal.FILLING, "over_8"): _("Điền trong hơn 8 phút, như người đọc mẫu lần đầu."),
    (Signal.NEW_ACCOUNT, "new"): _("Tài khoản mới lập trong vòng nửa giờ trước khi nộp."),
    (Signal.NEW_ACCOUNT, "known"): _("Tài khoản có từ trước."),
    (Signal.HOURS, "open"): _("Nộp trong giờ làm việc của bộ phận một cửa."),
    (Signal.HOURS, "closed"): _("Nộp ngoài giờ làm việc của bộ phận một cửa."),
    (Signal.ACCEPTANCE, "under_5"): _("Được tiếp nhận trong vòng 5 phút sau khi nộp."),
    (Signal.ACCEPTANCE, "5-30"): _("Được tiếp nhận sau 5 đến 30 phút."),
    (Signal.ACCEPTANCE, "over_30"): _("Được tiếp nhận sau hơn 30 phút."),
    (Signal.PAPERS, "shown"): _("Có xuất trình giấy tờ tại quầy."),
    (Signal.PAPERS, "none"): _("Không xuất trình giấy tờ tại quầy."),
    (Signal.TICKET, "called"): _("Số thứ tự của người nộp được gọi trong vòng một giờ trước đó."),
    (Signal.TICKET, "none"): _("Không có số thứ tự nào được gọi ngay trước đó."),
}


def sentences(found: Score) -> list[tuple[str, float]]:
    """What was seen, strongest first, each with what it adds."""
    return [(str(SENTENCES[line.signal, line.level]), line.weight) for line in found.lines]
