"""Reads of the room that more than one caller needs."""

from motcua.petitions.categories import owner_of
from motcua.petitions.permissions import allowed_actions

from .desk import RISK, Pile, for_desk, history_of_phone, may_receive, pile_filter, piles
from .pages import MOST, PAGE, Page
from .shown import Published, near, public, public_one, published
from .single import by_receipt, categories, category, one, suggested_owner, tracked
from .way import PUBLIC_STEPS, SENDER_STEPS, Step, due_working, latest_answer, timeline

__all__ = [
    "MOST",
    "PAGE",
    "PUBLIC_STEPS",
    "RISK",
    "SENDER_STEPS",
    "Page",
    "Pile",
    "Published",
    "Step",
    "allowed_actions",
    "by_receipt",
    "categories",
    "category",
    "due_working",
    "for_desk",
    "history_of_phone",
    "latest_answer",
    "may_receive",
    "near",
    "one",
    "owner_of",
    "pile_filter",
    "piles",
    "public",
    "public_one",
    "published",
    "suggested_owner",
    "timeline",
    "tracked",
]
