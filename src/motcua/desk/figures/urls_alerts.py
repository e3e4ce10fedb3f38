"""Addresses of alerts, the morning summary, feeds and socio-economic series."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import alerts, alerts_rules, feeds, feeds_kept, morning, series

urlpatterns_alerts: list[URLPattern] = [
    path("canh-bao/", alerts.page, name="alerts"),
    path("canh-bao/quy-tac/", alerts_rules.page, name="alert_rules"),
    path("canh-bao/quy-tac/moi/", alerts_rules.new, name="alert_rule_new"),
    path("canh-bao/quy-tac/kiem-tra/", alerts_rules.check, name="alert_rule_check"),
    path("canh-bao/quy-tac/<uuid:uid>/", alerts_rules.change, name="alert_rule_change"),
    path("canh-bao/quy-tac/<uuid:uid>/thoi-dung/", alerts_rules.ended, name="alert_rule_end"),
    path("canh-bao/ban-tin-sang/", morning.page, name="morning"),
    path("canh-bao/bao-cao-den-han/", morning.reports, name="alerts_reports"),
    path("canh-bao/viec/<uuid:uid>/xong/", alerts.task_done, name="alert_task_done"),
    path("canh-bao/<uuid:uid>/", alerts.one, name="alert"),
    path("canh-bao/<uuid:uid>/xac-nhan/", alerts.acknowledged, name="alert_acknowledge"),
    path("canh-bao/<uuid:uid>/giao-viec/", alerts.task, name="alert_task"),
    path("nguon-so-lieu/", feeds.page, name="feeds"),
    path("nguon-so-lieu/moi/", feeds.new, name="feed_new"),
    path("nguon-so-lieu/<slug:code>/", feeds.one, name="feed"),
    path("nguon-so-lieu/<slug:code>/khoa/", feeds.key, name="feed_key"),
    path("nguon-so-lieu/<slug:code>/thoi-gian-giu/", feeds_kept.kept, name="feed_kept"),
    path("nguon-so-lieu/<slug:code>/ket-thuc/", feeds.ended, name="feed_end"),
    path("kinh-te-xa-hoi/", series.page, name="series"),
    path("kinh-te-xa-hoi/<slug:indicator>/", series.one, name="series_one"),
]
