"""Our texts: the list, the answers, the history and the consent."""

from __future__ import annotations

import pytest

from fellesnett.adoption.actions.withdrawing import tell_withdrawn
from fellesnett.adoption.models import Adoption, Answer, Approval, Showing, SitePolicy
from fellesnett.adoption.tests.factories import Hospital, make_hospital, make_topic
from fellesnett.desk.tests.wards import (
    SIX_HOURS_CLEAR,
    approve_candidate,
    as_,
    clock,
    make_adoption,
    make_edition,
    page,
    released,
    said,
    text_of,
    write,
)
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.national.models import Synonym, Topic
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site, make_user

pytestmark = pytest.mark.django_db
__all__ = ["clock"]

TEXTS = "/admin/lokalt/bergen/tekster/"


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen", other_languages=["nn"])


def topic(key: str, *languages: str) -> Topic:
    found = make_topic(key)
    for language in languages or ("nb",):
        make_edition(found, language=language)
    return found


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_every_topic_with_our_answer_and_how_far_behind_we_are(bergen: Hospital) -> None:
    knee, eye, child = topic("kneprotese"), topic("katarakt"), topic("barnehofte")
    make_adoption(bergen.site, knee, by=bergen.editor)
    as_(bergen.editor).post(f"{TEXTS}barnehofte/tilbys-ikke/", {})
    released(knee, faste=SIX_HOURS_CLEAR)

    words = said(as_(bergen.editor).get(TEXTS))

    assert "3 temaer" in words
    assert "I bruk Bokmål , utgave 1 utgave 2 venter" in words
    assert "Tilbys ikke her" in words
    assert "Svar på om dere tilbyr dette" in words
    assert eye.title in words
    assert child.title in words


def test_search_and_filters_find_by_title_synonym_answer_and_mark(bergen: Hospital) -> None:
    knee, eye = topic("kneprotese"), topic("katarakt")
    Synonym.objects.create(topic=eye, language="nb", term="grå stær")
    adoption = make_adoption(bergen.site, knee, by=bergen.editor, approved=False)
    write(bergen, adoption, "fill", "telefon", value="55 97 50 00")
    client = as_(bergen.editor)

    def found(query: str) -> set[str]:
        words = said(client.get(f"{TEXTS}?{query}"))
        return {row.key for row in (knee, eye) if row.title in words.split("Tekster", 1)[-1]}

    assert found("q=stær") == {"katarakt"}
    assert found("q=KNE") == {"kneprotese"}
    assert found("answer=undecided") == {"katarakt"}
    assert found("answer=adopted") == {"kneprotese"}
    assert found("mark=local") == {"kneprotese"}
    assert found("mark=not_shown") == {"kneprotese"}
    approve_candidate(text_of(adoption), by=bergen.editor)
    assert found("mark=not_shown") == set()
    assert found("mark=behind") == set()
    released(knee, faste=SIX_HOURS_CLEAR)
    assert found("mark=behind") == {"kneprotese"}
    assert found("answer=noe-annet") == {"kneprotese", "katarakt"}


def test_a_topic_without_an_edition_is_not_offered_to_anybody(bergen: Hospital) -> None:
    make_topic("uferdig")
    client = as_(bergen.editor)
    assert "Uferdig" not in said(client.get(TEXTS))
    assert client.get(f"{TEXTS}uferdig/").status_code == 404


# --- the answer -----------------------------------------------------------------------------------------------------


def test_a_topic_is_taken_into_use_with_languages_places_and_who_answers(bergen: Hospital) -> None:
    topic("kneprotese", "nb", "nn")
    voss = make_place(bergen.organization, "voss", name="Voss")
    client = as_(bergen.editor)

    form = said(client.get(f"{TEXTS}kneprotese/ta-i-bruk/"))
    assert "Nynorsk" in form
    chosen = {"languages": ["nb"], "places": [voss.pk], "unit": "Ortopedi", "clinical_owner": bergen.clinician.pk}
    answer = client.post(f"{TEXTS}kneprotese/ta-i-bruk/", chosen, follow=True)

    assert "Temaet er tatt i bruk." in said(answer)
    assert "Nei, må godkjennes først" in said(answer)
    adoption = Adoption.objects.get()
    assert [text.language for text in adoption.texts.all()] == ["nb"]
    assert list(adoption.places.all()) == [voss]
    assert adoption.clinical_owner == bergen.clinician


def test_a_place_that_is_unticked_is_left_and_its_page_is_taken_down(bergen: Hospital) -> None:
    knee = topic("kneprotese")
    voss, oye = (make_place(bergen.organization, slug, name=slug.title()) for slug in ("voss", "oye"))
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    adoption.places.set([voss, oye])
    write(bergen, adoption, "supplement", "faste", "<p>Bare på Voss.</p>", place=voss)
    approve_candidate(text_of(adoption), by=bergen.editor)
    assert Showing.objects.live().filter(place=voss).exists()
    chosen = {"languages": ["nb"], "unit": "Ortopedi"}

    as_(bergen.editor).post(f"{TEXTS}kneprotese/ta-i-bruk/", {**chosen, "places": [oye.pk]})
    assert list(adoption.places.all()) == [oye]
    assert not Showing.objects.live().filter(place=voss).exists()
    assert Showing.objects.live().filter(place=None).exists()

    as_(bergen.editor).post(f"{TEXTS}kneprotese/ta-i-bruk/", chosen)
    assert list(adoption.places.all()) == []
    assert Event.objects.filter(verb="adoption.places").count() == 2


def test_no_language_chosen_is_said_at_the_field_and_nothing_typed_is_lost(bergen: Hospital) -> None:
    topic("kneprotese")
    answer = as_(bergen.editor).post(f"{TEXTS}kneprotese/ta-i-bruk/", {"unit": "Ortopedisk klinikk"})
    assert answer.status_code == 422
    assert "Velg minst ett språk." in said(answer)
    assert "Ortopedisk klinikk" in answer.content.decode()
    assert not Adoption.objects.exists()


def test_a_withdrawn_topic_is_refused_in_words(bergen: Hospital) -> None:
    knee = topic("kneprotese")
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    Adoption.objects.filter(pk=adoption.pk).update(answer=Answer.UNDECIDED)
    by, moment = bergen.editor, adoption.answered_at
    Topic.objects.filter(pk=knee.pk).update(withdrawn_at=moment, withdrawn_by=by, withdrawal_deadline=moment)
    answer = as_(bergen.editor).post(f"{TEXTS}kneprotese/ta-i-bruk/", {"languages": ["nb"]})
    assert "Temaet er trukket tilbake. Ta etterfølgeren i bruk i stedet." in said(answer)
    assert "Temaet er trukket tilbake nasjonalt" in said(as_(bergen.editor).get(f"{TEXTS}kneprotese/"))


def test_a_case_of_a_withdrawn_topic_leads_to_where_it_is_answered(bergen: Hospital) -> None:
    knee, leg = topic("kneprotese"), topic("leddprotese")
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    by, moment = bergen.editor, adoption.answered_at
    facts = {"withdrawn_at": moment, "withdrawn_by": by, "withdrawal_deadline": moment, "successor": leg}
    Topic.objects.filter(pk=knee.pk).update(**facts)
    tell_withdrawn(topic=knee, at=moment)
    client = as_(bergen.editor)
    case = OpenItem.objects.open().get(kind=OpenItemKind.WITHDRAWN)
    assert client.get(f"/admin/sak/{case.pk}/")["Location"] == f"{TEXTS}kneprotese/"
    page = said(client.get(f"{TEXTS}kneprotese/"))
    assert "Erstattes av «Leddprotese»" in page
    assert "Vi har egen side" in page
    assert "Dere får beskjed når den kommer." not in page
    assert "Send innspill" not in page


def test_not_offered_says_where_and_takes_the_page_down(bergen: Hospital) -> None:
    knee = topic("kneprotese")
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    voss = make_hospital("voss").site
    make_site("ikt", name="Helse Vest IKT", organization=make_organization("Helse Vest IKT AS", kind="ict_company"))
    client = as_(bergen.editor)

    asked = said(client.get(f"{TEXTS}kneprotese/tilbys-ikke/"))
    assert "Siden tas ned med en gang." in asked
    assert "Helse Vest IKT" not in asked, "it meets no patients"
    done = client.post(f"{TEXTS}kneprotese/tilbys-ikke/", {"offered_at": [voss.pk], "reason": "Samlet på Voss."}, follow=True)

    assert "Tilbys ikke her" in said(done)
    assert "Tilbys i stedet ved Voss" in said(done)
    assert not text_of(adoption).showings.filter(live_to=None).exists()
    back = client.post(f"{TEXTS}kneprotese/ikke-besvart/", follow=True)
    assert "Temaet står som ikke besvart." in said(back)


def test_an_own_page_needs_somebody_who_answers_for_it(bergen: Hospital) -> None:
    topic("kneprotese")
    client = as_(bergen.editor)
    refused = client.post(f"{TEXTS}kneprotese/egen-side/", {"reason": "Helt annet forløp"})
    assert "En egen side må ha en faglig ansvarlig her. Velg hvem." in said(refused)
    assert "Helt annet forløp" in refused.content.decode()
    client.post(f"{TEXTS}kneprotese/egen-side/", {"clinical_owner": bergen.clinician.pk})
    assert Adoption.objects.get().answer == Answer.OWN_PAGE


def test_a_stranger_is_never_named_as_clinical_owner(bergen: Hospital) -> None:
    topic("kneprotese")
    stranger = make_hospital("stavanger").clinician
    answer = as_(bergen.editor).post(f"{TEXTS}kneprotese/egen-side/", {"clinical_owner": stranger.pk})
    assert answer.status_code == 422
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("act", ["ta-i-bruk", "tilbys-ikke", "egen-side", "ikke-besvart"])
def test_those_who_do_not_answer_for_the_site_find_no_door(bergen: Hospital, act: str) -> None:
    topic("kneprotese")
    for role in (Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR, Role.REGIONAL_OWNER):
        client = as_(make_user(roles={bergen.organization: role}))
        assert client.get(f"{TEXTS}kneprotese/{act}/").status_code == 404
        assert client.post(f"{TEXTS}kneprotese/{act}/").status_code == 404
        assert "Svaret gis av redaktør eller nettansvarlig." in said(client.get(f"{TEXTS}kneprotese/"))


@pytest.mark.parametrize(
    "rest", ["", "kneprotese/", "kneprotese/ta-i-bruk/", "kneprotese/nb/", "kneprotese/historikk/", "../samtykke/"]
)
def test_the_wrong_site_is_not_found(bergen: Hospital, rest: str) -> None:
    knee = topic("kneprotese")
    make_adoption(bergen.site, knee, by=bergen.editor)
    stranger = as_(make_hospital("stavanger").editor)
    assert stranger.get(f"{TEXTS}{rest}".replace("tekster/../", "")).status_code == 404
    own = f"{TEXTS}{rest}".replace("bergen", "stavanger").replace("tekster/../", "")
    assert stranger.get(own).status_code == (404 if rest.endswith(("nb/", "historikk/")) else 200)


# --- history --------------------------------------------------------------------------------------------------------


def test_history_tells_who_did_what_and_links_to_the_exact_version(bergen: Hospital) -> None:
    knee = topic("kneprotese")
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    write(bergen, adoption, "fill", "telefon", value="55 97 50 00")

    screen = as_(bergen.editor).get(f"{TEXTS}kneprotese/historikk/")

    words, name = said(screen), bergen.editor.get_full_name()
    assert f"{name} tok temaet i bruk" in words
    assert f"{name} skrev lokal tekst: bokmål; utfylt" in words
    assert f"{name} Siden ble publisert: bokmål; godkjent av person" in words
    hash = Approval.objects.get().hash
    assert f"http://bergen.localhost/v/{hash}/" in screen.content.decode()
    assert f"/b/{adoption.short_code}" in screen.content.decode()
    assert "adoption." not in words
    assert "operation." not in words


def test_history_of_a_name_with_markup_is_words(bergen: Hospital) -> None:
    knee = topic("kneprotese")
    bergen.editor.first_name = "<b onclick=x>Kari"
    bergen.editor.save()
    make_adoption(bergen.site, knee, by=bergen.editor)
    html = as_(bergen.editor).get(f"{TEXTS}kneprotese/historikk/").content.decode()
    assert "<b onclick" not in html
    assert "&lt;b onclick" in html


# --- consent --------------------------------------------------------------------------------------------------------


def test_the_site_owner_gives_consent_and_takes_it_back(bergen: Hospital) -> None:
    owner = as_(make_user(roles={bergen.organization: Role.SITE_OWNER}))
    given = owner.post("/admin/lokalt/bergen/samtykke/", {"consent_editorial": "on"}, follow=True)
    assert "Samtykket er lagret." in said(given)
    assert "Sist endret av" in said(given)
    policy = SitePolicy.objects.get(site=bergen.site)
    assert (policy.consent_editorial, policy.take_clean_after_30_days) == (True, False)
    owner.post("/admin/lokalt/bergen/samtykke/", {})
    assert not SitePolicy.objects.get(site=bergen.site).consent_editorial


def test_an_editor_may_read_the_consent_and_not_change_it(bergen: Hospital) -> None:
    client = as_(bergen.editor)
    assert "Bare nettansvarlig kan endre dette." in said(client.get("/admin/lokalt/bergen/samtykke/"))
    refused = client.post("/admin/lokalt/bergen/samtykke/", {"consent_editorial": "on"}, follow=True)
    assert "Dette kan bare gjøres av nettansvarlig" in said(refused)
    assert not SitePolicy.objects.exists()


def test_the_page_of_one_text_is_reached_from_its_topic(bergen: Hospital) -> None:
    knee = topic("kneprotese")
    make_adoption(bergen.site, knee, by=bergen.editor)
    assert page(bergen, knee) in as_(bergen.editor).get(f"{TEXTS}kneprotese/").content.decode()
