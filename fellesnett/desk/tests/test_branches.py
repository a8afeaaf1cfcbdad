"""The surgeons of Bergen write about surgery and nothing else; the study office its studies; the auditor reads it all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from fellesnett.accounts.models import User
from fellesnett.desk.tests.test_site_pages import filled_in
from fellesnett.editorial.digest import write_due
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.editorial.outbox import send_due
from fellesnett.editorial.tests.factories import new_item
from fellesnett.foundation import clock
from fellesnett.organizations.models import Membership, Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.actions import propose, publish
from fellesnett.pages.models import Article, Department, NewsItem, Picture, SitePage, Study
from fellesnett.pages.permissions import may_page, pages_where
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db

NEWS, DEPARTMENT = "wagtailsnippets_pages_newsitem:", "wagtailsnippets_pages_department:"


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def surgery(bergen: Site) -> Department:
    found: Department = make_page(bergen, Department, slug="kirurgi", title="Kirurgi")
    return found


@pytest.fixture
def ward(bergen: Site, surgery: Department) -> Department:
    found: Department = make_page(bergen, Department, slug="sengepost", title="Sengepost", parent=surgery)
    return found


@pytest.fixture
def medicine(bergen: Site) -> Department:
    found: Department = make_page(bergen, Department, slug="medisin", title="Medisin")
    return found


def surgeon(site: Site, branch: Department, role: str = Role.EDITOR, **fields: Any) -> User:
    user = make_user()
    Membership.objects.create(user=user, organization=site.organization, role=role, branch=branch.work, **fields)
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_branch_is_the_department_its_units_and_what_its_people_keep(
    bergen: Site, surgery: Department, ward: Department, medicine: Department
) -> None:
    user = surgeon(bergen, surgery)
    own = make_page(bergen, branch=ward.work)
    make_page(bergen, slug="felles")
    assert set(pages_where(user, "change", Department)) == {surgery, ward}
    assert set(pages_where(user, "change", NewsItem)) == {own}
    assert may_page(user, "publish", ward)
    assert not may_page(user, "change", medicine)
    assert not pages_where(user, "describe", Department).exists()


def test_the_editor_of_a_branch_meets_only_that_branch(
    bergen: Site, surgery: Department, ward: Department, medicine: Department
) -> None:
    client = client_of(surgeon(bergen, surgery))
    listed = client.get(reverse(DEPARTMENT + "list")).content.decode()
    assert "Sengepost" in listed
    assert "Medisin" not in listed
    assert client.get(reverse(DEPARTMENT + "edit", args=[ward.pk])).status_code == 200
    for name in ("edit", "history", "delete", "preview_on_edit", "unpublish", "lock"):
        assert client.get(reverse(DEPARTMENT + name, args=[medicine.pk])).status_code == 404, name
    for address in ("/admin/lokalt/bergen/", "/admin/lokalt/bergen/tekster/", "/admin/lokalt/bergen/folk/"):
        assert client.get(address).status_code == 404, address
    form = client.get(reverse(NEWS + "add")).context["form"]
    assert [name for _key, name in form.fields["branch"].choices] == ["Velg", "Kirurgi", "Sengepost"]


def test_what_the_editor_of_a_branch_writes_lies_in_it(bergen: Site, surgery: Department, medicine: Department) -> None:
    client = client_of(surgeon(bergen, surgery))
    for foreign in ({"branch": str(medicine.work)}, {"branch": ""}, {}):
        answer = client.post(reverse(NEWS + "add"), filled_in(bergen, **foreign))
        assert answer.status_code == 200
        assert not NewsItem.objects.exists()
    assert "Velg en avdeling eller et senter som du har tilgang til." in answer.content.decode()
    assert "Ny inngang" in answer.content.decode()
    client.post(reverse(NEWS + "add"), filled_in(bergen, branch=str(surgery.work), **{"action-publish": "1"}))
    page = NewsItem.objects.get()
    assert page.live
    assert page.branch == surgery.work


def test_a_page_is_not_moved_out_of_a_branch_or_into_another(
    bergen: Site, surgery: Department, ward: Department, medicine: Department
) -> None:
    client = client_of(surgeon(bergen, surgery))
    moved = filled_in(bergen, title="Sengepost", slug="sengepost", parent=medicine.pk, **{"action-publish": "1"})
    assert client.post(reverse(DEPARTMENT + "edit", args=[ward.pk]), moved).status_code == 200
    ward.refresh_from_db()
    assert ward.parent == surgery


def test_pictures_follow_the_branch(bergen: Site, surgery: Department, medicine: Department) -> None:
    facts = {"site": bergen, "decorative": True, "credit": "Foto", "file": "bilder/a.webp", "width": 3, "height": 2}
    ours = Picture.objects.create(name="Operasjonsstua", branch=surgery.work, **facts)
    theirs = Picture.objects.create(name="Medisinsk post", branch=medicine.work, **facts)
    common = Picture.objects.create(name="Hovedinngangen", **facts)
    user = surgeon(bergen, surgery)
    assert set(pages_where(user, "change", Picture)) == {ours}
    client = client_of(user)
    assert client.get(reverse("wagtailsnippets_pages_picture:edit", args=[theirs.pk])).status_code == 404
    offered = set(client.get(reverse(NEWS + "add")).context["form"].fields["picture"].queryset)
    assert offered == {ours, common}
    said = {
        "site": bergen.pk,
        "name": "Stua",
        "decorative": "on",
        "credit": "Foto",
        "rights": "shared",
        "branch": f"{surgery.work}",
    }
    client.post(reverse("wagtailsnippets_pages_picture:edit", args=[ours.pk]), said)
    client.post(reverse("wagtailsnippets_pages_picture:delete", args=[ours.pk]))
    told = Event.objects.order_by("sequence").values_list("verb", "payload__files", "payload__rights")
    assert list(told) == [("picture.described", ["bilder/a.webp"], "shared"), ("picture.deleted", ["bilder/a.webp"], None)]


def test_a_role_that_has_run_out_opens_nothing(bergen: Site, surgery: Department, now: datetime) -> None:
    client = client_of(surgeon(bergen, surgery, until=now.date() - timedelta(days=800)))
    assert client.get(reverse(DEPARTMENT + "list")).headers["Location"] == "/admin/inn/uten-rolle/"


def test_the_study_office_publishes_studies_and_nothing_else(bergen: Site) -> None:
    user = make_user(roles={bergen.organization: Role.STUDY_PUBLISHER})
    study = make_page(bergen, Study, ethics_reference="123456", purpose="a", who_can_join="b", what_it_means="c")
    assert may_page(user, "publish", study)
    assert not may_page(user, "view", make_page(bergen))
    client = client_of(user)
    assert client.get(reverse("wagtailsnippets_pages_study:edit", args=[study.pk])).status_code == 200
    for kind in ("newsitem", "picture", "siteprofile"):
        assert client.get(reverse(f"wagtailsnippets_pages_{kind}:list")).status_code == 404, kind
    menu = client.get("/admin/").content.decode()
    assert reverse("wagtailsnippets_pages_study:list") in menu
    assert reverse(NEWS + "list") not in menu


def test_the_auditor_reads_every_page_and_its_history_and_has_no_way_to_change_it(bergen: Site) -> None:
    page = make_page(bergen, Article)
    page.save_revision()
    client = client_of(make_user(roles={bergen.organization: Role.AUDITOR}))
    names = "wagtailsnippets_pages_article:"
    listed = client.get(reverse(names + "list")).content.decode()
    assert reverse(names + "history", args=[page.pk]) in listed
    assert reverse(names + "edit", args=[page.pk]) not in listed
    assert reverse(names + "add") not in listed
    history = client.get(reverse(names + "history", args=[page.pk]))
    assert history.status_code == 200
    assert "revert" not in history.content.decode()
    assert reverse(names + "edit", args=[page.pk]) not in history.content.decode()
    assert client.get(reverse(names + "revisions_view", args=[page.pk, page.latest_revision.pk])).status_code == 200
    for name in ("edit", "delete", "unpublish"):
        assert client.post(reverse(names + name, args=[page.pk]), filled_in(bergen)).status_code == 404, name


def test_the_editor_of_a_branch_meets_what_is_asked_of_its_pages_and_no_others(
    bergen: Site, surgery: Department, ward: Department, medicine: Department
) -> None:
    at = clock.now()
    for page in (ward, medicine):
        propose(page, by=make_user(roles={bergen.organization: Role.CONTRIBUTOR}), at=at)
    front = client_of(surgeon(bergen, surgery)).get("/admin/").content.decode()
    assert "1 sak." in front
    assert "Sengepost: klar til publisering" in front
    assert "Siden ligger i din del av" in front
    assert f'href="{reverse(DEPARTMENT + "edit", args=[ward.pk])}"' in front
    assert "Medisin" not in front
    contributor = client_of(surgeon(bergen, surgery, Role.CONTRIBUTOR)).get("/admin/").content.decode()
    assert "Sengepost: klar til publisering" not in contributor, "who may not publish is not asked to"
    menus_way = client_of(surgeon(bergen, surgery)).get("/admin/venter/").content.decode()
    assert "Sengepost: klar til publisering" in menus_way
    assert "Ved nettstedene dine" not in menus_way
    assert "Medisin" not in menus_way
    whole = client_of(make_user(roles={bergen.organization: Role.EDITOR})).get("/admin/").content.decode()
    assert "din del av" not in whole


def test_what_a_contributor_has_written_waits_in_the_inbox_until_an_editor_publishes(bergen: Site) -> None:
    client = client_of(make_user(roles={bergen.organization: Role.CONTRIBUTOR}, first_name="Kari"))
    form = client.get(reverse(NEWS + "add")).content.decode()
    assert "Be om publisering" in form
    assert "action-publish" not in form
    client.post(reverse(NEWS + "add"), filled_in(bergen, **{"action-propose": "1"}))
    page = NewsItem.objects.get()
    edit = reverse(NEWS + "edit", args=[page.pk])
    client.post(edit, filled_in(bergen, lead="Fra sør.", **{"action-propose": "1"}))
    item = OpenItem.objects.open().get(kind=OpenItemKind.PROPOSAL)
    assert not page.live
    assert item.role == Role.EDITOR
    editor = client_of(make_user(roles={bergen.organization: Role.EDITOR}))
    inbox = editor.get(reverse("desk_local:inbox")).content.decode()
    assert "Ny inngang: klar til publisering" in inbox
    assert edit in inbox
    assert "Les og publiser" in inbox
    editor.post(edit, filled_in(bergen, **{"action-publish": "1"}))
    assert not OpenItem.objects.open().exists()
    assert list(Event.objects.order_by("sequence").values_list("verb", flat=True)) == ["page.proposed", "page.published"]


# --- letters of what waits ------------------------------------------------------------------------------------------

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=ZoneInfo("Europe/Oslo"))


def asked_to_publish(page: SitePage, site: Site) -> OpenItem:
    """Somebody at the hospital has written the page and asks for it to be published."""
    return propose(page, by=make_user(roles={site.organization: Role.CONTRIBUTOR}), at=MONDAY - timedelta(hours=2))


def morning() -> None:
    """What the worker does in a round."""
    write_due(at=MONDAY)
    send_due(at=MONDAY)


def letters_to(person: User) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [person.email]]


def test_the_editor_of_a_branch_is_told_by_letter_of_what_waits_there_and_of_nothing_else(
    bergen: Site, surgery: Department, ward: Department, medicine: Department
) -> None:
    user, contributor = surgeon(bergen, surgery), surgeon(bergen, surgery, Role.CONTRIBUTOR)
    ours, theirs = asked_to_publish(ward, bergen), asked_to_publish(medicine, bergen)
    morning()
    (letter,) = letters_to(user)
    assert letter.subject == "1 sak venter på deg"
    assert "Sengepost: klar til publisering" in letter.body
    assert "Medisin" not in letter.body
    assert not letters_to(contributor), "who may not publish is not asked to, and an empty letter is never sent"
    client = client_of(user)
    edit = reverse(DEPARTMENT + "edit", args=[ward.pk])
    assert client.get(reverse("desk_mine:item", args=[ours.pk])).headers["Location"] == edit
    assert client.get(reverse("desk_mine:item", args=[theirs.pk])).status_code == 404


def test_codes_that_are_gone_are_asked_of_those_whose_press_answers(bergen: Site, surgery: Department, ward: Department) -> None:
    user, contributor = surgeon(bergen, surgery), surgeon(bergen, surgery, Role.CONTRIBUTOR)
    about = {"model": "department", "page": ward.pk}
    new_item(bergen, kind=OpenItemKind.RETIRED_CODE, detail=about, title="ICD-10 M170 er utgått", opened_at=MONDAY).save()
    morning()
    assert letters_to(user)[0].subject == "1 sak venter på deg"
    assert not letters_to(contributor), "the buttons that answer are not for those who only write"


def test_the_link_in_an_old_letter_still_tells_the_editor_of_a_branch_how_it_went(
    bergen: Site, surgery: Department, ward: Department
) -> None:
    item = asked_to_publish(ward, bergen)
    publish(ward, by=make_user(roles={bergen.organization: Role.EDITOR}), at=MONDAY)
    shown = client_of(surgeon(bergen, surgery)).get(reverse("desk_mine:item", args=[item.pk]))
    assert shown.status_code == 200
    assert "Sengepost: klar til publisering" in shown.content.decode()


def test_one_who_writes_at_the_whole_site_and_publishes_in_a_branch_is_asked_to_publish_there_alone(
    bergen: Site, surgery: Department, ward: Department, medicine: Department
) -> None:
    user = surgeon(bergen, surgery)
    Membership.objects.create(user=user, organization=bergen.organization, role=Role.CONTRIBUTOR)
    for page in (ward, medicine):
        asked_to_publish(page, bergen)
    morning()
    assert letters_to(user)[0].subject == "1 sak venter på deg"
    front = client_of(user).get("/admin/").content.decode()
    assert front.count("Sengepost: klar til publisering</a>") == 1
    assert "Medisin: klar til publisering" not in front


def test_who_edits_the_whole_site_and_a_branch_is_told_once(bergen: Site, surgery: Department, ward: Department) -> None:
    user = surgeon(bergen, surgery)
    Membership.objects.create(user=user, organization=bergen.organization, role=Role.EDITOR)
    asked_to_publish(ward, bergen)
    morning()
    assert letters_to(user)[0].subject == "1 sak venter på deg"
    assert client_of(user).get("/admin/").content.decode().count("Sengepost: klar til publisering</a>") == 1


def test_a_branch_is_not_told_of_more_when_the_role_there_is_over(bergen: Site, surgery: Department, ward: Department) -> None:
    user = surgeon(bergen, surgery, until=MONDAY.date() - timedelta(days=800))
    asked_to_publish(ward, bergen)
    morning()
    assert not letters_to(user)
