"""A bad night at the hospital: who may warn whom, what is refused in words, and what is remembered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.editorial.models import Event
from fellesnett.foundation.append_only import AppendOnlyError
from fellesnett.organizations.models import OrganizationKind, Role, Site
from fellesnett.organizations.tests.factories import make_organization, make_site, make_user
from fellesnett.pages.actions.alerting import change_alert, end_alert, raise_alert, replace_alert
from fellesnett.pages.gates import NotReady
from fellesnett.pages.gates.alerts import Words
from fellesnett.pages.models import Alert, AlertChange, AlertKind, Reach, Service
from fellesnett.pages.queries import alerts_in_force, grave_by_service, language_of, reaches
from fellesnett.pages.tests.alerts import make_alert, make_emergency, national_editor, wanted_at
from fellesnett.pages.tests.factories import editor_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def vest() -> Site:
    return make_site(
        "vest", organization=make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY), language="nn"
    )


@pytest.fixture
def bergen(vest: Site) -> Site:
    return make_site("bergen", organization=make_organization("Helse Bergen HF", parent=vest.organization), language="nn")


@pytest.fixture
def oslo() -> Site:
    return make_site("oslo")


def refused(call: Any) -> set[str]:
    with pytest.raises(NotReady) as stopped:
        call()
    assert all(reason.text for reason in stopped.value.reasons)
    return {reason.field for reason in stopped.value.reasons}


def test_an_alert_is_in_force_from_its_start_to_its_stop(bergen: Site, now: datetime) -> None:
    alert = make_alert(bergen, now, starts_at=now + HOUR, stops_at=now + 2 * HOUR)
    moments = {-1: "planned", 0: "planned", 1: "current", 2: "past"}
    assert {hours: alert.state(now + hours * HOUR) for hours in moments} == moments
    for hours, state in moments.items():
        assert bool(alerts_in_force(now + hours * HOUR)) is (state == "current")


def test_the_gravest_comes_first_and_all_is_read_in_one_question(
    bergen: Site, now: datetime, django_assert_num_queries: Any
) -> None:
    make_alert(bergen, now)
    make_emergency(now)
    with django_assert_num_queries(1):
        found = alerts_in_force(now)
        assert [spoken.alert.level for spoken in found] == [3, 0]
        assert set(found[0].texts) == {"nb", "nn", "se", "en"}
        assert found[1].alert.site == bergen


def test_how_far_an_alert_reaches(vest: Site, bergen: Site, oslo: Site, now: datetime) -> None:
    def reached(alert: Alert) -> set[tuple[str, str]]:
        pages = ("/", "/steder/haukeland/", "/behandlinger/kneprotese/haukeland/", "/steder/haukeland/b/", "/nyheter/")
        return {(site.slug, path) for site in (vest, bergen, oslo) for path in pages if reaches(alert, site, path)}

    everywhere = {site for site, _path in reached(make_emergency(now))}
    assert everywhere == {"vest", "bergen", "oslo"}
    assert {site for site, _path in reached(make_alert(vest, now, reach=Reach.REGION))} == {"vest", "bergen"}
    assert {site for site, _path in reached(make_alert(vest, now))} == {"vest"}
    at_place = reached(make_alert(bergen, now, reach=Reach.PART, path="/steder/haukeland/"))
    assert at_place == {
        ("bergen", "/steder/haukeland/"),
        ("bergen", "/steder/haukeland/b/"),
        ("bergen", "/behandlinger/kneprotese/haukeland/"),
    }
    assert reached(make_alert(bergen, now, reach=Reach.PAGE, path="/")) == {("bergen", "/")}


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR])
def test_who_only_proposes_does_not_warn(bergen: Site, now: datetime, role: str) -> None:
    by = make_user(roles={bergen.organization: role})
    assert refused(lambda: make_alert(bergen, now, by=by)) == {""}
    assert not Alert.objects.exists()


def test_a_hospital_warns_neither_its_neighbour_nor_the_country(bergen: Site, oslo: Site, now: datetime) -> None:
    editor = editor_of(oslo)
    refused(lambda: make_alert(bergen, now, by=editor))
    refused(lambda: make_emergency(now, by=editor))
    theirs = make_alert(bergen, now)
    refused(lambda: end_alert(alert=theirs, by=editor, at=now))
    refused(lambda: change_alert(alert=theirs, wanted=wanted_at(bergen, now), by=editor, at=now))
    assert make_alert(bergen, now, by=national_editor()).site == bergen


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": 2}, "level"),
        ({"kind": AlertKind.EMERGENCY}, "level"),
        ({"kind": AlertKind.OPERATIONS, "level": 4}, "level"),
        ({"reach": Reach.ALL}, "reach"),
        ({"reach": Reach.REGION}, "reach"),
        ({"reach": Reach.PART}, "path"),
        ({"reach": Reach.PART, "path": "/"}, "path"),
        ({"reach": Reach.PAGE, "path": "steder"}, "path"),
        ({"path": "/steder/"}, "path"),
        ({"words": {"en": Words("Fewer visits", "Two at a time.")}}, "title_nn"),
        ({"words": {"nn": Words("", "Kort")}}, "title_nn"),
        ({"words": {"nn": Words("Tittel", " ")}}, "text_nn"),
        ({"words": {"nn": Words("Tittel", "x" * 301)}}, "text_nn"),
        ({"words": {"nn": Words("Tittel", "Kort", link="javascript:alert(1)", link_text="Les")}}, "link_nn"),
        ({"words": {"nn": Words("Tittel", "Kort", link="//ond.example", link_text="Les")}}, "link_nn"),
        ({"words": {"nn": Words("Tittel", "Kort", link="https://helsenorge.no")}}, "link_text_nn"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(bergen: Site, now: datetime, changes: dict[str, Any], field: str) -> None:
    assert field in refused(lambda: make_alert(bergen, now, **changes))


@pytest.mark.parametrize(("starts", "stops"), [(0, 0), (2, 1), (-5, -1), (0, 24 * 91)])
def test_an_alert_has_an_end_in_sight(bergen: Site, now: datetime, starts: int, stops: int) -> None:
    times = {"starts_at": now + starts * HOUR, "stops_at": now + stops * HOUR}
    assert refused(lambda: make_alert(bergen, now, **times)) == {"stops_at"}


def test_what_it_said_before_is_kept(bergen: Site, now: datetime) -> None:
    editor = editor_of(bergen)
    alert = make_alert(bergen, now, by=editor)
    wanted = wanted_at(bergen, now, words={"nn": Words("Ingen besøk", "Ring avdelinga.")}, stops_at=now + 48 * HOUR)
    change_alert(alert=alert, wanted=wanted, by=editor, at=now + HOUR)
    end_alert(alert=alert, by=editor, at=now + 2 * HOUR)
    changes = [(change.kind, change.words["nn"]["title"]) for change in AlertChange.objects.all()]
    assert changes == [("raised", "Færre besøk"), ("changed", "Ingen besøk"), ("ended", "Ingen besøk")]
    verbs = Event.objects.order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["alert.raised", "alert.changed", "alert.ended"]
    with pytest.raises(AppendOnlyError):
        AlertChange.objects.all().update(kind="raised")


def test_what_is_over_is_neither_changed_nor_ended_again(bergen: Site, now: datetime) -> None:
    alert, editor = make_alert(bergen, now), editor_of(bergen)
    later = now + 25 * HOUR
    refused(lambda: end_alert(alert=alert, by=editor, at=later))
    refused(lambda: change_alert(alert=alert, wanted=wanted_at(bergen, later), by=editor, at=later))


def test_another_kind_is_another_alert_in_one_act(bergen: Site, now: datetime) -> None:
    alert, editor = make_alert(bergen, now), editor_of(bergen)
    graver = wanted_at(bergen, now, kind=AlertKind.EMERGENCY, level=2)
    assert "kind" in refused(lambda: change_alert(alert=alert, wanted=graver, by=editor, at=now + HOUR))
    raised = replace_alert(alert=alert, wanted=graver, by=editor, at=now + HOUR)
    assert (raised.follows_id, raised.kind) == (alert.pk, AlertKind.EMERGENCY)
    assert [spoken.alert for spoken in alerts_in_force(now + HOUR)] == [raised]
    same = wanted_at(bergen, now, kind=AlertKind.EMERGENCY, level=3)
    assert refused(lambda: replace_alert(alert=raised, wanted=same, by=editor, at=now + HOUR)) == {"kind"}
    wrong = wanted_at(bergen, now, kind=AlertKind.OPERATIONS)
    refused(lambda: replace_alert(alert=raised, wanted=wrong, by=editor, at=now + 2 * HOUR))
    assert [spoken.alert for spoken in alerts_in_force(now + 2 * HOUR)] == [raised], "neither ended nor raised"


def test_a_service_is_as_ill_as_the_gravest_alert_about_it(bergen: Site, oslo: Site, now: datetime) -> None:
    journal, mail = (Service.objects.create(site=bergen, slug=name, name={"nb": name}) for name in ("journal", "epost"))
    operations: dict[str, Any] = {"kind": AlertKind.OPERATIONS, "level": 1, "services": (journal,)}
    make_alert(bergen, now, **operations)
    make_alert(bergen, now, **(operations | {"level": 3}))
    assert grave_by_service(Alert.objects.in_force(now)) == {journal.pk: 3}
    assert mail.pk not in grave_by_service(Alert.objects.in_force(now))
    assert refused(lambda: make_alert(oslo, now, **operations)) == {"services"}
    assert refused(lambda: make_alert(bergen, now, services=(journal,))) == {"services"}


@pytest.mark.parametrize(
    ("spoken", "wanted", "own", "said"),
    [
        (["nb", "en"], "en", "nb", "en"),
        (["nb", "en"], "nn", "nn", "nb"),
        (["nn"], "se", "nn", "nn"),
        (["nb"], "se", "nn", "nb"),
        (["en"], "se", "nn", "en"),
    ],
)
def test_what_is_missing_is_said_in_the_nearest_language(spoken: list[str], wanted: str, own: str, said: str) -> None:
    assert language_of(spoken, wanted, own) == said


def test_nothing_is_raised_when_the_log_cannot_be_written(bergen: Site, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError("full")

    monkeypatch.setattr("fellesnett.editorial.log.append", broken)
    with pytest.raises(OSError, match="full"):
        raise_alert(wanted=wanted_at(bergen, now), by=editor_of(bergen), at=now)
    assert not Alert.objects.exists()
