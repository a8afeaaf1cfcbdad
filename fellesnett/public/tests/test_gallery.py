"""The component gallery: for everybody with a place in the desk, and for nobody else."""

from __future__ import annotations

import html5lib
import pytest
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.organizations.models import Membership, Role
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.public import hosts, themes

pytestmark = pytest.mark.django_db


def visit(user: User | None, query: str = "") -> tuple[int, str]:
    client = Client(headers={"host": "localhost"})
    if user:
        client.force_login(user)
    answer = client.get(f"/admin/galleri/{query}")
    return answer.status_code, answer.content.decode()


def test_an_editor_sees_every_component_in_the_colours_of_her_hospital() -> None:
    site, editor = make_site("voss", name="Voss sjukehus", brand_color="#ffcc00"), make_user("voss@example.no")
    Membership.objects.create(user=editor, organization=site.organization, role=Role.EDITOR)
    hosts.forget()
    status, html = visit(editor, "?nettsted=voss")
    assert status == 200
    html5lib.HTMLParser(strict=True).parse(html)
    assert themes.address(site) in html
    assert '<option value="voss" selected>Voss sjukehus</option>' in html
    assert "{% include &quot;components/care_card.html&quot; with care=care only %}" in html
    assert Client(headers={"host": "localhost"}).get(themes.address(site)).content.startswith(b":root{--site-brand:#ffcc00")


def test_nobody_else_does() -> None:
    assert visit(None)[0] == 302
    stranger = make_user("fremmed@example.no")
    assert visit(stranger)[0] in {302, 403, 404}
