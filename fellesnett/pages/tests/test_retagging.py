"""New Year: ICD-10 2027 takes force, and a study is found by a code that is gone. Its editors are asked, and decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from fellesnett.accounts.models import User
from fellesnett.codes.actions import check, check_due
from fellesnett.codes.models import Replacement
from fellesnett.codes.tests.factories import make_concept, make_release
from fellesnett.editorial import models as editorial
from fellesnett.editorial.models import OpenItem
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user
from fellesnett.pages.actions import NotReady, publish, run_schedule, unpublish
from fellesnett.pages.asked import asked_in_part
from fellesnett.pages.models import Event, Study
from fellesnett.pages.retagging import keep_codes, retag, retired_tags
from fellesnett.pages.tests.factories import editor_of, make_page

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], datetime]
NEW_YEAR = date(2027, 1, 1)
STUDY = {
    "slug": "kneoving", "title": "Øving for kne", "starts": date(2026, 1, 1), "ends": date(2027, 6, 1),
    "ethics_reference": "123456", "purpose": "p", "who_can_join": "w", "what_it_means": "m", "contact_unit": "Ortopedi",
    "contact_phone": "55 00 00 00", "codes": "icd10:M17.0 icd10:M16",
}  # fmt: skip


@pytest.fixture
def bergen() -> Site:
    old = make_release(codes={"M16": "Hofte", "M170": "Primær"}, valid_to=date(2026, 12, 31))
    new = make_release(old.system, version="2027", codes={"M172": "Begge knær"})
    make_concept(new, "M161", "Annen hofte")
    Replacement.objects.create(system=old.system, code="M170", replaced_by="M172", since=NEW_YEAR)
    make_national_office()
    return make_site("bergen")


@pytest.fixture
def study(bergen: Site, now: datetime) -> Any:
    return make_page(bergen, Study, live_at=now, **STUDY)


@pytest.fixture
def editor(bergen: Site) -> User:
    return editor_of(bergen)


@pytest.fixture
def morning(now: datetime) -> datetime:
    return now.replace(year=2027, month=1, day=2)


def event(site: Site, now: datetime, day: datetime, slug: str, **facts: Any) -> Any:
    times = [{"type": "session", "value": {"start": day, "end": day.replace(hour=day.hour + 1)}}]
    return make_page(site, Event, live_at=now, slug=slug, title=slug, sessions=times, online=True, codes="icd10:M170", **facts)


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Wagtail looks at the clock by itself, so its clock is turned with ours."""

    def turned(moment: datetime) -> datetime:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return turned


def asked() -> list[OpenItem]:
    return list(OpenItem.objects.open().filter(kind="retired_code"))


def test_the_editors_are_asked_once_of_what_still_takes_somebody_in(study: Study, bergen: Site, now: datetime) -> None:
    make_page(bergen, Study, live_at=now, **STUDY | {"slug": "over", "ends": date(2026, 12, 1)})
    make_page(bergen, Study, **STUDY | {"slug": "utkast"})
    event(bergen, now, datetime(2026, 12, 1, 9, tzinfo=UTC), "holdt")
    event(bergen, now, datetime(2027, 3, 1, 9, tzinfo=UTC), "avlyst", cancelled=True)
    coming = event(bergen, now, datetime(2027, 3, 1, 9, tzinfo=UTC), "kurs")
    check_due(at=now)
    assert asked() == []
    later = now.replace(year=2027, month=1, day=2)
    check_due(at=later)
    check(at=later)
    assert {item.subject for item in asked()} == {f"page:study:{study.pk}", f"page:event:{coming.pk}"}
    item = next(item for item in asked() if item.detail["model"] == "study")
    assert item.title == "Øving for kne: ICD10 M170 er utgått", "M16 stands above M161, which is left"
    assert (item.site, item.role, item.organization) == (bergen, Role.EDITOR, bergen.organization)


def test_one_press_changes_the_page_and_the_draft_ahead_of_it_and_nothing_else(
    study: Any, editor: User, morning: datetime
) -> None:
    check_due(at=morning)
    study.title = "Ny tittel"
    study.save_revision(user=editor, clean=False)
    looked_over = Study._default_manager.get(pk=study.pk).review_by
    retag(page=study, system="icd10", code="M170", to=["M17.2"], by=editor, at=morning)
    shown = Study._default_manager.get(pk=study.pk)
    assert (shown.title, shown.codes, shown.review_by) == ("Øving for kne", "icd10:M172 icd10:M16", looked_over)
    draft = shown.get_latest_revision_as_object()
    assert (draft.title, draft.codes, shown.has_unpublished_changes) == ("Ny tittel", "icd10:M172 icd10:M16", True)
    assert asked() == []
    said = editorial.Event.objects.get(verb="page.retagged")
    assert (said.payload["code"], said.payload["to"], said.actor) == ("M170", ["M172"], editor)


def test_what_is_scheduled_gets_the_new_code_too(study: Any, editor: User, morning: datetime, it_is: Clock) -> None:
    it_is(morning)
    study.title, study.go_live_at = "I februar", morning.replace(month=2)
    publish(study, revision=study.save_revision(user=editor, clean=False), by=editor, at=morning)
    retag(page=study, system="icd10", code="M170", to=["M172"], by=editor, at=morning)
    (waits,) = study.revisions.filter(approved_go_live_at__isnull=False)
    assert (waits.content["title"], waits.content["codes"]) == ("I februar", "icd10:M172 icd10:M16")
    run_schedule(at=it_is(morning.replace(month=3)))
    shown = Study._default_manager.get(pk=study.pk)
    assert (shown.title, shown.codes, shown.has_unpublished_changes) == ("I februar", "icd10:M172 icd10:M16", False)


def test_a_version_with_other_codes_that_goes_live_by_itself_has_answered(
    study: Any, editor: User, morning: datetime, it_is: Clock
) -> None:
    check_due(at=it_is(morning))
    study.codes, study.go_live_at = "icd10:M172", morning.replace(month=2)
    publish(study, revision=study.save_revision(user=editor, clean=False), by=editor, at=morning)
    assert len(asked()) == 1, "readers see the old code until then"
    run_schedule(at=it_is(morning.replace(month=3)))
    assert asked() == []


def test_an_editor_who_changes_the_codes_and_publishes_has_answered(study: Any, editor: User, morning: datetime) -> None:
    check_due(at=morning)
    study.codes = "icd10:M172"
    publish(study, by=editor, at=morning)
    assert asked() == []


def test_a_page_taken_down_is_asked_about_no_more(study: Any, editor: User, morning: datetime) -> None:
    check_due(at=morning)
    unpublish(study, by=editor, at=morning)
    assert asked() == []
    assert OpenItem.objects.get(kind="retired_code").resolution == "gjelder ikke lenger", "nobody has changed a code"
    with pytest.raises(NotReady, match="ikke publisert"):
        keep_codes(page=study, reason="Slik står den i protokollen.", by=editor, at=morning)


def test_a_page_whose_last_day_is_over_is_asked_about_no_more(study: Any, editor: User, morning: datetime, it_is: Clock) -> None:
    it_is(morning)
    study.expire_at = morning.replace(month=2)
    publish(study, revision=study.save_revision(user=editor, clean=False), by=editor, at=morning)
    check_due(at=morning)
    assert len(asked()) == 1
    run_schedule(at=it_is(morning.replace(month=3)))
    assert asked() == []


def test_kept_with_a_reason_it_is_not_asked_about_before_the_next_release(study: Any, editor: User, morning: datetime) -> None:
    check_due(at=morning)
    with pytest.raises(NotReady, match="Begrunnelsen"):
        keep_codes(page=study, reason=" ", by=editor, at=morning)
    keep_codes(page=study, reason="Slik står den i protokollen.", by=editor, at=morning)
    check(at=morning)
    assert asked() == []
    assert OpenItem.objects.get(kind="retired_code").resolution == "koden beholdes"


def test_a_thousand_codes_that_are_gone_at_once_are_found(study: Any, morning: datetime, django_assert_num_queries: Any) -> None:
    study.codes = " ".join(f"icd10:W{number:04}" for number in range(1_100)) + " icd10:M16"
    with django_assert_num_queries(7):
        found = retired_tags(morning.date(), page=study)
    assert len(found) == 1_100, "M16 stands above M161, which is left"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"code": "X99"}, ["no_such_tag"]),
        ({"to": ["M999"]}, ["unknown_code"]),
    ],
)
def test_what_is_none_is_refused_and_nothing_changes(
    study: Any, editor: User, morning: datetime, said: dict[str, Any], fault: list[str]
) -> None:
    with pytest.raises(NotReady) as refused:
        retag(page=study, **{"system": "icd10", "code": "M170", "to": ["M172"]} | said, by=editor, at=morning)
    assert [reason.code for reason in refused.value.reasons] == fault
    assert Study._default_manager.get(pk=study.pk).codes == STUDY["codes"]


def test_a_study_keeps_one_code_and_an_event_may_lose_its_last(
    bergen: Site, study: Any, editor: User, now: datetime, morning: datetime
) -> None:
    study.codes = "icd10:M170"
    publish(study, by=editor, at=now)
    with pytest.raises(NotReady, match="minst én kode"):
        retag(page=study, system="icd10", code="M170", to=[], by=editor, at=morning)
    course = event(bergen, now, datetime(2027, 3, 1, 9, tzinfo=UTC), "kurs")
    assert retag(page=course, system="icd10", code="M170", to=[], by=editor, at=morning).codes == ""  # type: ignore[attr-defined]
    assert [tag.coding.on for tag in retired_tags(morning.date())] == [study]


def test_only_those_who_publish_there_decide(study: Any, bergen: Site, morning: datetime) -> None:
    writer = make_user(roles={bergen.organization: Role.CONTRIBUTOR})
    with pytest.raises(NotReady, match="Du kan ikke"):
        retag(page=study, system="icd10", code="M170", to=["M172"], by=writer, at=morning)
    with pytest.raises(NotReady, match="Du kan ikke"):
        keep_codes(page=study, reason="Nei", by=writer, at=morning)
    check_due(at=morning)
    assert asked_in_part(writer, OpenItem.objects.open()) == frozenset()
