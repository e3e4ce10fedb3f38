"""The people's face: finding a procedure, applying, following a dossier."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "motcua.portal"
    label = "portal"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.portal import menus
        from motcua.portal.petitions.texts import TEXTS as PETITION_TEXTS
        from motcua.portal.texts import TEXTS

        texts.register(TEXTS)
        texts.register(PETITION_TEXTS)
        menus.register()
