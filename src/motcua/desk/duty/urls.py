"""Addresses of the pages of duty."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.duty import (
    answers,
    handover,
    incidents,
    late,
    late_export,
    leaves,
    outages,
    reasons,
    record,
    refunds,
    rules,
    waits,
)

urlpatterns_duty: list[URLPattern] = [
    path("ho-so-cham/", late.page, name="responsibility"),
    path("ho-so-cham/xuat.<slug:kind>", late_export.export, name="responsibility_export"),
    path("ho-so-cham/<uuid:uid>/", record.record, name="responsibility_record"),
    path("ho-so-cham/giai-trinh/<uuid:uid>/", answers.explain_page, name="explain"),
    path("ho-so-cham/ket-luan/<uuid:uid>/", answers.decide_page, name="decide_hours"),
    path("nguyen-nhan-cham/", reasons.page, name="causes"),
    path("nguyen-nhan-cham/them/", reasons.new, name="cause_new"),
    path("nguyen-nhan-cham/<slug:code>/thoi-dung/", reasons.ended, name="cause_end"),
    path("nghi-phep/", leaves.page, name="leaves"),
    path("nghi-phep/xin-nghi/", leaves.new, name="leave_new"),
    path("nghi-phep/<uuid:uid>/", leaves.answer, name="leave_answer"),
    path("ban-giao/", handover.choose, name="handover"),
    path("ban-giao/cua/<uuid:uid>/", handover.of_post, name="handover_of"),
    path("ban-giao/<uuid:uid>/", handover.done, name="handover_done"),
    path("hen-gio/", waits.page, name="timers"),
    path("hen-gio/viec/<uuid:uid>/", waits.task, name="task"),
    path("hen-gio/quy-tac/", rules.page, name="timer_rules"),
    path("hen-gio/quy-tac/them/", rules.new, name="timer_rule_new"),
    path("hen-gio/quy-tac/<uuid:uid>/sua/", rules.change, name="timer_rule_change"),
    path("hen-gio/quy-tac/<uuid:uid>/thoi-dung/", rules.ended, name="timer_rule_end"),
    path("su-co/", incidents.page, name="incidents"),
    path("su-co/<uuid:uid>/", incidents.one, name="incident"),
    path("ho-so/<uuid:uid>/su-co/ghi-nhan/", incidents.new, name="incident_new"),
    path("ho-so/<uuid:uid>/hoan-phi/<str:key>/", refunds.page, name="refund"),
    path("ngung-hoat-dong/", outages.page, name="outages"),
    path("ngung-hoat-dong/cong-bo/", outages.new, name="outage_new"),
    path("ngung-hoat-dong/<uuid:uid>/chay-lai/", outages.ended, name="outage_end"),
]
