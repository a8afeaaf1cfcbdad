"""From one answer to the next question: what the description says as `links`, so that a program can walk the interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fellesnett.delivery.addresses import API

SAME, ITS, FIRST = "$request.path.id", "$response.body#/id", "$response.body#/items/0/id"
TEXT = "/content/{id}"
HOOK = "/webhooks/{id}"

Way = tuple[str, str, Mapping[str, str]]  # method, address, what it is asked with

_TEXT_OF_ANSWER: dict[str, Way] = {
    "versions": ("get", f"{TEXT}/versions", {"id": ITS}),
    "sections": ("get", f"{TEXT}/sections", {"id": ITS}),
    "variants": ("get", f"{TEXT}/variants", {"id": ITS}),
    "diff": ("get", f"{TEXT}/diff", {"id": ITS}),
}
_FIRST_TEXT: dict[str, Way] = {"first": ("get", TEXT, {"id": FIRST})}
_OF_HOOK: dict[str, Way] = {
    "read": ("get", HOOK, {"id": ITS}),
    "change": ("patch", HOOK, {"id": ITS}),
    "delete": ("delete", HOOK, {"id": ITS}),
    "secret": ("post", f"{HOOK}/secret", {"id": ITS}),
    "test": ("post", f"{HOOK}/test", {"id": ITS}),
    "deliveries": ("get", f"{HOOK}/deliveries", {"id": ITS}),
}
WAYS: dict[tuple[str, str, str], dict[str, Way]] = {
    ("get", "/content", "200"): _FIRST_TEXT,
    ("get", "/content/by-path", "200"): _TEXT_OF_ANSWER,
    ("get", TEXT, "200"): _TEXT_OF_ANSWER,
    ("get", f"{TEXT}/versions", "200"): {
        "diff": ("get", f"{TEXT}/diff", {"id": SAME, "to": "$response.body#/versions/0/version"}),
        "newest": ("get", TEXT, {"id": SAME, "version": "$response.body#/versions/0/version"}),
    },
    ("get", f"{TEXT}/sections", "200"): {
        "first": ("get", f"{TEXT}/sections/{{section}}", {"id": SAME, "section": "$response.body#/sections/0/id"}),
    },
    ("get", f"{TEXT}/variants", "200"): {"first": ("get", TEXT, {"id": "$response.body#/local/0/id"})},
    ("get", "/codes/{system}/{code}/content", "200"): _FIRST_TEXT,
    **{
        ("get", f"/{folder}", "200"): {"first": ("get", f"/{folder}/{{id}}", {"id": FIRST})}
        for folder in ("organizations", "places", "events", "studies", "news", "services")
    },
    ("get", "/services/{id}", "200"): {"texts": ("get", "/services/{id}/content", {"id": ITS})},
    ("get", "/services/{id}/content", "200"): _FIRST_TEXT,
    ("get", "/changes", "200"): {"next": ("get", "/changes", {"since": "$response.body#/next_since"})},
    ("get", "/webhooks", "200"): {"first": ("get", HOOK, {"id": FIRST})},
    ("post", "/webhooks", "201"): _OF_HOOK,
    ("get", HOOK, "200"): _OF_HOOK,
    ("patch", HOOK, "200"): _OF_HOOK,
    ("get", f"{HOOK}/deliveries", "200"): {
        "redelivery": ("post", f"{HOOK}/deliveries/{{message}}/redelivery", {"id": SAME, "message": FIRST}),
        "older": ("get", f"{HOOK}/deliveries", {"id": SAME, "cursor": "$response.body#/items/0/id"}),
    },
    ("post", f"{HOOK}/test", "202"): {
        "redelivery": ("post", f"{HOOK}/deliveries/{{message}}/redelivery", {"id": SAME, "message": ITS}),
        "deliveries": ("get", f"{HOOK}/deliveries", {"id": SAME}),
    },
}
"""What leads on from an answer: by method, address and status."""


def lead_on(paths: dict[str, Any]) -> None:
    """Write the links into the description. Raises KeyError where one leads to what is not there."""
    for (method, address, status), ways in WAYS.items():
        answer = paths[f"{API}{address}"][method]["responses"][status]
        answer["links"] = {
            name: {"operationId": paths[f"{API}{onward}"][how]["operationId"], "parameters": dict(asked)}
            for name, (how, onward, asked) in ways.items()
        }
