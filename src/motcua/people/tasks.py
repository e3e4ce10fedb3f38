"""Periodic work of the room: what was kept for a short time goes."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from motcua.core import clock

from .services import email_code, sessions, throttle


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="people.purge_codes", pass_context=False)
def purge_codes(timestamp: int) -> int:
    """Every hour: expired codes of e-mail."""
    return email_code.purge(clock.now())


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="people.purge_sign_ins", pass_context=False)
def purge_sign_ins(timestamp: int) -> int:
    """Every night: what the brakes forgot, sessions long over, and browsers' data that expired."""
    SessionStore.clear_expired()
    return throttle.purge(clock.now()) + sessions.purge(clock.now())
