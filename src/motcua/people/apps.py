from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "motcua.people"
    label = "people"

    def ready(self) -> None:
        from motcua.core import personal_data, texts
        from motcua.people import checks, identity, verbs  # noqa: F401  (checks registers the system check)
        from motcua.people.personal import FIELDS
        from motcua.people.services.email_code import EmailCodes
        from motcua.people.texts import TEXTS, VERBS

        texts.register(TEXTS)
        verbs.register(VERBS)
        personal_data.register(*FIELDS)
        identity.register(EmailCodes())
