from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "motcua.documents"
    label = "documents"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.core.personal_data import PersonalField, Sort, register
        from motcua.documents import checks  # noqa: F401  (registers the system checks)
        from motcua.documents.texts import TEXTS

        texts.register(TEXTS)
        register(
            PersonalField("documents.StoredFile", "name", Sort.FILE_NAME),
            PersonalField("documents.StoredFile", "blob_name", Sort.FILE),
        )
