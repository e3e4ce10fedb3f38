from django.apps import AppConfig


class ForesightConfig(AppConfig):
    name = "motcua.foresight"
    label = "foresight"

    def ready(self) -> None:
        """Each part registers its own texts, verbs and tasks here."""
