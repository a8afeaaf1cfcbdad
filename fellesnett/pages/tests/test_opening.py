"""A national editor opens sites of every kind; what is wrong is said before anything is made; opening again loses nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import OrganizationKind, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user
from fellesnett.pages.actions import NotReady, open_site
from fellesnett.pages.kinds import KINDS
from fellesnett.pages.models import FrontPage, SiteProfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def national() -> User:
    return make_user("nasjonal@redaksjon.example", roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})


def open_at(by: User, now: datetime, kind: str = OrganizationKind.HEALTH_TRUST, **changes: Any) -> Site:
    organization = changes.pop("organization", None) or make_organization("Fjord HF", kind=kind)
    wanted = {"slug": "fjord", "name": "Fjord sykehus", "language": "nb", "other_languages": ["en"]} | changes
    return open_site(organization=organization, by=by, at=now, **wanted)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != OrganizationKind.NATIONAL])
def test_each_kind_of_site_opens_with_a_menu_and_a_front_page(national: User, now: datetime, kind: str) -> None:
    site = open_at(national, now, kind)
    profile = SiteProfile.objects.get(site=site)
    assert [entry.path for entry in profile.menu.all()] == [way.path for way in KINDS[kind].menu]
    front = FrontPage.objects.for_site(site).live().in_language("nb").get()
    assert (front.title, front.lead) == ("Fjord sykehus", KINDS[kind].lead_in("nb"))
    assert len(front.tasks) == len(KINDS[kind].tasks)
    assert Event.objects.values_list("verb", flat=True)[0] == "site.opened"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_every_kind_has_words_in_both_forms_of_norwegian(kind: Any) -> None:
    for language in ("nb", "nn"):
        assert kind.lead_in(language)
        assert all(task.label(language) for task in kind.tasks)


def test_the_front_door_is_opened_once(national: User, now: datetime) -> None:
    office = make_national_office()
    site = open_at(national, now, organization=office, slug="www", name="Spesialisthelsetjenesten")
    assert site.is_front_door
    with pytest.raises(NotReady, match="finnes fra før"):
        open_at(national, now, organization=office, slug="www2", name="En til")


def test_opening_again_finishes_and_changes_nothing(national: User, now: datetime) -> None:
    site = open_at(national, now)
    FrontPage.objects.filter(language="nb").update(lead="Våre egne ord.")
    FrontPage.objects.filter(language="en").delete()
    again = open_at(national, now, organization=site.organization, name="Et annet navn")
    assert again == site
    assert again.name == "Fjord sykehus"
    assert FrontPage.objects.get(language="nb").lead == "Våre egne ord."
    assert FrontPage.objects.get(language="en").work == FrontPage.objects.get(language="nb").work
    assert Event.objects.filter(verb="site.opened").count() == 1


WRONG = [
    ({"slug": "Fjord!"}, "slug"),
    ({"slug": "admin"}, "slug"),
    ({"slug": "opptatt"}, "slug"),
    ({"host": "https://fjord.no/"}, "host"),
    ({"host": "opptatt.localhost"}, "host"),
    ({"brand_color": "blå"}, "brand_color"),
    ({"language": "en"}, "language"),
    ({"other_languages": ["fr"]}, "other_languages"),
    ({"other_languages": ["nb"]}, "other_languages"),
    ({"name": "  "}, "name"),
    ({"kind": OrganizationKind.UNIT}, "organization"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(
    national: User, now: datetime, changes: dict[str, Any], field: str
) -> None:
    make_site("opptatt")
    with pytest.raises(NotReady) as stopped:
        open_at(national, now, **changes)
    assert field in {reason.field for reason in stopped.value.reasons}
    assert not Site.objects.exclude(slug="opptatt").exists()
    assert not SiteProfile.objects.exists()


@pytest.mark.parametrize("role", [Role.SITE_OWNER, Role.EDITOR])
def test_a_hospital_does_not_open_sites_itself(now: datetime, role: str) -> None:
    organization = make_organization("Fjord HF")
    with pytest.raises(NotReady, match="Bare nasjonal redaksjon"):
        open_at(make_user(roles={organization: role}), now, organization=organization)


def test_the_command_opens_and_a_dry_run_changes_nothing(national: User, capsys: pytest.CaptureFixture[str]) -> None:
    organization = make_organization("Fjord HF", key="fjord-hf")
    words = ["open", organization.key, "--slug", "fjord", "--name", "Fjord", "--by", national.email]
    call_command("sites", *words, "--dry-run")
    assert not Site.objects.exists()
    call_command("sites", *words)
    assert Site.objects.get().slug == "fjord"
    assert "er åpnet" in capsys.readouterr().out
    with pytest.raises(CommandError, match="there is no organization"):
        call_command("sites", "open", "ukjent", "--slug", "x", "--name", "X", "--by", national.email)
    with pytest.raises(CommandError, match="brand_color"):
        call_command("sites", *words, "--color", "blue")
