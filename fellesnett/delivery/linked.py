"""A service in schema.org's words (JSON-LD): who provides it, what it is by its codes, where, and by which telephone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fellesnett.delivery.renderings import ESCAPES, Document, publisher_of


def service(document: Document) -> str:
    """From the document that is stored. Each department is a way to the service (`ServiceChannel`)."""
    said = {
        "@context": "https://schema.org",
        "@type": "Service",
        "@id": document["id"],
        "url": document["links"]["web"],
        "name": document["title"],
        "alternateName": sorted(set(document["name"].values()) - {document["title"]}),
        "provider": publisher_of(document),
        "category": [
            {"@type": "CategoryCode", "inCodeSet": code["system"], "codeValue": code["code"]} for code in document["codes"]
        ],
        "availableChannel": list(_channels(document)),
    }
    kept = {name: value for name, value in said.items() if value not in ("", [], {})}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True).translate(ESCAPES)


def _channels(document: Document) -> Iterator[dict[str, Any]]:
    for unit in document["units"]:
        channel: dict[str, Any] = {"@type": "ServiceChannel", "name": unit["name"], "serviceUrl": unit["web"]}
        if unit["phone"]:
            channel["servicePhone"] = {"@type": "ContactPoint", "telephone": unit["phone"]}
        if unit["places"]:
            channel["serviceLocation"] = [{"@type": "Place", "name": place["name"]} for place in unit["places"]]
        yield channel
