from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "motcua.notifications"
    label = "notifications"

    def ready(self) -> None:
        from motcua.core import erasure, personal_data, texts
        from motcua.notifications import consumers, moved, services, sources  # noqa: F401  (consumers register)
        from motcua.notifications.from_dossiers import DossierLog
        from motcua.notifications.texts import TEXTS

        texts.register(TEXTS)
        sources.register(DossierLog())
        erasure.register("notifications.addresses", services.erase_addresses)
        personal_data.register(
            personal_data.PersonalField(
                "notifications.Notice", "sent_to", personal_data.Sort.EMAIL, kept=services.KEEP, source="masked"
            )
        )
