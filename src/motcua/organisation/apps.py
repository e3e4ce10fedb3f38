from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "motcua.organisation"
    label = "organisation"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.organisation.texts import TEXTS

        texts.register(TEXTS)
