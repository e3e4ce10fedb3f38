from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "motcua.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from motcua.core import erasure, texts
        from motcua.forms.prefill import register_source
        from motcua.people import verbs
        from motcua.procedures.process import STEP_ROLES

        from . import checks, consumers, erasers  # noqa: F401  (checks registers the system checks)
        from .permissions import VERBS, step_verb
        from .prefill import earlier_answers
        from .texts import STEP_VERB, TEXTS

        assert consumers.on_calendar  # noqa: S101 - importing it registered it
        texts.register(TEXTS)
        register_source("earlier", _("hồ sơ bạn đã nộp trước đây"), earlier_answers)
        erasure.register("dossiers.drafts", erasers.erase_drafts)
        erasure.register("dossiers.handover_reasons", erasers.erase_handover_reasons)
        erasure.register("dossiers.loose_files", erasers.erase_loose_files)
        erasure.register("dossiers.saved_filters", erasers.erase_saved_filters)
        verbs.register({**VERBS, **{step_verb(role): STEP_VERB for role in STEP_ROLES}})
