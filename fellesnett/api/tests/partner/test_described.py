"""What partners read of it, and of the interface itself."""

from __future__ import annotations

import html
import re
import shlex
from itertools import pairwise
from string import Template
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fellesnett.access.tests.issuer import SPECIALIST, Issuer
from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import (
    Hospital,
)
from fellesnett.api.tests.partner.machines import DELIVERIES, TEXTS, LocalName, Machine
from fellesnett.delivery import schema as read_by_all
from fellesnett.foundation import clock
from fellesnett.partners import schema as delivered
from fellesnett.partners.actions import accept
from fellesnett.partners.models import Partner, Submission
from fellesnett.partners.queries import compare_text
from fellesnett.partners.tests.factories import deliver, fill, show, supplement

pytestmark = pytest.mark.django_db


def test_reading_costs_the_same_however_much_there_is(
    machine: Machine, martina: Hospital, knee: AdoptedText, partner: Partner
) -> None:
    path = f"{TEXTS}/{LocalName.of(machine)}"
    for ask in (path, DELIVERIES):
        with CaptureQueriesContext(connection) as little:
            assert machine.get(ask).status_code == 200
        for number in range(3):
            answered = deliver(partner, knee, title=f"Kne nummer {number}", at=clock.now())
            accept(submission=answered, seen=compare_text(answered).hash, by=martina.editor, at=clock.now())
            show(martina, knee, at=clock.now())
        deliver(partner, knee, sections=[supplement(f"<p>{ask}</p>"), fill("55 97 50 00")][:1], at=clock.now())
        with CaptureQueriesContext(connection) as much:
            assert machine.get(ask).status_code == 200
        assert len(much) <= len(little) + MORE_FOR_SOMETHING, ask


MORE_FOR_SOMETHING = 3
"""What became of deliveries is asked about where there are any, in a few questions, and in no more where there are many."""


def test_a_text_says_nothing_of_whose_program_reads_it(machine: Machine) -> None:
    assert SPECIALIST not in machine.get(f"{TEXTS}/{LocalName.of(machine)}").content.decode()


def test_no_type_of_ours_has_the_name_of_another() -> None:
    """The description knows types by their names: two of one name would be one."""

    def types_in(module: Any) -> set[str]:
        return {name for name, one in vars(module).items() if isinstance(one, type) and one.__module__ == module.__name__}

    assert types_in(delivered) & types_in(read_by_all) == set()


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_worked_example_of_the_documentation_line_by_line(machine: Machine, issuer: Issuer, language: str) -> None:
    page = Client().get(f"/docs?language={language}").content.decode()
    known = {"TOKEN": issuer.token(clock.now())}
    statuses = []
    for line in re.findall(r'<pre class="partner"><code>(.*?)</code></pre>', page):
        words = [Template(word).substitute(known) for word in shlex.split(html.unescape(line))]  # as a shell does
        given = dict(word.split(": ", 1) for flag, word in pairwise(words) if flag == "-H")
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        body = words[words.index("-d") + 1] if "-d" in words else ""
        kind = given.pop("Content-Type", "application/json")
        answer = machine.client.generic(method, words[-1].removeprefix("http://testserver"), body, kind, headers=given)
        statuses.append(answer.status_code)
        said = answer.json()
        known |= {"ETAG": answer.get("ETag", ""), "DELIVERY": said.get("id", "")}
        known.setdefault("TEXT", said["items"][0]["id"] if "items" in said else "")
    assert statuses == [200, 200, 202, 200]
    assert Submission.objects.get().acts[0]["block"]["value"] == "55 97 50 00"
