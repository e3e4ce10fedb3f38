from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "motcua.surveys"
    label = "surveys"

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
        erasure.register("surveys.answers", erasing.erase_answers)
