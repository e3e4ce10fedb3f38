"""The demo as an app of ``motcua.settings.dev``: it tells every page while its history is still being made."""

from __future__ import annotations

from django.apps import AppConfig
from django.db import DatabaseError
from django.utils.translation import gettext as _


class DemoConfig(AppConfig):
    name = "motcua.demo"

    def ready(self) -> None:
        from motcua.web.announcements import announce

        announce(history_line)


def history_line() -> str:
    """How far the history is; nothing when it is whole, or when the database cannot be asked."""
    from motcua.core.models import JobState
    from motcua.demo.history import standing
    from motcua.web.words import number

    try:
        job = standing()
    except DatabaseError:
        return ""
    if job is None or job.state == JobState.DONE or not job.total:
        return ""
    if job.state == JobState.FAILED:
        return _("Tỉnh mẫu: lịch sử mới nạp được {done} trên {total} hồ sơ. Chạy lại tỉnh mẫu để nạp tiếp.").format(
            done=number(job.done), total=number(job.total)
        )
    return _("Tỉnh mẫu: đang nạp lịch sử, được {done} trên {total} hồ sơ. Số liệu còn tăng.").format(
        done=number(job.done), total=number(job.total)
    )
