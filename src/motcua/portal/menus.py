"""The portal's entries in the header, the account menu and the footer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from motcua.web import navigation
from motcua.web.navigation import Entry, Menu


def register() -> None:
    """Called when the program starts; again changes nothing."""
    navigation.register(
        Menu.PORTAL,
        Entry("home", _("Trang chủ"), "portal:home", 10),
        Entry("procedures", _("Thủ tục"), "portal:procedures", 20),
        Entry("track", _("Tra cứu hồ sơ"), "portal:track", 30),
        Entry("my_dossiers", _("Hồ sơ của tôi"), "portal:my_dossiers", 40),
        Entry("voices", _("Phản ánh"), "voices:list", 50),
    )
    navigation.register(
        Menu.ACCOUNT_CITIZEN,
        Entry("my_dossiers", _("Hồ sơ của tôi"), "portal:my_dossiers", 10),
        Entry("my_petitions", _("Phản ánh của tôi"), "portal:my_petitions", 20),
    )
    navigation.register(
        Menu.PORTAL_FOOTER,
        Entry("help", _("Giúp đỡ"), "portal:help", 10),
        Entry("privacy", _("Bảo vệ dữ liệu cá nhân"), "portal:privacy", 20),
        Entry("accessibility", _("Tiếp cận cho người khuyết tật"), "portal:accessibility", 30),
        Entry("statistics", _("Thống kê công khai"), "portal:statistics", 35),
        Entry("rating_results", _("Người dân đánh giá"), "portal:rating_results", 37),
        Entry("survey_results", _("Kết quả khảo sát"), "portal:surveys", 38),
        Entry("open_data", _("Dữ liệu mở và API"), "portal:open_data", 40),
        Entry("roots", _("Gốc xác thực"), "portal:roots", 50),
        Entry("check", _("Kiểm chứng biên nhận"), "portal:check_receipt", 60),
    )
