from django.apps import AppConfig


class SimulateConfig(AppConfig):
    name = "motcua.simulate"

    def ready(self) -> None:
        from motcua.core import texts

        from .texts import TEXTS

        texts.register(TEXTS)
