"""An editor warns the readers, says it otherwise, and ends it; nobody else can, and a mistake loses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localtime

from fellesnett.foundation import clock
from fellesnett.organizations.models import OrganizationKind, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user
from fellesnett.pages.models import Alert, ChangeKind
from fellesnett.pages.tests.alerts import make_alert

pytestmark = pytest.mark.django_db
LIST = "/admin/lokalt/bergen/meldinger/"
NATIONAL = "/admin/nasjonalt/meldinger/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", other_languages=["en"])


def signed_in(organization: Any, role: str) -> Client:
    client = Client()
    client.force_login(make_user(roles={organization: role}))
    return client


def filled(now: datetime, **changes: Any) -> dict[str, Any]:
    moment = "%Y-%m-%dT%H:%M"
    facts = {
        "grade": "information-0",
        "reach": "site",
        "starts_at": localtime(now).strftime(moment),
        "stops_at": localtime(now + timedelta(days=1)).strftime(moment),
        "title_nb": "Færre besøk",
        "text_nb": "Bare to kan besøke deg om gangen.",
    }
    return facts | changes


def test_an_editor_looks_raises_changes_and_ends(bergen: Site, now: datetime) -> None:
    editor = signed_in(bergen.organization, Role.EDITOR)
    assert "Tittel – engelsk" in editor.get(LIST + "ny/").content.decode()
    look = editor.post(LIST + "ny/", filled(now, act="preview")).content.decode()
    assert "Slik blir den" in look
    assert not Alert.objects.exists()
    assert editor.post(LIST + "ny/", filled(now, title_en="Fewer visits", text_en="Two at a time.")).url == LIST
    alert = Alert.objects.get(site=bergen)
    assert set(alert.texts.values_list("language", flat=True)) == {"nb", "en"}
    assert "Færre besøk" in editor.get(LIST).content.decode()
    assert 'value="Fewer visits"' in editor.get(f"{LIST}{alert.pk}/").content.decode()
    assert editor.post(f"{LIST}{alert.pk}/", filled(now, title_nb="Ingen besøk")).status_code == 302
    assert str(Alert.objects.get()) == "Ingen besøk"
    assert editor.post(f"{LIST}{alert.pk}/avslutt/").url == LIST
    assert Alert.objects.get().ended_at == now
    assert list(alert.changes.values_list("kind", flat=True)) == [ChangeKind.RAISED, ChangeKind.CHANGED, ChangeKind.ENDED]


def test_a_double_click_raises_one_alert_and_the_same_words_the_next_day_another(
    bergen: Site, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = signed_in(bergen.organization, Role.EDITOR)
    assert [editor.post(LIST + "ny/", filled(now)).status_code for _click in range(2)] == [302, 302]
    assert Alert.objects.count() == 1
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))
    editor.post(LIST + "ny/", filled(now + timedelta(days=1)))
    assert Alert.objects.count() == 2


def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(bergen: Site, now: datetime) -> None:
    editor = signed_in(bergen.organization, Role.SITE_OWNER)
    answer = editor.post(LIST + "ny/", filled(now, title_nb="x" * 121, text_nb="", reach="part", path="haukeland"))
    assert answer.status_code == 422
    assert {"path", "title_nb", "text_nb"} == set(answer.context["form"].errors)
    assert f'value="{"x" * 121}"' in answer.content.decode()
    assert 'value="haukeland"' in answer.content.decode()
    late = editor.post(LIST + "ny/", filled(now, stops_at=""))
    assert "Velg dag og klokkeslett." in late.content.decode()
    assert not Alert.objects.exists()


def test_what_is_over_is_not_changed_and_not_ended_twice(bergen: Site, now: datetime) -> None:
    editor = signed_in(bergen.organization, Role.EDITOR)
    alert = make_alert(bergen, now)
    for _time in range(2):
        editor.post(f"{LIST}{alert.pk}/avslutt/")
    answer = editor.post(f"{LIST}{alert.pk}/", filled(now))
    assert "Meldingen er avsluttet. Lag en ny" in answer.content.decode()
    assert alert.changes.count() == 2


def test_neither_a_contributor_nor_the_hospital_next_door_warns(bergen: Site, now: datetime) -> None:
    alert = make_alert(bergen, now)
    other = make_site("oslo")
    contributor, neighbor = signed_in(bergen.organization, Role.CONTRIBUTOR), signed_in(other.organization, Role.EDITOR)
    for client in (contributor, neighbor):
        own = (f"{LIST}{alert.pk}/{act}" for act in ("", "avslutt/", "bytt-type/", "historikk/"))
        for address in (LIST, LIST + "ny/", *own, NATIONAL, NATIONAL + "ny/"):
            assert client.post(address, filled(now)).status_code == 404
    assert neighbor.post(f"/admin/lokalt/oslo/meldinger/{alert.pk}/avslutt/").status_code == 404
    assert Alert.objects.get().ended_at is None
    assert LIST not in contributor.get("/admin/lokalt/bergen/").content.decode()


def test_the_national_editors_warn_the_whole_country(now: datetime) -> None:
    editor = signed_in(make_national_office(), Role.NATIONAL_EDITOR)
    assert editor.post(NATIONAL + "ny/", filled(now, reach="all", grade="emergency-1")).url == NATIONAL
    assert Alert.objects.get().site is None
    assert "Grønn beredskap: vi følger med" in editor.get(NATIONAL).content.decode()
    assert NATIONAL in editor.get("/admin/").content.decode()


def test_graver_than_thought_is_another_kind_in_one_act(bergen: Site, now: datetime) -> None:
    editor = signed_in(bergen.organization, Role.EDITOR)
    alert = make_alert(bergen, now)
    address = f"{LIST}{alert.pk}/bytt-type/"
    asked = editor.get(address).content.decode()
    assert "Leserne ser aldri begge, og aldri ingen." in asked
    assert 'value="Færre besøk"' in asked, "what it says is not written again"
    assert "Rød beredskap: alvorlig hendelse" in asked
    assert "information-0" not in asked
    look = editor.post(address, filled(now, grade="emergency-2", act="preview"))
    assert "Gul beredskap: vi har satt inn ekstra folk" in look.content.decode()
    assert Alert.objects.get().ended_at is None, "a look changes nothing"
    assert editor.post(address, filled(now)).status_code == 422, "the same kind is no other kind"
    assert editor.post(address, filled(now, grade="emergency-2", text_nb="")).status_code == 422
    assert Alert.objects.get().ended_at is None, "neither ended nor raised"
    assert editor.post(address, filled(now, grade="emergency-2")).url == LIST
    new = Alert.objects.get(follows=alert)
    assert (new.kind, new.level, Alert.objects.get(pk=alert.pk).ended_at) == ("emergency", 2, now)
    assert "Meldingen er avsluttet" in editor.post(address, filled(now, grade="operations-1")).content.decode()


def test_what_ends_is_said_before_it_ends(bergen: Site, now: datetime) -> None:
    editor = signed_in(bergen.organization, Role.EDITOR)
    alert = make_alert(bergen, now)
    planned = make_alert(bergen, now, starts_at=now + timedelta(hours=1))
    assert "kan ikke hentes tilbake" in editor.get(f"{LIST}{alert.pk}/avslutt/").content.decode()
    assert "blir den aldri vist" in editor.get(f"{LIST}{planned.pk}/avslutt/").content.decode()
    editor.post(f"{LIST}{alert.pk}/avslutt/")
    over = editor.get(f"{LIST}{alert.pk}/avslutt/").content.decode()
    assert "Meldingen er avsluttet" in over
    assert "Avslutt meldingen nå" not in over


def test_the_desk_tells_who_said_what(bergen: Site, now: datetime) -> None:
    editor = signed_in(bergen.organization, Role.EDITOR)
    alert = make_alert(bergen, now)
    editor.post(f"{LIST}{alert.pk}/bytt-type/", filled(now, grade="operations-1", title_nb="Heisen står"))
    old, new = (editor.get(f"{LIST}{row.pk}/historikk/").content.decode() for row in Alert.objects.order_by("pk"))
    assert "Ble avløst av" in old
    assert "Kom i stedet for" in new
    assert "Driftsmelding: har liten betydning" in new
    assert all(str(change.by) in old for change in alert.changes.all())


def test_only_a_region_is_offered_to_warn_its_region(bergen: Site, now: datetime) -> None:
    editor = signed_in(bergen.organization, Role.EDITOR)
    assert "Alle nettsteder i regionen" not in editor.get(LIST + "ny/").content.decode()
    region = make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
    make_site("vest", organization=region)
    owner = signed_in(region, Role.SITE_OWNER)
    assert "Alle nettsteder i regionen" in owner.get("/admin/lokalt/vest/meldinger/ny/").content.decode()
