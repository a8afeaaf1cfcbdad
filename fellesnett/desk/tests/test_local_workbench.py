"""The workbench: the page as it will be, and the small forms that add, replace, leave out and fill in."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from fellesnett.adoption.actions import create_variant
from fellesnett.adoption.models import LocalOperation, OperationState
from fellesnett.adoption.tests.factories import Hospital, make_hospital, make_topic
from fellesnett.desk.tests.wards import (
    FASTING,
    MORNING,
    NEXT_DAY,
    approve_candidate,
    approve_on_screen,
    as_,
    clock,
    hidden,
    live_html,
    make_adoption,
    make_edition,
    page,
    rich,
    said,
    slot,
    text,
    text_of,
    write,
)
from fellesnett.editorial.models import Event
from fellesnett.national.models import Topic
from fellesnett.organizations.models import OrganizationKind, Role
from fellesnett.organizations.tests.factories import make_organization, make_place, make_user

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen", other_languages=["nn"])


@pytest.fixture
def knee(bergen: Hospital) -> Topic:
    topic = make_topic("kneprotese")
    make_edition(topic)
    return topic


def why(bergen: Hospital, **more: Any) -> dict[str, Any]:
    """What an override or omission must say."""
    told = {"reason_code": "local_practice", "reason_text": "Egen rutine.", "clinical_owner": bergen.clinician.pk}
    return {**told, "valid_until": "2027-05-01", **more}


def acts(client: Any, address: str) -> dict[str, list[str]]:
    """What the screen offers, by what it is about."""
    found: dict[str, list[str]] = {}
    for op, target, position in re.findall(
        r"\?op=(\w+)&amp;target=(\w+)(?:&amp;position=(\w+))?", client.get(address).content.decode()
    ):
        found.setdefault(target, []).append(f"{op} {position}".strip())
    return found


# --- what is offered ------------------------------------------------------------------------------------------------


def test_only_what_the_policy_lets_through_is_offered_and_the_rest_is_explained(bergen: Hospital) -> None:
    topic = make_topic("kneprotese")
    guarded = [
        text("apen", "<p>Åpen.</p>"),
        text("laast", "<p>Låst.</p>", policy="locked"),
        text("tillegg", "<p>T.</p>", policy="supplement_only"),
    ]
    make_edition(topic, {"before": [*guarded, slot("telefon")], "after": [text("hjem", "<p>Hjem.</p>")]})
    make_adoption(bergen.site, topic, by=bergen.editor)
    client = as_(bergen.editor)

    offered = acts(client, page(bergen, topic))

    assert offered["apen"] == ["supplement after", "supplement before", "override", "omit"]
    assert offered["tillegg"] == ["supplement after", "supplement before"]
    assert "laast" not in offered
    assert offered["telefon"][0] == "fill"
    assert offered["before"] == ["supplement end"]
    assert offered["after"] == ["supplement end", "override", "omit"]
    words = said(client.get(page(bergen, topic)))
    assert "Låst nasjonalt: teksten er lik for alle." in words
    assert "Teksten kan ikke erstattes eller utelates: den må stå hos alle." in words
    assert "Det kan ikke erstattes eller utelates som helhet." in words


def test_a_reader_is_offered_nothing(bergen: Hospital, knee: Topic) -> None:
    make_adoption(bergen.site, knee, by=bergen.editor)
    auditor = as_(make_user(roles={bergen.organization: Role.AUDITOR}))
    assert acts(auditor, page(bergen, knee)) == {}
    assert auditor.get(f"{page(bergen, knee)}ny/?op=fill&target=telefon").status_code == 404
    assert auditor.post(f"{page(bergen, knee)}til-nasjonal/").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "op=delete&target=faste", "op=override", "op=retitle&target=faste", "op=omit&target=finnes-ikke"]
)
def test_a_form_for_nothing_is_not_found(bergen: Hospital, knee: Topic, query: str) -> None:
    make_adoption(bergen.site, knee, by=bergen.editor)
    assert as_(bergen.editor).get(f"{page(bergen, knee)}ny/?{query}").status_code == 404


# --- writing --------------------------------------------------------------------------------------------------------


def test_a_supplement_is_written_shown_as_a_draft_and_published(bergen: Hospital, knee: Topic) -> None:
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    client, workbench = as_(bergen.editor), page(bergen, knee)

    saved = client.post(
        f"{workbench}ny/?op=supplement&target=faste&position=after",
        {"content": rich("Drikk gjerne saft."), "position": "after", "valid_until": "2027-10-01"}, follow=True,
    )  # fmt: skip

    assert "Vår tekst · tillegg utkast" in said(saved)
    assert "Klar til publisering" in said(saved)
    assert "saft" not in live_html(text_of(adoption))
    approve_on_screen(client, workbench, workbench)
    assert "<p>Drikk gjerne saft.</p>" in live_html(text_of(adoption))


def test_an_override_starts_from_the_national_text_and_needs_a_clinicians_yes(bergen: Hospital, knee: Topic) -> None:
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    editor, workbench = as_(bergen.editor), page(bergen, knee)
    address = f"{workbench}ny/?op=override&target=faste"

    assert "6 timer" in editor.get(address).content.decode()
    editor.post(address, why(bergen, content=rich("Faste i 8 timer."), base_hash=hidden(editor.get(address), "base_hash")[0]))

    stopped = editor.get(workbench)
    assert "Teksten avviker faglig fra den nasjonale og må godkjennes av en kliniker her." in said(stopped)
    assert hidden(stopped, "hash") == []
    doctor = as_(bergen.clinician)
    row = LocalOperation.objects.get()
    assert "Faglig godkjent." in said(doctor.post(f"{workbench}godkjenn-faglig/{row.pk}/", follow=True))
    approve_on_screen(editor, workbench, workbench)
    assert "8 timer" in live_html(text_of(adoption))
    assert "6 timer" not in live_html(text_of(adoption))


def test_an_editor_cannot_sign_as_a_clinician(bergen: Hospital, knee: Topic) -> None:
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    row = write(bergen, adoption, "omit", "faste")
    refused = as_(bergen.editor).post(f"{page(bergen, knee)}godkjenn-faglig/{row.pk}/", follow=True)
    assert "Bare en kliniker her kan gi den faglige godkjenningen." in said(refused)


def test_what_is_missing_is_said_at_the_field_and_nothing_typed_is_lost(bergen: Hospital, knee: Topic) -> None:
    make_adoption(bergen.site, knee, by=bergen.editor)
    refused = as_(bergen.editor).post(
        f"{page(bergen, knee)}ny/?op=override&target=faste",
        {"content": rich("Min lange tekst."), "reason_text": "Fordi det er slik."},
    )
    assert refused.status_code == 422
    words = said(refused)
    for missing in ("Velg en årsak.", "Velg hvem som har det faglige ansvaret for avviket.", "Velg en dato."):
        assert missing in words
    assert "Min lange tekst." in refused.content.decode()
    assert "Fordi det er slik." in refused.content.decode()
    assert not LocalOperation.objects.exists()


@pytest.mark.parametrize(
    ("op", "data", "words"),
    [
        ("supplement&target=faste&position=after", {"content": rich("")}, "Teksten er tom."),
        (
            "supplement&target=faste&position=after",
            {"content": rich("Hei."), "valid_until": "2029-01-01"},
            "i høyst tolv måneder",
        ),
        ("supplement&target=faste&position=after", {"content": rich("Hei."), "position": "midt"}, "Velg et gyldig valg"),
        ("fill&target=telefon", {"value": ""}, "Skriv det som skal stå i feltet."),
        ("retitle", {"title": ""}, "Skriv en tittel."),
        ("fill&target=faste", {"value": "55"}, "Dette er ikke et felt som kan fylles ut."),
        (
            "supplement&target=faste&position=after",
            {"content": "<p>" + "a" * 1_000_001 + "</p>"},
            "Teksten er for lang. Del den opp.",
        ),
    ],
)
def test_each_refusal_is_in_words(bergen: Hospital, knee: Topic, op: str, data: dict[str, str], words: str) -> None:
    make_adoption(bergen.site, knee, by=bergen.editor)
    defaults = {"position": "after", "valid_until": "2027-05-01"}
    refused = as_(bergen.editor).post(f"{page(bergen, knee)}ny/?op={op}", {**defaults, **data})
    assert refused.status_code == 422
    assert words in said(refused)
    assert not LocalOperation.objects.exists()


def test_a_double_click_writes_once_also_when_it_writes_anew(bergen: Hospital, knee: Topic) -> None:
    make_adoption(bergen.site, knee, by=bergen.editor)
    editor, new = as_(bergen.editor), f"{page(bergen, knee)}ny/?op=supplement&target=faste&position=after"
    form = {"position": "after", "valid_until": "2027-05-01", "content": rich("Ta med tøfler.")}
    assert [editor.post(new, form).status_code for _click in range(2)] == [302, 302]
    first = LocalOperation.objects.get()
    edit, form["content"] = f"{page(bergen, knee)}endre/{first.pk}/", rich("Ta med tøfler og morgenkåpe.")
    assert [editor.post(edit, form).status_code for _click in range(2)] == [302, 302]
    assert LocalOperation.objects.count() == 2
    form["content"] = rich("Ta med tøfler.")
    assert editor.post(new, form).status_code == 302
    assert LocalOperation.objects.count() == 3, "the first is replaced, and may be written again"


def test_a_text_that_is_too_long_stands_in_the_form_to_be_made_shorter(
    bergen: Hospital, knee: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_adoption(bergen.site, knee, by=bergen.editor)
    monkeypatch.setattr("fellesnett.composition.richtext.LIMIT", 2_000)
    form = {"position": "after", "valid_until": "2027-05-01", "content": rich("Langt og lenger enn langt. " * 100)}
    refused = as_(bergen.editor).post(f"{page(bergen, knee)}ny/?op=supplement&target=faste&position=after", form)
    assert "Teksten er for lang. Del den opp." in said(refused)
    assert refused.content.decode().count("Langt og lenger enn langt.") >= 100


def test_a_locked_text_is_refused_also_for_those_who_know_the_address(bergen: Hospital) -> None:
    topic = make_topic("kneprotese")
    make_edition(topic, {"before": [text("laast", "<p>Ring 113.</p>", policy="locked")]})
    make_adoption(bergen.site, topic, by=bergen.editor)
    refused = as_(bergen.editor).post(
        f"{page(bergen, topic)}ny/?op=override&target=laast", why(bergen, content=rich("Ring oss."))
    )
    assert "Denne teksten er låst nasjonalt." in said(refused)
    assert not LocalOperation.objects.exists()


def test_a_text_that_changed_while_one_wrote_is_refused_once_with_the_words_kept(bergen: Hospital, knee: Topic) -> None:
    make_adoption(bergen.site, knee, by=bergen.editor)
    client, address = as_(bergen.editor), f"{page(bergen, knee)}ny/?op=override&target=faste"
    old = "sha256:" + "0" * 64
    refused = client.post(address, why(bergen, content=rich("Mine ord."), base_hash=old))
    assert "Teksten er endret etter at du begynte å skrive." in said(refused)
    assert "Mine ord." in refused.content.decode()
    seen = hidden(refused, "base_hash")[0]
    assert seen != old
    client.post(address, why(bergen, content=rich("Mine ord."), base_hash=seen))
    assert LocalOperation.objects.get().content == [{"type": "text", "html": "<p>Mine ord.</p>"}]


def test_script_in_local_text_never_reaches_a_page(bergen: Hospital, knee: Topic) -> None:
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    client, workbench = as_(bergen.editor), page(bergen, knee)
    evil = '<p>Hei <a href="javascript:alert(1)">her</a></p><script>alert(2)</script><img src=x onerror=alert(3)>'
    sent = {"content": evil, "position": "after", "valid_until": "2027-05-01"}
    answer = client.post(f"{workbench}ny/?op=supplement&target=faste&position=after", sent, follow=True)
    client.post(f"{workbench}ny/?op=retitle", {"title": "<script>alert(4)</script>"})
    client.post(f"{workbench}ny/?op=fill&target=telefon", {"value": "<script>alert(5)</script>"})
    shown = answer.content.decode() + client.get(workbench).content.decode()
    for sign in ("javascript:alert", "alert(2)</script>", "onerror=alert", "<script>alert(4)", "<script>alert(5)"):
        assert sign not in shown
    approve_on_screen(client, workbench, workbench)
    assert "<script" not in live_html(text_of(adoption))


def test_a_reason_with_markup_is_words(bergen: Hospital, knee: Topic) -> None:
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    write(bergen, adoption, "override", "faste", "<p>Vår.</p>", reason_text="<script>alert(1)</script>")
    write(bergen, adoption, "omit", "hjem", reason_text="<script>alert(2)</script>")
    html = as_(bergen.editor).get(page(bergen, knee)).content.decode()
    assert "<script>alert(" not in html
    assert html.count("&lt;script&gt;alert(") == 2


def test_a_wording_is_written_anew_and_the_old_one_is_kept(bergen: Hospital, knee: Topic) -> None:
    adoption = make_adoption(bergen.site, knee, approved=False)
    row = write(bergen, adoption, "fill", "telefon", value="55 97 50 00")
    approve_candidate(text_of(adoption), by=bergen.editor)
    client, workbench = as_(bergen.editor), page(bergen, knee)

    form = client.get(f"{workbench}endre/{row.pk}/")
    assert 'value="55 97 50 00"' in form.content.decode()
    client.post(f"{workbench}endre/{row.pk}/", {"value": "55 97 99 99"})
    approve_on_screen(client, workbench, workbench)

    assert "55 97 99 99" in live_html(text_of(adoption))
    assert LocalOperation.objects.get(pk=row.pk).state == OperationState.REPLACED


def test_the_default_validity_is_twelve_months(bergen: Hospital, knee: Topic) -> None:
    make_adoption(bergen.site, knee, by=bergen.editor)
    form = as_(bergen.editor).get(f"{page(bergen, knee)}ny/?op=omit&target=faste").content.decode()
    assert f'value="{date(2027, 11, 25)}"' in form


# --- who speaks -----------------------------------------------------------------------------------------------------


def test_a_text_for_one_place_stands_on_that_places_page_alone(bergen: Hospital, knee: Topic) -> None:
    voss = make_place(bergen.organization, "voss", name="Voss")
    make_adoption(bergen.site, knee, by=bergen.editor, places=[voss])
    client, workbench = as_(bergen.editor), page(bergen, knee)

    form = client.get(f"{workbench}ny/?op=fill&target=telefon&sted=voss")
    assert re.search(r'value="place:voss"[^>]*checked', form.content.decode())
    client.post(f"{workbench}ny/?op=fill&target=telefon&sted=voss", {"value": "56 53 35 00", "speaker": "place:voss"})

    assert "56 53 35 00" in said(client.get(f"{workbench}?sted=voss"))
    assert "56 53 35 00" not in said(client.get(workbench))
    assert client.get(f"{workbench}?sted=haukeland").status_code == 404
    ready = client.get(workbench)
    assert "Gjelder alle 2 sidene" in said(ready)
    assert len(hidden(ready, "hash")) == 2
    assert "er godkjent og publisert" in said(approve_on_screen(client, workbench, workbench))


def test_the_group_is_a_choice_for_those_who_speak_for_it_alone(bergen: Hospital, knee: Topic) -> None:
    stavanger = make_hospital("stavanger")
    variant = create_variant(topic=knee, name="Vest", organization=bergen.organization, by=bergen.editor, at=MORNING)
    for hospital in (bergen, stavanger):
        make_adoption(hospital.site, knee, by=hospital.editor, variant=variant)
    query = "ny/?op=supplement&target=faste&position=after"

    mine = as_(bergen.editor)
    assert "Alle som bruker varianten «Vest»" in said(mine.get(f"{page(bergen, knee)}{query}"))
    assert "varianten" not in said(as_(stavanger.editor).get(f"{page(stavanger, knee)}{query}"))
    sent = {"content": rich("Felles for oss."), "position": "after", "valid_until": "2027-05-01", "speaker": "group"}
    mine.post(f"{page(bergen, knee)}{query}", sent)
    assert LocalOperation.objects.get().layer == "group"
    waiting = as_(stavanger.editor).get(page(stavanger, knee))
    assert "Den godkjennes av Bergen HF." in said(waiting)
    refused = as_(stavanger.editor).post(f"{page(stavanger, knee)}{query}", {**sent, "speaker": "group"})
    assert LocalOperation.objects.filter(layer="group").count() == 1
    assert refused.status_code == 302, "valget finnes ikke der; teksten blir nettstedets egen"


def test_the_groups_text_is_approved_once_for_all_its_hospitals(bergen: Hospital, knee: Topic) -> None:
    stavanger = make_hospital("stavanger")
    variant = create_variant(topic=knee, name="Vest", organization=bergen.organization, by=bergen.editor, at=MORNING)
    theirs = make_adoption(stavanger.site, knee, by=stavanger.editor, variant=variant)
    make_adoption(bergen.site, knee, by=bergen.editor, variant=variant)
    sent = {"content": rich("Felles for oss."), "position": "after", "valid_until": "2027-05-01", "speaker": "group"}
    client, workbench = as_(bergen.editor), page(bergen, knee)
    client.post(f"{workbench}ny/?op=supplement&target=faste&position=after", sent)

    waiting = client.get(workbench)
    assert "Godkjenn varianten for 2 nettsteder" in said(waiting)
    hash = re.findall(r'value="([^"]+)" data-group', waiting.content.decode())[0]
    foreign = as_(stavanger.editor).post(f"{page(stavanger, knee)}godkjenn-variant/", {"hash": hash}, follow=True)
    assert "Dette kan bare gjøres av" in said(foreign)
    stale = client.post(f"{workbench}godkjenn-variant/", {"hash": "sha256:0"}, follow=True)
    assert "Variantens tekst er endret etter at du så den." in said(stale)
    done = client.post(f"{workbench}godkjenn-variant/", {"hash": hash}, follow=True)

    assert "Varianten er godkjent. 2 sider er endret." in said(done)
    assert "Felles for oss." in live_html(text_of(theirs))


# --- aside and back -------------------------------------------------------------------------------------------------


def test_a_region_makes_a_variant_that_its_hospitals_can_choose(bergen: Hospital, knee: Topic) -> None:
    region = make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
    bergen.site.organization.parent = region
    bergen.site.organization.save()
    make_adoption(bergen.site, knee)
    address = f"/admin/lokalt/{bergen.site.slug}/tekster/{knee.key}/ny-variant/"
    west = as_(make_user(roles={region: Role.EDITOR}))
    assert address in west.get(f"/admin/lokalt/{bergen.site.slug}/tekster/{knee.key}/").content.decode()
    assert "Helse Vest RHF" in said(west.get(address))
    assert "Helse Vest RHF" not in said(as_(bergen.editor).get(address)), "a hospital speaks for itself alone"
    assert "Gi varianten et navn." in said(west.post(address, {"organization": region.pk}))
    made = west.post(address, {"name": "Hjem samme dag", "organization": region.pk}, follow=True)
    assert "Varianten er laget." in said(made)
    assert "Hjem samme dag" in said(made), "it can be chosen there"
    assert Event.objects.filter(verb="variant.created").exists()
    taken = west.post(address, {"name": "Hjem samme dag", "organization": region.pk})
    assert "Det finnes allerede en variant med dette navnet." in said(taken)


def test_all_local_text_goes_aside_and_comes_back(bergen: Hospital, knee: Topic) -> None:
    adoption = make_adoption(bergen.site, knee, approved=False)
    write(bergen, adoption, "supplement", "faste", "<p>Drikk saft.</p>")
    approve_candidate(text_of(adoption), by=bergen.editor)
    client, workbench = as_(bergen.editor), page(bergen, knee)

    client.post(f"{workbench}til-nasjonal/")
    approve_on_screen(client, workbench, workbench)
    assert "saft" not in live_html(text_of(adoption))
    away = client.get(workbench)
    assert "Lagt til side" in said(away)
    assert "Drikk saft." in said(away)
    client.post(f"{workbench}til-lokal/")
    approve_on_screen(client, workbench, workbench)
    assert "Drikk saft." in live_html(text_of(adoption))


def test_one_text_goes_aside_and_comes_back(bergen: Hospital, knee: Topic) -> None:
    adoption = make_adoption(bergen.site, knee, approved=False)
    row = write(bergen, adoption, "supplement", "faste", "<p>Drikk saft.</p>")
    approve_candidate(text_of(adoption), by=bergen.editor)
    client, workbench = as_(bergen.editor), page(bergen, knee)
    gone = client.post(f"{workbench}til-side/{row.pk}/", follow=True)
    assert "går ut ved neste publisering" in said(gone)
    assert "Klar til publisering" in said(gone)
    back = client.post(f"{workbench}hent-tilbake/{row.pk}/", follow=True)
    assert "Det er ingenting nytt å publisere." in said(back)


def test_another_hospitals_operation_is_not_found_here(bergen: Hospital, knee: Topic) -> None:
    stavanger = make_hospital("stavanger")
    foreign = write(stavanger, make_adoption(stavanger.site, knee, by=stavanger.editor), "fill", "telefon", value="51 51 51 51")
    make_adoption(bergen.site, knee, by=bergen.editor)
    client, workbench = as_(bergen.editor), page(bergen, knee)
    assert client.get(f"{workbench}endre/{foreign.pk}/").status_code == 404
    for act in ("til-side", "hent-tilbake", "endre", "godkjenn-faglig"):
        assert client.post(f"{workbench}{act}/{foreign.pk}/", {"value": "1"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == OperationState.DRAFT


# --- the yes --------------------------------------------------------------------------------------------------------


def test_a_yes_to_a_page_that_has_changed_since_is_refused_and_the_new_one_shown(bergen: Hospital, knee: Topic) -> None:
    adoption = make_adoption(bergen.site, knee, approved=False)
    client, workbench = as_(bergen.editor), page(bergen, knee)
    seen = hidden(client.get(workbench), "hash")
    write(bergen, adoption, "supplement", "faste", "<p>Drikk saft.</p>")

    refused = client.post(f"{workbench}godkjenn/", {"hash": seen}, follow=True)

    assert "Teksten er endret etter at du så den" in said(refused)
    assert "Drikk saft." in said(refused)
    assert not text_of(adoption).showings.exists()


@pytest.mark.parametrize("sent", [[], ["|"], ["|sha256:0"], ["voss|x"], ["uten strek"]])
def test_a_yes_to_nothing_publishes_nothing(bergen: Hospital, knee: Topic, sent: list[str]) -> None:
    adoption = make_adoption(bergen.site, knee, approved=False)
    refused = as_(bergen.editor).post(f"{page(bergen, knee)}godkjenn/", {"hash": sent}, follow=True)
    assert "Teksten er endret etter at du så den" in said(refused)
    assert not text_of(adoption).showings.exists()


def test_an_empty_field_that_must_be_filled_stands_in_the_way_with_the_link_to_fill_it(bergen: Hospital) -> None:
    topic = make_topic("kneprotese")
    make_edition(topic, {"before": [text("faste", FASTING), slot("telefon", "Telefon til poliklinikken", required=True)]})
    make_adoption(bergen.site, topic, approved=False)
    screen = as_(bergen.editor).get(page(bergen, topic))
    assert "Et felt som må fylles ut, er tomt. Fyll det ut. Telefon til poliklinikken" in said(screen)
    assert "ny/?op=fill&amp;target=telefon" in screen.content.decode()


# --- another language -----------------------------------------------------------------------------------------------


def test_the_nynorsk_page_says_what_stands_in_bokmaal_and_offers_to_write_it(bergen: Hospital, knee: Topic) -> None:
    make_edition(knee, language="nn", follows=knee.editions.get(language="nb"))
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    write(bergen, adoption, "override", "faste", "<p>Faste i 8 timer.</p>")
    write(bergen, adoption, "omit", "hjem")
    approve_candidate(text_of(adoption), by=bergen.clinician, at=NEXT_DAY - timedelta(hours=1))
    client = as_(bergen.editor)

    words = said(client.get(page(bergen, knee, "nn")))

    assert "Står på bokmål til dere har endret det her også." in words
    assert "Skriv det på nynorsk" in words
    assert "Utelatt på bokmål, og derfor ikke vist her heller" in words
    assert acts(client, page(bergen, knee, "nn"))["hjem"] == ["omit"]
