"""Random days at three hospitals: whatever happens, in whatever order, the invariants hold at rest."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fellesnett.adoption import actions
from fellesnett.adoption.candidates import candidates
from fellesnett.adoption.checks import page_faults, question_faults, record_faults, showing_faults
from fellesnett.adoption.gates import Refused
from fellesnett.adoption.models import LocalOperation, Showing, Update
from fellesnett.adoption.queries import what_was_shown

from . import factories as f

pytestmark = pytest.mark.django_db

HOURS = st.integers(min_value=2, max_value=9)
WHO = st.integers(min_value=0, max_value=2)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("release"), st.sampled_from(["editorial", "content", "safety"]), HOURS),
        st.tuples(st.just("remove"), st.sampled_from(["content", "safety"]), st.sampled_from(["oppmote", "hjem"])),
        st.tuples(st.just("override"), WHO, st.sampled_from(["faste", "before", "hjem"]), HOURS),
        st.tuples(st.just("supplement"), WHO, st.sampled_from(["faste", "oppmote"]), HOURS),
        st.tuples(st.just("omit"), WHO, st.sampled_from(["faste", "hjem", "after"])),
        st.tuples(st.just("decide"), WHO, st.sampled_from(["take_national", "keep_ours", "confirm", "move", "take_suggestion"])),
        st.tuples(st.just("approve"), WHO),
        st.tuples(st.just("return"), WHO),
        st.tuples(st.just("restore"), WHO),
        st.tuples(st.just("decline"), WHO),
        st.tuples(st.just("adopt"), WHO),
        st.tuples(st.just("wait"), st.sampled_from([1, 4, 31, 200])),
    ),
    min_size=4,
    max_size=14,
)


class Year:
    """One topic in two languages, three hospitals, and a clock that only goes forward."""

    def __init__(self):
        self.at = f.MORNING
        self.topic = f.make_topic()
        self.sections = f.standard_sections()
        bokmal = f.make_edition(self.topic, self.sections)
        f.make_edition(self.topic, self.sections, language="nn", follows=bokmal)
        languages = [
            {"language": "nb"},
            {"language": "nn", "other_languages": ["nb"]},
            {"language": "nb", "other_languages": ["nn"]},
        ]
        self.hospitals = [f.make_hospital(**more) for more in languages]
        self.adoptions = [f.make_adoption(hospital.site, self.topic) for hospital in self.hospitals]
        self.seen = []
        self.refusals = []

    def live(self, act):
        kind, *said = act
        self.at += timedelta(minutes=1)
        rows = dict(LocalOperation.objects.values_list("pk", "content"))
        try:
            with transaction.atomic():
                getattr(self, f"do_{kind}")(*said)
        except Refused as refusal:
            self.refusals.append(refusal)
        self.remember()
        assert {pk: content for pk, content in LocalOperation.objects.values_list("pk", "content") if pk in rows} == rows

    def do_release(self, change_class, hours):
        self.sections["before"][0]["html"] = f"<p>Du må faste i {hours} timer før operasjonen.</p>"
        actions.roll_out(edition=f.make_edition(self.topic, self.sections, changes={"faste": change_class}), at=self.at)

    def do_remove(self, change_class, block):
        self.sections = {key: [item for item in blocks if item["id"] != block] for key, blocks in self.sections.items()}
        actions.roll_out(edition=f.make_edition(self.topic, self.sections, changes={block: change_class}), at=self.at)

    def do_override(self, who, target, hours):
        f.write(self.hospitals[who], self.adoptions[who], "override", target, f"<p>Hos oss {hours} timer.</p>", at=self.at)

    def do_supplement(self, who, target, hours):
        f.write(self.hospitals[who], self.adoptions[who], "supplement", target, f"<p>Ring {hours} dager før.</p>", at=self.at)

    def do_omit(self, who, target):
        f.write(self.hospitals[who], self.adoptions[who], "omit", target, at=self.at)

    def do_decide(self, who, choice):
        for update in Update.objects.open().filter(text__adoption=self.adoptions[who]).order_by("pk"):
            for outcome in update.plan["outcomes"]:
                if outcome["operation"]:
                    with_words = {"reason": "Slik er det her.", "sign_off": True}
                    by = self.hospitals[who].clinician
                    actions.decide(update=update, operation=outcome["operation"], choice=choice, by=by, at=self.at, **with_words)

    def do_approve(self, who):
        for text in self.adoptions[who].texts.order_by("pk"):
            hashes = {page.place.slug if page.place else None: page.hash for page in candidates(text)}
            actions.approve_all(text=text, hashes=hashes, by=self.hospitals[who].clinician, at=self.at)

    def do_return(self, who):
        actions.return_to_national(text=f.text_of(self.adoptions[who]), by=self.hospitals[who].editor, at=self.at)

    def do_restore(self, who):
        actions.restore_local(text=f.text_of(self.adoptions[who]), by=self.hospitals[who].editor, at=self.at)

    def do_decline(self, who):
        hospital = self.hospitals[who]
        actions.answer(site=hospital.site, topic=self.topic, answer="not_offered", by=hospital.editor, at=self.at)

    def do_adopt(self, who):
        actions.adopt(site=self.hospitals[who].site, topic=self.topic, by=self.hospitals[who].editor, at=self.at)

    def do_wait(self, days):
        self.at += timedelta(days=days)
        actions.run_due(at=self.at)

    def remember(self):
        for hospital in self.hospitals:
            showing = Showing.objects.live_at(hospital.site, self.topic, hospital.site.language)
            self.seen.append((hospital.site, self.at, showing.snapshot.hash if showing else None))


def faults(at):
    return [*page_faults(), *showing_faults(), *question_faults(at=at), *record_faults()]


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_whatever_happens_the_invariants_hold_and_the_past_can_be_shown_again(acts):
    with transaction.atomic():
        year = Year()
        for act in acts:
            year.live(act)
        assert faults(year.at) == []
        assert all(reason.text for refusal in year.refusals for reason in refusal.reasons)
        for site, moment, hash in year.seen:
            shown = what_was_shown(site, year.topic, site.language, at=moment)
            assert (shown.page.hash if shown else None) == hash
        transaction.set_rollback(True)
