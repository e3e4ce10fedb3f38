from django.apps import AppConfig


class ForesightConfig(AppConfig):
    name = "motcua.foresight"
    label = "foresight"

    def ready(self) -> None:
        """Each part registers its own texts, verbs and tasks here."""
        _lateness()
        _trial()


def _lateness() -> None:
    from motcua.core import texts

    from .lateness.texts import TEXTS

    texts.register(TEXTS)


def _trial() -> None:
    from motcua.core import texts

    from .trial.texts import TEXTS

    texts.register(TEXTS)
