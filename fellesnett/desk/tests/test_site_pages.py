"""An editor writes a page of the hospital's own, previews and publishes it; and every door is shut for the hospital next door."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.accounts.models import User
from fellesnett.adoption.tests.factories import MORNING
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user
from fellesnett.pages.models import NewsItem, SitePage, SiteProfile, page_models
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db

NEWS = "wagtailsnippets_pages_newsitem:"


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def annensted() -> Site:
    return make_site("annensted")


def client_at(site: Site, role: str = Role.EDITOR) -> Client:
    client = Client()
    client.force_login(make_user(roles={site.organization: role}))
    return client


def body(text: str) -> dict[str, str]:
    """A body with one block of text, as the browser sends it."""
    content = {"blocks": [{"key": "a1", "text": text, "type": "unstyled"}], "entityMap": {}}
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "7b3f3c2e-52b7-4b7c-9e5a-0d5f6a1c2b3d",
        "body-0-value": json.dumps(content),
    }


def filled_in(site: Site, **changes: Any) -> dict[str, Any]:
    words = {"title": "Ny inngang", "lead": "Gå inn fra sørsiden.", "unit": "Drift", "slug": "ny-inngang", "language": "nb"}
    return {"site": site.pk, **words, **body("Følg skiltene."), "go_live_at": "", "expire_at": "", **changes}


def test_an_editor_writes_previews_and_publishes(bergen: Site) -> None:
    client = client_at(bergen)
    assert client.get(reverse(NEWS + "add")).status_code == 200
    client.post(reverse(NEWS + "add"), filled_in(bergen))
    page = NewsItem.objects.get()
    assert not page.live
    preview = reverse(NEWS + "preview_on_edit", args=[page.pk])
    assert client.post(preview, filled_in(bergen, title="Hovedinngangen er flyttet")).json()["is_valid"]
    shown = client.get(preview)
    assert "Hovedinngangen er flyttet" in shown.content.decode()
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    client.post(reverse(NEWS + "edit", args=[page.pk]), filled_in(bergen, **{"action-publish": "1"}))
    page.refresh_from_db()
    assert page.live
    assert Client().get(page.address, headers={"host": "bergen.localhost"}).status_code == 200
    assert Event.objects.get().verb == "page.published"
    client.post(reverse(NEWS + "unpublish", args=[page.pk]))
    assert not NewsItem.objects.live().exists()
    assert verbs()[-1] == "page.unpublished"


def verbs() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("verb", flat=True))


def test_whoever_deletes_a_page_that_is_read_takes_it_down_and_the_record_tells(bergen: Site) -> None:
    page = make_page(bergen, live_at=MORNING)
    client_at(bergen).post(reverse(NEWS + "delete", args=[page.pk]))
    assert not NewsItem.objects.exists()
    assert verbs() == ["page.published", "page.unpublished", "page.deleted"]


def test_a_contributor_drafts_and_cannot_publish(bergen: Site) -> None:
    client = client_at(bergen, Role.CONTRIBUTOR)
    client.post(reverse(NEWS + "add"), filled_in(bergen))
    page = NewsItem.objects.get()
    client.post(reverse(NEWS + "edit", args=[page.pk]), filled_in(bergen, **{"action-publish": "1"}))
    assert not NewsItem.objects.live().exists()
    assert client.post(reverse(NEWS + "unpublish", args=[page.pk])).status_code == 404


def test_an_editor_here_and_a_contributor_there_publishes_only_here(bergen: Site, annensted: Site) -> None:
    client = Client()
    client.force_login(make_user(roles={bergen.organization: Role.EDITOR, annensted.organization: Role.CONTRIBUTOR}))
    client.post(reverse(NEWS + "add"), filled_in(annensted, **{"action-publish": "1"}))
    theirs = make_page(annensted, slug="deres")
    client.post(reverse(NEWS + "edit", args=[theirs.pk]), filled_in(annensted, slug="deres", **{"action-publish": "1"}))
    assert not NewsItem.objects.live().exists()


def test_nothing_is_made_for_another_hospital(bergen: Site, annensted: Site) -> None:
    answer = client_at(bergen).post(reverse(NEWS + "add"), filled_in(annensted))
    assert answer.status_code == 200
    assert not NewsItem.objects.exists()


def test_the_list_shows_ones_own_pages(bergen: Site, annensted: Site) -> None:
    make_page(bergen, title="Vår nyhet")
    make_page(annensted, title="Deres nyhet")
    listed = client_at(bergen).get(reverse(NEWS + "list")).content.decode()
    assert "Vår nyhet" in listed
    assert "Deres nyhet" not in listed


@pytest.mark.parametrize("kind", ["newsitem", "siteprofile"])
def test_every_way_from_a_list_leads_somewhere(bergen: Site, annensted: Site, kind: str) -> None:
    client = Client()
    client.force_login(make_user(roles={bergen.organization: Role.EDITOR, annensted.organization: Role.AUDITOR}))
    for site in (bergen, annensted):
        make_page(site)
        SiteProfile.objects.get_or_create(site=site)

    listed = client.get(reverse(f"wagtailsnippets_pages_{kind}:list")).content.decode()

    ways = set(re.findall(r'="(/admin/(?:sider|bulk)/[^"?#]+)', listed))
    assert len(ways) > 1
    assert [way for way in sorted(ways) if client.get(way).status_code not in (200, 302)] == []
    assert 'type="checkbox"' not in listed, "nothing can be done with several at once"


@pytest.mark.parametrize("model", page_models(), ids=lambda model: model.__name__)
def test_every_address_of_a_page_is_shut_for_the_hospital_next_door(bergen: Site, annensted: Site, model: type[SitePage]) -> None:
    """Every role is held by one person there: what opens for none of the roles opens for none of those who hold one."""
    page = _any_page(bergen, model)
    next_door = make_user(roles={annensted.organization: Role.values})
    national = make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})
    for stranger in (next_door, national):
        assert set(_answers(stranger, page).values()) == {(404, 404)}
    own = client_at(bergen).get(reverse(f"wagtailsnippets_pages_{model._meta.model_name}:edit", args=[page.pk]))
    assert own.status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_no_role_alone_opens_a_page_of_the_hospital_next_door(bergen: Site, annensted: Site, role: str) -> None:
    """A role may also take something away: each is tried without the others."""
    answers = _answers(make_user(roles={annensted.organization: role}), make_page(bergen))
    assert set(answers.values()) == {(404, 404)}, answers


def _answers(person: User, page: SitePage) -> dict[str, tuple[int, int]]:
    """What every address of a page answers when somebody asks and sends."""
    client = Client()
    client.force_login(person)
    namespace, revision = f"wagtailsnippets_pages_{page._meta.model_name}:", page.save_revision(clean=False)
    of_page = ("edit", "delete", "history", "history_results", "unpublish", "lock", "unlock", "preview_on_edit")
    of_revision = ("revisions_view", "revisions_revert", "revisions_unschedule")
    addresses = [
        *(reverse(namespace + name, args=[page.pk]) for name in of_page),
        *(reverse(namespace + name, args=[page.pk, revision.pk]) for name in of_revision),
        reverse(namespace + "revisions_compare", args=[page.pk, "earliest", "latest"]),
    ]
    return {address: (client.get(address).status_code, client.post(address).status_code) for address in addresses}


def _any_page(site: Site, model: type[SitePage]) -> Any:
    """A draft of any kind, as unfinished as drafts may be."""
    page = model(site=site, language=site.language, slug="en-side", title="En side", lead="Kort sagt.", unit="Drift", live=False)
    page.save()
    return page


def test_the_unit_one_last_wrote_for_is_proposed(bergen: Site, annensted: Site) -> None:
    client = client_at(bergen)
    assert 'value="Kommunikasjonsavdelingen"' in client.get(reverse(NEWS + "add")).content.decode()
    client.post(reverse(NEWS + "add"), filled_in(bergen, unit="Ortopedisk avdeling"))
    assert 'value="Ortopedisk avdeling"' in client.get(reverse(NEWS + "add")).content.decode()
    colleague = client_at(bergen).get(reverse(NEWS + "add")).content.decode()
    assert 'value="Ortopedisk avdeling"' not in colleague, "what I wrote for is mine"


def test_those_who_publish_see_the_buttons_and_others_do_not(bergen: Site, now: datetime) -> None:
    page = make_page(bergen, live_at=now)
    new, edit = reverse(NEWS + "add"), reverse(NEWS + "edit", args=[page.pk])
    for role, sees in ((Role.SITE_OWNER, True), (Role.EDITOR, True), (Role.CONTRIBUTOR, False)):
        client = client_at(bergen, role)
        shown = client.get(edit).content.decode()
        assert ('name="action-publish"' in shown) is sees, role
        assert (reverse(NEWS + "unpublish", args=[page.pk]) in shown) is sees, role
        assert ('name="action-publish"' in client.get(new).content.decode()) is sees, role
