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
        ),
    )
