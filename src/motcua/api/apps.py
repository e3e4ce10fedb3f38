from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "motcua.api"
    label = "api"

    def ready(self) -> None:
        from motcua.core import texts

        from .open311.texts import TEXTS as OPEN311
        from .texts import TEXTS

        texts.register(TEXTS)
        texts.register(OPEN311)
