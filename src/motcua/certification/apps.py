from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "motcua.certification"
    label = "certification"

    def ready(self) -> None:
        from motcua.core import erasure, personal_data, texts
        from motcua.people import verbs

        from . import erasing
        from .permissions import VERBS
        from .personal import FIELDS
        from .texts import TEXTS

        texts.register(TEXTS)
        verbs.register(VERBS)
        personal_data.register(*FIELDS)
        erasure.register("certification.entries", erasing.erase_entries)
        erasure.register("certification.copies", erasing.erase_copies)
