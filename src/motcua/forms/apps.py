from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "motcua.forms"
    label = "forms"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from motcua.core import texts
        from motcua.forms.selectors import forget
        from motcua.forms.texts import TEXTS

        texts.register(TEXTS)
        connection_created.connect(forget, dispatch_uid="forms.forget")
