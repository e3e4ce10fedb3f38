"""A version of the dataset as files: CSV, Parquet, JSON with its JSON schema, and a ``dcat`` catalogue."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Final

from motcua.core import canonical
from motcua.core.canonical import Json

from .dataset import FIELDS, Row

NAME: Final = "ho-so-theo-don-vi"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
MEDIA: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "schema.json": "application/schema+json",
}
"""Ending -> media type of what is counted; the catalogue lies beside."""
CATALOGUE: Final = "catalogue.jsonld"
CATALOGUE_TITLE: Final = "Dữ liệu mở về giải quyết thủ tục hành chính"
ABOUT_VI: Final = (
    "Số hồ sơ tiếp nhận, giải quyết, quá hạn của từng đơn vị theo tháng và lĩnh vực. "
    "Số người nộp từ 1 đến 4 thì để trống."
)
IANA: Final = "https://www.iana.org/assignments/media-types/"


def as_csv(rows: Sequence[Row]) -> bytes:
    """With a header; what is suppressed is empty. UTF-8 with a mark, which spreadsheets need."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.name for field in FIELDS])
    writer.writerows([["" if value is None else value for value in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_parquet(rows: Sequence[Row]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"string": pa.string(), "integer": pa.int64()}
    schema = pa.schema([pa.field(field.name, types[field.type]) for field in FIELDS])
    table = pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def as_json(rows: Sequence[Row], about: Mapping[str, Json]) -> bytes:
    """``{...about, rows: [{...}]}``, which the JSON schema describes."""
    names = [field.name for field in FIELDS]
    return canonical.encode({**about, "rows": [dict(zip(names, row, strict=True)) for row in rows]})


def json_schema() -> bytes:
    columns = {
        field.name: {
            "type": [field.type, "null"] if field.persons else field.type,
            "description": field.about_en,
            "title": field.about_vi,
            **({"minimum": 0} if field.type == "integer" else {}),
        }
        for field in FIELDS
    }
    row = {"type": "object", "properties": columns, "required": [*columns], "additionalProperties": False}
    texts = ("title", "publisher", "licence", "settled_at", "until", "manifest", "sha256")
    return _pretty(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": NAME,
            "type": "object",
            "properties": {
                **{name: {"type": "string"} for name in texts},
                "rows": {"type": "array", "items": row},
            },
            "required": [*texts, "rows"],
        }
    )


def catalogue(about: Mapping[str, Json], version: str, files: Mapping[str, Mapping[str, Json]]) -> bytes:
    """DCAT 3 as JSON-LD. Addresses are relative to the catalogue's own."""
    distributions = [
        {
            "@type": "dcat:Distribution",
            "dcterms:title": name,
            "dcat:accessURL": {"@id": name},
            "dcat:downloadURL": {"@id": name},
            "dcat:mediaType": {"@id": IANA + MEDIA[name.removeprefix(f"{NAME}.")].partition(";")[0]},
            "dcat:byteSize": {"@value": str(file["bytes"]), "@type": "xsd:nonNegativeInteger"},
            "dcterms:license": {"@id": LICENCE},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@value": file["sha256"], "@type": "xsd:hexBinary"},
            },
        }
        for name, file in sorted(files.items())
        if name != f"{NAME}.schema.json"
    ]
    publisher = {"@type": "foaf:Organization", "foaf:name": {"@value": about["publisher"], "@language": "vi"}}
    dataset = {
        "@type": "dcat:Dataset",
        "@id": f"urn:sha256:{about['sha256']}",
        "dcterms:title": {"@value": about["title"], "@language": "vi"},
        "dcterms:description": {"@value": ABOUT_VI, "@language": "vi"},
        "dcterms:publisher": publisher,
        "dcterms:license": {"@id": LICENCE},
        "dcterms:modified": {"@value": about["settled_at"], "@type": "xsd:dateTime"},
        "dcterms:conformsTo": {"@id": f"{NAME}.schema.json"},
        "dcat:version": version,
        "dcterms:accrualPeriodicity": {"@id": "http://purl.org/cld/freq/daily"},
        "dcat:keyword": [
            {"@value": word, "@language": "vi"} for word in ("thủ tục hành chính", "một cửa", "giải quyết hồ sơ")
        ],
        "dcat:distribution": distributions,
    }
    context = {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "spdx": "http://spdx.org/rdf/terms#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    whole = {
        "@context": context,
        "@type": "dcat:Catalog",
        "@id": "",
        "dcterms:title": {"@value": CATALOGUE_TITLE, "@language": "vi"},
        "dcterms:description": {"@value": ABOUT_VI, "@language": "vi"},
        "dcterms:publisher": publisher,
        "dcterms:license": {"@id": LICENCE},
        "dcterms:language": {"@id": "http://id.loc.gov/vocabulary/iso639-1/vi"},
        "dcterms:modified": {"@value": about["settled_at"], "@type": "xsd:dateTime"},
        "dcat:dataset": [dataset],
    }
    return _pretty(whole)


def _pretty(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
