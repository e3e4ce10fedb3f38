"""Every write of the room. Callers use :func:`submit`, :func:`act` and those below."""

from .act import act
from .following import Contact, call_back_done, follow, unfollow
from .submit import Sender, SubmitPetition, submit

__all__ = ["Contact", "Sender", "SubmitPetition", "act", "call_back_done", "follow", "submit", "unfollow"]
