"""The site owner gives a role, takes it away, invites one without an account; and somebody has forgotten a password."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.access.actions.giving import expire_roles
from fellesnett.access.models import Invitation, InvitationLink, SignIn
from fellesnett.accounts.models import User
from fellesnett.adoption.actions.owning import open_hand_overs
from fellesnett.desk.access import forgotten
from fellesnett.desk.tests.hospitals import two_hospitals
from fellesnett.editorial import outbox
from fellesnett.editorial.letters import Words
from fellesnett.editorial.models import Event, Letter, OpenItem, OpenItemKind
from fellesnett.foundation.clock import now as today
from fellesnett.organizations.models import Membership, OrganizationKind, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user
from fellesnett.pages.models import Department
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db

PASSWORD = "en-lang-setning-om-fjell"


@pytest.fixture(autouse=True)
def quiet() -> None:
    forgotten.OFTEN.forget()


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def owner(bergen: Site) -> User:
    return make_user("eier@bergen.example", roles={bergen.organization: Role.SITE_OWNER}, first_name="Eli")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(**changes: Any) -> dict[str, Any]:
    words = {"email": "kari@bergen.example", "name": "", "role": "editor", "branch": "", "until": "", "why": "Ny kollega"}
    return {**words, **changes}


def posted() -> list[Words]:
    """The letters that go out now."""
    sent: list[Words] = []
    outbox.send_due(at=today(), carrier=sent.append)
    return sent


def link_in(letter: Words) -> str:
    found = re.search(r"https?://[^/]+(/admin/inn/\S+)", letter.text)
    assert found
    return found[1]


def give(client: Client, **changes: Any) -> Any:
    return client.post(reverse("desk_local:people_give", args=["bergen"]), said(**changes))


def test_a_role_is_given_with_its_terms_and_the_person_is_told(bergen: Site, owner: User) -> None:
    kari = make_user("kari@bergen.example", password=PASSWORD, language="nn")
    surgery = make_page(bergen, Department, slug="kirurgi", title="Kirurgi")
    client, last = client_of(owner), (today() + timedelta(days=30)).date()
    assert give(client, branch=str(surgery.work), until=last.isoformat()).status_code == 302
    held = Membership.objects.get(user=kari)
    assert (held.role, held.branch, held.until, held.why, held.given_by) == (
        Role.EDITOR,
        surgery.work,
        last,
        "Ny kollega",
        owner,
    )
    listed = client.get(reverse("desk_local:people", args=["bergen"])).content.decode()
    for words in ("Redaktør", "bare Kirurgi", "til og med", "Ny kollega", "gitt av Eli"):
        assert words in listed, words
    [letter] = posted()
    assert letter.to == kari.email
    assert "Du er no redaktør" in letter.text
    assert Event.objects.filter(verb="membership.granted").get().payload["branch"] == str(surgery.work)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "kari"}, "Skriv hele e-postadressen"),
        ({"why": ""}, "Skriv hvorfor"),
        ({"role": "national_editor"}, "Velg et gyldig valg"),
        ({"until": "2020-01-01"}, "Siste dag er allerede over"),
        ({"email": "ny@bergen.example"}, "Skriv navnet også"),
        ({"email": "eier@bergen.example"}, "Du kan ikke endre dine egne roller"),
    ],
)
def test_what_cannot_be_given_is_said_and_what_was_typed_stands(
    bergen: Site, owner: User, changes: dict[str, str], words: str
) -> None:
    make_user("kari@bergen.example", password=PASSWORD)
    answer = give(client_of(owner), **changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert str(said(**changes)["email"]) in answer.content.decode()
    assert Membership.objects.count() == 1


def test_a_role_taken_away_is_gone_at_the_next_click(bergen: Site, owner: User) -> None:
    kari = make_user("kari@bergen.example", password=PASSWORD, roles={bergen.organization: Role.EDITOR})
    SignIn.objects.create(user=kari, method="password", started_at=today(), seen_at=today())
    at_work, client = client_of(kari), client_of(owner)
    assert at_work.get("/admin/lokalt/bergen/").status_code == 200
    address = reverse("desk_local:people_take", args=["bergen", kari.memberships.get().pk])
    assert "Ta bort rollen redaktør fra" in client.get(address).content.decode()
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "Har sluttet"}).status_code == 302
    assert at_work.get("/admin/lokalt/bergen/").status_code == 302
    assert not SignIn.objects.filter(user=kari).exists()
    assert "Har sluttet" in posted()[0].text
    assert Event.objects.filter(verb="membership.revoked", actor=owner).exists()
    assert client.post(address, {"why": "En gang til"}).status_code == 404


def test_what_the_person_owned_goes_to_hand_over(now: datetime) -> None:
    hospitals = two_hospitals(now)
    boss = make_user(roles={hospitals.b.organization: Role.SITE_OWNER})
    hospitals.adoption.clinical_owner = hospitals.editor_of_b
    hospitals.adoption.save()
    held = hospitals.editor_of_b.memberships.get()
    client_of(boss).post(reverse("desk_local:people_take", args=["bergen", held.pk]), {"why": "Har sluttet"})
    open_hand_overs(at=now)
    item = OpenItem.objects.open().get(kind=OpenItemKind.HAND_OVER)
    assert "Har ikke lenger noen rolle her" in item.reason


def test_a_site_is_never_left_without_an_owner(bergen: Site, owner: User) -> None:
    region = make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
    bergen.organization.parent = region
    bergen.organization.save()
    client = client_of(make_user(roles={region: Role.REGIONAL_OWNER}))
    address = reverse("desk_local:people_take", args=["bergen", owner.memberships.get().pk])
    refused = client.post(address, {"why": "Bytter jobb"})
    assert "Da står nettstedet uten nettansvarlig" in refused.content.decode()
    assert "Bytter jobb" in refused.content.decode()
    make_user("kari@bergen.example", password=PASSWORD)
    temporary = give(client, role="site_owner", until=(today() + timedelta(days=9)).date().isoformat())
    assert temporary.status_code == 302
    assert client.post(address, {"why": "Bytter jobb"}).status_code == 422
    give(client, role="site_owner", why="Overtar for godt")
    assert Membership.objects.get(user__email="kari@bergen.example").until is None
    assert client.post(address, {"why": "Bytter jobb"}).status_code == 302


def test_a_role_runs_out_by_itself_and_the_person_is_told_once(bergen: Site) -> None:
    kari = make_user("kari@bergen.example", password=PASSWORD)
    yesterday = (today() - timedelta(days=1)).date()
    Membership.objects.create(user=kari, organization=bergen.organization, role=Role.EDITOR, until=yesterday)
    assert client_of(kari).get("/admin/lokalt/bergen/").status_code == 302
    assert [expire_roles(at=today()), expire_roles(at=today())] == [1, 0]
    assert "er over" in posted()[0].text
    assert Event.objects.get(verb="membership.expired").actor is None


def test_who_has_not_been_in_for_long_is_pointed_out(bergen: Site, owner: User) -> None:
    kari = make_user("kari@bergen.example", roles={bergen.organization: Role.EDITOR})
    User.objects.filter(pk=kari.pk).update(date_joined=today() - timedelta(days=200), last_login=today() - timedelta(days=100))
    listed = client_of(owner).get(reverse("desk_local:people", args=["bergen"])).content.decode()
    assert "1 har ikke logget inn på 90 dager" in listed


def test_the_auditor_sees_who_has_what_and_gives_nothing(bergen: Site, owner: User) -> None:
    client = client_of(make_user(roles={bergen.organization: Role.AUDITOR}))
    listed = client.get(reverse("desk_local:people", args=["bergen"])).content.decode()
    assert "Eli" in listed
    assert "Gi rollen" not in listed
    assert "Ta bort" not in listed
    assert give(client).status_code == 404


def test_the_list_of_people_asks_no_more_for_more_people(bergen: Site, owner: User, django_assert_max_num_queries: Any) -> None:
    for _number in range(12):
        make_user(roles={bergen.organization: [Role.EDITOR, Role.CLINICIAN]})
    client = client_of(owner)
    with django_assert_max_num_queries(29):
        client.get(reverse("desk_local:people", args=["bergen"]))


# --- by letter ------------------------------------------------------------------------------------------------------


def test_somebody_new_is_invited_chooses_a_password_and_logs_in(bergen: Site, owner: User) -> None:
    assert give(client_of(owner), name="Kari Vik").status_code == 302
    assert "Kari Vik" in client_of(owner).get(reverse("desk_local:people", args=["bergen"])).content.decode()
    link = link_in(posted()[0])
    assert link.split("/")[-2] not in str(list(InvitationLink.objects.values()))
    client = Client()
    assert "Eli" in client.get(link).content.decode()
    assert not User.objects.filter(email="kari@bergen.example").exists()
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(link, {**chosen, "new_password2": "noe annet"}).status_code == 422
    assert client.post(link, chosen).headers["Location"] == reverse("wagtailadmin_login")
    kari = User.objects.get(email="kari@bergen.example")
    assert kari.memberships.get().role == Role.EDITOR
    assert "_auth_user_id" not in client.session
    assert client.post(link, chosen).status_code == 410
    assert client.login(username=kari.email, password=PASSWORD)
    assert list(Event.objects.filter(verb__startswith="invitation").values_list("verb", flat=True)) == [
        "invitation.sent",
        "invitation.accepted",
    ]


def test_an_invitation_that_was_taken_back_or_whose_sender_may_no_longer_opens_nothing(bergen: Site, owner: User) -> None:
    client = client_of(owner)
    give(client, name="Kari Vik")
    link, chosen = link_in(posted()[0]), {"new_password1": PASSWORD, "new_password2": PASSWORD}
    Membership.objects.filter(user=owner).update(role=Role.EDITOR)
    refused = Client().post(link, chosen)
    assert "kan ikke gi rollen lenger" in refused.content.decode()
    assert not Membership.objects.filter(user__email="kari@bergen.example").exists()
    Membership.objects.filter(user=owner).update(role=Role.SITE_OWNER)
    client.post(reverse("desk_local:people_withdraw", args=["bergen", Invitation.objects.get().pk]))
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "trukket tilbake" in answer.content.decode()


def test_a_forgotten_password_is_set_anew_by_letter_and_ends_other_sign_ins(bergen: Site) -> None:
    kari = make_user("kari@bergen.example", password="gammelt-passord", roles={bergen.organization: Role.EDITOR})
    SignIn.objects.create(user=kari, method="password", started_at=today(), seen_at=today())
    client, ask = Client(), reverse("desk_entry:forgotten")
    known = client.post(ask, {"email": "Kari@Bergen.example"}).content.decode()
    unknown = client.post(ask, {"email": "ingen@bergen.example"}).content.decode()
    hidden = re.compile(r"(Kari@Bergen|ingen@bergen)\.example|csrf\S+|CSRF_TOKEN\S+ \S+")
    assert hidden.sub("", known) == hidden.sub("", unknown)
    [letter] = posted()
    link = link_in(letter)
    assert client.get(link).status_code == 200
    assert client.post(link, {"new_password1": "123", "new_password2": "123"}).status_code == 422
    assert client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 302
    assert "_auth_user_id" not in client.session
    assert not SignIn.objects.filter(user=kari).exists()
    kari.refresh_from_db()
    assert kari.check_password(PASSWORD)
    assert client.get(link).status_code == 410
    assert Client().get(link.replace("/nytt-passord/", "/nytt-passord/x")).status_code == 410


def test_letters_about_passwords_are_few(bergen: Site) -> None:
    make_user("kari@bergen.example", password="gammelt-passord")
    client, ask = Client(), reverse("desk_entry:forgotten")
    answers = [client.post(ask, {"email": "kari@bergen.example"}).status_code for _time in range(21)]
    assert answers == [200] * 20 + [429]
    assert Letter.objects.count() == 3


def test_the_national_medical_editor_gives_national_and_regional_roles() -> None:
    office = make_national_office()
    region = make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
    make_user("kari@bergen.example", password=PASSWORD)
    client = client_of(make_user(roles={office: Role.NATIONAL_MEDICAL_EDITOR}))
    assert "Helse Vest RHF" in client.get(reverse("desk_national:people")).content.decode()
    for organization, role in ((office, "national_editor"), (region, "regional_owner")):
        address = reverse("desk_national:people_of_give", args=[organization.pk])
        assert client.post(address, said(role=role)).status_code == 302
        listed = client.get(reverse("desk_national:people_of", args=[organization.pk])).content.decode()
        assert "kari@bergen.example" in listed
    held = Membership.objects.get(role="regional_owner")
    take = reverse("desk_national:people_of_take", args=[region.pk, held.pk])
    assert client.post(take, {"why": "Ny jobb"}).status_code == 302
    assert not Membership.objects.filter(pk=held.pk).exists()
