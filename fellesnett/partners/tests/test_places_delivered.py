"""A partner delivers what a place says, or a new place: the same words as the open interface has, back to the stored record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from fellesnett.adoption.gates import NotReady
from fellesnett.adoption.tests.factories import Hospital
from fellesnett.organizations.describing import describe_place, record_of
from fellesnett.organizations.models import Place, SiteState
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site
from fellesnett.partners import places
from fellesnett.partners.actions import accept
from fellesnett.partners.checks import partner_faults
from fellesnett.partners.gates import Changed, Exists, Forbidden, Invalid, TakesBack
from fellesnett.partners.models import Partner, Submission, SubmissionState
from fellesnett.partners.outcomes import became
from fellesnett.partners.queries import compare_place, seen_record
from fellesnett.partners.tests.factories import deliver_about_place, make_partner

pytestmark = pytest.mark.django_db

WEEK = [{"day": day, "opens": "08:00", "closes": "15:30"} for day in range(1, 6)]
EVERYTHING: dict[str, Any] = {
    "kind": "clinic",
    "name": {"nb": "Øyeklinikken", "nn": "Augeklinikken"},
    "address": {"street": "Strandgaten 1", "postal_code": "5013", "city": "Bergen"},
    "point": {"latitude": 60.39299, "longitude": 5.32415},
    "phones": [{"number": "55 97 50 00", "label": {"nb": "Timebestilling"}, "hours": WEEK}],
    "hours": [{"label": {}, "week": WEEK}],
    "exceptions": [{"first": "2026-12-24", "last": "2026-12-26", "opens": None, "closes": None, "note": {"nb": "Jul"}}],
    "meeting": {"nb": {"entrance": "Hovedinngangen", "floor": "2. etasje"}},
    "descriptions": {"nb": {"parking": "Parker i kjelleren."}},
}


@pytest.fixture
def clinic(bergen: Hospital) -> Place:
    return make_place(bergen.organization, "oye")


def take_in(submission: Submission, hospital: Hospital, at: datetime) -> Submission:
    return accept(submission=submission, seen=compare_place(submission).hash, by=hospital.editor, at=at)


def test_opening_hours_are_delivered_and_taken_in(bergen: Hospital, clinic: Place, partner: Partner, now: datetime) -> None:
    submission = deliver_about_place(partner, bergen.site, clinic, hours=EVERYTHING["hours"])
    clinic.refresh_from_db()
    assert clinic.hours == []
    assert compare_place(submission).changed == ("hours",)
    submission = take_in(submission, bergen, now)
    clinic.refresh_from_db()
    assert clinic.opening_hours.lower() == "mandag–fredag 08.00–15.30"
    assert clinic.described_by == bergen.editor
    assert became(submission).state == "shown"  # type: ignore[union-attr]
    assert [*partner_faults()] == []


def test_a_new_place(bergen: Hospital, partner: Partner, now: datetime) -> None:
    submission = deliver_about_place(partner, bergen.site, None, slug="oye", **EVERYTHING)
    assert not Place.objects.exists()
    take_in(submission, bergen, now)
    submission.refresh_from_db()
    made = Place.objects.get()
    assert (made.organization, submission.place) == (bergen.organization, made)
    assert places.fields_of(made) == EVERYTHING


def test_all_that_a_place_can_say_comes_through_and_back(
    bergen: Hospital, clinic: Place, partner: Partner, now: datetime
) -> None:
    take_in(deliver_about_place(partner, bergen.site, clinic, **EVERYTHING), bergen, now)
    clinic.refresh_from_db()
    assert places.fields_of(clinic) == EVERYTHING
    assert places.to_record(EVERYTHING) == record_of(clinic)
    with pytest.raises(Invalid):
        deliver_about_place(partner, bergen.site, clinic, **EVERYTHING)


def test_a_new_delivery_of_the_same_new_place_overtakes(bergen: Hospital, partner: Partner) -> None:
    first = deliver_about_place(partner, bergen.site, None, slug="oye", **EVERYTHING)
    other = deliver_about_place(partner, bergen.site, None, slug="hud", name={"nb": "Hudklinikken"})
    second = deliver_about_place(partner, bergen.site, None, slug="oye", name={"nb": "Øye"})
    states = dict(Submission.objects.values_list("pk", "state"))
    assert (states[first.pk], states[other.pk], states[second.pk]) == ("overtaken", "waiting", "waiting")


def test_a_new_place_that_the_site_wrote_down_meanwhile_is_the_one_that_waits(bergen: Hospital, partner: Partner) -> None:
    first = deliver_about_place(partner, bergen.site, None, slug="oye", **EVERYTHING)
    other = make_place(make_organization("voss", parent=bergen.organization), "oye")
    assert seen_record(places, bergen.site, other, partner).waiting is None
    clinic = make_place(bergen.organization, "oye")
    seen = seen_record(places, bergen.site, clinic, partner)
    assert (seen.waiting, seen.document.kind) == (first, "clinic")
    second = deliver_about_place(partner, bergen.site, clinic, kind="pharmacy")
    first.refresh_from_db()
    assert (first.state, first.overtaken_by) == (SubmissionState.OVERTAKEN, second)
    assert places.fields_of(clinic) | second.acts[0]["fields"] == EVERYTHING | {"kind": "pharmacy"}
    with pytest.raises(TakesBack) as refusal:
        deliver_about_place(partner, bergen.site, clinic, **places.fields_of(clinic))
    assert refusal.value.waiting == second


def test_a_newer_delivery_about_a_place_holds_the_waiting_one(bergen: Hospital, clinic: Place, partner: Partner) -> None:
    deliver_about_place(partner, bergen.site, clinic, hours=EVERYTHING["hours"])
    second = deliver_about_place(partner, bergen.site, clinic, phones=EVERYTHING["phones"])
    assert set(second.acts[0]["fields"]) == {"hours", "phones"}


def test_a_comparison_that_is_no_longer_true(bergen: Hospital, clinic: Place, partner: Partner, now: datetime) -> None:
    submission = deliver_about_place(partner, bergen.site, clinic, hours=EVERYTHING["hours"])
    seen = compare_place(submission).hash
    record = record_of(clinic) | {"hours": [{"label": {}, "week": [[1, "09:00", "10:00"]]}]}
    describe_place(place=clinic, record=record, by=bergen.editor, at=now)
    submission.refresh_from_db()
    with pytest.raises(NotReady) as refusal:
        accept(submission=submission, seen=seen, by=bergen.editor, at=now)
    assert refusal.value.codes == {"unseen"}


def test_a_new_place_that_somebody_made_meanwhile(bergen: Hospital, partner: Partner, now: datetime) -> None:
    submission = deliver_about_place(partner, bergen.site, None, slug="oye", **EVERYTHING)
    make_place(bergen.organization, "oye")
    with pytest.raises(NotReady) as refusal:
        take_in(submission, bergen, now)
    assert refusal.value.codes == {"slug"}
    submission.refresh_from_db()
    assert submission.state == SubmissionState.WAITING
    with pytest.raises(Exists):
        deliver_about_place(partner, bergen.site, None, slug="oye", **EVERYTHING)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("phones.0.number", {"phones": [{"number": "12"}]}),
        ("address.postal_code", {"address": {"postal_code": "50"}}),
        ("hours.0", {"hours": [{"week": [{"day": 1, "opens": "16:00", "closes": "08:00"}]}]}),
        ("point", {"point": {"latitude": 5.3, "longitude": 60.4}}),
        ("name", {"name": {}}),
        ("exceptions.0", {"exceptions": [{"first": "2026-12-26", "last": "2026-12-24"}]}),
        ("descriptions.nb.weather", {"descriptions": {"nb": {"weather": "Regn."}}}),
    ],
)
def test_every_fault_is_said_where_it_is(bergen: Hospital, clinic: Place, partner: Partner, field: str, said: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        deliver_about_place(partner, bergen.site, clinic, **said)
    assert [fault.field for fault in refusal.value.faults] == [field]


def test_its_site_and_short_name_stand(bergen: Hospital, clinic: Place, partner: Partner) -> None:
    with pytest.raises(Invalid):
        deliver_about_place(partner, bergen.site, clinic, slug="annet")


def test_where_there_is_no_leave(bergen: Hospital, clinic: Place, now: datetime) -> None:
    texts_only = make_partner(bergen.site, places=False)
    with pytest.raises(Forbidden):
        deliver_about_place(texts_only, bergen.site, clinic, name={"nb": "Øye"})
    other = make_partner(bergen.site, number="974760673")
    bergen.site.state, bergen.site.closed_at = SiteState.CLOSED, now
    bergen.site.save()
    with pytest.raises(Forbidden):
        deliver_about_place(other, bergen.site, clinic, name={"nb": "Øye"})


def test_a_place_of_a_hospital_below_is_answered_at_the_site_above(bergen: Hospital, partner: Partner) -> None:
    below = make_place(make_organization("voss", parent=bergen.organization), "voss")
    assert places.site_of(below) == bergen.site
    assert (bergen.site, below) in places.places_at([bergen.site])
    assert places.find(places.id_of(below)) == below


def test_a_place_of_a_hospital_with_a_site_of_its_own_is_answered_there_alone(bergen: Hospital) -> None:
    voss = make_organization("voss", parent=bergen.organization)
    below = make_place(voss, "voss")
    own = make_site("voss", organization=voss)
    assert places.site_of(below) == own
    assert places.places_at([bergen.site]) == [], "a list of what may be read names nothing that may not"
    assert places.places_at([bergen.site, own]) == [(own, below)]


def test_where_a_site_was_laid_down_the_one_that_took_over_answers(
    bergen: Hospital, clinic: Place, partner: Partner, now: datetime
) -> None:
    make_site("bergen-gammel", organization=bergen.organization, name="Ø", state=SiteState.CLOSED, closed_at=now)
    assert places.site_of(clinic) == bergen.site
    assert places.places_at([bergen.site]) == [(bergen.site, clinic)]
    assert deliver_about_place(partner, bergen.site, clinic, hours=EVERYTHING["hours"]).is_waiting


def test_what_was_read_before_somebody_changed_it(bergen: Hospital, clinic: Place, partner: Partner, now: datetime) -> None:
    with pytest.raises(Changed):
        deliver_about_place(partner, bergen.site, clinic, etag="0" * 32, name={"nb": "Øye"})
