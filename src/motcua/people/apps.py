from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "motcua.people"
    label = "people"

    def ready(self) -> None:
        from motcua.core import erasure, personal_data, texts
        from motcua.people import checks, identity, verbs  # noqa: F401  (checks registers the system check)
        from motcua.people.personal import FIELDS
        from motcua.people.services import erasing
        from motcua.people.services.email_code import EmailCodes
        from motcua.people.texts import TEXTS, VERBS

        texts.register(TEXTS)
        verbs.register(VERBS)
        personal_data.register(*FIELDS)
        identity.register(EmailCodes())
        erasure.register("people.access_filters", erasing.redact_filters)
        erasure.register("people.accounts", erasing.erase_accounts)
        erasure.register("people.browser_sessions", erasing.erase_browser_sessions)
        erasure.register("people.follow_up_tasks", erasing.erase_tasks)
        erasure.register("people.parties", erasing.erase_parties)
