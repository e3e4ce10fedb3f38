from django.apps import AppConfig


class WorktimeConfig(AppConfig):
    name = "motcua.worktime"
    label = "worktime"

    def ready(self) -> None:
        from motcua.core import texts
        from motcua.worktime.texts import TEXTS

        texts.register(TEXTS)
