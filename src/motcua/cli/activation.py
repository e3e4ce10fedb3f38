"""A listening socket handed over by systemd (``sd_listen_fds(3)``): it outlives the web, so that people who come while
the web is started again wait a moment instead of being turned away."""

from __future__ import annotations

import os
import socket
from typing import Final

from granian.net import SocketHolder
from granian.server import MPServer

FIRST: Final = 3
"""The number of the first file descriptor handed over."""


def handed_over() -> bool:
    """Whether this very process was given exactly one socket. Raises ValueError for more than one."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return False
    count = int(os.environ.get("LISTEN_FDS", "0"))
    if count > 1:
        raise ValueError(f"LISTEN_FDS={count}: one socket is enough")
    return count == 1


class ActivatedGranian(MPServer):
    """Granian on a socket that is already listening; the address it was made with is not used."""

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._sso = socket.socket(fileno=os.dup(FIRST))
        self._sso.set_inheritable(True)
        self._sso.setblocking(False)
        self._sfd = self._sso.fileno()  # type: ignore[assignment]
        is_unix = self._sso.family == socket.AF_UNIX
        self._shd = SocketHolder(self._sso.fileno(), is_unix, self.backlog)  # type: ignore[assignment, call-arg]
