"""The catalogue of the open data against what DCAT 3 and its application profile demand of each class."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from motcua.figures.exchange.open_data.files import NAME, catalogue

ABOUT = {
    "title": "Hồ sơ",
    "publisher": "Tỉnh An Sơn",
    "settled_at": "2026-11-22T17:00:00+00:00",
    "sha256": "a" * 64,
}
FILES = {f"{NAME}.{ending}": {"bytes": 12, "sha256": "b" * 64} for ending in ("csv", "json", "parquet", "schema.json")}
MANDATORY = {
    "dcat:Catalog": {"dcterms:title", "dcterms:description", "dcterms:publisher", "dcat:dataset"},
    "dcat:Dataset": {"dcterms:title", "dcterms:description", "dcterms:publisher", "dcat:distribution"},
    "dcat:Distribution": {"dcat:accessURL", "dcterms:license"},
    "spdx:Checksum": {"spdx:algorithm", "spdx:checksumValue"},
    "foaf:Organization": {"foaf:name"},
}
RESOURCES = {"dcat:accessURL", "dcat:downloadURL", "dcat:mediaType", "dcterms:license", "dcterms:conformsTo"}


def nodes(value: object) -> list[Mapping[str, Any]]:
    if isinstance(value, list):
        return [node for one in value for node in nodes(one)]
    if not isinstance(value, dict):
        return []
    inner = [node for key, one in value.items() if key != "@context" for node in nodes(one)]
    return [value, *inner] if "@type" in value and "@value" not in value else inner


def test_catalogue_when_made_then_every_class_has_what_dcat_demands() -> None:
    made = json.loads(catalogue(ABOUT, "2026-11-23-aaaaaaaa", FILES))

    found = nodes(made)
    assert {node["@type"] for node in found} == set(MANDATORY)
    for node in found:
        assert set(node) >= MANDATORY[node["@type"]], node["@type"]
        assert all(set(node[name]) == {"@id"} for name in RESOURCES & set(node)), node["@type"]
        prefixes = {key.partition(":")[0] for key in node if not key.startswith("@")}
        assert prefixes <= set(made["@context"])


def test_catalogue_when_made_then_literals_have_their_types() -> None:
    made = json.loads(catalogue(ABOUT, "2026-11-23-aaaaaaaa", FILES))

    (dataset,) = made["dcat:dataset"]
    parts = dataset["dcat:distribution"]
    assert len(parts) == 3  # the schema describes, it distributes nothing
    assert {part["dcat:byteSize"]["@type"] for part in parts} == {"xsd:nonNegativeInteger"}
    assert all(part["dcat:mediaType"]["@id"].startswith("https://www.iana.org/") for part in parts)
    assert dt.datetime.fromisoformat(dataset["dcterms:modified"]["@value"]).tzinfo is not None
    assert dataset["dcterms:title"]["@language"] == "vi"
