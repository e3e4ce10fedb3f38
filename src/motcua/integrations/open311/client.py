"""A client of GeoReport v2 servers. It calls addresses of :mod:`.peers` only, follows no redirect, reads no more than
it must, and believes nothing of what it reads."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Protocol
from urllib.parse import quote, urlencode

from motcua.core.errors import Conflict, Unavailable

from .fields import CREATED, DEFINITION, REQUEST, SERVICE, TOKEN, Resource
from .parsing import MOST_BYTES, Item, errors_in, read
from .peers import Peer

TIMEOUT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    media_type: str
    body: bytes


class Transport(Protocol):
    def __call__(self, method: str, url: str, body: bytes | None) -> Answer:
        """Raises OSError where no answer came."""
        ...


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def over_http(method: str, url: str, body: bytes | None) -> Answer:
    """The transport of the running system: no redirects, no proxies of the environment, bounded in time and size."""
    headers = {"Accept": "application/json, text/xml;q=0.9", "User-Agent": "motcua-open311"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    request = urllib.request.Request(url, data=body, method=method, headers=headers)  # noqa: S310 - checked by peers
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            return _answer(response.status, response.headers.get("Content-Type", ""), response)
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, error.headers.get("Content-Type", ""), error)


def _answer(status: int, media_type: str, stream: IO[bytes]) -> Answer:
    return Answer(status, media_type, stream.read(MOST_BYTES + 1))


class Client:
    """Calls raise Unavailable (``open311_away``: no answer, or a fault of theirs), Conflict (``open311_refused`` with
    their words), Invalid (``open311_answer_unreadable``)."""

    def __init__(self, peer: Peer, transport: Transport = over_http, *, suffix: str = "json") -> None:
        self.peer, self._transport, self._suffix = peer, transport, suffix

    def services(self) -> list[Item]:
        return self._get(SERVICE, "services")

    def definition(self, code: str) -> Item:
        return self._get(DEFINITION, f"services/{quote(code, safe='')}")[0]

    def requests(self, **filters: str) -> list[Item]:
        return self._get(REQUEST, "requests", filters)

    def request(self, number: str) -> Item | None:
        found = self._get(REQUEST, f"requests/{quote(number, safe='')}")
        return found[0] if found else None

    def number_of(self, token: str) -> str:
        found = self._get(TOKEN, f"tokens/{quote(token, safe='')}")
        return str(found[0].get("service_request_id", "")) if found else ""

    def post(self, fields: Mapping[str, str]) -> Item:
        body = urlencode({**self._named(), "api_key": self.peer.api_key, **fields}).encode()
        return self._call(CREATED, "POST", self._url("requests", {}), body)[0]

    def _get(self, resource: Resource, path: str, query: Mapping[str, str] | None = None) -> list[Item]:
        return self._call(resource, "GET", self._url(path, {**self._named(), **(query or {})}), None)

    def _named(self) -> dict[str, str]:
        return {"jurisdiction_id": self.peer.jurisdiction_id} if self.peer.jurisdiction_id else {}

    def _url(self, path: str, query: Mapping[str, str]) -> str:
        asked = f"?{urlencode(query)}" if query else ""
        return f"{self.peer.url.rstrip('/')}/{path}.{self._suffix}{asked}"

    def _call(self, resource: Resource, method: str, url: str, body: bytes | None) -> list[Item]:
        try:
            answer = self._transport(method, url, body)
        except OSError as error:
            raise Unavailable("open311_away") from error
        if answer.status >= 500 or answer.status == 429:
            raise Unavailable("open311_away")
        if not 200 <= answer.status < 300:
            told = "; ".join(errors_in(answer.body, media_type=answer.media_type))[:300]
            raise Conflict("open311_refused", params={"why": told or str(answer.status)})
        found = read(resource, answer.body, media_type=answer.media_type)
        if not found and method == "POST":
            raise Unavailable("open311_away")
        return found
