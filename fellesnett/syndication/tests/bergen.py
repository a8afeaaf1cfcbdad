"""What the tests of this room ask for, and how they read it."""

from __future__ import annotations

from typing import Any

import lxml.html
from django.http import HttpResponse
from django.test import Client

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery.models import Change, ChangeKind, Item

HOST = "bergen.localhost:8000"
AT = f"http://{HOST}"
WEB = f"{AT}/behandlinger/kneprotese/"


def text(language: str = "nb") -> Item:
    return Item.objects.texts().get(site__slug="bergen", language=language)


def get(client: Client, path: str, accept: str = "*/*", **asked: str) -> Any:
    return client.get(path, asked, headers={"host": HOST, "accept": accept})


def seen(answer: HttpResponse) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(answer.content.decode())


def take_away(item: Item, successor: Item | None = None) -> None:
    """The text is withdrawn, and another may have taken over."""
    seq = Change.objects.latest("seq").seq + 1
    Change.objects.create(
        seq=seq, item=item, kind=ChangeKind.DELETED, version=item.version, at=MORNING, significant=True, recall=True,
        reason="withdrawn", replaced_by=successor,
    )  # fmt: skip
    Item.objects.filter(pk=item.pk).update(document="", gone_at=MORNING, seq=seq)
