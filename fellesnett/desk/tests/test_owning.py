"""Editors see who answers for what, change it, and let others take over from somebody who leaves."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.adoption.actions.owning import open_hand_overs as local_hand_overs
from fellesnett.adoption.tests import factories as f
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.national.actions.owning import open_hand_overs
from fellesnett.national.models import Topic
from fellesnett.national.tests.factories import clinician, make_edition, make_topic, national_editor
from fellesnett.organizations.models import Role

pytestmark = pytest.mark.django_db


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def leave(person: User, now: Any) -> None:
    User.objects.filter(pk=person.pk).update(leaves_on=(now + timedelta(days=10)).date())


def test_an_editor_lets_one_take_over_the_knee_and_another_the_hip(now: Any) -> None:
    knee, hip = make_topic("kneprotese"), make_topic("hofteprotese")
    leave(clinician(), now)
    open_hand_overs(at=now)
    client = desk_of(national_editor())
    item = OpenItem.objects.open().get()
    address = f"/admin/nasjonalt/ansvar/overlever/{clinician().pk}/"
    assert client.get(f"/admin/sak/{item.pk}/")["Location"] == address
    page = client.get(address).content.decode()
    assert page.count("checked") == 2
    assert "Siste dag er 04.12.2026." in page
    assert "Kryss av for minst én tekst." in client.post(address, {"to": clinician(2).pk}).content.decode()
    assert client.post(address, {"chosen": [knee.pk], "to": clinician(2).pk})["Location"] == address
    assert client.post(address, {"chosen": [hip.pk], "to": clinician(3).pk})["Location"] == "/admin/nasjonalt/ansvar/"
    assert {topic.key: topic.owner for topic in Topic.objects.all()} == {
        "kneprotese": clinician(2),
        "hofteprotese": clinician(3),
    }
    assert not OpenItem.objects.open().exists()
    assert client.get(address).status_code == 404, "nothing is left to hand over"


def test_the_list_shows_what_lacks_an_owner_first_and_one_is_chosen(now: Any) -> None:
    make_topic("albue")
    make_topic("skulder", owner=None)
    client = desk_of(national_editor())
    page = client.get("/admin/nasjonalt/ansvar/").content.decode()
    assert "1 tekst mangler fagansvarlig." in page
    assert page.index("Skulder") < page.index("Albue")
    assert page.count(f'href="/admin/nasjonalt/ansvar/overlever/{clinician().pk}/"') == 1, "one way for a person, not one a text"
    address = "/admin/nasjonalt/tema/skulder/ansvar/"
    same = {"unit": "Ortopedi", "owner": clinician().pk, "deputy": clinician().pk}
    assert "kan ikke være sin egen vara" in client.post(address, same).content.decode()
    assert client.post(address, {**same, "deputy": ""}).status_code == 302
    assert Topic.objects.get(key="skulder").owner == clinician()
    assert desk_of(clinician()).get(address).status_code == 404


def test_who_answers_for_many_is_relieved_without_reading_through_them_all(now: Any) -> None:
    address = f"/admin/nasjonalt/ansvar/overlever/{clinician().pk}/"
    client = desk_of(national_editor())
    make_topic("albue")
    assert "<details open><summary>1 tekst</summary>" in client.get(address).content.decode()
    for number in range(10):
        make_topic(f"tema-{number}")
    page = client.get(address).content.decode()
    assert "<details><summary>11 tekster</summary>" in page
    assert page.index('name="to"') < page.index('name="chosen"')
    assert "<details open>" in client.post(address, {"to": ""}).content.decode(), "what was refused is seen"


@pytest.fixture
def bergen(now: Any, django_capture_on_commit_callbacks: Any) -> Any:
    made = f.make_hospital("bergen")
    bergen = SimpleNamespace(site=made.site, organization=made.organization, editor=made.editor, clinician=made.clinician)
    with django_capture_on_commit_callbacks(execute=True):
        make_edition(make_topic("kneprotese"), {"before": [("faste", "<p>Du må faste i 6 timer.</p>")]}, at=now)
    topic = Topic.objects.get()
    bergen.knee = f.make_adoption(bergen.site, topic, approved=False, clinical_owner=bergen.clinician, at=now)
    bergen.colleague = f.make_user("kollega@bergen.example", roles={bergen.organization: Role.CLINICIAN})
    return bergen


def test_a_hospitals_editor_hands_over_from_the_inbox(bergen: Any, now: Any) -> None:
    leave(bergen.clinician, now)
    local_hand_overs(at=now)
    owner = f.make_user(roles={bergen.organization: Role.SITE_OWNER})
    client = desk_of(owner)
    address = f"/admin/lokalt/bergen/ansvar/overlever/{bergen.clinician.pk}/"
    assert address in client.get("/admin/venter/").content.decode()
    client.post(address, {"chosen": [bergen.knee.pk], "to": bergen.colleague.pk, "unit": "Ortopedi Voss"})
    bergen.knee.refresh_from_db()
    assert (bergen.knee.clinical_owner, bergen.knee.unit) == (bergen.colleague, "Ortopedi Voss")
    assert Event.objects.filter(verb="adoption.assigned", actor=owner).exists()
    assert address not in client.get("/admin/venter/").content.decode()


def test_the_hospitals_list_and_one_text(bergen: Any) -> None:
    client = desk_of(bergen.editor)
    page = client.get("/admin/lokalt/bergen/ansvar/").content.decode()
    assert str(bergen.clinician) in page
    assert f'href="/admin/lokalt/bergen/ansvar/overlever/{bergen.clinician.pk}/"' in page
    assert "overlever/" not in desk_of(bergen.clinician).get("/admin/lokalt/bergen/ansvar/").content.decode()
    address = "/admin/lokalt/bergen/tekster/kneprotese/ansvar/"
    assert (
        client.post(address, {"unit": "Ortopedi", "owner": bergen.colleague.pk, "deputy": bergen.clinician.pk}).status_code == 302
    )
    bergen.knee.refresh_from_db()
    assert (bergen.knee.clinical_owner, bergen.knee.deputy) == (bergen.colleague, bergen.clinician)
    stranger = f.make_hospital("unn").clinician
    assert client.post(address, {"unit": "Ortopedi", "owner": stranger.pk}).status_code == 200
    assert desk_of(bergen.clinician).post(address, {}).status_code == 404
