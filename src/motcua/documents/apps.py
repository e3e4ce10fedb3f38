from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "motcua.documents"
    label = "documents"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.documents.texts import TEXTS

        texts.register(TEXTS)
