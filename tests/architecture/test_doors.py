"""Every address under /admin/, every role, at the wrong hospital: none is open. New addresses are shut until listed.

The expectations here are written by hand, not read from the rules, so that a rule that opens too much is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from inspect import getclosurevars
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver

from fellesnett.accounts.models import User
from fellesnett.desk.doors import DOORS, door_for
from fellesnett.desk.tests.hospitals import Hospitals, two_hospitals
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Membership, OrganizationKind, Role
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user

pytestmark = pytest.mark.django_db

MANUAL = {"desk_manual:contents", "desk_manual:task"}
BY_LETTER = ("forgotten", "new_password", "invited")
ENTRY = {f"desk_entry:{name}" for name in ("code", "left", "begin", "answer", "without_role", *BY_LETTER)}
FOR_STRANGERS = (
    ENTRY | MANUAL | {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}
)
OWN_SECURITY = {f"desk_security:{name}" for name in ("overview", "set_up", "change", "end_others")}
LINK_DIALOGS = {f"wagtailadmin_choose_page_{kind}_link" for kind in ("external", "email", "phone")}
OWN = {"wagtailadmin_home", "wagtailadmin_account", "wagtailadmin_dismissibles", "desk_mine:letters", "desk_mine:last_day"} | {
    "desk_mine:kept"
}
FOR_EVERY_MEMBER = OWN | {"public_gallery"} | LINK_DIALOGS | OWN_SECURITY
NATIONAL_NAMES = (
    "desk_national:",
    "desk_life:",
    "wagtailsnippets_national_topictext:",
    "wagtailadmin_choose_page_",
    "wagtailadmin_editing_sessions:",
)
OWNED = {
    "membership",
    "invitation",
    "comment",
    "operation",
    "update",
    "adoption",
    "text",
    "snapshot",
    "variant",
    "place",
    "item",
    "pk",
    "alert",
    "asked",
    "person",
    "order",
    "hearing",
    "proposal",
}
NATIONAL_ROLES = (Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR, Role.CLINICIAN, Role.AUDITOR)
AT_A_SITE = (Role.REGIONAL_OWNER, Role.SITE_OWNER, Role.EDITOR, Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR)
AT_LEAST = 200
OF_PAGES, STANDS_FOR_ALL = "wagtailsnippets_pages_", "study"
NOT_PAGES = ("siteprofile", "picture")
"""What a site has beside its pages, behind doors of its own."""


@dataclass(frozen=True)
class Address:
    """One registered address, with arguments that belong to hospital B."""

    path: str
    name: str
    arguments: tuple[str, ...] = field(default=(), compare=False)

    def is_open_by_name(self, *prefixes: str) -> bool:
        return self.name.startswith(prefixes)


def registered(samples: dict[str, Any]) -> list[Address]:
    """Every address under /admin/, its arguments filled in from the samples. A new argument needs a sample."""
    parts = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "admin/"]
    return [address for part in parts for address in _walk(part, Address("/admin/", ""), samples)]


def _walk(resolver: URLResolver, above: Address, samples: dict[str, Any]) -> Iterator[Address]:
    """`above` is what leads here: its path, namespace and arguments."""
    for entry in resolver.url_patterns:
        filled, own = _fill(str(entry.pattern), samples)
        path, arguments = above.path + filled, (*above.arguments, *own)
        if isinstance(entry, URLResolver):
            yield from _walk(
                entry, Address(path, f"{above.name}{entry.namespace}:" if entry.namespace else above.name, arguments), samples
            )
        else:
            assert isinstance(entry, URLPattern)
            yield Address(path, f"{above.name}{entry.name}" if entry.name else "", arguments)


def _fill(pattern: str, samples: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    if pattern == "^.*/$":
        return "finnes-ikke/", ()
    found: list[str] = []

    def sample(match: re.Match[str]) -> str:
        found.append(match["name"])
        assert match["name"] in samples, f"tests/architecture/test_doors.py needs a sample of hospital B for «{match['name']}»"
        return str(samples[match["name"]])

    path = re.sub(r"<(?:\w+:)?(?P<name>\w+)>", sample, re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", pattern))
    return path.replace("^", "").replace("$", "").replace("\\.", "."), tuple(found)


@pytest.fixture
def hospitals(now: Any) -> Hospitals:
    return two_hospitals(now)


@pytest.fixture
def addresses(hospitals: Hospitals) -> list[Address]:
    """Of all kinds of pages the one that stands for them: another test says that the others have the same doors."""
    return [address for address in registered(hospitals.samples_of_b()) if not _is_of_another_kind(address)]


def behind_a_door(addresses: list[Address]) -> list[Address]:
    """What a role may open at one's own hospital. What is not listed is shut before anybody asks who it is."""
    for_all = FOR_STRANGERS | FOR_EVERY_MEMBER
    return [a for a in addresses if door_for(a.name) and a.name not in for_all and not _own_list(a)]


def person(hospitals: Hospitals, role: str) -> User:
    return make_user(roles={hospitals.a.organization: role})


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def walk(
    client: Client, addresses: list[Address], methods: tuple[str, ...] = ("get", "post")
) -> Iterator[tuple[Address, str, int, str]]:
    for address in addresses:
        for method in methods:
            answer = getattr(client, method)(address.path)
            yield address, method, answer.status_code, answer.headers.get("Location", "")


def not_shut(client: Client, addresses: list[Address], *methods: str) -> list[str]:
    """The addresses that answered anything but «not found», or «not that way», which does and shows nothing."""
    return [
        f"{method} {a.path} ({a.name}): {status}"
        for a, method, status, _to in walk(client, addresses, methods or ("get", "post"))
        if status not in (404, 405)
    ]


def test_the_walk_sees_every_address_and_comes_to_the_view_it_names(hospitals: Hospitals) -> None:
    addresses = registered(hospitals.samples_of_b())
    assert len(addresses) >= AT_LEAST, f"bare {len(addresses)} adresser"
    for address in addresses:
        assert not address.name or resolve(address.path).view_name == address.name, address


def test_a_stranger_is_sent_to_the_log_in_from_every_address(addresses: list[Address]) -> None:
    closed = [address for address in addresses if address.name not in FOR_STRANGERS]
    for address, method, status, to in walk(Client(), closed):
        assert (status, to.split("?")[0]) == (302, "/admin/login/"), (address, method, status, to)


@pytest.mark.parametrize("role", Role.values)
def test_a_person_of_hospital_a_finds_nothing_open_at_hospital_b(
    hospitals: Hospitals, addresses: list[Address], role: str
) -> None:
    """Also the national roles: held at a hospital, they open nothing national."""
    assert not_shut(client_of(person(hospitals, role)), behind_a_door(addresses), "get") == []


def test_one_who_holds_every_role_at_hospital_a_can_send_nothing_to_hospital_b(
    hospitals: Hospitals, addresses: list[Address]
) -> None:
    """What is refused to the sum of all roles is refused to each: sending is tried once, asking by every role alone."""
    everything = make_user(roles={hospitals.a.organization: Role.values})
    assert not_shut(client_of(everything), behind_a_door(addresses)) == []


def test_the_right_hospital_in_the_address_does_not_open_another_hospitals_row(hospitals: Hospitals) -> None:
    """`/lokalt/<mine>/.../<a row of theirs>/`: the door opens for the site, and the view must not find the row."""
    mixed = registered({**hospitals.samples_of_b(), "site": hospitals.a.slug})
    foreign = [address for address in mixed if "site" in address.arguments and OWNED & set(address.arguments)]
    assert foreign
    for role in AT_A_SITE:
        client = client_of(person(hospitals, role))
        answers = [f"{method} {a.path}: {status}" for a, method, status, _to in walk(client, foreign) if status not in (404, 405)]
        assert answers == [], role
    own = registered({**hospitals.samples_of_b(), "site": hospitals.a.slug, "operation": hospitals.operation_of_a.pk})
    edit = next(address for address in own if address.name == "desk_local:edit")
    assert client_of(person(hospitals, Role.EDITOR)).get(edit.path).status_code == 200


@pytest.mark.parametrize("role", AT_A_SITE)
def test_lists_of_ones_own_act_on_nothing_of_another_hospital(hospitals: Hospitals, addresses: list[Address], role: str) -> None:
    client = client_of(person(hospitals, role))
    theirs = {**hospitals.samples_of_b(), "chosen": [hospitals.update.pk], "updates": [hospitals.update.pk], "hash": "sha256:2"}
    before = rows_of_b(hospitals)
    for address in filter(_own_list, addresses):
        page = client.get(address.path, {"site": hospitals.b.slug, "nettsted": hospitals.b.slug})
        assert str(hospitals.item) not in page.getvalue().decode()
        client.post(address.path, theirs)
    assert rows_of_b(hospitals) == before


def rows_of_b(hospitals: Hospitals) -> list[Any]:
    """Everything of hospital B that an act could have moved."""
    rows = (hospitals.adoption, hospitals.adopted_text, hospitals.operation, hospitals.update, hospitals.item, hospitals.variant)
    return [type(row).objects.filter(pk=row.pk).values().get() for row in rows]


def test_the_regional_owner_of_another_region_finds_nothing_open(hospitals: Hospitals, addresses: list[Address]) -> None:
    region = make_organization("Helse Annensteds RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
    hospitals.a.organization.parent = region
    hospitals.a.organization.save()
    assert not_shut(client_of(make_user(roles={region: Role.REGIONAL_OWNER})), behind_a_door(addresses)) == []


def test_a_role_for_a_branch_opens_the_editors_of_pages_and_no_more(hospitals: Hospitals) -> None:
    """At one's own hospital: neither its texts, its places and its people, nor what it says of itself."""
    user = make_user()
    Membership.objects.create(user=user, organization=hospitals.a.organization, role=Role.EDITOR, branch=uuid4())
    own = [a for a in registered({**hospitals.samples_of_b(), "site": hospitals.a.slug}) if not _is_of_another_kind(a)]
    assert not_shut(client_of(user), behind_a_door(own)) == []


def test_the_auditor_changes_nothing_at_the_own_hospital(hospitals: Hospitals, addresses: list[Address]) -> None:
    """Whatever is posted wherever: every verb writes in the record, and nothing is written."""
    client = client_of(make_user(roles={hospitals.b.organization: Role.AUDITOR}))
    before = rows_of_b(hospitals)
    written = Event.objects.count()
    for address in addresses:
        if address.name not in FOR_STRANGERS | FOR_EVERY_MEMBER:
            client.post(address.path, {**hospitals.samples_of_b(), "reason": "a", "role": "editor", "email": "a@b.example"})
    assert rows_of_b(hospitals) == before
    assert Event.objects.count() == written
    assert client.get(f"/admin/lokalt/{hospitals.b.slug}/").status_code == 200


@pytest.mark.parametrize("role", NATIONAL_ROLES)
def test_a_national_role_opens_the_national_desk_and_no_hospital(addresses: list[Address], role: str) -> None:
    user = make_user(roles={make_national_office(): role})
    foreign = [a for a in behind_a_door(addresses) if not a.is_open_by_name(*NATIONAL_NAMES)]
    assert not_shut(client_of(user), foreign) == []


def test_what_is_not_listed_is_shut_for_a_superuser_with_every_role_too(hospitals: Hospitals, addresses: list[Address]) -> None:
    everywhere = dict.fromkeys((hospitals.a.organization, hospitals.b.organization, make_national_office()), Role.values)
    superuser = make_user(roles=everywhere, is_superuser=True, is_staff=True)
    unlisted = [address for address in addresses if door_for(address.name) is None]
    assert len(unlisted) > AT_LEAST // 2
    assert not_shut(client_of(superuser), unlisted) == []


def test_without_a_role_every_address_leads_to_whom_to_ask(addresses: list[Address]) -> None:
    closed = [address for address in addresses if address.name not in FOR_STRANGERS]
    for user in (make_user(), make_user(is_superuser=True)):
        for address, method, status, to in walk(client_of(user), closed):
            assert (status, to) == (302, "/admin/inn/uten-rolle/"), (address, method, status, to)


def test_an_inactive_editor_is_a_stranger(hospitals: Hospitals, addresses: list[Address]) -> None:
    client = client_of(person(hospitals, Role.EDITOR))
    User.objects.update(is_active=False)
    for address, method, status, _to in walk(client, [a for a in addresses if a.name not in FOR_STRANGERS]):
        assert status == 302, (address, method)


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_a_door_that_opens(hospitals: Hospitals, role: str) -> None:
    """The control: if nothing opened for anybody, the tests above would pass and prove nothing."""
    assert client_of(person(hospitals, role)).get("/admin/").status_code == 200


@pytest.mark.parametrize("role", NATIONAL_ROLES)
def test_the_national_roles_reach_the_national_desk(hospitals: Hospitals, role: str) -> None:
    client = client_of(make_user(roles={make_national_office(): role}))
    assert client.get("/admin/nasjonalt/").status_code == 200


def test_every_door_stands_at_an_address_and_says_why(hospitals: Hospitals) -> None:
    names = {address.name for address in registered(hospitals.samples_of_b())}
    for door in DOORS:
        assert any(door.fits(name) for name in names if name), f"ingen adresse har døren {door.name}"
        assert door.why


def test_all_kinds_of_pages_stand_behind_the_same_doors(hospitals: Hospitals) -> None:
    """Of the roles only the one kind is asked for, which has every door that a page can have."""
    doors: dict[str, dict[str, Any]] = {}
    for address in registered(hospitals.samples_of_b()):
        kind, _, view = address.name.removeprefix(OF_PAGES).partition(":")
        if address.name.startswith(OF_PAGES) and kind not in NOT_PAGES:
            door = door_for(address.name)
            doors.setdefault(kind, {})[view] = door and (door.rule.__qualname__, getclosurevars(door.rule).nonlocals["action"])
    stands_for_all = doors.pop(STANDS_FOR_ALL)
    assert len(doors) >= 10
    for kind, own in doors.items():
        assert own == {view: stands_for_all[view] for view in own}, kind


def test_a_new_address_is_shut_until_somebody_lists_it() -> None:
    assert door_for("wagtailadmin_pages:edit") is None
    assert door_for("desk_national:noe_helt_nytt") is None
    assert door_for("desk_local:noe_helt_nytt") is None


def _is_of_another_kind(address: Address) -> bool:
    kind = address.name.removeprefix(OF_PAGES).partition(":")[0]
    return address.name.startswith(OF_PAGES) and kind not in (STANDS_FOR_ALL, *NOT_PAGES)


def _own_list(address: Address) -> bool:
    """Addresses without arguments in the local desk and of a site's own pages, and the boards: they show only one's own, and
    name no hospital (what each board tells whom is tried in `desk/tests/test_boards.py`)."""
    own = address.name.startswith(("desk_local:", OF_PAGES)) and not address.arguments
    return own or address.name.startswith("desk_boards:")
