from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "motcua.integrations"
    label = "integrations"

    def ready(self) -> None:
        from motcua.core import erasure, personal_data, texts

        from .incoming import handling, upkeep
        from .mail.taking import take as take_mail
        from .messaging import sending  # noqa: F401  (its consumer registers)
        from .messaging.taking import take as take_short
        from .national_petitions import telling  # noqa: F401  (its consumer registers)
        from .national_petitions.reading import take as take_national
        from .open311 import forwarding  # noqa: F401  (its consumer registers)
        from .personal import FIELDS
        from .texts import TEXTS

        texts.register(TEXTS)
        personal_data.register(*FIELDS)
        handling.register("email", take_mail)
        handling.register("sms", take_short)
        handling.register("zalo", take_short)
        handling.register("national", take_national)
        erasure.register("integrations.messages", upkeep.erase_messages)
