from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "motcua.ratings"
    label = "ratings"

    def ready(self) -> None:
        from motcua.core import erasure, personal_data, texts
        from motcua.notifications import invitations
        from motcua.people import verbs

        from . import erasing
        from .links import rating_address
        from .permissions import VERBS
        from .personal import FIELDS
        from .texts import TEXTS

        texts.register(TEXTS)
        verbs.register(VERBS)
        personal_data.register(*FIELDS)
        invitations.register(rating_address)
        erasure.register("ratings.ballots", erasing.erase_ratings)
