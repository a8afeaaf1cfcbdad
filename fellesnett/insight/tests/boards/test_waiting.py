"""What waits, by site: class, age and oldest; what was taken upwards is counted once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.editorial.actions import ESCALATED
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.tests.factories import new_item
from fellesnett.insight.boards import waiting
from fellesnett.insight.boards.scope import Asked, scope_of
from fellesnett.insight.boards.waiting import CLASSES, SiteSum
from fellesnett.insight.tests.boards.country import Country, national
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_user

pytestmark = pytest.mark.django_db


def ask(site: Site, kind: str, days: int, key: str = "", **more: object) -> None:
    new_item(site, key, kind=kind, opened_at=MORNING - timedelta(days=days), **more).save()


def sums(person: object = None, **asked: str) -> dict[str, SiteSum]:
    scope = scope_of(person or national(), Asked(**asked))  # type: ignore[arg-type]
    return {one.site.slug if one.site else "": one for one in waiting.site_sums(scope, at=MORNING)}


def test_every_kind_of_case_has_its_class() -> None:
    kinds = [kind for _label, kinds in CLASSES.values() for kind in kinds]
    assert sorted(kinds) == sorted(set(kinds))
    assert set(kinds) <= set(OpenItemKind.values)


def test_cases_are_counted_by_class_and_age(country: Country) -> None:
    unn = country.unn.site
    ask(unn, OpenItemKind.SAFETY, 1)
    ask(unn, OpenItemKind.UPDATE, 7)
    ask(unn, OpenItemKind.CONFLICT, 12)
    ask(unn, OpenItemKind.CONFLICT, 40)
    ask(unn, OpenItemKind.FEEDBACK, 3)
    ask(unn, OpenItemKind.CONFLICT, 50, closed_at=MORNING)
    one = sums()["unn"]
    assert one.by_class == {"safety": 1, "choices": 2, "approvals": 1, "reviews": 0, "people": 1}
    assert (one.all, one.week, one.month, one.older) == (5, 2, 2, 1)
    assert (one.overdue, one.days(MORNING)) == (1, 40)
    assert sums()["bergen"].all == 0


def test_what_was_taken_upwards_is_counted_where_it_was_asked(country: Country) -> None:
    ask(country.unn.site, OpenItemKind.CONFLICT, 40)
    ask(country.unn.site, OpenItemKind.CONFLICT, 1, f"{ESCALATED}1:site_owner")
    assert sums()["unn"].all == 1


def test_the_national_office_is_in_the_list_of_the_whole_country_only(country: Country) -> None:
    item = new_item(country.unn.site, kind=OpenItemKind.RELEASE)
    item.site, item.organization = None, make_national_office()
    item.save()
    assert OpenItem.objects.count() == 1
    assert sums()[""].by_class["approvals"] == 1
    assert "" not in sums(region="nord")
    assert list(sums(make_user(roles={country.north: Role.REGIONAL_OWNER}))) == ["unn"]


def test_sites_stand_by_name_whatever_waits(country: Country) -> None:
    ask(country.unn.site, OpenItemKind.SAFETY, 90)
    assert list(sums()) == ["", "bergen", "fonna", "unn"]


def test_one_question_answers_for_all(country: Country, django_assert_num_queries: pytest.FixtureRequest) -> None:
    scope = scope_of(national())
    for hospital in country.hospitals:
        ask(hospital.site, OpenItemKind.UPDATE, 3)
    with django_assert_num_queries(1):  # type: ignore[operator]
        waiting.site_sums(scope, at=MORNING)
