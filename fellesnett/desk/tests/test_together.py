"""Kari and Per write in the same text at the same time. Neither loses a word, and the second is told before saving over."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.snippets.views.snippets import EditView

from fellesnett.adoption.models import OperationState
from fellesnett.adoption.tests.factories import make_adoption, make_edition, make_hospital, make_topic, write
from fellesnett.desk.tests.test_site_pages import filled_in
from fellesnett.desk.tests.wards import as_, clock, rich, said  # noqa: F401 (the clock is a fixture)
from fellesnett.desk.together import ON_ITS_WAY
from fellesnett.national.models import TopicText
from fellesnett.national.sections import SECTION_KEYS
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user
from fellesnett.pages.models import NewsItem

pytestmark = pytest.mark.django_db

NEWS = "wagtailsnippets_pages_newsitem:"
HIDDEN = re.compile(r'name="(loaded_revision_\w+)"\s+value="([^"]*)"')


def editor(site: Site, name: str) -> Client:
    return as_(make_user(roles={site.organization: Role.EDITOR}, first_name=name))


def opened(client: Client, address: str) -> dict[str, str]:
    """What the form knows of the draft it was opened on."""
    return dict(HIDDEN.findall(client.get(address).content.decode()))


def test_the_second_to_save_a_page_is_told_and_keeps_what_was_typed(now: datetime) -> None:
    site = make_site("bergen")
    kari, per = editor(site, "Kari"), editor(site, "Per")
    kari.post(reverse(NEWS + "add"), filled_in(site))
    page = NewsItem.objects.get()
    edit = reverse(NEWS + "edit", args=[page.pk])
    of_kari, of_per = opened(kari, edit), opened(per, edit)
    assert set(of_kari) == {"loaded_revision_id", "loaded_revision_created_at"}
    assert kari.post(edit, filled_in(site, lead="Karis ord.", **of_kari)).status_code == 302
    stale = per.post(edit, filled_in(site, lead="Pers ord.", **of_per))
    shown = stale.content.decode()
    assert stale.status_code == 200
    assert "Kari" in said(stale)
    assert "lagret etter at du åpnet dette" in said(stale)
    assert "Pers ord." in shown
    assert "Det viktigste først, slik det er lagret nå: «Karis ord.»" in said(stale)
    assert "Tittel, slik" not in said(stale), "only what differs"
    assert page.revisions.latest("pk").content["lead"] == "Karis ord."
    knowing = dict(HIDDEN.findall(shown))
    assert knowing != of_per
    assert per.post(edit, filled_in(site, lead="Karis og Pers ord.", **knowing)).status_code == 302
    assert [row.content["lead"] for row in page.revisions.order_by("pk")][1:] == ["Karis ord.", "Karis og Pers ord."]


def in_the_same_instant(monkeypatch: pytest.MonkeyPatch, first: Callable[[], Any]) -> None:
    """The first saves after the second's form has been looked at, and before it is written."""
    write, waiting = EditView.form_valid, [first]

    def then(view: EditView, form: Any) -> Any:
        if waiting:
            waiting.pop()()
        return write(view, form)

    monkeypatch.setattr(EditView, "form_valid", then)


def test_of_two_who_save_in_the_same_instant_the_second_is_told(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site("bergen")
    kari, per = editor(site, "Kari"), editor(site, "Per")
    kari.post(reverse(NEWS + "add"), filled_in(site))
    page = NewsItem.objects.get()
    edit = reverse(NEWS + "edit", args=[page.pk])
    of_kari, of_per = opened(kari, edit), opened(per, edit)
    in_the_same_instant(monkeypatch, lambda: kari.post(edit, filled_in(site, lead="Karis ord.", **of_kari)))
    second = per.post(edit, filled_in(site, lead="Pers ord.", **of_per, **{"action-publish": "1"}))
    page.refresh_from_db()
    assert not page.live
    assert second.status_code == 200
    assert "lagret etter at du åpnet dette." in said(second)
    assert "Det viktigste først, slik det er lagret nå: «Karis ord.»" in said(second)
    assert "Pers ord." in second.content.decode()
    assert [row.content["lead"] for row in page.revisions.order_by("pk")][1:] == ["Karis ord."]
    knowing = dict(HIDDEN.findall(second.content.decode()))
    assert per.post(edit, filled_in(site, lead="Begges ord.", **knowing)).status_code == 302
    assert page.revisions.latest("pk").content["lead"] == "Begges ord."


def test_a_double_click_within_the_same_instant_is_no_quarrel(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site("bergen")
    kari = editor(site, "Kari")
    kari.post(reverse(NEWS + "add"), filled_in(site))
    edit = reverse(NEWS + "edit", args=[NewsItem.objects.get().pk])
    form = filled_in(site, lead="Karis ord.", **opened(kari, edit))
    in_the_same_instant(monkeypatch, lambda: kari.post(edit, form))
    assert kari.post(edit, form).status_code == 302


def test_a_double_click_saves_once_more_and_complains_of_nothing(now: datetime) -> None:
    site = make_site("bergen")
    kari = editor(site, "Kari")
    kari.post(reverse(NEWS + "add"), filled_in(site))
    edit = reverse(NEWS + "edit", args=[NewsItem.objects.get().pk])
    form = filled_in(site, title="Hovedinngangen", **opened(kari, edit))
    assert [kari.post(edit, form).status_code for _click in range(2)] == [302, 302]


def test_whoever_saves_while_the_editor_is_saving_by_itself_has_no_quarrel_with_herself(now: datetime) -> None:
    site = make_site("bergen")
    kari = editor(site, "Kari")
    kari.post(reverse(NEWS + "add"), filled_in(site))
    page = NewsItem.objects.get()
    edit = reverse(NEWS + "edit", args=[page.pk])
    known = opened(kari, edit)
    by_itself = kari.post(edit, filled_in(site, lead="Halve or", **known), headers={"accept": "application/json"})
    assert by_itself.json()["success"]
    assert kari.post(edit, filled_in(site, lead="Hele ord.", **known)).status_code == 302
    assert page.revisions.latest("pk").content["lead"] == "Hele ord."


def test_so_it_is_when_the_editor_saves_on_in_the_same_instant(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site("bergen")
    kari = editor(site, "Kari")
    kari.post(reverse(NEWS + "add"), filled_in(site))
    page = NewsItem.objects.get()
    edit = reverse(NEWS + "edit", args=[page.pk])
    known, json = opened(kari, edit), {"accept": "application/json"}
    first = kari.post(edit, filled_in(site, lead="Halve", **known), headers=json).json()
    known["overwrite_revision_id"] = str(first["revision_id"])
    in_the_same_instant(monkeypatch, lambda: kari.post(edit, filled_in(site, lead="Halve or", **known), headers=json))
    assert kari.post(edit, filled_in(site, lead="Hele ord.", **known)).status_code == 302
    assert page.revisions.latest("pk").content["lead"] == "Hele ord."


def test_what_a_colleague_saved_in_between_is_told_though_she_saved_last_herself(now: datetime) -> None:
    site = make_site("bergen")
    kari, per = editor(site, "Kari"), editor(site, "Per")
    kari.post(reverse(NEWS + "add"), filled_in(site))
    page = NewsItem.objects.get()
    edit = reverse(NEWS + "edit", args=[page.pk])
    first_window = opened(kari, edit)
    per.post(edit, filled_in(site, lead="Pers ord.", **opened(per, edit)))
    kari.post(edit, filled_in(site, lead="Pers ord, og mine.", **opened(kari, edit)))
    told = said(kari.post(edit, filled_in(site, lead="Mine ord.", **first_window)))
    assert "Det viktigste først, slik det er lagret nå: «Pers ord, og mine.»" in told
    assert page.revisions.latest("pk").content["lead"] == "Pers ord, og mine."


def test_an_editor_that_had_saved_by_itself_before_is_told_of_another_window_in_our_words(now: datetime) -> None:
    site = make_site("bergen")
    kari = editor(site, "Kari")
    kari.post(reverse(NEWS + "add"), filled_in(site))
    page = NewsItem.objects.get()
    edit = reverse(NEWS + "edit", args=[page.pk])
    known = opened(kari, edit)
    by_itself = kari.post(edit, filled_in(site, lead="Halve or", **known), headers={"accept": "application/json"}).json()
    kari.post(edit, filled_in(site, lead="I det andre vinduet.", **opened(kari, edit)))
    answer = kari.post(edit, filled_in(site, lead="Hele ord.", overwrite_revision_id=str(by_itself["revision_id"]), **known))
    assert "Du har selv lagret i et annet vindu etter at du åpnet dette." in said(answer)
    assert page.revisions.latest("pk").content["lead"] == "I det andre vinduet."


def test_what_she_saved_in_another_window_a_while_ago_is_told(now: datetime) -> None:
    site = make_site("bergen")
    kari = editor(site, "Kari")
    kari.post(reverse(NEWS + "add"), filled_in(site))
    page = NewsItem.objects.get()
    edit = reverse(NEWS + "edit", args=[page.pk])
    known = opened(kari, edit)
    kari.post(edit, filled_in(site, lead="I det andre vinduet.", **known))
    newest = page.revisions.latest("pk")
    type(newest).objects.filter(pk=newest.pk).update(created_at=newest.created_at - ON_ITS_WAY)
    told = said(kari.post(edit, filled_in(site, lead="I det første vinduet.", **known)))
    assert "Du har selv lagret i et annet vindu etter at du åpnet dette." in told
    assert page.revisions.latest("pk").content["lead"] == "I det andre vinduet."


def test_two_who_write_the_same_local_text_are_told_and_both_wordings_are_kept() -> None:
    topic = make_topic("kne")
    make_edition(topic)
    hospital = make_hospital("bergen")
    adoption = make_adoption(hospital.site, topic, by=hospital.editor)
    row = write(hospital, adoption, "supplement", "faste", "<p>Møt i resepsjonen.</p>")
    address = reverse("desk_local:edit", args=["bergen", "kne", "nb", row.pk])
    kari, per = as_(hospital.editor), editor(hospital.site, "Per")
    form: dict[str, Any] = {}
    for client in (kari, per):
        screen = client.get(address).context["form"]
        form = {name: value for name, value in screen.initial.items() if value not in (None, "")}
    assert kari.post(address, {**form, "content": rich("Karis ord.")}).status_code == 302
    second = per.post(address, {**form, "content": rich("Pers ord.")})
    kept = [str(one.content) for one in adoption.operations.order_by("pk")]
    assert any("Karis ord." in words for words in kept)
    assert "dette er skrevet om etter at du åpnet det" in said(second)
    assert "Dette skrev" in said(second)
    assert "Karis ord." in said(second)
    newest = adoption.operations.get(state=OperationState.DRAFT)
    assert reverse("desk_local:edit", args=["bergen", "kne", "nb", newest.pk]) in second.content.decode()
    assert "Pers ord." in second.content.decode()
    assert adoption.operations.filter(state=OperationState.DRAFT).count() == 1


def test_two_who_write_the_same_national_text_are_told_too(now: datetime) -> None:
    topic = make_topic("kne")
    text = TopicText.objects.create(topic=topic, language="nb", title="Kneprotese")
    office = make_national_office()
    kari, per = (as_(make_user(roles={office: Role.NATIONAL_EDITOR}, first_name=name)) for name in ("Kari", "Per"))
    text.save_revision(user=make_user())
    edit = reverse("wagtailsnippets_national_topictext:edit", args=[text.pk])
    empty = {f"{key}-count": "0" for key in SECTION_KEYS}
    of_kari, of_per = opened(kari, edit), opened(per, edit)
    assert kari.post(edit, {"title": "Nytt kne", **empty, **of_kari}).status_code == 302
    stale = per.post(edit, {"title": "Kneoperasjon", **empty, **of_per})
    assert "lagret etter at du åpnet dette" in said(stale)
    assert "Tittel, slik det er lagret nå: «Nytt kne»" in said(stale)
    assert "Kneoperasjon" in stale.content.decode()
    assert text.revisions.latest("pk").content["title"] == "Nytt kne"
