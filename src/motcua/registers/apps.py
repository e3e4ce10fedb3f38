from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "motcua.registers"
    label = "registers"

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
        erasure.register("registers.records", erasing.erase_records)
