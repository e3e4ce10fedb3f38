"""Addresses of the pages about petitions at the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.petitions import (
    acts,
    batch,
    call_backs,
    categories,
    entry,
    files,
    hotline,
    hotline_ends,
    inbox,
    load,
    merging,
    page,
    publishing,
    quality,
    quality_sheet,
)

urlpatterns_petitions: list[URLPattern] = [
    path("phan-anh/", inbox.inbox, name="petitions"),
    path("phan-anh/bo-loc/", inbox.save, name="petition_filter_save"),
    path("phan-anh/bo-loc/<uuid:uid>/bo/", inbox.forget, name="petition_filter_forget"),
    path("phan-anh/giao-nhieu/", batch.assign, name="petition_batch"),
    path("phan-anh/tong-dai/", hotline.console, name="hotline"),
    path("phan-anh/tong-dai/dang-goi/", hotline.ringing, name="hotline_ringing"),
    path("phan-anh/tong-dai/<uuid:uid>/", hotline.call, name="hotline_call"),
    path("phan-anh/tong-dai/<uuid:uid>/nhap/", hotline.draft, name="hotline_draft"),
    path("phan-anh/tong-dai/<uuid:uid>/gui/", hotline_ends.send, name="hotline_send"),
    path("phan-anh/tong-dai/<uuid:uid>/ket-thuc/", hotline_ends.end, name="hotline_end"),
    path("phan-anh/goi-lai/", call_backs.page, name="call_backs"),
    path("phan-anh/goi-lai/<uuid:uid>/", call_backs.tried, name="call_back_tried"),
    path("phan-anh/goi-lai/thu/<uuid:uid>/", call_backs.told, name="call_back_told"),
    path("phan-anh/ghi/<slug:channel>/", entry.page, name="petition_entry"),
    path("phan-anh/khoi-luong/", load.page, name="petition_load"),
    path("phan-anh/loai-viec/", categories.page, name="petition_categories"),
    path("phan-anh/chat-luong/", quality.page, name="petition_quality"),
    path("phan-anh/chat-luong/rut-mau/", quality.new, name="petition_quality_new"),
    path("phan-anh/chat-luong/<uuid:uid>/", quality.draw, name="petition_quality_draw"),
    path("phan-anh/chat-luong/cham/<uuid:uid>/", quality_sheet.page, name="petition_quality_sheet"),
    path("phan-anh/<uuid:uid>/", page.page, name="petition"),
    path("phan-anh/<uuid:uid>/nguoi-gui/", page.sender, name="petition_sender"),
    path("phan-anh/<uuid:uid>/goi-y/", page.take_advice, name="petition_advice"),
    path("phan-anh/<uuid:uid>/gop/", merging.page, name="petition_merge"),
    path("phan-anh/<uuid:uid>/cong-khai/", publishing.page, name="petition_publish"),
    path("phan-anh/<uuid:uid>/tep/<uuid:file_uid>/", files.file, name="petition_file"),
    path("phan-anh/<uuid:uid>/<slug:action>/", acts.page, name="petition_act"),
]
