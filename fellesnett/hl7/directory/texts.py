"""Texts for patients, each as a DocumentReference (LOINC 34895-3, an education note)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fellesnett.delivery.models import Item
from fellesnett.delivery.queries import items_of
from fellesnett.hl7 import moments
from fellesnett.hl7.code_lists import written
from fellesnett.hl7.directory.asking import NOBODY, Criterion, Rows, coded, each, held, named, no_such, uuid
from fellesnett.hl7.directory.organizations import reference
from fellesnett.hl7.fhir import Asked, Refused, Resource, token
from fellesnett.hl7.listed import Include, Kind

EDUCATION_NOTE = {"system": "http://loinc.org", "code": "34895-3", "display": "Education note"}


def _texts() -> QuerySet[Item]:
    return items_of().select_related("site__organization")


def _find_texts(asked: Asked, on: date) -> Sequence[Resource]:
    return Rows(held(_texts().filter(moments.since(asked, "modified")), asked, _TRUE_OF), each(document_reference))


def _in_language(written: str) -> Q:
    _system, tag = token(written)
    return Q(language=tag.lower().partition("-")[0])


def _about_code(written: str) -> Q:
    code = coded("event", written)
    return Q(pk__in=items_of(code=code).order_by().values("pk")) if code else NOBODY


_TRUE_OF: dict[str, Criterion] = {
    "_id": lambda id: Q(pk=uuid(id)),
    "custodian": lambda written: Q(site__organization=named(written, "Organization")),
    "event": _about_code,
    "language": _in_language,
}


def _read_text(id: str, on: date) -> Resource:
    one = _texts().filter(pk=uuid(id)).first()
    if one:
        return document_reference(one)
    if Item.objects.texts().filter(pk=uuid(id), gone_at__isnull=False).exists():
        raise Refused(410, _("Teksten vises ikke lenger."), "deleted")
    raise no_such("DocumentReference", id)


def document_reference(one: Item) -> Resource:
    """Where a text stands, whose it is, and the codes it is about."""
    document = json.loads(one.document)
    attachment = {"language": document["language"], "title": document["title"], "creation": document["modified"]}
    said: Resource = {
        "resourceType": "DocumentReference",
        "id": str(one.pk),
        "meta": {"versionId": str(one.version), "lastUpdated": one.modified.isoformat(timespec="seconds")},
        "language": document["language"],
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": document["id"]},
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [EDUCATION_NOTE]},
        "date": one.modified.isoformat(timespec="seconds"),
        "author": [{"display": document["owner"]["name"]}],
        "description": document["title"],
        "content": [{"attachment": attachment | {"contentType": "text/html", "url": document["links"]["web"]}}],
    }
    if one.site:
        said["author"] = [reference(one.site.organization)]
        said["custodian"] = reference(one.site.organization)
    codes = [
        {"coding": [{"system": code["system"], "code": written(code["oid"], code["code"]), "display": code["display"]}]}
        for code in document["codes"]
    ]
    return said | ({"context": {"event": codes}} if codes else {})


DOCUMENT_REFERENCE = Kind(
    _find_texts,
    _read_text,
    (moments.NAME, *_TRUE_OF),
    {"custodian": Include("custodian", "Organization")},
    dated=True,
)
