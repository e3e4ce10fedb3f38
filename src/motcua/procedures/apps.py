from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "motcua.procedures"
    label = "procedures"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from motcua.core import texts
        from motcua.people import verbs
        from motcua.procedures.bpmn.texts import TEXTS as BPMN_TEXTS
        from motcua.procedures.decision_texts import TEXTS as DECISION_TEXTS
        from motcua.procedures.process_draft_texts import TEXTS as PROCESS_DRAFT_TEXTS
        from motcua.procedures.selectors import forget
        from motcua.procedures.texts import TEXTS
        from motcua.procedures.verbs import VERBS

        texts.register(TEXTS)
        texts.register(DECISION_TEXTS)
        texts.register(BPMN_TEXTS)
        texts.register(PROCESS_DRAFT_TEXTS)
        verbs.register(VERBS)
        connection_created.connect(forget, dispatch_uid="procedures.forget")
