"""A letter from the hospital, and an inquiry years later: addresses that never stop working."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from fellesnett.adoption.models import Adoption, Snapshot
from fellesnett.adoption.tests.factories import MORNING
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.public.tests.factories import approve, make_bergen, make_knee, operate, show
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"


@pytest.fixture
def bergen() -> Site:
    return make_bergen()


def live_hash(adoption: Adoption) -> str:
    return adoption.texts.get(language="nb").showings.get(place=None, live_to=None).snapshot.hash


def test_the_short_address_in_the_letter_leads_to_the_page(bergen: Site, visit: Callable[..., Visit]) -> None:
    code = show(bergen, make_knee()).short_code
    letter = visit(f"/b/{code}")
    assert (letter.status, letter.location) == (302, KNEE)
    assert visit(f"/b/{code.upper()}/").location == KNEE
    elsewhere = visit(f"/b/{code}", host="www.localhost:8000")
    assert elsewhere.location == f"http://bergen.localhost:8000{KNEE}"


def test_an_exact_version_shows_what_patients_saw_who_approved_it_and_when(bergen: Site, visit: Callable[..., Visit]) -> None:
    adoption = show(bergen, make_knee())
    first = live_hash(adoption)
    operate(adoption, "supplement", "kurs", target="before", position="end", html="<p>Kom på førkurs.</p>")
    approve(adoption, at=MORNING + timedelta(days=3))
    old = visit(f"/v/{first.removeprefix('sha256:')}/")
    assert old.status == 200
    assert old.one("main").get("data-snapshot") == first
    assert "førkurs" not in old.text
    assert "Vist fra 24. november 2026 kl. 09.00 til 27. november 2026 kl. 09.00. Godkjent: Kari Berg" in old.text
    assert old.links()["Les siden slik den er nå"] == KNEE
    assert old.all("meta", name="robots")
    now = visit(f"/v/{live_hash(adoption)}/")
    assert "og vises fortsatt" in now.text
    assert words(now.block("kurs.1")) == "Kom på førkurs."


def test_the_hash_may_be_written_with_and_without_its_name(bergen: Site, visit: Callable[..., Visit]) -> None:
    digest = live_hash(show(bergen, make_knee()))
    assert visit(f"/v/{digest}/").status == 200
    assert visit(f"/v/{digest.removeprefix('sha256:')}/").status == 200
    assert visit(f"/v/{digest[:-1]}/").status == 404


def test_a_version_is_found_only_at_the_hospital_that_showed_it(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_site("stavanger")
    digest = live_hash(show(bergen, make_knee()))
    assert visit(f"/v/{digest}/", host="stavanger.localhost").status == 404


def test_a_page_that_nobody_approved_has_no_address(bergen: Site, visit: Callable[..., Visit]) -> None:
    adopted = show(bergen, make_knee()).texts.get()
    live = adopted.showings.get().snapshot
    unseen = "sha256:" + "a" * 64
    Snapshot.objects.create(text=adopted, hash=unseen, edition=live.edition, recipe=live.recipe, composed_at=MORNING)
    assert visit(f"/v/{unseen}/").status == 404
