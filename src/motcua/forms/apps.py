from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "motcua.forms"
    label = "forms"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.forms.texts import TEXTS

        texts.register(TEXTS)
