"""Writing down a provider, turning it on and off; who answers a request for access, and who may see the people of a site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from fellesnett.access.actions.providers import describe_provider, switch_provider
from fellesnett.access.actions.requests import ask_for_access, asked_by, decline, let_in, owners_of, sites_to_ask, waiting_at
from fellesnett.access.actions.vouched import take_word
from fellesnett.access.gates import Refused
from fellesnett.access.models import Method, Provider, SignIn
from fellesnett.access.people import colleagues
from fellesnett.access.tests.factories import make_provider, make_second_step
from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import Membership, OrganizationKind, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    return make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


def record_of(site: Site, **changed: Any) -> dict[str, Any]:
    said = {
        "name": "Helse Bergen",
        "slug": "helse-bergen",
        "organization": site.organization,
        "issuer": "https://id.helse-bergen.example",
        "client_id": "fellesnett",
        "secret_name": "OIDC_HELSE_BERGEN",
        "email_domains": ["@Helse-Bergen.example", "helse-bergen.example"],
        "claims": {},
        "email_assured": False,
    }
    return {**said, **changed}


def word_of(email: str, **claims: Any) -> dict[str, Any]:
    return {"sub": email, "email": email, "email_verified": True, "given_name": "Ola", "family_name": "Berg", **claims}


# --- writing down -----------------------------------------------------------------------------------------------------


def test_a_provider_is_written_down_off_and_logged_without_a_secret(bergen: Site, chief: User, now: datetime) -> None:
    provider = describe_provider(record=record_of(bergen), by=chief, at=now)
    assert not provider.enabled
    assert provider.email_domains == ["helse-bergen.example"]
    event = Event.objects.get(verb="provider.described")
    assert event.payload["secret_name"] == "OIDC_HELSE_BERGEN"
    assert event.payload["organization"] == bergen.organization.key
    assert not [field.name for field in Provider._meta.get_fields() if field.name == "secret"]


def test_its_short_name_stays_because_it_stands_in_the_address(bergen: Site, chief: User, now: datetime) -> None:
    provider = describe_provider(record=record_of(bergen), by=chief, at=now)
    changed = describe_provider(provider=provider, record=record_of(bergen, slug="annet", client_id="ny"), by=chief, at=now)
    assert (changed.slug, changed.client_id) == ("helse-bergen", "ny")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"issuer": "http://id.helse-bergen.example"}, "issuer"),
        ({"issuer": "ftp://id"}, "issuer"),
        ({"email_domains": []}, "email_domains"),
        ({"email_domains": ["kari@helse-bergen.example"]}, "email_domains"),
        ({"email_domains": ["localhost"]}, "email_domains"),
        ({"slug": "kode"}, "slug"),
        ({"slug": "uten-rolle"}, "slug"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(
    bergen: Site, chief: User, now: datetime, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        describe_provider(record=record_of(bergen, **changed), by=chief, at=now)
    assert {reason.code for reason in refusal.value.reasons} == {field}
    assert Provider.objects.count() == 0


def test_loopback_is_for_a_developers_machine_alone(bergen: Site, chief: User, now: datetime, settings: Any) -> None:
    settings.PROVIDERS_ON_LOOPBACK = False
    with pytest.raises(Refused, match="https://"):
        describe_provider(record=record_of(bergen, issuer="http://127.0.0.1:9000"), by=chief, at=now)


def test_a_domain_belongs_to_one_provider(bergen: Site, chief: User, now: datetime) -> None:
    make_provider(make_organization("Helse Førde HF"), "forde", email_domains=["helse-bergen.example"])
    with pytest.raises(Refused, match="hører allerede til"):
        describe_provider(record=record_of(bergen), by=chief, at=now)


def test_only_the_medical_editor_connects(bergen: Site, now: datetime) -> None:
    provider = make_provider(bergen.organization)
    for other in (
        make_user(roles={bergen.organization: Role.SITE_OWNER}),
        make_user(roles={make_national_office(): Role.NATIONAL_EDITOR}),
        make_user(is_superuser=True),
    ):
        with pytest.raises(Refused, match="nasjonal medisinsk redaktør"):
            describe_provider(record=record_of(bergen), by=other, at=now)
        with pytest.raises(Refused, match="nasjonal medisinsk redaktør"):
            switch_provider(provider=provider, on=False, by=other, at=now)


def test_turning_it_off_ends_what_it_opened_and_both_are_logged_once(bergen: Site, chief: User, now: datetime) -> None:
    provider = make_provider(bergen.organization)
    SignIn.objects.create(user=make_user(), method=Method.PROVIDER, provider=provider, started_at=now, seen_at=now)
    switch_provider(provider=provider, on=False, by=chief, at=now)
    switch_provider(provider=provider, on=False, by=chief, at=now)
    assert SignIn.objects.count() == 0
    switch_provider(provider=provider, on=True, by=chief, at=now)
    assert list(Event.objects.values_list("verb", flat=True)) == ["provider.turned_off", "provider.turned_on"]


# --- a region's provider, and asking for access -----------------------------------------------------------------------


@pytest.fixture
def region(bergen: Site) -> Provider:
    """One provider for all the hospitals of a region."""
    west = make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
    bergen.organization.parent = west
    bergen.organization.save()
    make_site("fonna", organization=make_organization("Helse Fonna HF", parent=west))
    make_site("unn")
    return make_provider(west, "helse-vest")


def test_a_person_of_the_region_chooses_the_hospital_and_its_owner_answers(region: Provider, bergen: Site, now: datetime) -> None:
    owner = make_user(roles={bergen.organization: Role.SITE_OWNER})
    ola = take_word(provider=region, claims=word_of("ola@helse-vest.example"), at=now)
    assert [site.slug for site in sites_to_ask(region)] == ["bergen", "fonna"]
    assert list(owners_of(bergen.organization)) == [owner]
    item = ask_for_access(user=ola, provider=region, site=bergen, note="  Skal skrive\nom knær ", at=now)
    again = ask_for_access(user=ola, provider=region, site=bergen, note="igjen", at=now)
    assert again == item
    assert item.reason == "Skal skrive om knær"
    assert list(asked_by(ola)) == [item]
    let_in(item=item, role=Role.EDITOR, by=owner, at=now)
    assert Membership.objects.get(user=ola).role == Role.EDITOR
    assert not waiting_at(bergen).exists()
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs == ["user.made", "identity.linked", "access.asked", "membership.granted"]


def test_a_role_that_the_owner_cannot_give_is_refused_and_the_question_stays(
    region: Provider, bergen: Site, now: datetime
) -> None:
    owner = make_user(roles={bergen.organization: Role.SITE_OWNER})
    ola = take_word(provider=region, claims=word_of("ola@helse-vest.example"), at=now)
    item = ask_for_access(user=ola, provider=region, site=bergen, note="", at=now)
    with pytest.raises(Refused):
        let_in(item=item, role=Role.NATIONAL_EDITOR, by=owner, at=now)
    with pytest.raises(Refused, match="Bare nettansvarlig"):
        let_in(item=item, role=Role.EDITOR, by=make_user(roles={bergen.organization: Role.EDITOR}), at=now)
    assert waiting_at(bergen).exists()


def test_a_no_needs_a_reason_and_is_logged(region: Provider, bergen: Site, now: datetime) -> None:
    owner = make_user(roles={bergen.organization: Role.SITE_OWNER})
    ola = take_word(provider=region, claims=word_of("ola@helse-vest.example"), at=now)
    item = ask_for_access(user=ola, provider=region, site=bergen, note="", at=now)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        decline(item=item, reason=" ", by=owner, at=now)
    decline(item=item, reason="Arbeider ikke her.", by=owner, at=now)
    item.refresh_from_db()
    with pytest.raises(Refused, match="allerede besvart"):
        let_in(item=item, role=Role.EDITOR, by=owner, at=now)
    assert Event.objects.get(verb="access.declined").payload == {"reason": "Arbeider ikke her."}


def test_nobody_asks_for_another_and_nobody_with_a_role_asks(region: Provider, bergen: Site, now: datetime) -> None:
    stranger, editor = make_user(), make_user(roles={bergen.organization: Role.EDITOR})
    editor.identities.create(provider=region, subject="1", linked_at=now)
    for user, words in ((stranger, "der du arbeider"), (editor, "allerede en rolle")):
        with pytest.raises(Refused, match=words):
            ask_for_access(user=user, provider=region, site=bergen, note="", at=now)
    assert OpenItem.objects.count() == 0


def test_a_name_from_a_claim_is_kept_short_and_on_one_line(region: Provider, now: datetime) -> None:
    claims = word_of("ola@helse-vest.example", given_name=" Ola \n" + "x" * 300, family_name=None)
    ola = take_word(provider=region, claims=claims, at=now)
    assert ola.first_name.startswith("Ola x")
    assert len(ola.first_name) == 150
    assert ola.last_name == ""
    assert not ola.has_usable_password()


def test_the_address_is_the_same_however_it_is_written(region: Provider, bergen: Site, now: datetime) -> None:
    kari = make_user("kari@helse-vest.example", roles={bergen.organization: Role.EDITOR})
    assert take_word(provider=region, claims=word_of("Kari@Helse-Vest.example"), at=now) == kari


@pytest.mark.parametrize(
    "address",
    ["kari@helse-vest.example.evil.example", "kari@evil.example@helse-vest.example", "@helse-vest.example", "kari", "a b@x"],
)
def test_an_address_that_only_looks_like_ours_is_refused(region: Provider, now: datetime, address: str) -> None:
    with pytest.raises(Refused):
        take_word(provider=region, claims=word_of(address), at=now)
    assert not User.objects.filter(email__contains="kari").exists()


@pytest.mark.parametrize(
    ("value", "fits"), [("vest", True), (["nord", "vest"], True), ("nord", False), (None, False), ([], False)]
)
def test_a_claim_is_held_by_a_word_or_by_a_list_with_it(region: Provider, now: datetime, value: Any, fits: bool) -> None:
    Provider.objects.filter(pk=region.pk).update(claims={"hospital": "vest"})
    claims = word_of("ola@helse-vest.example", hospital=value)
    if fits:
        assert take_word(provider=region, claims=claims, at=now).email == "ola@helse-vest.example"
        return
    with pytest.raises(Refused, match="hører til"):
        take_word(provider=region, claims=claims, at=now)


def test_the_people_of_a_site_are_told_with_how_they_come_in(
    region: Provider, bergen: Site, now: datetime, django_assert_max_num_queries: Any
) -> None:
    owner = make_user(roles={bergen.organization: Role.SITE_OWNER}, first_name="Anna", password="kaffe")
    kari = make_user("kari@helse-vest.example", roles={bergen.organization: (Role.EDITOR, Role.CLINICIAN)}, first_name="Kari")
    make_second_step(kari)
    take_word(provider=region, claims=word_of("kari@helse-vest.example"), at=now)
    make_user(roles={bergen.organization: Role.EDITOR}, is_active=False)
    for number in range(20):
        make_user(f"p{number}@x.example", roles={bergen.organization: Role.CONTRIBUTOR}, first_name="Åse")
    with django_assert_max_num_queries(10):
        told = colleagues(bergen.organization, seen_by=owner, at=now)
    assert len(told) == 22
    first, second = told[:2]
    assert (first.user, first.has_password, first.may_reset) == (owner, True, False)
    assert (tuple(held.role for held in second.held), second.providers) == (("kliniker", "redaktør"), ("Helse Vest RHF",))
    assert (second.has_second_step, second.may_reset) == (True, True)
