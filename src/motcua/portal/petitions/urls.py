"""Addresses of the citizen's side of petitions, within the portal's."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import quick, review, same_thing, sender_acts, sending, tracking
from .posters import poster, posters

_OWN = "phan-anh/theo-doi/<str:receipt>/<str:secret>/"

urlpatterns_petitions: list[URLPattern] = [
    path("phan-anh/gui/", sending.begin, name="petition_begin"),
    path("phan-anh/gui/nhanh/", quick.quick, name="petition_quick"),
    path("phan-anh/gui/thu-thach/", quick.ask_challenge, name="petition_challenge"),
    path("phan-anh/gui/<str:secret>/", sending.resume, name="petition_draft"),
    path("phan-anh/gui/<str:secret>/xem-lai/", review.review, name="petition_check"),
    path("phan-anh/gui/<str:secret>/<slug:page>/", sending.step, name="petition_step"),
    path("phan-anh/cung-theo-doi/<str:receipt>/", same_thing.follow_page, name="petition_follow"),
    path("phan-anh/thoi-theo-doi/<str:receipt>/<str:secret>/", same_thing.unfollow_page, name="petition_unfollow"),
    path("phan-anh/cua-toi/", tracking.mine, name="my_petitions"),
    path("phan-anh/theo-doi/", tracking.track, name="petition_track"),
    path(_OWN, tracking.page, name="petition"),
    path(f"{_OWN}bien-nhan/", tracking.receipt, name="petition_receipt"),
    path(f"{_OWN}tra-loi/", sender_acts.answer, name="petition_answer"),
    path(f"{_OWN}danh-gia/", sender_acts.rate, name="petition_rate"),
    path(f"{_OWN}mo-lai/", sender_acts.reopen, name="petition_reopen"),
    path(f"{_OWN}rut/", sender_acts.withdraw, name="petition_withdraw"),
    path(f"{_OWN}tep/<uuid:file>/", tracking.file, name="petition_file"),
    path("phan-anh/to-dan/", posters, name="petition_posters"),
    path("phan-anh/to-dan/<str:code>.pdf", poster, name="petition_poster"),
]
