from django.apps import AppConfig
from django.core.signals import got_request_exception


class CoreConfig(AppConfig):
    name = "motcua.core"
    label = "core"

    def ready(self) -> None:
        from motcua.core import erasure, idempotency, texts
        from motcua.core.unforeseen import note_unforeseen

        texts.register(texts.TEXTS)
        erasure.register("core.stored_answers", idempotency.erase)
        got_request_exception.connect(note_unforeseen, dispatch_uid="motcua.core.note_unforeseen")
