from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "motcua.api"
    label = "api"

    def ready(self) -> None:
        from motcua.core import texts

        from .texts import TEXTS

        texts.register(TEXTS)
