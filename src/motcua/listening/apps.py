from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "motcua.listening"
    label = "listening"
