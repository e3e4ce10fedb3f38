from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "motcua.hearings"
    label = "hearings"
