"""Another city's GeoReport server in memory, with the habits of real ones: XML or JSON, tokens first and numbers later,
bare numbers, an outage, words nobody escaped. A :class:`~.client.Transport`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from .client import Answer
from .fields import CREATED, ERROR, REQUEST, SERVICE, TOKEN, Resource
from .writing import Item, to_json, to_xml

_AT = dt.datetime(2026, 1, 2, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class SimulatedCity:
    """``batch``: answers with tokens, whose numbers come with :meth:`settle`. ``away_for``: so many calls fail.
    ``bare``: JSON numbers for codes, as the standard's own examples have them."""

    services: tuple[str, ...] = ("001", "002")
    batch: bool = False
    away_for: int = 0
    bare: bool = False
    posted: list[dict[str, str]] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)

    def __call__(self, method: str, url: str, body: bytes | None) -> Answer:
        if self.away_for > 0:
            self.away_for -= 1
            raise ConnectionError("simulated")
        path, _, suffix = urlsplit(url).path.rpartition("/v2/")[2].rpartition(".")
        if method == "POST":
            return self._post({key: values[-1] for key, values in parse_qs((body or b"").decode()).items()}, suffix)
        kind, _, number = path.partition("/")
        if kind == "services":
            rows = [
                {"service_code": code, "service_name": code, "metadata": False, "type": "realtime"}
                for code in self.services
            ]
            return self._told(SERVICE, rows, suffix)
        if kind == "tokens":
            if int(number) > len(self.posted):
                return self._refused(404, suffix)
            return self._told(TOKEN, [{"token": number, "service_request_id": self.numbers.get(number, "")}], suffix)
        found = [one for one in self.numbers.values() if not number or one == number]
        return (
            self._told(REQUEST, [self._request(one) for one in found], suffix) if found else self._refused(404, suffix)
        )

    def settle(self) -> None:
        """Whoever was given a token gets a number."""
        for place in range(1, len(self.posted) + 1):
            self.numbers.setdefault(str(place), f"{9000 + place}")

    def _post(self, fields: dict[str, str], suffix: str) -> Answer:
        if fields.get("api_key") != "their-key":
            return self._refused(403, suffix)
        if fields.get("service_code") not in self.services:
            return self._refused(404, suffix)
        self.posted.append(fields)
        if self.batch:
            return self._told(CREATED, [{"token": str(len(self.posted))}], suffix)
        self.settle()
        return self._told(CREATED, [{"service_request_id": self.numbers[str(len(self.posted))]}], suffix)

    def _request(self, number: str) -> Item:
        return {
            "service_request_id": number,
            "status": "closed" if number in self.closed else "open",
            "status_notes": "Done <b>today</b> & tested" if number in self.closed else "",
            "service_name": "x",
            "service_code": self.services[0],
            "requested_datetime": _AT,
            "updated_datetime": _AT,
        }

    def _told(self, resource: Resource, rows: Sequence[Item], suffix: str, status: int = 200) -> Answer:
        if suffix == "xml":
            return Answer(status, "text/xml; charset=utf-8", to_xml(resource, rows))
        body = to_json(resource, rows)
        if self.bare:
            body = json.dumps(
                [{k: int(v) if str(v).isdecimal() else v for k, v in one.items()} for one in json.loads(body)]
            ).encode()
        return Answer(status, "application/json", body)

    def _refused(self, status: int, suffix: str) -> Answer:
        return self._told(ERROR, [{"code": status, "description": "No <such> thing"}], suffix, status)
