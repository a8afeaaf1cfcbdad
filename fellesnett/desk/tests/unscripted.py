"""A browser that runs no script: what it finds in a form of a page, and so what it sends."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag


def form_of(response: Any, named: str = "title") -> dict[str, list[str]]:
    """Every field of the form that has a field called `named`, with what stands in it. Of a page with script there would be less:
    it knows nothing of what is in `<noscript>`, as this browser knows nothing of what is in `<template>`."""
    page = BeautifulSoup(response.content.decode(), "html.parser")
    for template in page.find_all("template"):
        template.decompose()
    form = next(form for form in page.find_all("form") if form.find(attrs={"name": named}))
    sent: dict[str, list[str]] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        if field.get("name") and (value := _value(field)) is not None:
            sent.setdefault(str(field["name"]), []).append(value)
    return sent


def _value(field: Tag) -> str | None:
    kind = str(field.get("type", "text"))
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return str(chosen.get("value", chosen.text)) if isinstance(chosen, Tag) else None
    if field.name == "textarea":
        return field.text.removeprefix("\n").replace("\n", "\r\n")
    if kind in {"submit", "button", "file"} or (kind in {"checkbox", "radio"} and not field.has_attr("checked")):
        return None
    return str(field.get("value", "on" if kind == "checkbox" else ""))
