"""Real texts through the whole job: read, released, used by three hospitals with text of their own, changed at the source,
released again, rolled out, decided, approved, and read by patients."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fellesnett.adoption.actions import adopt, decide, roll_out
from fellesnett.adoption.models import Adoption, LocalOperation, Update
from fellesnett.adoption.tests.factories import Hospital, approve_candidate, make_hospital, write
from fellesnett.composition import richtext
from fellesnett.editorial.models import OpenItem
from fellesnett.intake.actions import Outcome, stage, take_in
from fellesnett.national import actions as national
from fellesnett.national.changes import lowest_classes
from fellesnett.national.drafting import edition_value
from fellesnett.national.locking import value_before
from fellesnett.national.models import Edition, Topic
from fellesnett.national.tests.factories import finish, national_editor
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db

Json = dict[str, Any]


def take(data: bytes, at: datetime) -> Outcome:
    """One file with one topic comes in."""
    staging = stage(files=[("fra-kilden.json", data)])
    assert staging.refusals == ()
    [topic] = staging.topics
    return take_in(topic=topic, by=national_editor(), at=at)


def release(topic: Topic, language: str, at: datetime) -> Edition:
    """The draft is frozen, signed by clinicians, approved, released and rolled out, by people with those roles."""
    draft = topic.texts.get(language=language)
    before = value_before(topic, language)
    after = edition_value(draft, before.number + 1 if before else 1)
    candidate = national.submit(text=draft, by=national_editor(), at=at, classes=lowest_classes(before, after))
    edition = finish(candidate, at=at)
    roll_out(edition=edition, at=at)
    return edition


def block_with(edition: Edition, *said: str) -> str:
    """The id of the block of an edition where these words stand."""
    [found] = [
        block["id"]
        for section in edition.sections
        for block in section["blocks"]
        if all(part in richtext.text(block["html"]) for part in said)
    ]
    return str(found)


def use(hospital: Hospital, topic: Topic, at: datetime, languages: Sequence[str]) -> Adoption:
    """The hospital adopts the topic and approves its pages as they stand."""
    adoption = adopt(site=hospital.site, topic=topic, by=hospital.editor, at=at, languages=languages)
    say_yes(hospital, adoption, at)
    return adoption


def say_yes(hospital: Hospital, adoption: Adoption, at: datetime) -> None:
    for adopted in adoption.texts.order_by("pk"):
        approve_candidate(adopted, by=hospital.clinician, at=at)


def open_update(adoption: Adoption, language: str) -> Update:
    return Update.objects.open().get(text__adoption=adoption, text__language=language)


def asked(update: Update, row: LocalOperation) -> list[str]:
    return [item["outcome"] for item in update.plan["outcomes"] if item["operation"] == row.key]


@pytest.fixture
def read_page(client: Client) -> Callable[[Hospital, str], Visit]:
    """What a patient gets from a hospital at an address; the page is valid HTML or the test fails."""

    def visit(hospital: Hospital, path: str) -> Visit:
        page = Visit(client, str(hospital.site.host), path)
        assert page.status == 200, path
        return page

    return visit


# --- an English text ------------------------------------------------------------------------------------------------

ACNE = "/en/sykdommer/nhs-conditions-acne/"


@pytest.fixture
def acne(real_data: Path) -> Json:
    return json.loads((real_data / "text_nhs" / "conditions-acne-no-params.json").read_text(encoding="utf-8"))


def elements(page: Json) -> list[Json]:
    return [element for part in page["mainEntityOfPage"] for element in part.get("mainEntityOfPage", ())]


def rewrite(page: Json, old: str, new: str) -> None:
    """One sentence of the page changes at the source."""
    [element] = [element for element in elements(page) if old in element.get("text", "")]
    element["text"] = element["text"].replace(old, new)


def next_version(page: Json) -> Json:
    """Three sentences changed, one section removed, one paragraph added."""
    changed: Json = json.loads(json.dumps(page))
    for part in changed["mainEntityOfPage"]:
        part.pop("hasPart", None)
    rewrite(changed, "Acne is known to run in families.", "Acne often runs in families.")
    rewrite(changed, "more than twice a day", "more than once a day")
    rewrite(changed, "see a GP.", "see a GP within 2 weeks.")
    changed["mainEntityOfPage"] = [
        part
        for part in changed["mainEntityOfPage"]
        if not any(element.get("headline") == "Who's affected?" for element in part["mainEntityOfPage"])
    ]
    added = {
        "@type": "WebPageElement",
        "name": "markdown",
        "headline": "Sunlight",
        "text": "<p>Protect your skin from strong sun.</p>",
    }
    changed["mainEntityOfPage"][1]["mainEntityOfPage"].append(added)
    return changed


def test_a_page_from_the_english_health_service_through_the_whole_job(
    acne: Json, now: datetime, read_page: Callable[[Hospital, str], Visit]
) -> None:
    # the text comes in and becomes the first edition
    assert take(json.dumps(acne).encode(), now).texts == (("en", "created"),)
    topic = Topic.objects.get(key="nhs-conditions-acne")
    first = release(topic, "en", now)
    causes, self_care, advice, affected = (
        block_with(first, *said) for said in (["run in families"], ["twice a day"], ["see a GP."], ["Who's affected?"])
    )

    # three hospitals use it, each in its own way
    bergen, unn, innlandet = (make_hospital(slug, other_languages=["en"]) for slug in ("bergen", "unn", "innlandet"))
    at_bergen, at_unn, at_innlandet = (use(hospital, topic, now, ["en"]) for hospital in (bergen, unn, innlandet))
    more = write(bergen, at_bergen, "supplement", causes, "<p>Ask us about heredity at Haukeland.</p>", language="en")
    ours = write(unn, at_unn, "override", self_care, "<p>In the north: wash once, and use a rich cream.</p>", language="en")
    left = write(innlandet, at_innlandet, "omit", advice, language="en")
    for hospital, adoption in ((bergen, at_bergen), (unn, at_unn), (innlandet, at_innlandet)):
        say_yes(hospital, adoption, now)
    assert "Ask us about heredity at Haukeland." in read_page(bergen, ACNE).text
    assert read_page(bergen, ACNE).block(causes).get("data-source") == "national"
    assert "use a rich cream" in read_page(unn, ACNE).text
    assert "twice a day" not in read_page(unn, ACNE).text
    assert advice not in read_page(innlandet, ACNE).blocks()
    assert not OpenItem.objects.open().filter(site__isnull=False).exists()

    # the source changes; only what changed is new
    later = now + timedelta(days=30)
    outcome = take(json.dumps(next_version(acne)).encode(), later)
    assert outcome.texts == (("en", "changed"),)
    gone = [remark.what for remark in outcome.remarks if "borte fra kilden" in remark.why]
    assert [text.split()[0] for text in gone] == ["Who's", "In"]
    second = release(topic, "en", later)
    added = block_with(second, "Protect your skin")
    assert {change["block"] for change in second.changes} == {causes, self_care, advice, affected, added} | {
        block_with(first, "over the age of 35")
    }
    assert block_with(second, "often runs in families") == causes
    assert block_with(second, "once a day") == self_care

    # patients read the old text until their hospital has chosen
    assert "Protect your skin" not in read_page(bergen, ACNE).text
    at_home = open_update(at_bergen, "en")
    assert asked(at_home, more) == ["ask_still_right"]
    decide(update=at_home, operation=more, choice="confirm", by=bergen.clinician, at=later)
    up_north = open_update(at_unn, "en")
    assert asked(up_north, ours) == ["conflict"]
    decide(update=up_north, operation=ours, choice="keep_ours", reason="Kaldt klima.", by=unn.clinician, at=later)
    inland = open_update(at_innlandet, "en")
    assert asked(inland, left) == ["ask_still_left_out"]
    decide(update=inland, operation=left, choice="take_national", by=innlandet.clinician, at=later)
    for hospital, adoption in ((bergen, at_bergen), (unn, at_unn), (innlandet, at_innlandet)):
        say_yes(hospital, adoption, later)
    assert not Update.objects.open().exists()
    assert not OpenItem.objects.open().filter(site__isnull=False).exists()

    # and now the right text stands on each page
    for hospital in (bergen, unn, innlandet):
        page = read_page(hospital, ACNE)
        assert "Acne often runs in families." in page.text
        assert "Protect your skin from strong sun." in words(page.block(added))
        assert affected not in page.blocks()
        assert page.one("main").get("data-snapshot")
    assert "Ask us about heredity at Haukeland." in read_page(bergen, ACNE).text
    assert "not wash affected areas of skin more than once a day" in read_page(bergen, ACNE).text
    assert "use a rich cream" in read_page(unn, ACNE).text
    assert "more than once a day" not in read_page(unn, ACNE).text
    assert "see a GP within 2 weeks." in words(read_page(innlandet, ACNE).block(advice))


# --- a trilingual text ----------------------------------------------------------------------------------------------

GROUP = "7a441cfdbf"  # support for moving house, in bokmål, nynorsk and Northern Sámi
MOVING = f"/artikler/giellalt-{GROUP}/"
CHANGED = {
    "nob": ("Du må derfor innhente minst to tilbud.", "Du må derfor innhente minst tre tilbud."),
    "nno": ("Du må derfor innhente minst to tilbod.", "Du må derfor innhente minst tre tilbod."),
    "sme": ("Danin fertet viežžat unnimusat guokte haddefálaldaga.", "Danin fertet viežžat unnimusat golbma haddefálaldaga."),
}


@pytest.fixture
def moving(real_data: Path) -> list[Json]:
    lines = (real_data / "text_multilingual" / "nav.jsonl").read_text(encoding="utf-8").splitlines()
    return [document for line in lines if (document := json.loads(line))["group"] == GROUP]


def as_lines(documents: Sequence[Json]) -> bytes:
    return "\n".join(json.dumps(document) for document in documents).encode()


def next_versions(documents: Sequence[Json]) -> list[Json]:
    """The same sentence changed in each language, a paragraph added in each, and the chapter on moving abroad removed."""
    changed: list[Json] = json.loads(json.dumps(documents))
    for document in changed:
        old, new = CHANGED[document["lang"]]
        for block in document["blocks"]:
            block["s"] = block["s"].replace(old, new)
        last = max(number for number, block in enumerate(document["blocks"]) if block["t"] == "h")
        added = [
            {"t": "h", "lang": document["lang"], "s": "Info"},
            {"t": "p", "lang": document["lang"], "s": f"NAV 55 55 33 33 ({document['lang']})"},
        ]
        document["blocks"][last:] = added
    return changed


def test_a_text_in_three_languages_through_the_whole_job(
    moving: list[Json], now: datetime, read_page: Callable[[Hospital, str], Visit]
) -> None:
    # three languages come in together, tied by block id, and are released
    assert dict(take(as_lines(moving), now).texts) == {"nb": "created", "nn": "created", "se": "created"}
    topic = Topic.objects.get(key=f"giellalt-{GROUP}")
    first = {language: release(topic, language, now) for language in ("nb", "nn", "se")}
    money, decision = block_with(first["nb"], "minst to tilbud"), block_with(first["nb"], "saksbehandlingstiden")
    who = block_with(first["nb"], "Hvem kan få")
    assert block_with(first["nn"], "minst to tilbod") == block_with(first["se"], "guokte haddefálaldaga") == money
    assert first["nn"].follows == first["se"].follows == first["nb"]

    # one hospital in each language, and one of them in two
    bergen = make_hospital("bergen", language="nb")
    forde = make_hospital("forde", language="nn")
    finnmark = make_hospital("finnmark", language="nb", other_languages=["se"])
    at_bergen, at_forde = use(bergen, topic, now, ["nb"]), use(forde, topic, now, ["nn"])
    at_finnmark = use(finnmark, topic, now, ["nb", "se"])
    more = write(bergen, at_bergen, "supplement", money, "<p>Sosionomen hos oss hjelper deg.</p>")
    ours = write(forde, at_forde, "override", money, "<p>Kva kan du få? Spør sosionomen i Førde.</p>", language="nn")
    left = write(finnmark, at_finnmark, "omit", who, language="se")
    for hospital, adoption in ((bergen, at_bergen), (forde, at_forde), (finnmark, at_finnmark)):
        say_yes(hospital, adoption, now)
    assert "Sosionomen hos oss hjelper deg." in read_page(bergen, MOVING).text
    assert "Spør sosionomen i Førde." in read_page(forde, MOVING).text
    assert "Gii sáhttá oažžut" not in read_page(finnmark, f"/se{MOVING}").text
    # what the hospital says is untrue in Sámi is not said in Norwegian either, until somebody has handled it there
    assert who not in read_page(finnmark, MOVING).blocks()

    # the source changes in all three, and each block is still the same block
    later = now + timedelta(days=30)
    outcome = take(as_lines(next_versions(moving)), later)
    assert {state for _language, state in outcome.texts} == {"changed"}
    second = {language: release(topic, language, later) for language in ("nb", "nn", "se")}
    assert {block_with(edition, edition_word) for edition, edition_word in (
        (second["nb"], "minst tre tilbud"), (second["nn"], "minst tre tilbod"), (second["se"], "golbma haddefálaldaga"),
    )} == {money}  # fmt: skip
    added = block_with(second["nb"], "NAV 55 55 33 33")
    assert added == block_with(second["nn"], "NAV 55 55 33 33") == block_with(second["se"], "NAV 55 55 33 33")
    assert block_with(second["nb"], "saksbehandlingstiden") == decision

    # each hospital decides for its own text
    update = open_update(at_bergen, "nb")
    assert asked(update, more) == ["ask_still_right"]
    decide(update=update, operation=more, choice="confirm", by=bergen.clinician, at=later)
    update = open_update(at_forde, "nn")
    assert asked(update, ours) == ["conflict"]
    decide(update=update, operation=ours, choice="take_national", by=forde.clinician, at=later)
    assert asked(open_update(at_finnmark, "se"), left) in ([], ["keep"])
    for hospital, adoption in ((bergen, at_bergen), (forde, at_forde), (finnmark, at_finnmark)):
        say_yes(hospital, adoption, later)
    assert not Update.objects.open().exists()

    # and patients read it in their language
    assert "minst tre tilbud" in words(read_page(bergen, MOVING).block(money))
    assert "Sosionomen hos oss hjelper deg." in read_page(bergen, MOVING).text
    assert "Hvis du flytter til utlandet" not in read_page(bergen, MOVING).text
    assert "minst tre tilbod" in words(read_page(forde, MOVING).block(money))
    assert "sosionomen i Førde" not in read_page(forde, MOVING).text
    sami = read_page(finnmark, f"/se{MOVING}")
    assert "golbma haddefálaldaga" in words(sami.block(money))
    assert "NAV 55 55 33 33 (sme)" in words(sami.block(added))
    assert "Gii sáhttá oažžut" not in sami.text
    assert who not in read_page(finnmark, MOVING).blocks()
