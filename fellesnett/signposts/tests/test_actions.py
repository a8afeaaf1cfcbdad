"""A national editor puts up a way to what Helsenorge has written; its owner looks it over; in the end it is taken down."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.national.actions import NotAllowed, NotReady
from fellesnett.national.models import Topic
from fellesnett.national.tests.factories import clinician, make_topic, national_editor
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_user
from fellesnett.signposts.actions import Said, change, confirm_review, open_reviews, put_up, take_down
from fellesnett.signposts.gates import is_address
from fellesnett.signposts.models import Arm, Signpost, SignpostState
from fellesnett.signposts.queries import at_topic, find
from fellesnett.signposts.tests.factories import ADDRESS, make_signpost, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def knee() -> Topic:
    release = make_release(codes={"M15-M19": "Artrose"})
    make_concept(release, "M17", "Kneartrose", parent_code="M15-M19")
    make_concept(release, "M179", "Uspesifisert", parent_code="M17")
    return make_topic("kneprotese", codes=[("icd10", "M17.9")])


def test_a_signpost_stands_at_its_topic_and_the_log_tells(knee: Topic, now: datetime) -> None:
    post = make_signpost(topics=[knee], arms=[Said("nb", "Artrose", ADDRESS), Said("en", "Arthrosis", f"{ADDRESS}en")])
    assert at_topic(knee, now.date()) == [post]
    assert str(post) == "Artrose"
    said = Event.objects.get(verb="signpost.put_up")
    assert said.payload["topics"] == ["kneprotese"]
    assert said.payload["addresses"] == {"nb": ADDRESS, "en": f"{ADDRESS}en"}
    assert said.subject == f"signpost:{post.pk}"


def test_the_topics_own_come_first_then_those_of_its_code_then_those_above(knee: Topic, now: datetime) -> None:
    block, category, exact = (
        make_signpost(codes=[("icd10", code)], publisher=name, arms=[Said("nb", code, f"{ADDRESS}{code}")])
        for name, code in (("A", "M15-M19"), ("B", "M17"), ("C", "M17.9"))
    )
    own = make_signpost(topics=[knee], publisher="D", arms=[Said("nb", "Kne", f"{ADDRESS}kne")])
    make_signpost(codes=[("icd10", "M16")], arms=[Said("nb", "Hofte", f"{ADDRESS}hofte")])
    assert at_topic(knee, now.date()) == [own, exact, block, category]


def test_many_signposts_cost_no_more_queries(knee: Topic, now: datetime, django_assert_max_num_queries: Any) -> None:
    make_signpost(topics=[knee])
    with django_assert_max_num_queries(9) as few:
        at_topic(knee, now.date())
    for number in range(5):
        make_signpost(topics=[knee], codes=[("icd10", "M17")], arms=[Said("nb", "Mer", f"{ADDRESS}{number}")])
    with django_assert_max_num_queries(len(few)):
        assert len(at_topic(knee, now.date())) == 6


def test_past_its_last_day_or_taken_down_it_is_not_shown(knee: Topic, now: datetime) -> None:
    today = now.date()
    post = make_signpost(topics=[knee], last_day=today)
    assert at_topic(knee, today) == [post]
    assert at_topic(knee, today + timedelta(days=1)) == []
    take_down(signpost=post, reason="Siden er lagt ned.", by=national_editor(), at=now)
    assert at_topic(knee, today) == []
    assert Event.objects.get(verb="signpost.taken_down").payload == {"reason": "Siden er lagt ned."}
    change(signpost=post, written=written(topics=[knee]), by=national_editor(), at=now)
    assert at_topic(knee, today) == [post]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"publisher": " "}, "no_publisher"),
        ({"topics": []}, "about_nothing"),
        ({"owner": None}, "no_owner"),
        ({"unit": ""}, "no_unit"),
        ({"kind": "reklame"}, "unknown_kind"),
        ({"audience": "alle"}, "unknown_kind"),
        ({"codes": [("icd11", "X")]}, "unknown_system"),
        ({"review_by": date(2026, 11, 23)}, "bad_review"),
        ({"review_by": date(2031, 1, 1)}, "bad_review"),
        ({"last_day": date(2026, 1, 1)}, "past_last_day"),
        ({"arms": []}, "no_arm"),
        ({"arms": [Said("nb", "", ADDRESS)]}, "no_title"),
        ({"arms": [Said("xx", "Artrose", ADDRESS)]}, "unknown_language"),
        ({"arms": [Said("nb", "Artrose", "http://helsenorge.example/")]}, "bad_address"),
        ({"arms": [Said("nb", "Artrose", "https://bergen.example/kne/")]}, "own_address"),
        ({"arms": [Said("nb", "Artrose", f"{ADDRESS}tatt/")]}, "address_taken"),
    ],
)
def test_what_cannot_stand_is_refused_with_what_to_do(knee: Topic, said: dict[str, Any], fault: str, now: datetime) -> None:
    make_signpost(topics=[knee], arms=[Said("nb", "Tatt", f"{ADDRESS}tatt/")])
    Site.objects.create(slug="bergen", name="Bergen", organization=_bergen(), host="bergen.example")
    with pytest.raises(NotReady) as refused:
        put_up(written=written(**{"topics": [knee]} | said), by=national_editor(), at=now)
    assert refused.value.codes == (fault,)
    assert Signpost.objects.count() == 1


def _bergen() -> Any:
    from fellesnett.organizations.tests.factories import make_organization

    return make_organization("bergen")


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("https://www.lhl.no/", True),
        ("https://www.lhl.no:443/sykdom", True),
        ("http://www.lhl.no/", False),
        ("https://anna:hemmelig@lhl.no/", False),
        ("https://lhl.no:8443/", False),
        ("https://localhost/", False),
        ("javascript:alert(1)", False),
        ("https://lhl.no/ a", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_an_address_is_one_that_a_reader_can_follow(address: str, whole: bool) -> None:
    assert is_address(address) is whole


def test_only_national_editors_put_up_and_the_owner_looks_over(knee: Topic, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        put_up(written=written(topics=[knee]), by=clinician(), at=now)
    post = make_signpost(topics=[knee])
    stranger = make_user("ny@bergen.example")
    for act in (
        lambda: change(signpost=post, written=written(topics=[knee]), by=clinician(), at=now),
        lambda: take_down(signpost=post, reason="x", by=clinician(), at=now),
        lambda: confirm_review(signpost=post, by=stranger, at=now),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert confirm_review(signpost=post, by=clinician(), at=now).review_by == date(2027, 11, 24)


def test_the_owner_is_asked_a_month_before_and_on_the_day(knee: Topic, now: datetime) -> None:
    post = make_signpost(topics=[knee], review_by=date(2027, 1, 15))
    assert open_reviews(at=now) == []
    month_before = now.replace(month=12, day=20)
    (asked,) = open_reviews(at=month_before)
    assert (asked.owner, asked.kind, asked.urgent) == (clinician(), "review_due", False)
    assert asked.title == "Artrose: veiviseren skal ses over"
    assert open_reviews(at=month_before) == []
    (again,) = open_reviews(at=now.replace(year=2027, month=1, day=15))
    assert again.urgent
    assert OpenItem.objects.open().get() == again
    confirm_review(signpost=post, by=clinician(), at=now.replace(year=2027, month=1, day=16))
    assert not OpenItem.objects.open().exists()
    assert Event.objects.filter(verb="signpost.reviewed").get().payload == {"review_by": "2028-01-16"}


def test_taken_down_and_put_up_again_with_the_same_day_it_is_asked_about_anew(knee: Topic, now: datetime) -> None:
    day = date(2026, 12, 1)
    post = make_signpost(topics=[knee], review_by=day)
    open_reviews(at=now)
    take_down(signpost=post, reason="Flyttet", by=national_editor(), at=now)
    change(signpost=post, written=written(topics=[knee], review_by=day), by=national_editor(), at=now)
    (again,) = open_reviews(at=now)
    assert OpenItem.objects.open().get() == again


def test_the_register_is_held_before_it_is_asked_whether_an_address_is_taken(knee: Topic, now: datetime) -> None:
    post = make_signpost(topics=[knee])
    other = written(topics=[knee], arms=[Said("nb", "Ny", f"{ADDRESS}ny/")])
    for act in (
        lambda: change(signpost=post, written=written(topics=[knee]), by=national_editor(), at=now),
        lambda: put_up(written=other, by=national_editor(), at=now),
    ):
        with CaptureQueriesContext(connection) as asked:
            act()
        questions = [str(one["sql"]) for one in asked]
        held = next(number for number, said in enumerate(questions) if _holds_the_office(said))
        assert held < next(number for number, said in enumerate(questions) if 'FROM "signposts_arm"' in said)


def _holds_the_office(said: str) -> bool:
    """Asks for the one row by its key; where rows can be held, holds it."""
    asks = 'FROM "organizations_organization" WHERE "organizations_organization"."id" = ' in said
    return asks and (connection.vendor == "sqlite" or "FOR NO KEY UPDATE" in said)


def test_what_is_down_is_not_looked_over_or_taken_down_again(knee: Topic, now: datetime) -> None:
    post = make_signpost(topics=[knee], review_by=date(2026, 12, 1))
    open_reviews(at=now)
    with pytest.raises(NotReady, match="Begrunnelsen"):
        take_down(signpost=post, reason=" ", by=national_editor(), at=now)
    take_down(signpost=post, reason="Borte", by=national_editor(), at=now)
    assert not OpenItem.objects.open().exists()
    for act in (
        lambda: take_down(signpost=post, reason="Borte", by=national_editor(), at=now),
        lambda: confirm_review(signpost=post, by=national_editor(), at=now),
    ):
        with pytest.raises(NotReady) as refused:
            act()
        assert refused.value.codes == ("is_down",)
    assert open_reviews(at=now) == []


def test_a_change_writes_all_of_it_anew(knee: Topic, now: datetime) -> None:
    make_code_system("icd10")
    post = make_signpost(topics=[knee], codes=[("icd10", "M17")])
    later = date(2028, 1, 1)
    change(signpost=post, written=written(topics=[knee], review_by=later, publisher="NHI"), by=national_editor(), at=now)
    post.refresh_from_db()
    assert (post.publisher, post.review_by, post.codings.count(), Arm.objects.count()) == ("NHI", later, 0, 1)
    assert post.state == SignpostState.UP


@pytest.mark.parametrize("words", ["artrose", "HELSENORGE", "sykdom/artrose", "kneprotese", "m17.9", ""])
def test_a_signpost_is_found_by_what_is_written_on_it(knee: Topic, words: str) -> None:
    post = make_signpost(topics=[knee], codes=[("icd10", "M17.9")])
    make_signpost(topics=[make_topic("hofte")], publisher="LHL", arms=[Said("nb", "Hjerte", "https://lhl.example/h")])
    found = list(find(words))
    assert post in found
    assert len(found) == (1 if words else 2)
