"""Signing in through the hospital's own provider: the whole way, against providers on loopback, and all that may go wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.access.models import Identity, Method, Provider, SignIn
from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import Membership, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user
from tests.sign_in.conftest import BERGEN, UNN
from tests.sign_in.running import Running, answer_of, running, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.server, pytest.mark.usefixtures("connected")]


def reasons() -> list[str]:
    """Why sign-ins were refused, from the record."""
    return [event.payload["why"] for event in Event.objects.filter(verb="sign_in.refused")]


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.fixture
def kari(bergen: Site) -> User:
    """An editor at Bergen who has come in with a password until now."""
    return make_user("kari@helse-bergen.example", roles={bergen.organization: Role.EDITOR}, password="kaffe med melk")


# --- the way in -------------------------------------------------------------------------------------------------------


def test_an_editor_comes_in_with_her_work_account_and_lands_where_she_was_going(client: Client, kari: User) -> None:
    assert BERGEN in client.get("/admin/login/?next=/admin/venter/").content.decode()
    answer = sign_in(client, BERGEN, "kari", next="/admin/venter/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/venter/")
    assert is_in(client)
    opened = SignIn.objects.get()
    assert (opened.user, opened.method, opened.must_set_up_by) == (kari, Method.PROVIDER, None)
    assert Identity.objects.get().user == kari
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs == ["identity.linked", "sign_in.begun"]


def test_the_next_time_she_is_known_by_her_subject_though_her_address_has_changed(
    client: Client, kari: User, id_of: dict[str, Running]
) -> None:
    sign_in(client, BERGEN, "kari")
    changed = {"sub": "sub-kari@helse-bergen.example", "email": "kari.ny@helse-bergen.example", "email_verified": True}
    id_of[BERGEN].tell(people={"kari": changed})
    sign_in(Client(), BERGEN, "kari")
    assert [sign_in.user for sign_in in SignIn.objects.all()] == [kari, kari]
    assert User.objects.filter(email__startswith="kari").count() == 1


def test_several_providers_serve_at_once_and_each_brings_its_own_people(client: Client, kari: User, unn: Site) -> None:
    make_user("per@unn.example", roles={unn.organization: Role.EDITOR})
    other = Client()
    there, elsewhere = client.get(f"/admin/inn/{BERGEN}/"), other.get(f"/admin/inn/{UNN}/")
    assert other.get(answer_of(elsewhere["Location"], "per")).status_code == 302
    assert client.get(answer_of(there["Location"], "kari")).status_code == 302
    assert client.get(f"/admin/lokalt/{BERGEN}/").status_code == 200
    assert other.get(f"/admin/lokalt/{UNN}/").status_code == 200
    assert other.get(f"/admin/lokalt/{BERGEN}/").status_code == 404


def test_two_providers_begun_in_one_browser_do_not_mix(client: Client, kari: User) -> None:
    there, elsewhere = client.get(f"/admin/inn/{BERGEN}/"), client.get(f"/admin/inn/{UNN}/")
    answer = answer_of(elsewhere["Location"], "per")
    assert client.get(answer.replace(UNN, BERGEN)).status_code == 403, "an answer from the one at the other's address"
    assert client.get(answer_of(there["Location"], "kari")).status_code == 302


def test_what_she_had_written_when_the_sign_in_was_over_is_shown_when_she_is_back(client: Client, kari: User) -> None:
    sign_in(client, BERGEN, "kari")
    client.get("/admin/sikkerhet/")
    SignIn.objects.update(seen_at=SignIn.objects.get().seen_at - timedelta(hours=3))
    client.post("/admin/slutter/", {"last_day": "2031-12-01", "note": "Per overtar etter meg."})
    assert sign_in(client, BERGEN, "kari")["Location"] == "/admin/skrevet/"
    assert "Per overtar etter meg." in client.get("/admin/skrevet/").content.decode()


def test_a_strange_address_to_go_on_to_is_not_followed(client: Client, kari: User) -> None:
    assert sign_in(client, BERGEN, "kari", next="https://evil.example/")["Location"] == "/admin/"


# --- nobody without a role gets one -----------------------------------------------------------------------------------


def test_a_new_colleague_meets_whom_to_ask_and_the_site_owner_lets_him_in(client: Client, bergen: Site) -> None:
    owner = make_user(
        "eier@helse-bergen.example", roles={bergen.organization: Role.SITE_OWNER}, first_name="Nina", last_name="Eide"
    )
    sign_in(client, BERGEN, "ola")
    assert client.get("/admin/")["Location"] == "/admin/inn/uten-rolle/"
    page = client.get("/admin/inn/uten-rolle/").content.decode()
    assert "Ola Berg" in page
    assert "Nina Eide" in page
    assert not Membership.objects.filter(user__email="ola@helse-bergen.example").exists()
    client.post("/admin/inn/uten-rolle/", {"site": bergen.pk, "note": "Skal skrive om kneoperasjoner."})
    assert "har ikke svart ennå" in client.get("/admin/inn/uten-rolle/").content.decode()
    item = OpenItem.objects.for_user(owner).get()
    assert (item.title, item.reason) == ("Ola Berg ber om tilgang", "Skal skrive om kneoperasjoner.")

    desk = Client()
    desk.force_login(owner)
    SignIn.objects.create(user=owner, method=Method.PASSWORD, started_at=item.opened_at, seen_at=item.opened_at)
    session = desk.session
    session["sign_in"] = SignIn.objects.get(user=owner).pk
    session.save()
    assert "Ola Berg ber om tilgang" in desk.get("/admin/venter/").content.decode()
    assert "Skal skrive om kneoperasjoner." in desk.get(f"/admin/lokalt/{BERGEN}/folk/").content.decode()
    assert desk.post(f"/admin/lokalt/{BERGEN}/folk/sak/{item.pk}/gi/", {"role": "editor"}).status_code == 302
    assert is_in(client)
    assert OpenItem.objects.open().count() == 0
    assert desk.post(f"/admin/lokalt/{BERGEN}/folk/sak/{item.pk}/gi/", {"role": "editor"}).status_code == 404


def test_he_asks_only_where_his_provider_belongs(client: Client, bergen: Site, unn: Site) -> None:
    sign_in(client, BERGEN, "ola")
    page = client.post("/admin/inn/uten-rolle/", {"site": unn.pk})
    assert page.status_code == 200
    assert OpenItem.objects.count() == 0


@pytest.mark.parametrize(
    "extra", [{"roles": ["editor", "admin"]}, {"groups": ["site_owner"]}, {"role": "national_medical_editor"}]
)
def test_claims_give_no_roles(client: Client, id_of: dict[str, Running], extra: dict[str, Any]) -> None:
    ola = {"sub": "1", "email": "ola@helse-bergen.example", "email_verified": True, **extra}
    id_of[BERGEN].tell(people={"ola": ola})
    sign_in(client, BERGEN, "ola")
    assert not is_in(client)
    assert Membership.objects.filter(user__email=ola["email"]).count() == 0


# --- whom a provider may vouch for ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "why"),
    [("foreign", "foreign_domain"), ("unverified", "unverified_email"), ("unsaid", "unverified_email"), ("nameless", "no_email")],
)
def test_an_address_it_cannot_vouch_for_is_refused(client: Client, unn: Site, who: str, why: str) -> None:
    make_user("per@unn.example", roles={unn.organization: Role.SITE_OWNER})
    answer = sign_in(client, BERGEN, who)
    assert answer.status_code == 403
    assert "Du kom ikke inn" in answer.content.decode()
    assert reasons() == [why]
    assert not is_in(client)
    assert Identity.objects.count() == 0


def test_another_hospitals_provider_cannot_become_her(client: Client, kari: User) -> None:
    sign_in(Client(), BERGEN, "kari")
    assert sign_in(client, UNN, "claims-kari").status_code == 403
    assert reasons() == ["foreign_domain"]


def test_an_account_with_roles_elsewhere_is_not_taken_over(client: Client, bergen: Site, unn: Site) -> None:
    make_user("kari@helse-bergen.example", roles={bergen.organization: Role.EDITOR, unn.organization: Role.EDITOR})
    assert sign_in(client, BERGEN, "kari").status_code == 403
    assert reasons() == ["roles_elsewhere"]
    assert Identity.objects.count() == 0


def test_a_superuser_is_never_linked(client: Client) -> None:
    User.objects.create_superuser("kari@helse-bergen.example", "langt-passord")
    assert sign_in(client, BERGEN, "kari").status_code == 403
    assert reasons() == ["roles_elsewhere"]


def test_who_gets_a_leavers_address_does_not_get_her_account(client: Client, kari: User, id_of: dict[str, Running]) -> None:
    sign_in(Client(), BERGEN, "kari")
    successor = {"sub": "a-new-person", "email": "kari@helse-bergen.example", "email_verified": True}
    id_of[BERGEN].tell(people={"kari": successor})
    assert sign_in(client, BERGEN, "kari").status_code == 403
    assert reasons() == ["linked_to_another"]


def test_a_national_role_given_later_is_not_opened_by_the_hospitals_provider(client: Client, kari: User) -> None:
    sign_in(client, BERGEN, "kari")
    Membership.objects.create(user=kari, organization=make_national_office(), role=Role.NATIONAL_MEDICAL_EDITOR)
    Membership.objects.create(user=kari, organization=make_organization("Helse Førde HF"), role=Role.EDITOR)
    assert client.get(f"/admin/lokalt/{BERGEN}/").status_code == 200
    assert client.get("/admin/nasjonalt/").status_code == 404
    assert client.get("/admin/nasjonalt/innlogging/").status_code == 404


def test_whose_only_role_is_elsewhere_asks_for_one_here_and_is_sent_in_no_ring(client: Client, unn: Site) -> None:
    sign_in(client, BERGEN, "ola")
    ola = User.objects.get(email="ola@helse-bergen.example")
    Membership.objects.create(user=ola, organization=unn.organization, role=Role.EDITOR)
    assert client.get("/admin/")["Location"] == "/admin/inn/uten-rolle/"
    assert client.get("/admin/inn/uten-rolle/").status_code == 200


def test_the_page_for_those_without_a_role_is_shut_with_the_sign_in(client: Client) -> None:
    sign_in(client, BERGEN, "ola")
    SignIn.objects.all().delete()
    assert client.get("/admin/inn/uten-rolle/")["Location"] == "/admin/login/"


def test_an_account_that_is_turned_off_stays_shut(client: Client, kari: User) -> None:
    User.objects.update(is_active=False)
    assert sign_in(client, BERGEN, "kari").status_code == 403
    assert reasons() == ["inactive"]


def test_a_provider_for_many_tells_who_is_ours_by_a_claim(client: Client, kari: User, connected: dict[str, Provider]) -> None:
    Provider.objects.filter(slug=BERGEN).update(claims={"tid": "bergen"})
    assert sign_in(client, BERGEN, "kari").status_code == 403
    assert reasons() == ["claim"]


def test_a_provider_that_marks_no_address_is_trusted_only_where_that_is_said(client: Client) -> None:
    Provider.objects.update(email_assured=True)
    assert sign_in(client, BERGEN, "unsaid").status_code == 302
    assert sign_in(Client(), BERGEN, "unverified").status_code == 403, "a plain no is never overruled"


# --- answers that do not hold -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("wrong_audience", "invalid_claim:aud"),
        ("wrong_audience_for_us", "invalid_claim:aud"),
        ("two_audiences", "invalid_claim:azp"),
        ("expired", "expired_token:exp"),
        ("wrong_nonce", "invalid_claim:nonce"),
        ("no_nonce", "missing_claim:nonce"),
        ("wrong_issuer", "invalid_claim:iss"),
        ("no_subject", "missing_claim:sub"),
        ("wrong_at_hash", "invalid_claim:at_hash"),
        ("wrong_key", "bad_signature"),
        ("none", "unsupported_algorithm"),
        ("shared", "unsupported_algorithm"),
        ("no_token", "no_id_token"),
        ("broken", "unreachable"),
        ("wrong_state", "mismatching_state"),
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    client: Client, kari: User, id_of: dict[str, Running], fault: str, why: str
) -> None:
    id_of[BERGEN].tell(fault=fault)
    answer = sign_in(client, BERGEN, "kari")
    assert answer.status_code in (403, 502)
    assert reasons() == [why]
    assert not is_in(client)
    assert SignIn.objects.count() == 0
    id_of[BERGEN].tell(fault="")
    assert sign_in(client, BERGEN, "kari").status_code == 302, "and the next, honest one does"


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("calls_itself_another", "wrong_issuer"),
        ("token_without_tls", "unsafe_address"),
        ("only_none", "weak_signature"),
        ("only_shared", "weak_signature"),
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_gone_to(
    client: Client, id_of: dict[str, Running], fault: str, why: str
) -> None:
    id_of[BERGEN].tell(fault=fault)
    assert client.get(f"/admin/inn/{BERGEN}/").status_code == 403
    assert reasons() == [why]


def test_an_answer_is_good_once(client: Client, kari: User) -> None:
    there = client.get(f"/admin/inn/{BERGEN}/")
    answer = answer_of(there["Location"], "kari")
    assert client.get(answer).status_code == 302
    client.post("/admin/logout/")
    assert client.get(answer).status_code == 403
    assert Client().get(answer).status_code == 403, "nor in another browser"
    assert reasons() == ["mismatching_state"] * 2
    assert not is_in(client)


def test_an_answer_begun_in_one_browser_is_worth_nothing_in_another(client: Client, kari: User) -> None:
    there = client.get(f"/admin/inn/{BERGEN}/")
    victim = Client()
    assert victim.get(answer_of(there["Location"], "kari")).status_code == 403
    assert not is_in(victim)


def test_a_person_who_turns_back_is_told_so_kindly(client: Client, id_of: dict[str, Running]) -> None:
    id_of[BERGEN].tell(fault="denied")
    there = client.get(f"/admin/inn/{BERGEN}/")
    answer = client.get(answer_of(there["Location"], "kari"))
    assert "Du avbrøt innloggingen" in answer.content.decode()


def test_a_provider_that_is_down_is_said_to_be_and_the_password_still_works(client: Client, kari: User) -> None:
    with running() as gone:
        Provider.objects.filter(slug=BERGEN).update(issuer=gone.issuer)
    answer = client.get(f"/admin/inn/{BERGEN}/")
    assert answer.status_code == 502
    assert "svarer ikke akkurat nå" in answer.content.decode()
    assert reasons() == ["unreachable"]
    assert client.post("/admin/login/", {"username": kari.email, "password": "kaffe med melk"}).status_code == 302


def test_a_provider_that_is_off_is_no_way_in_and_turning_it_off_ends_what_it_opened(
    client: Client, kari: User, connected: dict[str, Provider]
) -> None:
    sign_in(client, BERGEN, "kari")
    begun = Client()
    there = begun.get(f"/admin/inn/{BERGEN}/")
    answer = answer_of(there["Location"], "kari")
    Provider.objects.filter(slug=BERGEN).update(enabled=False)
    assert begun.get(answer).status_code == 404
    assert begun.get(f"/admin/inn/{BERGEN}/").status_code == 404
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert f"/admin/inn/{BERGEN}/" not in begun.get("/admin/login/").content.decode()


def test_a_secret_that_is_not_in_the_environment_is_said_to_lack(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.delenv("OIDC_TEST")
    assert client.get(f"/admin/inn/{BERGEN}/").status_code == 403
    assert reasons() == ["no_secret"]
    secret = tmp_path / "secret"
    secret.write_text("fra en fil\n")
    monkeypatch.setenv("OIDC_TEST_FILE", str(secret))
    assert client.get(f"/admin/inn/{BERGEN}/").status_code == 302


def test_the_wrong_secret_opens_nothing(client: Client, kari: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_TEST", "en annen")
    assert sign_in(client, BERGEN, "kari").status_code == 403
    assert reasons() == ["invalid_client"]


def test_failing_again_and_again_shuts_the_way_for_a_while(client: Client, settings: Any) -> None:
    settings.AXES_ENABLED = True
    answers = [client.get(f"/admin/inn/{BERGEN}/svar/?code=x&state=y").status_code for _number in range(62)]
    assert answers[:59] == [403] * 59
    assert answers[-1] == 429
    assert client.get(f"/admin/inn/{UNN}/").status_code == 302, "the other hospital's is open"


# --- the way out ------------------------------------------------------------------------------------------------------


def test_logging_out_ends_ours_at_once_and_offers_to_end_theirs(client: Client, kari: User, id_of: dict[str, Running]) -> None:
    sign_in(client, BERGEN, "kari")
    page = client.post("/admin/logout/", follow=True)
    assert not is_in(client)
    assert SignIn.objects.count() == 0
    assert Event.objects.filter(verb="sign_in.ended", payload__why="left").count() == 1
    assert page.context["onward"].startswith(f"{id_of[BERGEN].issuer}/end?id_token_hint=")
    assert "Logg ut hos" in page.content.decode()
    assert "Logg ut hos" not in client.get("/admin/inn/ut/").content.decode(), "the way there is shown once"
