"""The feed after a day at two hospitals: what is told, in which order, and what is not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from fellesnett.adoption.actions.answering import adopt, answer
from fellesnett.adoption.models import Adoption, Answer
from fellesnett.adoption.tests.factories import MORNING, Hospital, approve_candidate, make_adoption, make_topic, write
from fellesnett.codes.tests.factories import make_release
from fellesnett.delivery import anew, schema, showing, wording
from fellesnett.delivery.following import follow
from fellesnett.delivery.messages import line_of
from fellesnett.delivery.models import Change, FeedHead, Item, Version
from fellesnett.delivery.queries import ever
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door, make_knee, show
from fellesnett.editorial.models import Event
from fellesnett.national.actions import retag_topic
from fellesnett.national.models import Topic
from fellesnett.national.sourcing import restore_source, retire_source
from fellesnett.national.tests import factories as national
from fellesnett.organizations.models import Organization, Site
from fellesnett.organizations.signals import organizations_imported
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.actions.describing import describe_site
from fellesnett.pages.actions.picturing import delete_picture, describe_picture
from fellesnett.pages.models import Picture, Rights, profile_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    make_front_door()
    return make_bergen()


def lines() -> list[tuple[int, str, str, bool]]:
    """Number, what happened, to which text, does it matter."""
    told = Change.objects.filter(item__subject="").select_related("item__site").order_by("seq")
    return [(line.seq, line.kind, _name(line.item), line.significant) for line in told]


def _name(item: Item) -> str:
    return f"{item.site.slug if item.site else 'national'} {item.language}"


def document(site: Site | None, language: str = "nb") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Item.objects.texts().get(site=site, language=language, place=None).document)
    return found


def test_a_page_that_goes_live_is_one_line_and_says_whose_words_are_whose(bergen: Site) -> None:
    show(bergen, make_knee())
    assert follow(at=MORNING) == 2  # and the service that it makes of it (test_services)
    assert lines() == [(1, "published", "bergen nb", True)]
    said = document(bergen)
    assert (said["title"], said["topic"], said["scope"]) == ("Kneprotese", "kneprotese", "local")
    assert (said["version"], said["seq"]) == (1, 1)
    assert said["links"]["web"] == "http://bergen.localhost:8000/behandlinger/kneprotese/"
    blocks = {block["id"]: block for section in said["sections"] for block in section["blocks"]}
    assert blocks["faste"]["source"] == {"layer": "national", "owner": "", "edition": 1}
    assert blocks["telefon"]["source"]["layer"] == "site"
    assert said["based_on"]["diverged"] is True
    assert said["attribution"]["text"] == "Fra Helse Bergen HF, sist endret 24.11.2026"


def test_reading_the_log_again_tells_nothing_new(bergen: Site) -> None:
    show(bergen, make_knee())
    follow(at=MORNING)
    assert follow(at=MORNING) == 0
    FeedHead.objects.update(event=0)  # killed before it could note how far it had come
    assert follow(at=MORNING) == 0
    assert Version.objects.filter(item__subject="").count() == 1


def test_a_topic_that_gets_another_code_is_found_by_it_by_those_who_copy(bergen: Site) -> None:
    knee = make_knee()
    old = make_release(codes={"M170": "Primær"}, valid_to=MORNING.date() - timedelta(days=1))
    make_release(old.system, version="2027", codes={"M172": "Primær, begge knær"}, valid_from=MORNING.date())
    knee.codings.create(system=old.system, code="M170")
    show(bergen, knee)
    follow(at=MORNING)
    retag_topic(topic=knee, system="icd10", code="M170", to=["M172"], by=national.medical_editor(), at=MORNING)
    follow(at=MORNING)
    assert [(said["code"], said["display"]) for said in document(bergen)["codes"]] == [("M172", "Primær, begge knær")]
    assert lines()[-1][1:] == ("updated", "bergen nb", False)
    retag_topic(topic=knee, system="icd10", code="M172", to=[], by=national.medical_editor(), at=MORNING)
    for once in ("M170", "M172"):  # who follows a code hears that it is gone
        assert ever(code=(old.system, once)).filter(subject="").get().site == bergen


def test_another_language_is_told_of_by_the_first(bergen: Site) -> None:
    show(bergen, make_knee(english=True))
    follow(at=MORNING)
    first, second, third = lines()
    assert {first[2], second[2]} == {"bergen nb", "bergen en"}
    assert (first[1], second[1]) == ("published", "published")
    assert third[1:] == ("updated", first[2], False)
    english = Item.objects.texts().get(language="en")
    assert document(bergen)["translations"] == [{"language": "en", "id": english.pk.urn}]
    assert document(bergen, "en")["sections"][0]["heading"] == "Before treatment"


def test_what_is_taken_down_keeps_its_id_and_the_reason_and_never_the_words(bergen: Site) -> None:
    topic = make_knee()
    show(bergen, topic)
    follow(at=MORNING)
    later = MORNING + timedelta(hours=1)
    answer(site=bergen, topic=topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=later, reason="Gjøres på Voss")
    follow(at=MORNING)
    item = Item.objects.texts().get()
    assert (item.document, item.gone_at) == ("", later)
    gone = Change.objects.latest("seq")
    assert (gone.kind, gone.reason, gone.recall) == ("deleted", "not_offered", False)


def test_the_national_text_is_delivered_too_and_a_safety_change_is_a_recall(bergen: Site) -> None:
    first = national.make_edition(sections={"before": [("faste", "<p>Du må faste i 6 timer.</p>")]})
    follow(at=MORNING)
    assert document(None)["scope"] == "national"
    assert document(None)["based_on"] is None
    release_next(first.topic, "<p>Du må faste i 8 timer.</p>", "safety")
    follow(at=MORNING)
    last = Change.objects.latest("seq")
    assert (last.kind, last.version, last.significant, last.recall) == ("updated", 2, True, True)


def release_next(topic: Topic, html: str, change_class: str) -> None:
    national.make_edition(topic, {"before": [("faste", html)]}, classes={"faste": change_class})


def test_a_comma_is_a_new_version_that_nobody_needs_to_approve_again(bergen: Site) -> None:
    first = national.make_edition(sections={"before": [("faste", "<p>Du må faste i 6 timer før operasjonen.</p>")]})
    follow(at=MORNING)
    changed_at = Item.objects.texts().get().changed
    release_next(first.topic, "<p>Du må faste i 6 timer, før operasjonen.</p>", "editorial")
    follow(at=MORNING)
    item = Item.objects.texts().get()
    assert (item.version, Change.objects.latest("seq").significant, item.changed) == (2, False, changed_at)


def test_a_withdrawn_topic_is_recalled_and_points_to_what_took_over(bergen: Site) -> None:
    old, new = (
        national.make_edition(),
        national.make_edition(
            national.make_topic("kneprotese-ny", title="Ny kneprotese"), {"before": [("ny", "<p>Du må faste i 6 timer.</p>")]}
        ),
    )
    national.actions.withdraw(
        topic=old.topic, successor=new.topic, reason="Slått sammen", deadline=MORNING + timedelta(days=60),
        by=national.medical_editor(), at=MORNING,
    )  # fmt: skip
    follow(at=MORNING)
    gone = Change.objects.latest("seq")
    assert (gone.kind, gone.recall, gone.reason) == ("deleted", True, "withdrawn")
    assert gone.replaced_by == Item.objects.texts().get(topic=new.topic)


def test_a_topic_withdrawn_in_two_languages_leaves_each_text_at_its_newest_version(bergen: Site) -> None:
    topic = national.make_edition().topic
    national.make_edition(topic, language="nn")
    follow(at=MORNING)
    national.actions.withdraw(
        topic=topic, successor=None, reason="Slått sammen", deadline=MORNING + timedelta(days=60),
        by=national.medical_editor(), at=MORNING,
    )  # fmt: skip
    before = Change.objects.count()
    follow(at=MORNING)
    assert list(Change.objects.filter(seq__gt=before).values_list("kind", flat=True)) == ["deleted", "deleted"]
    assert Item.objects.texts().count() == 2
    for item in Item.objects.texts():
        newest, last = Version.objects.filter(item=item).latest("number").number, item.changes.latest("seq")
        assert (item.version, last.version, last.kind) == (newest, newest, "deleted")


def test_the_numbers_follow_the_log_without_gaps(bergen: Site) -> None:
    for number in range(3):
        show(bergen, make_knee(f"kne-{number}", f"Kne {number}"))
    follow(at=MORNING)
    assert list(Change.objects.values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert FeedHead.objects.get().event == Event.objects.latest("sequence").sequence


def test_a_text_at_many_hospitals_is_told_with_as_many_questions_as_at_few(bergen: Site) -> None:
    topic = make_knee(english=True)
    show(bergen, topic)
    follow(at=MORNING)
    few, many = (asked_for(topic, hospitals) for hospitals in (("voss", "odda"), ("lom", "gol", "hol", "ål", "os")))
    assert many <= few


def asked_for(topic: Topic, hospitals: Sequence[str]) -> int:
    """How many questions it takes to tell of the topic at these."""
    for slug in hospitals:
        show(make_site(slug, name=slug.title(), other_languages=["en"]), topic)
    before = len(lines())
    with CaptureQueriesContext(connection) as questions:
        follow(at=MORNING)
    assert len(lines()) == before + 3 * len(hospitals)  # two languages, the first told again when the second comes
    return len(questions)


def test_a_step_that_is_stopped_has_told_nothing_and_is_told_whole_the_next_time(
    bergen: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(bergen, make_knee(english=True))
    with monkeypatch.context() as killed:
        killed.setattr(wording, "keep", stop)  # the last that is written of a text
        with pytest.raises(KeyboardInterrupt):
            follow(at=MORNING)
    assert (lines(), Item.objects.count(), FeedHead.objects.get().event) == ([], 0, 0)
    follow(at=MORNING)
    assert [line[1] for line in lines()] == ["published", "published", "updated"]


def stop(*_given: Any, **_named: Any) -> None:
    raise KeyboardInterrupt


def test_what_happens_to_a_text_in_one_step_is_told_in_the_order_it_happened(bergen: Site) -> None:
    """It says more, goes and comes back, in two languages that tell of each other, before the feed has read any of it."""
    topic = make_knee(english=True)
    adoption = show(bergen, topic)
    follow(at=MORNING)
    told, hospital = len(lines()), Hospital(bergen, everybody(bergen), everybody(bergen))
    write(hospital, adoption, "supplement", "faste", position="after", content=[{"type": "text", "html": "<p>Ta med mat.</p>"}])
    for adopted in adoption.texts.order_by("pk"):
        approve_candidate(adopted, by=hospital.editor)
    answer(site=bergen, topic=topic, answer=Answer.NOT_OFFERED, by=hospital.editor, at=MORNING, reason="Gjøres på Voss")
    adopt(site=bergen, topic=topic, by=hospital.editor, at=MORNING)
    for adopted in adoption.texts.order_by("pk"):
        approve_candidate(adopted, by=hospital.editor)
    follow(at=MORNING)
    kinds = [line[1] for line in lines()[told:]]
    assert kinds == ["updated", "deleted", "updated", "deleted", "published", "published", "updated"]
    for item in Item.objects.texts():
        newest = Version.objects.filter(item=item).latest("number")
        assert (item.version, item.document, item.gone_at) == (newest.number, newest.document, None)
        assert set(item.words.values_list("word", flat=True)) == wording.found_by(item.language, names_in(item))
    assert all(said["translations"] for said in (document(bergen), document(bergen, "en")))


def names_in(item: Item) -> list[str]:
    said = json.loads(item.document)
    return [said["title"], *said["synonyms"], said["intro"]]


def test_very_many_texts_are_told_again_some_at_a_time(bergen: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "AT_A_TIME", 2)
    for number in range(3):
        show(bergen, make_knee(f"kne-{number}", f"Kne {number}"))
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)
    Organization.objects.filter(pk=bergen.organization_id).update(name="Helse Bergen og Voss HF")
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)
    assert {json.loads(item.document)["owner"]["name"] for item in Item.objects.texts()} == {"Helse Bergen og Voss HF"}


@pytest.mark.parametrize(
    ("before", "after"),
    [("Ta 1,5 mg.", "Ta 1.5 mg."), ("Under < 5 dager.", "Under > 5 dager."), ("Minst -2 grader.", "Minst 2 grader."),
     ("Vent 2–4 timer.", "Vent 2 4 timer."), ("Ta 5 % salve.", "Ta 5 salve.")],
)  # fmt: skip
def test_a_sign_that_carries_meaning_is_read_again(bergen: Site, before: str, after: str) -> None:
    first = national.make_edition(sections={"before": [("faste", f"<p>{escape(before)}</p>")]})
    release_next(first.topic, f"<p>{escape(after)}</p>", "content")
    follow(at=MORNING)
    assert Change.objects.latest("seq").significant


# --- what goes with the words ---------------------------------------------------------------------------------------


def test_a_section_may_stand_alone_where_a_clinician_has_said_so_and_only_as_it_was_said(bergen: Site) -> None:
    """The hospital's number in the gap does not take it away; its own words do."""
    waiting = national.make_candidate(
        sections={"before": FASTING_AND_PHONE, "after": [("hjem", "<p>Du reiser hjem dagen etter.</p>")]}
    )
    national.actions.sign_off(candidate=waiting, by=national.clinician(), at=MORNING, standalone=["before"])
    edition = national.finish(waiting)
    adoption = make_adoption(bergen, edition.topic, by=everybody(bergen), approved=False)
    hospital = Hospital(bergen, everybody(bergen), everybody(bergen))
    write(hospital, adoption, "fill", "telefon", value="55 97 50 00")
    approve_candidate(adoption.texts.get(), by=hospital.editor)
    follow(at=MORNING)
    assert alone(document(None)) == {"before": True, "after": False}
    assert alone(document(bergen)) == {"before": True, "after": False}
    write(hospital, adoption, "supplement", "faste", position="after", content=[{"type": "text", "html": "<p>Ta med mat.</p>"}])
    approve_candidate(adoption.texts.get(), by=hospital.editor)
    follow(at=MORNING)
    assert alone(document(bergen)) == {"before": False, "after": False}


FASTING_AND_PHONE = [("faste", "<p>Du må faste i 6 timer.</p>"), ("telefon", {"slot": "phone", "label": "Telefon"})]


def alone(said: dict[str, Any]) -> dict[str, bool]:
    return {section["id"]: section["standalone_approved"] for section in said["sections"]}


def test_a_picture_goes_with_the_text_where_its_owner_shares_it_and_else_stays_behind(bergen: Site) -> None:
    Picture.objects.bulk_create(
        Picture(site=bergen, name=name, file=f"bilder/{name}.webp", rights=rights)
        for name, rights in [("delt", Rights.SHARED), ("egen", Rights.OWN_SITE)]
    )
    shown = "".join(f'<figure><img src="{src}" alt="Et kne"><figcaption>{src}</figcaption></figure>' for src in PICTURES)
    national.make_edition(sections={"before": [("bilder", {"type": "text", "html": f"<p>Slik ser kneet ut.</p>{shown}"})]})
    follow(at=MORNING)
    said = document(None)
    (section,) = said["sections"]
    assert [src for src in PICTURES if src in section["html"]] == ["/bilder/delt.webp"]
    assert said["media_left_out"] == 2
    assert section["text"].startswith("Slik ser kneet ut.")
    assert section["blocks"][0]["html"] == section["html"]


def test_a_picture_that_is_shared_no_more_leaves_every_copy_and_one_that_is_comes_along(bergen: Site) -> None:
    (picture,) = Picture.objects.bulk_create([Picture(site=bergen, name="Kne", file="bilder/delt.webp", rights=Rights.SHARED)])
    html = f'<p>Slik: <img src="{PICTURES[0]}" alt="Et kne"></p>'
    national.make_edition(sections={"before": [("bilder", {"type": "text", "html": html})]})
    follow(at=MORNING)
    assert "delt.webp" in document(None)["sections"][0]["html"]
    for rights, said in ((Rights.OWN_SITE, False), (Rights.SHARED, True)):
        picture.rights = rights
        describe_picture(picture, save=picture.save, by=everybody(bergen), at=MORNING)
        follow(at=MORNING)
        assert ("delt.webp" in document(None)["sections"][0]["html"]) is said
    delete_picture(picture, by=everybody(bergen), at=MORNING)
    follow(at=MORNING)
    assert (document(None)["media_left_out"], "delt.webp" in document(None)["sections"][0]["html"]) == (1, False)


PICTURES = ["/bilder/delt.webp", "/bilder/egen.webp", "https://bilder.example/delt.webp"]


def test_words_of_another_publisher_keep_its_name_and_its_licence(bergen: Site) -> None:
    theirs = {"name": "helsenorge.no", "address": "https://www.helsenorge.no/kne", "title": "Kneet", "fetched": "2026-11-01",
              "licence": "Etter avtale"}  # fmt: skip
    block = {"type": "source", "policy": "locked", "html": "<p>Kneet er et ledd.</p>", "attribution": theirs}
    national.make_edition(sections={"introduction": [("kilde", block)]})
    follow(at=MORNING)
    (said,) = document(None)["sections"][0]["blocks"]
    assert said["borrowed"] == theirs


HDIR = {"name": "Helsedirektoratet", "address": "https://www.helsedirektoratet.no/kne", "title": "Råd om kne",
        "fetched": "2026-11-01", "licence": "NLOD"}  # fmt: skip


@pytest.fixture
def address() -> str:
    return HDIR["address"]


@pytest.fixture
def borrowing(bergen: Site, address: str) -> Site:
    """The national text and a hospital's, both with Helsedirektoratet's words in them."""
    theirs = HDIR | {"address": address}
    block = {"type": "source", "policy": "locked", "html": "<p>Tren kneet.</p>", "attribution": theirs}
    topic = make_topic("kneslitasje", title="Kneslitasje")
    national.make_edition(topic, sections={"introduction": [("kilde", block), ("egen", "<p>Vår egen tekst.</p>")]})
    make_adoption(bergen, topic, by=everybody(bergen))
    follow(at=MORNING)
    assert all("Tren kneet." in str(document(site)) for site in (None, bergen))
    return bergen


def test_words_that_their_publisher_takes_back_are_gone_from_every_copy_at_once_and_the_copiers_called(borrowing: Site) -> None:
    retire_source(address=HDIR["address"], at=MORNING)
    follow(at=MORNING)
    for site in (None, borrowing):
        section = document(site)["sections"][0]
        assert section["text"] == "Teksten fra Helsedirektoratet gjelder ikke lenger, og er tatt bort.\nVår egen tekst."
        assert not section["standalone_approved"]
        assert section["blocks"][0]["borrowed"] == HDIR | {"title": "", "fetched": None, "licence": ""}
        assert "Tren kneet." not in str(document(site))
    told = Change.objects.filter(item__subject="", kind="updated")
    assert set(told.values_list("item__site__slug", "significant", "recall")) == {(None, True, True), ("bergen", True, True)}
    retire_source(address=HDIR["address"], at=MORNING)
    assert follow(at=MORNING) == 0


def test_words_that_hold_again_come_back_to_every_copy_and_nobody_is_called(borrowing: Site) -> None:
    retire_source(address=HDIR["address"], at=MORNING)
    follow(at=MORNING)
    recalls = Change.objects.filter(recall=True).count()
    restore_source(address=HDIR["address"], html="<p>Tren kneet.</p>", at=MORNING)
    follow(at=MORNING)
    assert all("Tren kneet." in str(document(site)) for site in (None, borrowing))
    assert Change.objects.filter(recall=True).count() == recalls


@pytest.mark.parametrize("address", ["https://www.helsedirektoratet.no/råd?om=«kne»&side=1"])
def test_words_from_an_address_with_other_letters_than_a_to_z_leave_every_copy_too(borrowing: Site, address: str) -> None:
    retire_source(address=address, at=MORNING)
    follow(at=MORNING)
    assert all("Tren kneet." not in str(document(site)) for site in (None, borrowing))


def test_words_that_have_run_out_leave_every_copy_and_are_no_recall(borrowing: Site) -> None:
    retire_source(address=HDIR["address"], at=MORNING, withdrawn=False)
    follow(at=MORNING)
    assert "Tren kneet." not in str(document(None))
    assert not Change.objects.filter(recall=True).exists()


def test_the_envelope_says_what_may_be_done_with_it(bergen: Site) -> None:
    show(bergen, make_knee())
    follow(at=MORNING)
    said = document(bergen)
    assert said["licence"] == "https://data.norge.no/nlod/no/2.0"
    assert said["attribution"]["html"] == f'<a href="{said["links"]["web"]}">Fra Helse Bergen HF, sist endret 24.11.2026</a>'
    assert (said["status"], said["audience"], said["clinically_reviewed"]) == ("published", ["patient"], "2026-11-24")
    assert {section["aspect"] for section in said["sections"]} <= set(schema.ASPECTS.values())


# --- what the log does not say --------------------------------------------------------------------------------------


def test_a_site_at_another_address_has_its_texts_told_again_and_nobody_needs_to_read_them(bergen: Site) -> None:
    show(bergen, make_knee())
    follow(at=MORNING)
    bergen.host = "www.helse-bergen.no"
    bergen.save()
    describe_site(profile_of(bergen), save=lambda: None, by=everybody(bergen), at=MORNING)
    follow(at=MORNING)
    assert [line[1:] for line in lines()[1:]] == [("updated", "bergen nb", False)]
    assert document(bergen)["links"]["web"].startswith("http://www.helse-bergen.no")
    last = line_of(Change.objects.latest("seq"))
    assert (last.change, last.became, last.reason) == ("updated", "moved", "moved")
    assert line_of(Change.objects.earliest("seq")).became is None


def test_a_new_menu_has_no_text_told_again_and_a_new_name_of_the_hospital_all(
    bergen: Site, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        show(bergen, make_knee(f"kne-{number}", f"Kne {number}"))
    follow(at=MORNING)
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)  # who is who is told for the first time
    told = len(lines())
    describe_site(profile_of(bergen), save=lambda: None, by=everybody(bergen), at=MORNING)
    with django_assert_max_num_queries(40):  # however many texts there are: none is composed
        follow(at=MORNING)
    assert len(lines()) == told
    Organization.objects.filter(pk=bergen.organization_id).update(name="Helse Bergen og Voss HF")
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)
    assert [line[1:] for line in lines()[told:]] == [("updated", "bergen nb", False)] * 3
    assert {json.loads(item.document)["owner"]["name"] for item in Item.objects.texts()} == {"Helse Bergen og Voss HF"}


def test_a_new_name_reaches_every_text_though_one_of_them_said_it_already(bergen: Site) -> None:
    for number in range(3):
        show(bergen, make_knee(f"kne-{number}", f"Kne {number}"))
    follow(at=MORNING)
    one = Item.objects.texts().order_by("pk")[0]
    text = Adoption.objects.get(site=bergen, topic=one.topic_id).texts.get()
    editor, more = everybody(bergen), [{"type": "text", "html": "<p>Ta med mat.</p>"}]
    write(Hospital(bergen, editor, editor), text.adoption, "supplement", "faste", position="after", content=more)
    approve_candidate(text, by=editor)  # read after the list was taken in: it has the new name before the others
    Organization.objects.filter(pk=bergen.organization_id).update(name="Helse Bergen og Voss HF")
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)
    assert {json.loads(item.document)["owner"]["name"] for item in Item.objects.texts()} == {"Helse Bergen og Voss HF"}


def test_documents_of_an_older_form_are_told_again_once(bergen: Site) -> None:
    show(bergen, make_knee())
    follow(at=MORNING)
    stored = Item.objects.texts().get()
    older = {name: value for name, value in json.loads(stored.document).items() if name not in ("status", "media_left_out")}
    Item.objects.update(document=json.dumps(older), content_hash="sha256:as-it-was")
    FeedHead.objects.update(form=schema.FORM - 1)
    organizations = Organization.objects.count()  # which this feed has never told of
    assert (follow(at=MORNING), follow(at=MORNING)) == (2 + organizations, 0)
    assert lines()[1:] == [(3, "updated", "bergen nb", False)]
    assert document(bergen)["status"] == "published"


def test_a_new_form_is_told_in_steps_and_goes_on_where_it_was_stopped(bergen: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anew, "AT_A_TIME", 2)
    for number in range(3):
        show(bergen, make_knee(f"kne-{number}", f"Kne {number}"))
    follow(at=MORNING)
    FeedHead.objects.update(form=schema.FORM - 1)
    Item.objects.update(content_hash="sha256:as-it-was")
    assert anew.tell_some(MORNING) == 2  # the worker is killed here
    assert (FeedHead.objects.get().form, len(lines())) == (schema.FORM - 1, 5)
    show(bergen, make_knee("hofte", "Hofte"))  # nobody waits meanwhile
    assert follow(at=MORNING) > 0
    assert (FeedHead.objects.get().form, FeedHead.objects.get().form_at, follow(at=MORNING)) == (schema.FORM, "", 0)
    told = lines()
    assert [line[1] for line in told] == ["published"] * 3 + ["updated"] * 3 + ["published"]
    assert {item.subject.partition(":")[0] for item in Item.objects.all()} == {"", "adoption", "organization"}
