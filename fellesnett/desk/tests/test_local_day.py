"""One national sentence about fasting, and the morning after at four hospitals."""

from __future__ import annotations

import pytest

from fellesnett.adoption.models import Approval, Decision
from fellesnett.adoption.tests.factories import make_hospital, make_topic
from fellesnett.desk.tests.wards import (
    SIX_HOURS_CLEAR,
    approve_candidate,
    approve_on_screen,
    as_,
    clock,
    live_html,
    make_adoption,
    make_edition,
    open_update,
    page,
    released,
    said,
    text_of,
    update_page,
    write,
)
from fellesnett.editorial.models import OpenItem
from fellesnett.national.models import Topic

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def knee() -> Topic:
    topic = make_topic("kneprotese")
    make_edition(topic)
    return topic


def test_a_site_with_no_change_reads_the_change_in_the_inbox_and_approves_in_one_batch(knee: Topic) -> None:
    stavanger = make_hospital("stavanger")
    adoption = make_adoption(stavanger.site, knee, by=stavanger.editor)
    released(knee, faste=SIX_HOURS_CLEAR)
    client = as_(stavanger.editor)

    inbox = client.get("/admin/venter/")

    assert "Kan godkjennes rett fram" in said(inbox)
    assert "Klare væsker er tillatt." in said(inbox)
    done = client.post("/admin/venter/godkjenn/", {"update": [open_update(adoption).pk]})
    assert "1 av 1 er godkjent og publisert." in said(done)
    assert "Klare væsker" in live_html(text_of(adoption))
    assert "Ingenting venter på deg nå" in said(client.get("/admin/venter/"))


def test_a_site_with_a_supplement_says_that_it_is_still_right_with_one_press_and_approves(knee: Topic) -> None:
    forde = make_hospital("forde")
    adoption = make_adoption(forde.site, knee, approved=False)
    write(forde, adoption, "supplement", "faste", "<p>Drikkevann finnes i gangen.</p>")
    approve_candidate(text_of(adoption), by=forde.editor)
    released(knee, faste=SIX_HOURS_CLEAR)
    client, update = as_(forde.editor), open_update(adoption)

    screen = client.get(update_page(forde, update))
    assert "Stemmer teksten deres fortsatt?" in said(screen)
    assert 'name="hash"' not in screen.content.decode(), "ingenting å godkjenne før spørsmålet er besvart"
    client.post(f"{update_page(forde, update)}velg/", {"operation": "o1", "choice": "confirm"})
    approve_on_screen(client, update_page(forde, update), page(forde, knee))

    assert "Klare væsker" in live_html(text_of(adoption))
    assert "Drikkevann finnes i gangen." in live_html(text_of(adoption))


def test_a_site_with_an_override_sees_the_conflict_decides_and_approves(knee: Topic) -> None:
    bergen = make_hospital("bergen")
    adoption = make_adoption(bergen.site, knee, approved=False)
    write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer før operasjonen.</p>")
    approve_candidate(text_of(adoption), by=bergen.clinician)
    released(knee, faste=SIX_HOURS_CLEAR)
    client, update = as_(bergen.clinician), open_update(adoption)

    screen = said(client.get(update_page(bergen, update)))
    for part in (
        "Nasjonal tekst før",
        "Nasjonal tekst nå",
        "Vår tekst",
        "Forslag",
        "Ta den nasjonale teksten",
        "Behold vår",
        "Skriv selv",
    ):
        assert part in screen
    assert "endringen rører «6»" in screen or "«timer»" in screen, "hvorfor maskinen ikke foreslår noe"
    refused = client.post(f"{update_page(bergen, update)}velg/", {"operation": "o1", "choice": "keep_ours", "reason": ""})
    assert refused.status_code == 422
    assert "Skriv hvorfor deres tekst fortsatt skal stå." in said(refused)
    assert not Decision.objects.exists()

    kept = {"operation": "o1", "choice": "keep_ours", "reason": "Vi opererer klokka sju."}
    client.post(f"{update_page(bergen, update)}velg/", kept)
    answer = approve_on_screen(client, update_page(bergen, update), page(bergen, knee))

    assert "er godkjent og publisert" in said(answer)
    assert "8 timer" in live_html(text_of(adoption))
    assert text_of(adoption).edition.number == 2
    assert Approval.objects.latest("pk").approved_by == bergen.clinician
    assert Decision.objects.get().reason == "Vi opererer klokka sju."


def test_the_nynorsk_site_is_told_that_its_language_is_behind(knee: Topic) -> None:
    make_edition(knee, language="nn", follows=knee.editions.get(language="nb"))
    fonna = make_hospital("fonna", language="nn")
    make_adoption(fonna.site, knee, by=fonna.editor)
    released(knee, faste=SIX_HOURS_CLEAR)

    inbox = said(as_(fonna.editor).get("/admin/venter/"))

    assert "teksten på nynorsk heng etter bokmål" in inbox
    assert "Sjå teksten" in inbox, "the desk of a nynorsk hospital speaks nynorsk"


def test_a_ward_nurse_writes_a_draft_and_the_editor_publishes_it(knee: Topic) -> None:
    from fellesnett.organizations.models import Role
    from fellesnett.organizations.tests.factories import make_user

    bergen = make_hospital("bergen")
    nurse = make_user(roles={bergen.organization: Role.CONTRIBUTOR})
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    workbench = page(bergen, knee)

    saved = as_(nurse).post(f"{workbench}ny/?op=fill&target=telefon", {"value": "55 97 50 00"}, follow=True)

    assert "Lagret som utkast" in said(saved)
    assert "må godkjenne siden. Utkastene dine er lagret." in said(saved)
    assert as_(nurse).post(f"{workbench}godkjenn/", {}).status_code == 404
    assert "55 97" not in live_html(text_of(adoption))
    approve_on_screen(as_(bergen.editor), workbench, workbench)
    assert "55 97 50 00" in live_html(text_of(adoption))


def test_the_way_from_the_front_page_to_the_decision_is_two_links(knee: Topic) -> None:
    bergen = make_hospital("bergen")
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    released(knee, faste=SIX_HOURS_CLEAR)
    client = as_(bergen.editor)

    front = client.get("/admin/")

    assert update_page(bergen, open_update(adoption)) in front.content.decode()
    assert OpenItem.objects.for_site(bergen.site).open().count() == 1
    clean = client.get(update_page(bergen, open_update(adoption)))
    assert "Godkjenn og publiser" in said(clean)
    assert "Klar til publisering" in said(clean)
