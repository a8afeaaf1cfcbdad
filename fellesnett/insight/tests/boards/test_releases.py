"""The status of a release: who has it, on whose word, who has not answered, and how long it took."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.actions import answer, decide, roll_out, set_policy
from fellesnett.adoption.models import Adoption, Answer, ApprovalKind, Choice, Update
from fellesnett.adoption.tests.factories import (
    MORNING,
    Hospital,
    approve_candidate,
    changed,
    make_adoption,
    make_edition,
    make_topic,
    text_of,
    write,
)
from fellesnett.insight.boards import releases
from fellesnett.insight.boards.releases import Facts, Progress, SiteStatus, Status, status_of
from fellesnett.insight.boards.scope import Asked, Scope, scope_of
from fellesnett.insight.tests.boards.country import Country, make_country, national
from fellesnett.national.models import Edition, Topic
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_user
from tests.laying import Lay

DAY = timedelta(days=1)
LATER = MORNING + 10 * DAY
KEPT = frozenset({Choice.KEEP_OURS})
TAKEN = frozenset({Choice.TAKE_NATIONAL})


@pytest.mark.parametrize(
    ("facts", "at", "status"),
    [
        (Facts(MORNING), LATER, Status.PENDING),
        (Facts(MORNING, clean=False), LATER, Status.CONFLICT),
        (Facts(MORNING), MORNING + 31 * DAY, Status.OVERDUE),
        (Facts(MORNING, clean=False, deadline=MORNING + 3 * DAY), LATER, Status.OVERDUE),
        (Facts(MORNING, clean=False, deadline=MORNING + 3 * DAY), MORNING + DAY, Status.CONFLICT),
        (Facts(MORNING, LATER, "approved", by=ApprovalKind.PERSON), LATER, Status.APPROVED),
        (Facts(MORNING, LATER, "approved", by=ApprovalKind.STANDING_CONSENT), LATER, Status.CONSENT),
        (Facts(MORNING, LATER, "approved", by=ApprovalKind.CLEAN_AFTER_30_DAYS), LATER, Status.CONSENT),
        (Facts(MORNING, LATER, "approved", choices=TAKEN), LATER, Status.DECIDED),
        (Facts(MORNING, LATER, "approved", choices=TAKEN | KEPT), LATER, Status.KEPT),
        (Facts(MORNING, LATER, "approved", parked=True), LATER, Status.PARKED),
        (Facts(MORNING, LATER, "dissolved"), LATER, Status.APPROVED),
        (Facts(MORNING, LATER, "overtaken"), LATER, Status.OVERTAKEN),
        (Facts(MORNING, LATER, "answered"), LATER, Status.DECLINED),
        (Facts(MORNING, LATER, "withdrawn"), LATER, Status.DECLINED),
    ],
)
def test_where_a_site_stands(facts: Facts, at: datetime, status: Status) -> None:
    assert status_of(facts, at) == status


@pytest.fixture(scope="module")
def laid(lay: Lay) -> tuple[Country, dict[str, Adoption]]:
    return lay(make_country_with_a_knee)


@pytest.fixture
def at_work(db: None, laid: tuple[Country, dict[str, Adoption]]) -> tuple[Country, dict[str, Adoption]]:
    return deepcopy(laid)


@pytest.fixture
def country(at_work: tuple[Country, dict[str, Adoption]]) -> Country:
    return at_work[0]


@pytest.fixture
def knee(at_work: tuple[Country, dict[str, Adoption]]) -> dict[str, Adoption]:
    return at_work[1]


def make_country_with_a_knee() -> tuple[Country, dict[str, Adoption]]:
    """All three use the first edition; Bergen has its own words about going home."""
    country = make_country()
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic)
    found = {hospital.site.slug: make_adoption(hospital.site, topic, by=hospital.editor) for hospital in country.hospitals}
    write(country.bergen, found["bergen"], "override", "hjem", "<p>Hos oss reiser du hjem etter to dager.</p>")
    approve_candidate(text_of(found["bergen"]), by=country.bergen.clinician)
    return country, found


def nation(**asked: str) -> Scope:
    return scope_of(national(), Asked(**asked))


def same_day(topic: Topic, *, change: str = "content", at: datetime = MORNING) -> Edition:
    """The second edition, handed to the sites: one goes home the same day."""
    edition = make_edition(topic, changed("hjem", "<p>Du reiser hjem samme dag.</p>"), changes={"hjem": change}, at=at)
    roll_out(edition=edition, at=at)
    return edition


def status(edition: Edition, at: datetime = LATER, **asked: str) -> dict[str, str]:
    [found] = releases.progress(nation(**asked), [edition], at=at)
    return {row.site.slug: row.status.value for row in found.rows}


def yes(hospital: Hospital, adoption: Adoption, *, after: int) -> None:
    approve_candidate(text_of(adoption), by=hospital.clinician, at=MORNING + after * DAY)


def test_a_release_is_followed_from_the_roll_out_to_the_last_site(country: Country, knee: dict[str, Adoption]) -> None:
    edition = same_day(knee["unn"].topic)
    assert status(edition) == {"bergen": "conflict", "fonna": "pending", "unn": "pending"}
    yes(country.unn, knee["unn"], after=2)
    yes(country.fonna, knee["fonna"], after=5)
    [found] = releases.progress(nation(), [edition], at=LATER)
    assert {row.site.slug: row.status.value for row in found.rows} == {
        "bergen": "conflict",
        "fonna": "approved",
        "unn": "approved",
    }
    assert (found.have_it, found.waiting, found.asked, found.safety) == (2, 1, 3, False)
    assert (found.median, found.longest) == (3.5, 10.0)
    by = {row.site.slug: row.on_whose_word for row in found.rows}
    assert by["unn"] == country.unn.clinician.get_full_name() or by["unn"] == country.unn.clinician.email
    assert status(edition, MORNING + 31 * DAY)["bergen"] == "overdue"


@pytest.mark.parametrize(("choice", "expected"), [(Choice.KEEP_OURS, "kept"), (Choice.TAKE_NATIONAL, "decided")])
def test_what_a_site_chose_is_told(country: Country, knee: dict[str, Adoption], choice: Choice, expected: str) -> None:
    edition = same_day(knee["unn"].topic)
    update = Update.objects.open().get(text=text_of(knee["bergen"]))
    operation = knee["bergen"].operations.get(op="override")
    decide(update=update, operation=operation, choice=choice, by=country.bergen.clinician, at=LATER, reason="Slik er det her.")
    yes(country.bergen, knee["bergen"], after=10)
    assert status(edition)["bergen"] == expected


def test_a_site_that_no_longer_offers_it_has_answered(country: Country, knee: dict[str, Adoption]) -> None:
    edition = same_day(knee["unn"].topic)
    site, topic = country.unn.site, knee["unn"].topic
    answer(site=site, topic=topic, answer=Answer.NOT_OFFERED, by=country.unn.editor, at=LATER)
    assert status(edition)["unn"] == "declined"
    [found] = releases.progress(nation(), [edition], at=LATER)
    assert (found.have_it, found.waiting) == (0, 2)


def test_standing_consent_takes_what_is_editorial_at_once(country: Country, knee: dict[str, Adoption]) -> None:
    set_policy(
        site=country.unn.site,
        consent_editorial=True,
        take_clean_after_30_days=False,
        by=make_user(roles={country.unn.organization: Role.SITE_OWNER}),
        at=MORNING,
    )
    edition = make_edition(
        knee["unn"].topic, changed("hjem", "<p>Du reiser hjem dagen  etter.</p>"), changes={"hjem": "editorial"}
    )
    roll_out(edition=edition, at=MORNING)
    assert status(edition)["unn"] == "consent"


def test_a_later_edition_overtakes_those_who_have_not_answered(country: Country, knee: dict[str, Adoption]) -> None:
    second = same_day(knee["unn"].topic)
    yes(country.unn, knee["unn"], after=1)
    third = make_edition(knee["unn"].topic, changed("hjem", "<p>Du reiser hjem samme kveld.</p>"), changes={"hjem": "content"})
    roll_out(edition=third, at=MORNING + 2 * DAY)
    assert status(second) == {"bergen": "overtaken", "fonna": "overtaken", "unn": "approved"}
    [found] = releases.progress(nation(), [second], at=LATER)
    assert (found.asked, found.longest) == (1, 1.0)
    assert status(third)["unn"] == "pending"


def test_a_newer_edition_gives_nobody_thirty_more_days(country: Country, knee: dict[str, Adoption]) -> None:
    same_day(knee["unn"].topic)
    third = make_edition(knee["unn"].topic, changed("hjem", "<p>Du reiser hjem samme kveld.</p>"), changes={"hjem": "content"})
    roll_out(edition=third, at=MORNING + 28 * DAY)
    assert status(third, MORNING + 29 * DAY)["unn"] == "pending"
    assert status(third, MORNING + 31 * DAY)["unn"] == "overdue"
    late = {at: list(releases.editions(nation(), at=MORNING + at * DAY, only="late")) for at in (29, 31)}
    assert late == {29: [], 31: [third]}


def test_safety_that_somebody_has_not_answered_comes_first(country: Country, knee: dict[str, Adoption]) -> None:
    safety = same_day(knee["unn"].topic, change="safety")
    hip = make_topic("hofteprotese")
    make_edition(hip)
    make_adoption(country.unn.site, hip, by=country.unn.editor)
    newer = same_day(hip, at=MORNING + DAY)
    found = list(releases.editions(nation(), at=LATER))
    assert found == [safety, newer]
    first: Progress = releases.progress(nation(), found, at=MORNING + DAY)[0]
    rows: dict[str, SiteStatus] = {row.site.slug: row for row in first.rows}
    assert first.safety
    assert rows["unn"].safety_first
    assert rows["bergen"].status is Status.CONFLICT
    assert status(safety, MORNING + 4 * DAY)["bergen"] == "overdue", "an overridden block has 72 hours"


@pytest.mark.parametrize(
    ("only", "keys"),
    [
        ("", {"kneprotese", "hofteprotese"}),
        ("waiting", {"kneprotese"}),
        ("choice", {"kneprotese"}),
        ("late", set()),
        ("safety", set()),
    ],
)
def test_the_list_is_narrowed(country: Country, knee: dict[str, Adoption], only: str, keys: set[str]) -> None:
    same_day(knee["unn"].topic)
    hip = make_topic("hofteprotese")
    make_edition(hip)
    own = make_adoption(country.unn.site, hip, by=country.unn.editor)
    same_day(hip)
    yes(country.unn, own, after=1)
    assert {edition.topic.key for edition in releases.editions(nation(), at=LATER, only=only)} == keys
    assert [edition.topic.key for edition in releases.editions(nation(), at=LATER, words="hofte")] == ["hofteprotese"]


def test_one_edition_is_shown_to_those_whose_sites_were_asked(country: Country, knee: dict[str, Adoption]) -> None:
    same_day(knee["unn"].topic)
    found = releases.one(nation(region="nord"), "kneprotese", "nb", 2, at=LATER)
    assert found is not None
    assert [row.site.slug for row in found.rows] == ["unn"]
    assert releases.one(nation(), "kneprotese", "nb", 1, at=LATER) is None
    assert releases.one(nation(), "kneprotese", "nb", 9, at=LATER) is None


def test_it_asks_as_often_for_many_as_for_few(country: Country, knee: dict[str, Adoption]) -> None:
    def queries(scope: Scope) -> int:
        with CaptureQueriesContext(connection) as caught:
            releases.progress(scope, list(releases.editions(scope, at=LATER)), at=LATER)
        return len(caught)

    same_day(knee["unn"].topic)
    few = queries(nation(site="unn"))
    for number in range(4):
        topic = make_topic(f"tema-nr-{number}")
        make_edition(topic)
        for hospital in country.hospitals:
            make_adoption(hospital.site, topic, by=hospital.editor)
        same_day(topic)
    assert queries(nation()) == few
