from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "motcua.studio"
    label = "studio"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.studio.texts import TEXTS

        texts.register(TEXTS)
        _menus()


def _menus() -> None:
    """The studio's entry in the desk's menu, and its shelves: a part adds its own here."""
    from django.utils.translation import gettext_lazy as _

    from motcua.forms.draft_selectors import count_open_drafts
    from motcua.procedures.selectors.process_drafts import count_process_drafts
    from motcua.procedures.selectors.template_items import count_templates_being_written
    from motcua.registers.permissions import AUTHOR
    from motcua.registers.selectors import count_registers
    from motcua.studio.shelves import DRAFT, Shelf, register
    from motcua.web.navigation import Entry, Menu
    from motcua.web.navigation import register as register_entries

    register_entries(Menu.DESK, Entry("studio", _("Xưởng biên soạn"), "studio:home", 42, DRAFT, "procedures"))
    register(
        Shelf(
            "home",
            _("Xưởng biên soạn"),
            _("Tất cả những gì soạn được ở đây."),
            "studio:home",
            0,
        ),
        Shelf(
            "forms",
            _("Biểu mẫu điện tử"),
            _("Soạn câu hỏi của từng trường hợp, xem thử trên điện thoại, rồi đưa vào quyết định."),
            "studio:forms",
            10,
            count=count_open_drafts,
        ),
        Shelf(
            "processes",
            _("Quy trình nội bộ"),
            _("Soạn bảng các bước có sơ đồ vẽ bên cạnh, kiểm tra ngay khi gõ, so với bản đang có hiệu lực."),
            "studio:processes",
            20,
            count=count_process_drafts,
        ),
        Shelf(
            "templates",
            _("Mẫu văn bản, kết quả"),
            _("Soạn công văn, giấy mời, thông báo, kết quả với chỗ điền sẵn; xem thử trên hồ sơ giả định và thật."),
            "studio:templates",
            30,
            count=count_templates_being_written,
        ),
        Shelf(
            "trials",
            _("Chạy thử"),
            _("Đem thay đổi thử trên hồ sơ năm trước, để biết điều gì đã khác trước khi ban hành."),
            "studio:trials",
            50,
            verb="procedure.read_drafts",
        ),
        Shelf(
            "needless",
            _("Giấy tờ có thể thừa"),
            _("Giấy tờ chưa lần nào làm đổi kết quả, hoặc nhà nước đã có."),
            "studio:needless",
            60,
            verb="procedure.read_drafts",
        ),
        Shelf(
            "registers",
            _("Sổ nghiệp vụ"),
            _("Tự làm sổ cho việc không phải thủ tục: biểu mẫu, quy trình, danh sách, báo cáo và quyền."),
            "studio:registers",
            40,
            verb=AUTHOR,
            count=count_registers,
        ),
    )
