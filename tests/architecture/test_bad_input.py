"""Whatever is sent to the desk, it answers in words: nothing at all, the wrong kind, far too much, and the same twice.

Every address that takes a form is tried by one who may: at hospital B, with B's own rows, and nationally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from fellesnett import desk
from fellesnett.desk.doors import door_for
from fellesnett.desk.tests.hospitals import Hospitals, two_hospitals
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_user
from fellesnett.pages.models import page_models
from fellesnett.pages.tests.factories import make_page
from tests.architecture.test_doors import FOR_STRANGERS, Address, registered

pytestmark = pytest.mark.django_db

KINDS_TRIED = ("newsitem", "department", "practicalinformation")
"""The other kinds of pages have the same views, and no field that these have not."""
LONG = "Ærlig talt, " * 8_000
NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
ALWAYS = (
    "action",
    "act",
    "chosen",
    "updates",
    "update",
    "hash",
    "operation",
    "choice",
    "role",
    "place",
    "number",
    "date",
    "file",
    "system",
    "code",
    "typed",
    "to",
    "reason",
    "note",
    "comment",
    "sti",
    "block",
    "from",
)
ASKED = re.compile(r'(?:request\.GET\.get(?:list)?\(|(?:words|choices)\(request(?:\.(?:GET|POST))?, )"([^"]+)"')
IN_WORDS = re.compile(r"[a-zæøå]{3,}", re.IGNORECASE)


@pytest.fixture
def hospitals(now: Any) -> Hospitals:
    return two_hospitals(now)


@pytest.fixture
def whoever_may(hospitals: Hospitals) -> Client:
    """One who holds every role that acts, at hospital B and at the national office."""
    acting = [role for role in Role.values if role != Role.AUDITOR]
    client = Client(raise_request_exception=False)
    client.force_login(make_user(roles={hospitals.b.organization: acting, make_national_office(): acting}))
    return client


def addresses(hospitals: Hospitals) -> Iterator[Address]:
    """Every address with a door; those of pages lead to a page that B has."""
    samples = hospitals.samples_of_b()
    seen = set[str]()
    for address in registered(samples):
        elsewhere = address.name in FOR_STRANGERS or address.name.startswith("wagtailsnippets_")
        if not elsewhere and door_for(address.name) and address.path not in seen:
            seen.add(address.path)
            yield address
    yield from _of_a_draft(hospitals.text, samples)
    for model in page_models():
        if model._meta.model_name in KINDS_TRIED:
            yield from _of_a_draft(make_page(hospitals.b, model), samples)


def _of_a_draft(draft: Any, samples: dict[str, Any]) -> Iterator[Address]:
    """Wagtail's own views of one draft that stands in the database."""
    own = {**samples, "pk": draft.pk, "revision_id": draft.save_revision().pk}
    for address in registered(own):
        if address.name.startswith(f"wagtailsnippets_{draft._meta.app_label}_{draft._meta.model_name}:") and door_for(
            address.name
        ):
            yield address


def bodies(client: Client, address: Address) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a form may bring that nobody meant: its own fields, as the page shows them, and those that others have."""
    shown = client.get(address.path)
    names = {unescape(name) for name in NAME.findall(shown.content.decode())} if not shown.streaming else set[str]()
    names = (names | set(ALWAYS)) - {"csrfmiddlewaretoken"}
    yield "ingenting", {}
    yield "feil slag", {name: ["-1", "ikke et tall"] for name in names}
    yield "tegn", dict.fromkeys(names, "\x00'\"<b>\ud7ff")
    yield "altfor mye", dict.fromkeys(sorted(names)[:15], LONG)


def asked_for() -> set[str]:
    """Every name that a screen of the desk looks for in its address."""
    sources = Path(desk.__path__[0]).rglob("*.py")
    return {name for source in sources for name in ASKED.findall(source.read_text(encoding="utf-8"))}


def faults_of(client: Client, address: Address) -> Iterator[str]:
    """What is wrong with the answers to all that a form may bring. What takes no form at all (405) is asked once."""
    for what, body in bodies(client, address):
        statuses, faults = sent(client, address, body)
        yield from (f"{address.name} {address.path}, {what}: {fault}" for fault in faults)
        if statuses == [405]:
            return


def sent(client: Client, address: Address, body: dict[str, Any]) -> tuple[list[int], list[str]]:
    """How it was answered, and what is wrong with that. What was taken is sent twice, as by a double click; nothing stays."""
    statuses, faults = [], []
    with transaction.atomic():
        for _click in ("første", "andre"):
            answer = client.post(address.path, body)
            statuses.append(answer.status_code)
            if answer.status_code == 500:
                faults.append(f"500 {getattr(answer, 'exc_info', ('', ''))[1]!r}")
            elif answer.status_code in (400, 403, 409, 413) and not IN_WORDS.search(answer.content.decode()):
                faults.append(f"{answer.status_code} uten ord")
            if answer.status_code != 302:
                break  # nothing was done: the second click finds all as the first did
        transaction.set_rollback(True)
    return statuses, faults


def test_every_form_of_the_desk_answers_in_words_whatever_it_brings(hospitals: Hospitals, whoever_may: Client) -> None:
    wrong = {fault for address in addresses(hospitals) for fault in faults_of(whoever_may, address)}
    assert sorted(wrong) == []
    assert whoever_may.get("/admin/").status_code == 200, "nothing was tried if one was shown out on the way"


def test_every_screen_answers_whatever_its_address_brings(hospitals: Hospitals, whoever_may: Client) -> None:
    names = asked_for()
    assert {"side", "velg", "sti"} <= names
    wrong = []
    for address in addresses(hospitals):
        for value in ("\x00'\"<b>%_", "9" * 400):
            with transaction.atomic():
                answer = whoever_may.get(address.path, dict.fromkeys(names, value))
                if answer.status_code == 500:
                    wrong.append(f"{address.name} {value[:3]!r}: {getattr(answer, 'exc_info', ('', ''))[1]!r}")
                transaction.set_rollback(True)
            if answer.status_code == 405:
                break  # it takes forms alone, and has not read what was asked with
    assert sorted(set(wrong)) == []


def test_the_way_in_answers_strangers_in_words_whatever_they_bring(hospitals: Hospitals) -> None:
    client = Client(raise_request_exception=False)
    doors = [address for address in registered(hospitals.samples_of_b()) if address.name in FOR_STRANGERS]
    assert [fault for address in doors for fault in faults_of(client, address)] == []
