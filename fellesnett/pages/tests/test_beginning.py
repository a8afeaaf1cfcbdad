"""A new hospital gets its website: scaffolds to fill in, a list of what is left, and readers when its owner lets them in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import OrganizationKind, Role, Site, SiteState
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user
from fellesnett.pages.actions import NotReady, begin_pages, go_public, open_site, publish
from fellesnett.pages.gaps import gaps_in
from fellesnett.pages.gates import blockers_to, unfilled
from fellesnett.pages.gates.beginning import remaining, unfinished
from fellesnett.pages.kinds import KINDS
from fellesnett.pages.models import Article, FrontPage, PatientRight, PracticalInformation, SiteProfile, page_models
from fellesnett.pages.standard_pages import StandardPage, pages_for, standard_pages
from fellesnett.pages.tests.factories import editor_of, make_page

pytestmark = pytest.mark.django_db
FACTS = {"besok": 2}


@pytest.fixture
def national() -> User:
    return make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})


def opened(by: User, now: datetime, kind: str = OrganizationKind.HEALTH_TRUST, language: str = "nb") -> Site:
    organization = make_organization("Fjord HF", kind=kind)
    return open_site(organization=organization, slug="fjord", name="Fjord", language=language, by=by, at=now)


def pages_at(site: Site) -> list[Any]:
    return [page for model in page_models() for page in model._default_manager.for_site(site) if model is not FrontPage]


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != OrganizationKind.NATIONAL])
def test_a_new_site_has_the_pages_its_kind_needs(national: User, now: datetime, kind: str, language: str) -> None:
    site = opened(national, now, kind, language)
    made = pages_at(site)
    assert len(made) == len(pages_for(KINDS[kind].key)) >= 5
    assert {page.language for page in made} == {language}
    assert site.state == SiteState.PREPARING
    for page in made:
        assert not (page.live and gaps_in(page)), page.title
    assert set(Event.objects.values_list("verb", flat=True)) == {"site.opened", "site.pages_begun"}


@pytest.mark.parametrize("standard", standard_pages(), ids=lambda standard: standard.key)
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_standard_page_can_be_published_when_its_facts_are_filled_in(
    national: User, now: datetime, standard: StandardPage, language: str
) -> None:
    kind = next(kind for kind, site_kind in KINDS.items() if site_kind.key in standard.kinds)
    site = opened(national, now, kind, language)
    page = next(page for page in pages_at(site) if page.slug == standard.words[language]["slug"])
    assert standard.published is page.live
    if standard.published:
        assert not gaps_in(page), "what is shown at once leaves nothing to be filled in"
    reasons = blockers_to("publish", page, by=editor_of(site))
    assert {reason.field for reason in reasons if reason.code == "facts"} <= {"law_checked_on"}


def test_a_page_with_an_unfilled_fact_is_not_published_and_the_fact_is_named(national: User, now: datetime) -> None:
    site = opened(national, now)
    visiting, editor = PracticalInformation.objects.get(site=site, slug="besok"), editor_of(site)
    with pytest.raises(NotReady, match="besøkstid på vanlige sengeposter; poster med egne besøkstider"):
        publish(visiting, by=editor, at=now)
    visiting.body = [{"type": "text", "value": "<p>Besøkstiden er fra 14 til 20.</p>"}]
    assert publish(visiting, by=editor, at=now).live


def test_a_gap_is_found_wherever_it_stands(national: User, now: datetime) -> None:
    site = opened(national, now)
    body = [
        {"type": "callout", "value": {"heading": "[fyll inn navnet]", "html": "<p>Ring [Fyll inn: <b>tele</b>fon]</p>"}},
        {"type": "links", "value": [{"text": "Kart", "href": "https://kart.no", "note": "[Fyll  inn : ]"}]},
    ]
    page = make_page(site, lead="[Fyll inn: hvorfor]", body=body)
    assert gaps_in(page) == {"lead": ("hvorfor",), "body": ("navnet", "telefon", "…")}
    assert {reason.field for reason in unfilled(page)} == {"lead", "body"}
    assert not gaps_in(make_page(site, slug="annen", lead="Fyll inn skjemaet [her] og send det."))


def test_a_right_waits_for_somebody_to_read_the_law(national: User, now: datetime) -> None:
    site = opened(national, now)
    right = PatientRight.objects.get(site=site, slug="klage")
    right.ask = "Pasientombudet"
    assert {reason.field for reason in blockers_to("publish", right, by=editor_of(site))} == {"law_checked_on"}


def test_what_is_left_is_told_and_goes_away_as_it_is_done(national: User, now: datetime) -> None:
    site = opened(national, now)
    left = {each.code for each in remaining(site) if not each.done}
    assert {"owner", "reach", "declaration", "places", "departments", "answers", "topics", "own_front"} <= left
    assert "front" not in left
    make_user(roles={site.organization: Role.SITE_OWNER})
    SiteProfile.objects.filter(site=site).update(phone="57 00 00 00", declaration_url="https://uustatus.no/x", declared_on=now)
    FrontPage.objects.filter(site=site).update(lead="Vi er Fjord sykehus.")
    left = {each.code for each in remaining(Site.objects.get(pk=site.pk)) if not each.done}
    assert not {"owner", "reach", "declaration", "own_front"} & left
    drafts = {each.page.slug: each.gaps for each in unfinished(site)}
    assert len(drafts["besok"]) == FACTS["besok"]
    assert "loven er sjekket" in drafts["klage"]
    assert "reise" not in drafts, "what is true everywhere is published already"


def test_only_the_owner_lets_readers_in_and_only_when_they_can_reach_somebody(national: User, now: datetime) -> None:
    site = opened(national, now)
    owner = make_user(roles={site.organization: Role.SITE_OWNER})
    with pytest.raises(NotReady, match="Skriv inn sentralbord"):
        go_public(site=site, by=owner, at=now)
    SiteProfile.objects.filter(site=site).update(email="post@fjord.example")
    for stranger in (editor_of(site), make_user(roles={make_organization("Oslo HF"): Role.SITE_OWNER})):
        with pytest.raises(NotReady, match="Bare nettansvarlig"):
            go_public(site=site, by=stranger, at=now)
    assert go_public(site=site, by=owner, at=now).is_open
    assert Event.objects.last().verb == "site.went_public"  # type: ignore[union-attr]
    with pytest.raises(NotReady, match="ikke i forberedelse"):
        go_public(site=site, by=owner, at=now)


def test_pages_are_begun_once_and_what_a_hospital_wrote_stands(national: User, now: datetime) -> None:
    site = opened(national, now)
    editor = editor_of(site)
    Article.objects.filter(site=site, slug="presse").update(title="Pressekontakt")
    PracticalInformation.objects.get(site=site, slug="mat").delete()
    open_site(organization=site.organization, slug="fjord", name="Fjord", language="nb", by=national, at=now)
    assert not PracticalInformation.objects.filter(site=site, slug="mat").exists(), "what was deleted stays away"
    assert [page.slug for page in begin_pages(site=site, by=editor, at=now)] == ["mat"]
    assert begin_pages(site=site, by=editor, at=now) == []
    assert Article.objects.get(site=site, slug="presse").title == "Pressekontakt"
    with pytest.raises(NotReady):
        begin_pages(site=site, by=make_user(roles={site.organization: Role.AUDITOR}), at=now)
