"""Who may do what in a register: a table of roles."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.canonical import Json
from motcua.core.ids import new_id
from motcua.people.selectors import role_names
from motcua.registers.definition import Extent, Right
from motcua.registers.permissions import AUTHOR
from motcua.studio.page import studio_page
from motcua.studio.registers.common import SHELF, Head, draft_of, error_lines, revision_after, write_head
from motcua.web.access import official


def right_words(right: Right) -> str:
    return {
        Right.READ: _("Xem"),
        Right.ENTER: _("Ghi và sửa"),
        Right.STRIKE: _("Gạch bỏ"),
        Right.EXPORT: _("Tải danh sách"),
    }[right]


def extent_words(extent: Extent) -> str:
    return {
        Extent.OWN_UNIT: _("đơn vị mình"),
        Extent.SUBTREE: _("đơn vị mình và cấp dưới"),
        Extent.EVERYWHERE: _("mọi đơn vị"),
    }[extent]


@official(AUTHOR)
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest, key: str) -> HttpResponseBase:
    draft = draft_of(key)
    roles = role_names()
    held = {(one.role, one.right): one.extent.value for one in draft.definition.allowed}
    error = None
    if request.method == "POST":
        chosen = {
            (role, right): request.POST.get(f"{role}.{right.value}", "")
            for role in roles
            for right in Right
            if request.POST.get(f"{role}.{right.value}", "") in set(Extent)
        }

        def change(head: Head) -> Head:
            rows: list[Json] = [
                {"role": role, "right": right.value, "extent": extent} for (role, right), extent in chosen.items()
            ]
            return {**head, "allowed": rows}

        done, error = write_head(request, draft, change, reverse("studio:register", args=[key]))
        if done is not None:
            return done
        held = chosen
    extents = [("", _("không"))] + [(one.value, extent_words(one)) for one in Extent]
    context = {
        "register": draft.register,
        "title": draft.definition.title,
        "rights": [right_words(one) for one in Right],
        "rows": [
            {
                "name": name,
                "cells": [
                    {
                        "name": f"{role}.{right.value}",
                        "label": f"{name}: {right_words(right)}",
                        "options": [(value, text, held.get((role, right), "") == value) for value, text in extents],
                    }
                    for right in Right
                ],
            }
            for role, name in roles.items()
        ],
        "errors": error_lines(error),
        "expected": revision_after(draft, error),
        "back": reverse("studio:register", args=[key]),
        "idempotency_key": str(new_id()),
    }
    status = error.status if error else 200
    return studio_page(request, "studio/registers/rights.jinja", context, shelf=SHELF, status=status)
