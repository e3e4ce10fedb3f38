"""A province that can be written to over Open311, and a second client, written from the text of GeoReport v2 alone."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from django.test import Client as Browser

from motcua.core.remember import forget_everything
from motcua.people.actors import SYSTEM, Actor, load_actor
from motcua.people.models import User
from motcua.people.services.tokens import create_token
from motcua.petitions.models import Category, Petition, Publication
from tests.dossiers.world import NOW, World
from tests.people.factories import UserFactory

ROOT: Final = "/open311/v2"
LAMP: Final = "chieu-sang"
FLOOD: Final = "ngap-nuoc"
ATTRIBUTES: Final = [
    {
        "code": "depth",
        "datatype": "singlevaluelist",
        "required": True,
        "description": "Mức ngập",
        "datatype_description": "Chọn một mức",
        "values": [{"key": "1", "name": "Dưới 20 cm"}, {"key": "2", "name": "Trên 20 cm"}],
    },
    {"code": "since", "datatype": "datetime", "required": False, "description": "Ngập từ lúc"},
    {
        "code": "hint",
        "datatype": "text",
        "variable": False,
        "required": False,
        "description": "Đừng lội qua chỗ chảy xiết",
    },
    {"code": "broken", "datatype": "unheard of", "description": "bị bỏ qua"},
]


def program(world: World, name: str = "app") -> tuple[User, str]:
    """The account of a city application and its key."""
    user = UserFactory(username=f"open311-{name}", kind="service", full_name="Ứng dụng thành phố")
    key = create_token(user, ["petitions:submit"], actor=SYSTEM, now=NOW, life=dt.timedelta(days=365))[1]
    return user, key


def with_attributes() -> None:
    Category.objects.filter(code=FLOOD).update(attributes=ATTRIBUTES)
    forget_everything()


def publish(
    petition: Petition, *, title: str = "Đèn hỏng", question: str = "Đèn tắt", answer: str = "Đã thay bóng"
) -> None:
    """As a person who approved the masked words would leave it."""
    Publication.objects.create(
        petition=petition, title=title, question=question, answer=answer, published_at=NOW + dt.timedelta(days=1)
    )
    Petition.objects.filter(pk=petition.pk).update(
        state="published", published_at=NOW + dt.timedelta(days=1), recorded_at=NOW + dt.timedelta(days=1)
    )


def actor_of(user: User) -> Actor:
    return load_actor(user.pk, NOW.date())


@dataclass
class GeoReportClient:
    """The second client: addresses, arguments and fields as the standard writes them; nothing of ours."""

    browser: Browser
    api_key: str
    suffix: str = "xml"
    status: int = 0
    headers: Any = None

    def services(self) -> list[dict[str, Any]]:
        return self._get("services", "services", "service")

    def definition(self, code: str) -> Any:
        raw = self._raw("GET", f"services/{code}")
        if self.suffix == "json":
            return json.loads(raw)
        root = ET.fromstring(raw)  # noqa: S314 - our own answer
        assert root.tag == "service_definition"
        return {
            "service_code": root.findtext("service_code"),
            "attributes": [
                {
                    **{child.tag: child.text for child in one if child.tag != "values"},
                    "values": [{part.tag: part.text for part in value} for value in one.findall("values/value")],
                }
                for one in root.findall("attributes/attribute")
            ],
        }

    def requests(self, **arguments: str) -> list[dict[str, Any]]:
        return self._get("requests", "service_requests", "request", arguments)

    def request(self, number: str) -> list[dict[str, Any]]:
        return self._get(f"requests/{number}", "service_requests", "request")

    def token(self, token: str) -> list[dict[str, Any]]:
        return self._get(f"tokens/{token}", "service_requests", "request")

    def post(self, body: bytes | None = None, charset: str = "; charset=utf-8", **fields: str) -> list[dict[str, Any]]:
        raw = body if body is not None else urlencode({"api_key": self.api_key, **fields}).encode()
        answer = self._raw("POST", "requests", raw, charset)
        return self._items(answer, "service_requests", "request")

    def _get(self, path: str, root: str, item: str, arguments: dict[str, str] | None = None) -> list[dict[str, Any]]:
        return self._items(self._raw("GET", path, arguments=arguments), root, item)

    def _raw(
        self, method: str, path: str, body: bytes = b"", charset: str = "", arguments: dict[str, str] | None = None
    ) -> bytes:
        address = f"{ROOT}/{path}.{self.suffix}" + (f"?{urlencode(arguments)}" if arguments else "")
        kind = f"application/x-www-form-urlencoded{charset}" if method == "POST" else ""
        answer = self.browser.generic(method, address, body, content_type=kind)
        self.status, self.headers = answer.status_code, answer.headers
        wanted = "text/xml" if self.suffix == "xml" else "application/json"
        assert answer["Content-Type"] == f"{wanted}; charset=utf-8", answer.content[:300]
        return bytes(answer.content)

    def _items(self, raw: bytes, root: str, item: str) -> list[dict[str, Any]]:
        if self.status >= 400:
            root, item = "errors", "error"
        if self.suffix == "json":
            found = json.loads(raw)
            assert isinstance(found, list)
            return found
        tree = ET.fromstring(raw)  # noqa: S314 - our own answer
        assert raw.startswith(b"<?xml")
        assert b'encoding="UTF-8"' in raw[:60]
        assert (tree.tag, {one.tag for one in tree} | {item}) == (root, {item})
        return [{child.tag: child.text or "" for child in one} for one in tree]
