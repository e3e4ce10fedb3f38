from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "motcua.web"
    label = "web"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.web import checks  # noqa: F401  (registers the system check)
        from motcua.web.texts import TEXTS

        texts.register(TEXTS)
