from .notice import Notice, NoticeState

__all__ = ["Notice", "NoticeState"]
