from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "motcua.integrations"
    label = "integrations"

    def ready(self) -> None:
        from motcua.core import erasure, personal_data, texts

        from .incoming import upkeep
        from .personal import FIELDS
        from .texts import TEXTS

        texts.register(TEXTS)
        personal_data.register(*FIELDS)
        erasure.register("integrations.messages", upkeep.erase_messages)
