"""Addresses of the quick counter and its registers."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from motcua.desk.certifying import books, counter, done, electronic, terms


class _BookFile(StringConverter):
    regex = "xlsx|pdf"


register_converter(_BookFile, "bookfile")

urlpatterns_certifying: list[URLPattern] = [
    path("chung-thuc/", counter.counter, name="certify"),
    path("chung-thuc/xong/<uuid:dossier>/", done.done, name="certified"),
    path("chung-thuc/xong/<uuid:dossier>/loi-chung.pdf", done.wording, name="certification_words"),
    path("chung-thuc/xong/<uuid:dossier>/phieu-thu.pdf", done.receipt, name="certification_receipt"),
    path("chung-thuc/so/", books.books, name="certification_books"),
    path("chung-thuc/so/<str:unit>/<slug:what>/<int:year>/", books.book, name="certification_book"),
    path("chung-thuc/so/<str:unit>/<slug:what>/<int:year>/khoa/", books.close, name="certification_close"),
    path(
        "chung-thuc/so/<str:unit>/<slug:what>/<int:year>/so.<bookfile:kind>",
        books.export,
        name="certification_export",
    ),
    path("chung-thuc/so/gach-bo/<uuid:uid>/", books.strike, name="certification_strike"),
    path("chung-thuc/muc-phi/", terms.terms, name="certification_terms"),
    path("chung-thuc/muc-phi/<slug:what>/", terms.change, name="certification_terms_of"),
    path("chung-thuc/ban-dien-tu/", electronic.copies, name="electronic_copies"),
]
