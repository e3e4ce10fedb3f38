from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "motcua.petitions"
    label = "petitions"

    def ready(self) -> None:
        from motcua.core import erasure, personal_data, texts
        from motcua.people import verbs

        from .intake.drafts import erase_of
        from .intake.texts import TEXTS as INTAKE_TEXTS
        from .permissions import VERBS
        from .personal import FIELDS
        from .texts import TEXTS

        texts.register(TEXTS)
        texts.register(INTAKE_TEXTS)
        erasure.register("petitions.drafts", erase_of)
        verbs.register(VERBS)
        personal_data.register(*FIELDS)
