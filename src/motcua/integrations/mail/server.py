"""A listener for SMTP and LMTP that does one thing: keep mail to our own addresses. It relays nothing, believes no
sender, and says 250 only when the mail is on the disk and in the database.

It stands behind the province's mail server, which does TLS, DKIM, SPF and the fight against spam.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections

from motcua.core import clock
from motcua.core.errors import DomainError, TooLarge
from motcua.integrations.incoming.receiving import MOST_BYTES

from .receiving import receive_mail
from .sorting import plain_address

log = structlog.get_logger()

_THREADS: Final = 4
_MOST_RECIPIENTS: Final = 50


class Keeper:
    """The hooks of aiosmtpd."""

    def __init__(self, own: Collection[str], keep: Callable[[bytes], object]) -> None:
        self._own, self._keep = frozenset(own), keep
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="mail-in")

    async def handle_RCPT(  # noqa: N802 - a hook's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if plain_address(address) not in self._own:
            return "550 5.7.1 not an address of ours; nothing is relayed"
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        named = b"".join(b"Envelope-To: " + one.encode("utf-8", "replace") + b"\r\n" for one in envelope.rcpt_tos)
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._kept, named + raw)

    def _kept(self, raw: bytes) -> str:
        try:
            self._keep(raw)
        except TooLarge:
            return "552 5.3.4 too large"
        except DomainError as error:
            log.warning("mail.not_kept", code=error.code)
            return "451 4.3.0 try again later"
        except Exception as error:
            log.exception("mail.not_kept", kind=type(error).__name__)
            return "451 4.3.0 try again later"
        return "250 2.0.0 kept"

    def close(self) -> None:
        self._pool.shutdown(wait=True)


def keep_now(raw: bytes) -> None:
    """As the running system keeps a mail, from a thread of its own."""
    close_old_connections()
    try:
        receive_mail(raw, now=clock.now())
    finally:
        close_old_connections()


def protocol(keeper: Keeper, *, lmtp: bool, hostname: str) -> Callable[[], SMTP]:
    """What a server makes for each connection."""
    options: dict[str, Any] = {"data_size_limit": MOST_BYTES, "hostname": hostname, "ident": "motcua", "timeout": 120}
    return partial(LMTP if lmtp else SMTP, keeper, enable_SMTPUTF8=True, **options)


async def serve(keeper: Keeper, *, host: str, port: int, lmtp: bool, hostname: str) -> None:
    """Listen until cancelled."""
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(protocol(keeper, lmtp=lmtp, hostname=hostname), host, port)
    async with listener:
        await listener.serve_forever()
