"""JSON Merge Patch (RFC 7396): what a document says when a patch has been laid upon it. Pure."""

from __future__ import annotations

from typing import Any


def merged(target: Any, patch: Any) -> Any:
    """The document that comes of it (RFC 7396 section 2). Neither of the two is changed; null takes a member away, and a list
    replaces a list."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result
