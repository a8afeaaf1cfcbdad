"""Small hand-written files in each source's form."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def as_bytes(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def nhs_section(headline: str, *elements: Json, aspect: str = "") -> Json:
    section: Json = {
        "@type": "WebPageElement",
        "name": "section heading",
        "headline": headline,
        "mainEntityOfPage": list(elements),
    }
    section["hasPart"] = list(elements)
    return section | ({"hasHealthAspect": f"http://schema.org/{aspect}HealthAspect"} if aspect else {})


def nhs_element(text: str, name: str = "markdown", **fields: Any) -> Json:
    return {"@type": "WebPageElement", "name": name, "text": text} | fields


def nhs_page(
    *parts: Json, name: str = "Itchy elbow", path: str = "conditions/itchy-elbow", genre: str = "Condition", **fields: Any
) -> Json:
    page: Json = {
        "@type": "MedicalWebPage",
        "name": name,
        "url": f"https://api.service.nhs.uk/nhs-website-content/{path}/",
        "genre": [genre] if genre else [],
        "lastReviewed": ["2024-05-06T00:00:00+00:00", "2027-05-06T00:00:00+00:00"],
        "mainEntityOfPage": list(parts),
    }
    return page | fields


def itchy_elbow(**fields: Any) -> Json:
    """A condition with a lead, three sections and a care card."""
    return nhs_page(
        nhs_element("Itchy elbow is common.", "lead paragraph"),
        nhs_section(
            "How it feels",
            nhs_element("<p>It itches.</p><p>You may notice:</p><ul><li>red skin</li><li>warm skin</li></ul>"),
            aspect="Symptoms",
        ),
        nhs_section(
            "",
            nhs_element("<h2>See a GP if:</h2><ul><li>it itches for 3 weeks</li></ul>", "non-urgent"),
            aspect="MedicalHelpNonurgent",
        ),
        nhs_section("Treating it", nhs_element("<p>Use a cream twice a day.</p><p>Wash your hands.</p>"), aspect="Treatments"),
        **fields,
    )


def atlas(language: str = "nb", *chapters: Json, filename: str = "albue", **fields: Any) -> Json:
    document: Json = {
        "filename": filename, "lang": language, "publisert": True, "mainTitle": "Helseatlas albue", "shortTitle": "Albue",
        "forfatter": "SKDE", "date": "2024-05-06T12:00:00.000Z", "ingress": "Bruk av albuer i Norge.", "frontpagetext": "",
        "kapittel": list(chapters),
    }  # fmt: skip
    return document | fields


def chapter(headline: str, *boxes: Json) -> Json:
    return {"overskrift": headline, "innhold": list(boxes)}


def box(text: str, kind: str = "tekst", **fields: Any) -> Json:
    return {"type": kind, "tekst": text} | fields


def document(language: str, *blocks: tuple[str, str], group: str = "abc123", **fields: Any) -> Json:
    """A line of the trilingual collection; each block is (kind, words)."""
    listed = [{"t": kind, "lang": language, "s": words} for kind, words in blocks]
    return {"id": f"{language}/x.html", "group": group, "lang": language, "url": "", "free": True, "blocks": listed} | fields


def lines(*documents: Json) -> bytes:
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in documents).encode()
