"""A case about a dead link leads to where the link is mended, whatever kind of text it stands in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.adoption.tests.factories import Hospital, make_adoption, make_edition, make_hospital, make_topic
from fellesnett.editorial import subjects
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.tests.factories import new_item
from fellesnett.national.locking import national_office
from fellesnett.national.tests.factories import national_editor
from fellesnett.organizations.models import Place, Role
from fellesnett.pages.models import Department
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


def leads_to(person: Any, item: OpenItem) -> str:
    item.save()
    client = Client()
    client.force_login(person)
    address = client.get(f"/admin/sak/{item.pk}/").headers["Location"]
    assert client.get(address).status_code == 200
    return address


def dead(hospital: Hospital, subject: str, **detail: Any) -> OpenItem:
    return new_item(hospital.site, kind=OpenItemKind.DEAD_LINK, role=Role.EDITOR, subject=subject, detail=detail)


def test_a_page_of_the_sites_own(bergen: Hospital) -> None:
    page = make_page(bergen.site, Department, slug="ortopedi")
    item = dead(bergen, subjects.page("department", page.pk), model="department", page=page.pk, urls=[])
    assert leads_to(bergen.editor, item) == reverse("wagtailsnippets_pages_department:edit", args=[page.pk])


def test_a_place(bergen: Hospital) -> None:
    place = Place.objects.create(organization=bergen.site.organization, slug="hovedbygget", name={"nb": "Hovedbygget"})
    item = dead(bergen, subjects.place(place.pk), place=place.pk)
    assert leads_to(bergen.editor, item) == reverse("desk_local:place", args=["bergen", place.pk])


def test_local_text_and_what_was_raised_from_it(bergen: Hospital) -> None:
    topic = make_topic("kneprotese")
    make_edition(topic)
    own = make_adoption(bergen.site, topic, by=bergen.editor)
    text = reverse("desk_local:text", args=["bergen", "kneprotese", "nb"])
    assert leads_to(bergen.editor, dead(bergen, subjects.adoption(own.pk), written_in="nb")) == text
    raised = dead(bergen, subjects.adoption(own.pk), escalated_from=1)
    raised.key = "escalated:1:site_owner"
    assert leads_to(bergen.editor, raised) == reverse("desk_local:topic", args=["bergen", "kneprotese"])


def test_a_national_text(bergen: Hospital) -> None:
    editor = national_editor()
    make_edition(make_topic("kneprotese"))
    item = dead(bergen, subjects.text("kneprotese", "nb"), topic="kneprotese", language="nb")
    item.site, item.organization, item.role = None, national_office(), Role.NATIONAL_EDITOR
    assert leads_to(editor, item) == reverse("desk_national:topic", args=["kneprotese"])
