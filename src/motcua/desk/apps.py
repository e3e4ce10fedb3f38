from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "motcua.desk"
    label = "desk"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from motcua.core import texts
        from motcua.desk.decisions.texts import TEXTS as DECISION_TEXTS
        from motcua.desk.notices import waiting
        from motcua.desk.petitions.texts import TEXTS as PETITION_TEXTS
        from motcua.desk.texts import TEXTS
        from motcua.dossiers.selectors.steps import forget
        from motcua.web.navigation import count_notices

        texts.register(TEXTS)
        texts.register(DECISION_TEXTS)
        texts.register(PETITION_TEXTS)
        connection_created.connect(forget, dispatch_uid="desk.forget_steps")
        count_notices(waiting)
        _menus()
        _account_menu()


def _menus() -> None:
    """The desk's entries and how they are grouped."""
    from django.utils.translation import gettext_lazy as _

    from motcua.web.navigation import Entry, Menu, name_groups, register

    groups = {"voices": _("Phản ánh"), "reports": _("Báo cáo"), "procedures": _("Thủ tục"), "figures": _("Số liệu")}
    name_groups(Menu.DESK, groups)
    register(
        Menu.DESK,
        Entry("inbox", _("Việc cần làm"), "desk:inbox", 10, "dossier.read"),
        Entry("reception", _("Tiếp nhận"), "desk:reception", 20, "dossier.receive"),
        Entry("certify", _("Chứng thực"), "desk:certify", 22, "certification.record"),
        Entry("certification_terms", _("Phí chứng thực"), "desk:certification_terms", 23, "certification.terms"),
        Entry("parcels", _("Giao nhận"), "desk:parcels", 24, "delivery.carry"),
        Entry("duty", _("Trách nhiệm, bàn giao"), "desk:responsibility", 25, "dossier.read"),
        Entry("collection", _("Báo cáo số liệu"), "desk:collection", 26, "figures.fill", "reports"),
        Entry("statutory", _("Báo cáo thống kê"), "desk:statutory", 26, "figures.report_fill", "reports"),
        Entry(
            "statutory_level",
            _("Tổng hợp báo cáo"),
            "desk:statutory_level",
            26,
            "figures.report_receive",
            "reports",
        ),
        Entry("petitions", _("Phản ánh"), "desk:petitions", 12, "petition.read", "voices"),
        Entry("hotline", _("Tổng đài 1022"), "desk:hotline", 13, "petition.receive", "voices"),
        Entry("registers", _("Sổ nghiệp vụ"), "desk:registers", 24, "register.use"),
        Entry("surveys", _("Khảo sát"), "desk:surveys", 50, "survey.read", "figures"),
        Entry(
            "survey_interviews", _("Phỏng vấn khảo sát"), "desk:survey_interviews", 51, "survey.interview", "figures"
        ),
        Entry("archive", _("Lưu trữ"), "desk:archive", 27, "archive.read"),
        Entry("registry", _("Danh mục thủ tục"), "desk:registry", 30, "procedure.read_drafts", "procedures"),
        Entry("decisions", _("Quyết định công bố"), "desk:decisions", 40, "procedure.read_drafts", "procedures"),
        Entry("units", _("Sắp xếp đơn vị"), "desk:unit_decisions", 45, "organisation.read_decisions"),
        Entry("command", _("Điều hành"), "desk:command", 5, "figures.command"),
        Entry("reform", _("Báo cáo cải cách"), "desk:reform_reports", 27, "figures.reform_write", "reports"),
        Entry("figures", _("Chỉ số, độ phủ"), "desk:boards", 47, "figures.read", "figures"),
        Entry("alerts", _("Cảnh báo"), "desk:alerts", 46, "figures.read", "figures"),
        Entry("assessments", _("Đánh giá"), "desk:assessments", 48, "figures.read", "figures"),
        Entry("ratings", _("Đánh giá của người dân"), "desk:ratings", 49, "rating.read", "figures"),
        Entry("postings", _("Niêm yết"), "desk:postings", 50, "procedure.post", "procedures"),
    )


def _account_menu() -> None:
    """What an official finds under the own name."""
    from django.utils.translation import gettext_lazy as _

    from motcua.web.navigation import Entry, Menu, register

    register(
        Menu.ACCOUNT_OFFICIAL,
        Entry("password", _("Đổi mật khẩu"), "desk:password", 10),
        Entry("load", _("Khối lượng của tôi"), "desk:figures_person", 13),
        Entry("my_assessments", _("Bảng đánh giá của tôi"), "desk:assessments_mine", 15),
        Entry("sessions", _("Nơi đang đăng nhập"), "desk:sessions", 20),
    )
