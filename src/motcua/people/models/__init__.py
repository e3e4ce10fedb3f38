"""Tables of the room. Import models from here."""

from motcua.people.models.party import Party, PartyKind
from motcua.people.models.user import User, UserKind, UserManager

__all__ = ["Party", "PartyKind", "User", "UserKind", "UserManager"]
