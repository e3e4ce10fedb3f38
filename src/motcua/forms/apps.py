from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "motcua.forms"
    label = "forms"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from motcua.core import texts
        from motcua.forms.draft_texts import TEXTS as DRAFT_TEXTS
        from motcua.forms.exchange.texts import TEXTS as EXCHANGE_TEXTS
        from motcua.forms.selectors import forget
        from motcua.forms.texts import TEXTS

        texts.register(TEXTS)
        texts.register(EXCHANGE_TEXTS)
        texts.register(DRAFT_TEXTS)
        connection_created.connect(forget, dispatch_uid="forms.forget")
