from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "motcua.petitions"
    label = "petitions"

    def ready(self) -> None:
        from motcua.core import erasure, personal_data, texts
        from motcua.notifications import news
        from motcua.people import verbs

        from . import consumers, erasing, letters, telling  # noqa: F401  (consumers register)
        from .hotline.erasing import erase_calls
        from .hotline.personal import FIELDS as HOTLINE_FIELDS
        from .hotline.texts import TEXTS as HOTLINE_TEXTS
        from .intake.drafts import erase_of
        from .intake.texts import TEXTS as INTAKE_TEXTS
        from .permissions import VERBS
        from .personal import FIELDS
        from .points import consumers as points  # noqa: F401  (likewise)
        from .points.services import take_off_hidden
        from .suggesting import consumers as suggestions  # noqa: F401  (likewise)
        from .suggesting.keeping import forget_erased
        from .suggesting.texts import TEXTS as SUGGESTING_TEXTS
        from .texts import TEXTS

        texts.register(TEXTS)
        texts.register(HOTLINE_TEXTS)
        texts.register(INTAKE_TEXTS)
        texts.register(SUGGESTING_TEXTS)
        verbs.register(VERBS)
        personal_data.register(*FIELDS, *HOTLINE_FIELDS)
        news.register(telling.LETTER, letters.news)
        erasure.register("petitions.petitions", erasing.erase_petitions)
        erasure.register("petitions.traces", forget_erased)
        erasure.register("petitions.followers", erasing.erase_followers)
        erasure.register("petitions.published_names", erasing.hide_named)
        erasure.register("petitions.drafts", erase_of)
        erasure.register("petitions.calls", erase_calls)
        erasure.register("petitions.points", take_off_hidden)
