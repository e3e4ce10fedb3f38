from .calls import Call, CallState
from .foreign import ForeignCursor, ForeignPetition, ForeignTelling, Origin, TellingState
from .incoming import IncomingChannel, IncomingMessage, IncomingState
from .outgoing import OutgoingMessage, OutgoingState, Silenced, WebhookSeen

__all__ = [
    "Call",
    "CallState",
    "ForeignCursor",
    "ForeignPetition",
    "ForeignTelling",
    "IncomingChannel",
    "IncomingMessage",
    "IncomingState",
    "Origin",
    "OutgoingMessage",
    "OutgoingState",
    "Silenced",
    "TellingState",
    "WebhookSeen",
]
