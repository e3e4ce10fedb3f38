from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "motcua.delivery"
    label = "delivery"

    def ready(self) -> None:
        from motcua.core import personal_data, texts
        from motcua.core.personal_data import PersonalField, Sort
        from motcua.people import verbs

        from .permissions import VERBS
        from .texts import TEXTS

        texts.register(TEXTS)
        verbs.register(VERBS)
        personal_data.register(
            PersonalField("delivery.HandoverRecord", "clerk", Sort.NAME, source="Law 91/2025/QH15"),
        )
