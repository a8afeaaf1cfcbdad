"""An editor has good reasons for a word: «Behold slik», and it is not spoken of again in that text until it changes."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.adoption.tests.factories import Hospital, make_adoption, make_edition, make_hospital, make_topic, write
from fellesnett.composition.advice import Advice, Passage
from fellesnett.desk.advising import advice_on, hints_on
from fellesnett.editorial.commenting import About
from fellesnett.editorial.keeping import NotForTaste, keep_as_is, kept_in, take_back
from fellesnett.editorial.models import Event, KeptWording
from fellesnett.national.tests.factories import make_text, national_editor
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.models import Department
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db

HARD = "Du får antikoagulasjon. Risikoen er 5 prosent, se nedenfor."
PAGES = "wagtailsnippets_pages_department:"


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def page(bergen: Hospital) -> Department:
    text = [{"type": "text", "value": f"<p>{HARD}</p>"}]
    found: Department = make_page(bergen.site, Department, slug="ortopedi", title="Ortopedi", body=text)
    return found


def desk_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def hints(client: Client, address: str) -> dict[str, str]:
    """What each piece of advice on a screen is about, and the value of its button."""
    screen = client.get(address).content.decode()
    found = re.findall(r"<li><q[^>]*>(.*?)</q>.*?(?:name=\"behold\" value=\"(.*?)\"|<strong>)", screen, re.DOTALL)
    return {html.unescape(quote): token for quote, token in found}


def test_a_word_that_may_stand_is_not_spoken_of_again(bergen: Hospital, page: Department) -> None:
    client, address = desk_of(bergen.editor), reverse(PAGES + "hints", args=[page.pk])
    edit = reverse(PAGES + "edit", args=[page.pk])
    assert f'href="{address}"' in client.get(edit).content.decode()
    given = hints(client, address)
    assert set(given) == {"antikoagulasjon", "5 prosent", "se nedenfor"}
    client.post(address, {"behold": given["antikoagulasjon"]})
    assert set(hints(client, address)) == {"5 prosent", "se nedenfor"}
    editor = client.get(edit).content.decode()
    assert "blodfortynnende" not in editor
    assert "1 råd gis ikke, fordi ordene beholdes." in editor
    event = Event.objects.get(verb="advice.kept")
    assert (event.actor, event.subject, event.payload["rule"]) == (bergen.editor, f"page:department:{page.pk}", "jargon")
    kept = KeptWording.objects.get()
    client.post(address, {"ta-tilbake": kept.pk})
    assert "antikoagulasjon" in hints(client, address)
    assert Event.objects.filter(verb="advice.taken_back", actor=bergen.editor).count() == 1
    client.post(address, {"behold": given["antikoagulasjon"]})
    assert KeptWording.objects.filter(taken_back_at__isnull=True).count() == 1, "and may be kept once more"


def test_other_texts_are_still_told(bergen: Hospital, page: Department) -> None:
    other = make_page(bergen.site, Department, slug="oye", title="Øye", body=[{"type": "text", "value": f"<p>{HARD}</p>"}])
    client, address = desk_of(bergen.editor), reverse(PAGES + "hints", args=[page.pk])
    client.post(address, {"behold": hints(client, address)["antikoagulasjon"]})
    theirs = reverse(PAGES + "hints", args=[other.pk])
    assert "antikoagulasjon" in hints(client, theirs)
    assert client.post(theirs, {"ta-tilbake": KeptWording.objects.get().pk}).status_code == 404


def test_words_that_changed_meanwhile_are_read_again_first(bergen: Hospital, page: Department) -> None:
    client, address = desk_of(bergen.editor), reverse(PAGES + "hints", args=[page.pk])
    token = hints(client, address)["antikoagulasjon"]
    Department.objects.filter(pk=page.pk).update(body=[{"type": "text", "value": "<p>Du får blodfortynnende.</p>"}])
    assert "Ordene er endret siden du leste rådet." in client.post(address, {"behold": token}, follow=True).content.decode()
    assert not KeptWording.objects.exists()


LONG = "Du skal " + "gå fram og tilbake i gangen " * 5 + "før du legger deg"


@pytest.fixture
def about(bergen: Hospital) -> About:
    return About("page:department:1", "nb", "Ortopedi", bergen.site.organization, bergen.site)


def test_it_holds_for_the_very_words_and_the_rule_alone(about: About, bergen: Hospital, now: datetime) -> None:
    passage = Passage("Innhold", f"<p>{LONG}.</p>", "nb")
    [long_one] = [each for each in advice_on([passage]) if each.kind == "long_sentence"]
    assert long_one.quote.endswith(" …")
    keep_as_is(about=about, advice=long_one, role="", by=bergen.editor, at=now)
    keep_as_is(about=about, advice=long_one, role="", by=bergen.editor, at=now)
    kept = kept_in("page:department:1", "nb")
    assert len(kept) == 1
    assert hints_on([passage], kept=kept) == ()
    past_the_quote = Passage("Innhold", f"<p>{LONG} i kveld.</p>", "nb")
    assert [hint.quote for part in hints_on([past_the_quote], kept=kept) for hint in part.hints] == [long_one.quote]


@pytest.mark.parametrize("kind", ["no_alternative_text", "vague_link", "heading_order"])
def test_what_shuts_somebody_out_is_never_kept(about: About, bergen: Hospital, now: datetime, kind: Any) -> None:
    advice = Advice(kind, "Innhold", "her")
    assert not advice.may_be_let_be
    with pytest.raises(NotForTaste):
        keep_as_is(about=about, advice=advice, role="", by=bergen.editor, at=now)
    assert not KeptWording.objects.exists()


def test_the_screen_offers_no_button_for_it_and_takes_none(bergen: Hospital) -> None:
    body = [{"type": "text", "value": '<p>Les mer om dette <a href="https://a.example/">her</a>.</p>'}]
    page = make_page(bergen.site, Department, slug="oye", body=body)
    client, address = desk_of(bergen.editor), reverse(PAGES + "hints", args=[page.pk])
    assert hints(client, address) == {"her": ""}
    [advice] = advice_on([Passage("x", body[0]["value"], "nb")])
    token = hints_on([Passage("x", body[0]["value"], "nb")])[0].hints[0].token
    assert advice.kind == "vague_link"
    assert "må rettes" in client.post(address, {"behold": token}, follow=True).content.decode()
    assert not KeptWording.objects.exists()


def test_taking_back_twice_is_once(about: About, bergen: Hospital, now: datetime) -> None:
    row = keep_as_is(about=about, advice=Advice("jargon", "x", "ord"), role="", by=bergen.editor, at=now)
    for _ in range(2):
        take_back(about=about, kept=row.pk, role="", by=bergen.editor, at=now)
    assert Event.objects.filter(verb="advice.taken_back").count() == 1


def test_the_nations_editors_do_the_same_in_a_national_text() -> None:
    make_text(make_topic("kneprotese"), {"before": [("b1", f"<p>{HARD}</p>")]})
    client, address = desk_of(national_editor()), reverse("desk_national:hints", args=["kneprotese", "nb"])
    client.post(address, {"behold": hints(client, address)["antikoagulasjon"]})
    assert "antikoagulasjon" not in hints(client, address)
    assert KeptWording.objects.get().subject == "text:kneprotese:nb"


def test_a_hospital_does_the_same_in_its_own_words(bergen: Hospital) -> None:
    topic = make_topic("kneprotese")
    make_edition(topic)
    write(bergen, make_adoption(bergen.site, topic, by=bergen.editor), "override", "hjem", f"<p>{HARD}</p>")
    client, address = desk_of(bergen.editor), reverse("desk_local:hints", args=["bergen", "kneprotese", "nb"])
    client.post(address, {"behold": hints(client, address)["antikoagulasjon"]})
    assert "antikoagulasjon" not in hints(client, address)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.REGIONAL_OWNER])
def test_who_does_not_write_there_keeps_nothing(bergen: Hospital, page: Department, role: str) -> None:
    address = reverse(PAGES + "hints", args=[page.pk])
    for person in (
        make_user(roles={bergen.site.organization: role}),
        make_user(roles={make_site("annensted").organization: Role.EDITOR}),
    ):
        assert desk_of(person).post(address, {"behold": "jargon:x"}).status_code == 404
