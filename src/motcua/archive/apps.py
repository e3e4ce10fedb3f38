from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "motcua.archive"
    label = "archive"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.people import verbs

        from .permissions import VERBS
        from .texts import TEXTS

        texts.register(TEXTS)
        verbs.register(VERBS)
