from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "motcua.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.people import verbs
        from motcua.procedures.process import STEP_ROLES

        from . import consumers
        from .permissions import VERBS, step_verb
        from .texts import STEP_VERB, TEXTS

        assert consumers.on_calendar  # noqa: S101 - importing it registered it
        texts.register(TEXTS)
        verbs.register({**VERBS, **{step_verb(role): STEP_VERB for role in STEP_ROLES}})
