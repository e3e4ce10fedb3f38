from .asking import Callback, CallbackState, Poster, Tablet
from .box import Ballot, SealedLink, TokenUse
from .following import FollowUp
from .released import Rating, RatingWords, Release

__all__ = [
    "Ballot",
    "Callback",
    "CallbackState",
    "FollowUp",
    "Poster",
    "Rating",
    "RatingWords",
    "Release",
    "SealedLink",
    "Tablet",
    "TokenUse",
]
