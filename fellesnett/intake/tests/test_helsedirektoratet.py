"""Helsedirektoratet's words: locked, with their name beside them, replaced when they change, and gone when they do not hold."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.accounts.models import User
from fellesnett.composition.blocks import Attribution
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.intake.fetching.deciding import follow, settle, unfollow
from fellesnett.intake.fetching.keeping import forget, run_out
from fellesnett.intake.models import Fetched, Followed, Source, SourcedRecord
from fellesnett.intake.sources.helsedirektoratet import PUBLISHER, Helsedirektoratet
from fellesnett.intake.tests.registers import item
from fellesnett.intake.tests.rounds import on, round_at
from fellesnett.intake.tests.servers import Register, Say, says
from fellesnett.national.actions.writing import write_text
from fellesnett.national.drafting import sections_document
from fellesnett.national.gates import text as text_gate
from fellesnett.national.models import RetiredSource, Topic, TopicText
from fellesnett.national.sourcing import retired_among
from fellesnett.national.tests.factories import make_text
from fellesnett.organizations.models import Membership

pytestmark = pytest.mark.django_db

KEY = "0006-0002-1"
PATH = f"/innhold/{KEY}"
ADDRESS = "https://www.helsedirektoratet.no/faglige-rad/aktivitet"


@pytest.fixture
def source(outside: Register, keeper: User, now: datetime) -> Source:
    outside.says[PATH] = says(item(KEY))
    source = on("helsedirektoratet", keeper, now)
    follow(source=source, key=KEY, by=keeper, at=now)
    return source


def blocks(key: str = f"hdir-{KEY}") -> list[dict[str, Any]]:
    text = TopicText.objects.get(topic__key=key, language="nb")
    return [block for section in sections_document(text) for block in section["blocks"] if block["type"] == "source"]


def test_an_item_becomes_an_article_that_nobody_here_can_change(source: Source, now: datetime, outside: Register) -> None:
    round_at(source, now)
    topic = Topic.objects.get(key=f"hdir-{KEY}")
    assert (topic.kind, topic.title, topic.owner) == ("support_article", "Råd om fysisk aktivitet", None)
    [block] = blocks()
    assert block["policy"] == "locked"
    assert block["html"] == "<p>Alle bør være litt aktive.</p><p>Vær i bevegelse hver dag.</p><ul><li>Gå en tur.</li></ul>"
    assert block["attribution"] == {
        "name": "Helsedirektoratet",
        "address": ADDRESS,
        "title": "Råd om fysisk aktivitet",
        "fetched": "2026-11-24",
        "licence": "Norsk lisens for offentlige data (NLOD)",
    }
    assert outside.asked[0][1]["ocp-apim-subscription-key"]
    [asked] = OpenItem.objects.open()
    assert (asked.kind, asked.detail) == ("source", {"topic": topic.key})


def test_times_without_a_zone_are_norwegian_and_no_person_is_kept(source: Source, now: datetime) -> None:
    round_at(source, now)
    assert SourcedRecord.objects.get().facts["updated"] == "2026-10-02T07:30:00+00:00"  # summer time
    assert b"Oppdiktet" not in Fetched.objects.get().body
    assert "Oppdiktet" not in str(SourcedRecord.objects.get().facts)


@pytest.mark.parametrize(
    "body", [b"<p>Ring Ola Oppdiktet", json.dumps([item(KEY)]).encode(), json.dumps({"data": item(KEY)}).encode()]
)
def test_no_person_is_kept_of_an_answer_in_another_form(source: Source, now: datetime, outside: Register, body: bytes) -> None:
    outside.says[PATH] = Say(body=body)
    round_at(source, now, fault="shape")
    kept = Fetched.objects.get()
    assert b"Oppdiktet" not in kept.body
    assert kept.size == len(body)


def test_the_same_words_again_change_no_draft(source: Source, now: datetime) -> None:
    round_at(source, now)
    revision = TopicText.objects.get().latest_revision_id
    round_at(source, now + timedelta(days=20))
    assert TopicText.objects.get().latest_revision_id == revision
    assert SourcedRecord.objects.get().expires_at == now + timedelta(days=110)


def test_new_words_replace_the_old_where_editors_have_put_them(
    source: Source, keeper: User, now: datetime, outside: Register
) -> None:
    topic = make_text(sections={"before": [("b1", "<p>Vår egen tekst.</p>")]}).topic
    follow(source=source, key=KEY, about=topic.key, by=keeper, at=now)
    round_at(source, now)
    text = TopicText.objects.get(topic=topic)
    text.after, text.introduction = text.introduction, text.after  # moved at the desk
    text.save()
    outside.says[PATH] = says(item(KEY, tekst="<p>Vær i bevegelse en time hver dag.</p>"))
    round_at(source, now + timedelta(days=1))
    [block] = blocks(topic.key)
    assert "en time" in block["html"]
    assert block["attribution"]["fetched"] == "2026-11-25"
    document = {section["key"]: section["blocks"] for section in sections_document(TopicText.objects.get(topic=topic))}
    assert [each["type"] for each in document["after"]] == ["source"]
    assert document["before"][0]["html"] == "<p>Vår egen tekst.</p>"


def test_no_draft_can_change_their_words_on_its_way_to_readers(source: Source, keeper: User, now: datetime) -> None:
    round_at(source, now)
    text = TopicText.objects.get()
    assert text_gate.blockers(text, sections_document(text)) == ()
    sections = sections_document(text)
    for section in sections:
        for block in section["blocks"]:
            block["html"] = block["html"].replace("hver dag", "hver uke")
    assert [reason.code for reason in text_gate.blockers(text, sections)] == ["source_altered"]
    write_text(topic=text.topic, language="nb", title=text.title, sections=sections, by=keeper, at=now)
    round_at(source, now + timedelta(days=1))
    assert "hver dag" in blocks()[0]["html"]  # the next round puts the publisher's words back


def test_the_same_words_in_other_tags_are_the_same_words(source: Source, keeper: User, now: datetime) -> None:
    round_at(source, now)
    text = TopicText.objects.get()
    sections = sections_document(text)
    for section in sections:
        for block in section["blocks"]:
            block["html"] = block["html"].replace("<li>Gå en tur.</li>", "<li><b>Gå en tur.</b></li>")
    assert text_gate.blockers(text, sections) == ()


@pytest.mark.parametrize("gone", [says(item(KEY, status="Utgått")), Say(404), Say(410)])
def test_what_does_not_hold_any_more_is_retired_and_the_medical_editor_told(
    source: Source, now: datetime, outside: Register, gone: Say
) -> None:
    round_at(source, now)
    before, outside.says[PATH] = outside.says[PATH], gone
    round_at(source, now + timedelta(days=1))
    assert RetiredSource.objects.get().address == ADDRESS
    assert Event.objects.get(verb="source.retired").payload == {"address": ADDRESS, "withdrawn": True}
    [told] = OpenItem.objects.open()
    assert told.urgent
    assert "gjelder ikke lenger" in told.title
    outside.says[PATH] = before
    round_at(source, now + timedelta(days=2))
    assert not RetiredSource.objects.exists()
    assert Event.objects.filter(verb="source.restored").count() == 1


def test_what_comes_back_with_other_words_is_shown_in_those_alone(source: Source, now: datetime, outside: Register) -> None:
    round_at(source, now)
    [older] = blocks()
    outside.says[PATH] = Say(410)
    round_at(source, now + timedelta(days=1))
    outside.says[PATH] = says(item(KEY, tekst="<p>Gå en tur hver uke.</p>"))
    round_at(source, now + timedelta(days=2))
    [newer] = blocks()
    both = [(Attribution(PUBLISHER, ADDRESS, "Råd", None, ""), block["html"]) for block in (older, newer)]
    assert retired_among(both) == {(ADDRESS, older["html"])}
    outside.says[PATH] = says(item(KEY, tekst="<p>Gå en tur hver dag.</p>"))
    round_at(source, now + timedelta(days=3))
    assert retired_among(both) == {(ADDRESS, older["html"])}, "until the newest are released, those of the day before hold"
    assert list(Event.objects.filter(verb__in=["source.retired", "source.restored"]).values_list("verb", flat=True)) == [
        "source.retired",
        "source.restored",
        "source.restored",
    ]


def test_a_page_that_moves_is_the_same_page_and_goes_from_every_address_it_had(
    source: Source, now: datetime, outside: Register
) -> None:
    round_at(source, now)
    moved = "https://www.helsedirektoratet.no/rad/aktivitet"
    outside.says[PATH] = says(item(KEY, url="/rad/aktivitet"))
    round_at(source, now + timedelta(days=1))
    [block] = blocks()
    assert block["attribution"]["address"] == moved
    outside.says[PATH] = says(item(KEY, url="/rad/i-bevegelse"))
    round_at(source, now + timedelta(days=2))
    assert SourcedRecord.objects.get().facts["formerly"] == sorted([ADDRESS, moved])
    outside.says[PATH] = Say(404)
    round_at(source, now + timedelta(days=3))
    assert set(RetiredSource.objects.values_list("address", flat=True)) == {
        ADDRESS,
        moved,
        "https://www.helsedirektoratet.no/rad/i-bevegelse",
    }


def test_an_address_that_another_page_has_taken_over_is_that_pages_alone(
    source: Source, keeper: User, now: datetime, outside: Register
) -> None:
    other, moved = "0006-0002-2", "https://www.helsedirektoratet.no/rad/aktivitet"
    round_at(source, now)
    outside.says[PATH] = says(item(KEY, url="/rad/aktivitet"))
    round_at(source, now + timedelta(days=1))
    outside.says[f"/innhold/{other}"] = says(item(other, url=ADDRESS, tekst="<p>Sov godt.</p>"))
    follow(source=source, key=other, about=f"hdir-{KEY}", by=keeper, at=now)
    round_at(source, now + timedelta(days=2))
    round_at(source, now + timedelta(days=3))
    said = {block["attribution"]["address"]: block["html"] for block in blocks()}
    assert set(said) == {ADDRESS, moved}
    assert "Sov godt." in said[ADDRESS]
    outside.says[PATH] = Say(404)
    round_at(source, now + timedelta(days=4))
    assert [row.address for row in RetiredSource.objects.all()] == [moved]
    assert Event.objects.filter(verb="source.restored").count() == 0, "nobody was told that it was gone"


def test_what_nobody_confirms_runs_out(source: Source, now: datetime) -> None:
    round_at(source, now)
    forget(at=now + timedelta(days=89))
    assert not RetiredSource.objects.exists()
    forget(at=now + timedelta(days=90))
    assert RetiredSource.objects.exists()
    assert Event.objects.get(verb="source.retired").payload["withdrawn"] is False


def test_one_that_cannot_be_taken_away_keeps_none_of_the_others_standing(
    source: Source, keeper: User, now: datetime, outside: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "0006-0002-2"
    outside.says[f"/innhold/{other}"] = says(item(other, url=f"{ADDRESS}/barn"))
    follow(source=source, key=other, by=keeper, at=now)
    round_at(source, now)
    remove = Helsedirektoratet.remove

    def fails_on_the_first(self: Helsedirektoratet, row: SourcedRecord, at: datetime) -> None:
        if row.key == KEY:
            raise ValueError("a fault of ours")
        remove(self, row, at)

    monkeypatch.setattr(Helsedirektoratet, "remove", fails_on_the_first)
    assert run_out(at=now + timedelta(days=90)) == 1
    assert RetiredSource.objects.get().address == f"{ADDRESS}/barn"
    assert SourcedRecord.objects.standing().get().key == KEY
    monkeypatch.undo()
    assert run_out(at=now + timedelta(days=91)) == 1


def test_what_is_no_longer_followed_is_retired(source: Source, keeper: User, now: datetime) -> None:
    round_at(source, now)
    unfollow(followed=Followed.objects.get(), by=keeper, at=now)
    assert RetiredSource.objects.exists()


def test_a_draft_that_somebody_has_locked_is_left_and_asked_about(
    source: Source, keeper: User, now: datetime, outside: Register
) -> None:
    round_at(source, now)
    other = make_text().topic.texts.get()
    TopicText.objects.filter(topic__key=f"hdir-{KEY}").update(locked=True, locked_by=other.latest_revision.user)
    outside.says[PATH] = says(item(KEY, tekst="<p>Nytt.</p>"))
    round_at(source, now + timedelta(days=1))
    assert "kunne ikke skrives inn" in OpenItem.objects.open().filter(detail={"source": source.name}).get().title
    TopicText.objects.update(locked=False, locked_by=None)
    settle(row=SourcedRecord.objects.asking().get(), choice="again", by=keeper, at=now)
    round_at(source, now + timedelta(days=2))
    assert "Nytt." in blocks()[0]["html"]
    assert not SourcedRecord.objects.asking().exists()


def test_nothing_is_done_on_the_word_of_somebody_who_has_left(
    source: Source, keeper: User, now: datetime, outside: Register
) -> None:
    Membership.objects.filter(user=keeper).delete()
    round_at(source, now, fault="not_allowed")
    assert source.state == "stopped"
    assert outside.asked == []


def test_script_in_the_words_never_comes_in(source: Source, now: datetime, outside: Register) -> None:
    outside.says[PATH] = says(
        item(KEY, tekst='<p onclick="x()">Hei<script>alert(1)</script></p><iframe src="https://x.example"></iframe>')
    )
    round_at(source, now)
    assert "script" not in blocks()[0]["html"]
    assert "onclick" not in blocks()[0]["html"]


@pytest.mark.parametrize("wrong", [{"id": "en-annen"}, {"tittel": None}, {"spraak": "tlh"}, {"sistOppdatert": "i fjor"}])
def test_another_form_than_before_stops_it(source: Source, now: datetime, outside: Register, wrong: dict[str, Any]) -> None:
    outside.says[PATH] = says(item(KEY, **wrong))
    round_at(source, now, fault="shape")
    assert not TopicText.objects.exists()
