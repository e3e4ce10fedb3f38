"""One petition by its numbers, and the categories of a day."""

from __future__ import annotations

import datetime as dt
import hmac
from uuid import UUID

from motcua.core.clock import legal_date
from motcua.organisation.models import Unit
from motcua.petitions.categories import owner_of, tree
from motcua.petitions.models import Category, Petition

from .pages import whole_rows


def one(uid: UUID) -> Petition | None:
    """The petition with its words and units; whoever shows it asks :mod:`motcua.petitions.permissions` first."""
    return whole_rows().filter(uid=uid).first()


def by_receipt(receipt_no: str) -> Petition | None:
    return whole_rows().filter(receipt_no=receipt_no.strip().upper()).first()


def tracked(receipt_no: str, secret: str) -> Petition | None:
    """The petition of a receipt, for who knows its secret."""
    found = by_receipt(receipt_no)
    if found is None or not secret or not hmac.compare_digest(found.secret.encode(), secret.encode()):
        return None
    return found


def category(code: str, on: dt.date) -> Category | None:
    return tree(on).by_code.get(code)


def categories(on: dt.date) -> list[tuple[Category, list[Category]]]:
    """The branches of the day with their leaves, in the tree's order."""
    found = tree(on)
    return [(branch, found.children(branch.code)) for branch in found.children()]


def suggested_owner(petition: Petition, now: dt.datetime) -> Unit | None:
    """Whom the rules name for it today."""
    return owner_of(petition.category, petition.place, legal_date(now))
