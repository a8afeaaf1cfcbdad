"""The other axis: a hospital's languages, and hospitals that speak together."""

import pytest

from fellesnett.adoption.actions import adopt, approve, approve_variant, create_variant, decide, roll_out, save_operation
from fellesnett.adoption.actions.sharing import layer_hash, next_layer
from fellesnett.adoption.candidates import candidate
from fellesnett.adoption.checks import page_faults, question_faults, record_faults
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import Decision, LocalOperation, Showing, Update
from fellesnett.editorial.models import OpenItem
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_user

from . import factories as f

pytestmark = pytest.mark.django_db

EIGHT = "<p>Du må faste i 8 timer.</p>"


def nynorsk():
    return f.changed("faste", "<p>Du må fasta i 6 timar før operasjonen.</p>")


@pytest.fixture
def topic():
    topic = f.make_topic("kneprotese")
    bokmal = f.make_edition(topic)
    f.make_edition(topic, nynorsk(), language="nn", follows=bokmal)
    return topic


@pytest.fixture
def fonna():
    return f.make_hospital("fonna", language="nn", other_languages=["nb"])


def say_yes(text, by, at):
    approve(text=text, hash=candidate(text).hash, by=by, at=at)


def test_what_is_replaced_in_bokmal_is_never_shown_as_national_text_in_nynorsk(topic, fonna, now):
    adoption = f.make_adoption(fonna.site, topic)
    f.write(fonna, adoption, "override", "faste", EIGHT)
    say_yes(f.text_of(adoption, "nb"), fonna.clinician, now)
    live = Showing.objects.live_at(fonna.site, topic, "nn")
    block = next(block for block in f.page_of(live.snapshot).blocks() if block.id == "faste")
    assert (block.html, block.lang) == (EIGHT, "nb")
    assert (live.approval.kind, live.approval.approved_by) == ("follows", fonna.clinician)
    item = OpenItem.objects.open().get()
    assert (item.kind, item.detail["language"]) == ("language_behind", "nn")

    f.write(fonna, adoption, "override", "faste", "<p>Du må fasta i 8 timar.</p>", language="nn")
    say_yes(f.text_of(adoption, "nn"), fonna.clinician, now)
    assert "8 timar" in f.live_words(fonna, topic, "nn")
    assert "timer" not in f.live_words(fonna, topic, "nn").split("Møt")[0]
    assert not OpenItem.objects.open().exists()


def test_a_site_is_told_when_its_language_follows_an_older_edition(topic, fonna, now):
    f.make_adoption(fonna.site, topic)
    newer = f.make_edition(topic, f.changed("hjem", "<p>Du reiser hjem samme dag.</p>"), changes={"hjem": "content"})
    roll_out(edition=newer, at=now)
    assert OpenItem.objects.open().get(kind="language_behind").detail["language"] == "nn"
    sections = nynorsk()
    sections["after"][0]["html"] = "<p>Du reiser heim same dag.</p>"
    roll_out(edition=f.make_edition(topic, sections, language="nn", follows=newer, changes={"hjem": "content"}), at=now)
    assert not OpenItem.objects.open().filter(kind="language_behind").exists()
    assert {update.text.language for update in Update.objects.open()} == {"nb", "nn"}


def test_a_first_edition_in_a_language_of_the_site_waits_for_its_yes(now):
    topic, fonna = f.make_topic("hofteprotese"), f.make_hospital("fonna", language="nn", other_languages=["nb"])
    bokmal = f.make_edition(topic)
    adoption = f.make_adoption(fonna.site, topic)
    assert [text.language for text in adoption.texts.all()] == ["nb"]
    roll_out(edition=f.make_edition(topic, nynorsk(), language="nn", follows=bokmal), at=now)
    assert f.live_words(fonna, topic, "nn") == ""
    assert "(nynorsk): skal godkjennes" in OpenItem.objects.open().get().title
    say_yes(f.text_of(adoption, "nn"), fonna.editor, now)
    assert "6 timar" in f.live_words(fonna, topic, "nn")
    assert not OpenItem.objects.open().exists()


# --- groups


class Group:
    """A region whose two hospitals share a variant."""

    def __init__(self, topic, now):
        self.region = make_organization("Helse Vest RHF", kind="regional_health_authority")
        self.writer = make_user(roles={self.region: Role.EDITOR})
        self.clinician = make_user(roles={self.region: Role.CLINICIAN})
        self.variant = create_variant(topic=topic, name="Dagkirurgi", organization=self.region, by=self.writer, at=now)
        self.bergen, self.forde = f.make_hospital("bergen"), f.make_hospital("forde")
        self.adoptions = [f.make_adoption(hospital.site, topic, variant=self.variant) for hospital in (self.bergen, self.forde)]

    def says(self, now, op="override", target="faste", html=EIGHT, **more):
        more = {"reason_code": "local_practice", "reason_text": "Dagkirurgi.", "clinical_owner": self.clinician, **more}
        content = [{"type": "text", "html": html}]
        return save_operation(
            variant=self.variant, language="nb", op=op, target=target, content=content, by=self.writer, at=now, **more
        )

    def agrees(self, now, by=None):
        seen = layer_hash(next_layer(self.variant, "nb"))
        return approve_variant(variant=self.variant, language="nb", hash=seen, by=by or self.clinician, at=now)


@pytest.fixture
def group(topic, now):
    return Group(topic, now)


def test_what_a_group_says_is_shown_by_each_hospital_when_the_group_has_said_yes(topic, group, now):
    group.says(now)
    assert "6 timer" in f.live_words(group.bergen, topic)
    with pytest.raises(NotReady) as refusal:
        group.agrees(now, by=group.writer)
    assert refusal.value.codes == {"needs_sign_off"}
    assert group.agrees(now) == 2
    for hospital in (group.bergen, group.forde):
        live = Showing.objects.live_at(hospital.site, topic, "nb")
        block = next(block for block in f.page_of(live.snapshot).blocks() if block.id == "faste")
        assert (block.html, block.source.layer, block.source.owner) == (EIGHT, "group", "dagkirurgi")
        assert live.approval.approved_by == group.clinician


def test_the_groups_yes_is_bound_to_what_was_seen(group, now):
    seen = layer_hash(next_layer(group.variant, "nb"))
    group.says(now)
    with pytest.raises(NotReady) as refusal:
        approve_variant(variant=group.variant, language="nb", hash=seen, by=group.clinician, at=now)
    assert refusal.value.codes == {"stale_hash"}


def test_a_hospital_does_not_speak_for_the_group(group, now):
    with pytest.raises(NotAllowed):
        save_operation(
            variant=group.variant, language="nb", op="fill", target="telefon", value="1", by=group.bergen.editor, at=now
        )


def test_a_hospital_that_builds_on_the_groups_text_is_asked_when_it_changes(topic, group, now):
    first = group.says(now)
    group.agrees(now)
    own = f.write(group.bergen, group.adoptions[0], "override", "faste", "<p>Hos oss: 10 timer.</p>")
    text = f.text_of(group.adoptions[0])
    say_yes(text, group.bergen.clinician, now)
    group.says(now, html="<p>Du må faste i 9 timer.</p>", replaces=first)
    group.agrees(now)
    assert "10 timer" in f.live_words(group.bergen, topic)
    assert "9 timer" in f.live_words(group.forde, topic)
    update = Update.objects.open().get()
    assert update.text == text
    decide(update=update, operation=own, choice="keep_ours", reason="Ja.", by=group.bergen.editor, at=now)
    say_yes(text, group.bergen.editor, now)
    assert "10 timer" in f.live_words(group.bergen, topic)
    assert not Update.objects.open().exists()


def test_one_choice_about_the_groups_text_counts_for_all_its_hospitals(topic, group, now):
    row = group.says(now)
    group.agrees(now)
    changed = f.changed("faste", "<p>Du må faste i 4 timer før operasjonen.</p>")
    roll_out(edition=f.make_edition(topic, changed, changes={"faste": "content"}), at=now)
    update = Update.objects.open().first()
    with pytest.raises(NotAllowed):
        decide(update=update, operation=row, choice="take_national", by=group.bergen.editor, at=now)
    decide(update=update, operation=row, choice="keep_ours", reason="Dagkirurgi.", by=group.clinician, at=now)
    for hospital, adoption in zip((group.bergen, group.forde), group.adoptions, strict=True):
        assert Showing.objects.live_at(hospital.site, topic, "nb").snapshot.edition.number == 1
        say_yes(f.text_of(adoption), hospital.editor, now)
        live = Showing.objects.live_at(hospital.site, topic, "nb")
        assert live.snapshot.edition.number == 2
        assert "8 timer" in f.live_words(hospital, topic)
    assert sorted(LocalOperation.objects.values_list("state", flat=True)) == ["active", "replaced"]
    assert not OpenItem.objects.open().exclude(kind="language_behind").exists()


FOUR = "<p>Du må faste i 4 timer før operasjonen.</p>"


def kept_by_the_group(topic, group, now):
    """Fasting is changed nationally, and the group keeps what it says; no hospital has approved the page yet."""
    row = group.says(now)
    group.agrees(now)
    roll_out(edition=f.make_edition(topic, f.changed("faste", FOUR), changes={"faste": "content"}), at=now)
    update = Update.objects.open().first()
    decide(update=update, operation=row, choice="keep_ours", reason="Dagkirurgi.", by=group.clinician, at=now)


def overtaken(topic, now, faste=FOUR):
    sections = f.changed("hjem", "<p>Du reiser hjem etter en natt.</p>")
    sections["before"][0] = f.text("faste", faste)
    roll_out(edition=f.make_edition(topic, sections, changes={"hjem": "content", "faste": "content"}), at=now)


def test_a_groups_choice_counts_on_for_all_its_hospitals_when_a_newer_edition_asks_the_same(topic, group, now):
    kept_by_the_group(topic, group, now)
    overtaken(topic, now)
    carried = Decision.objects.filter(carried_from__isnull=False)
    assert {decision.update_row for decision in carried} == set(Update.objects.open())
    assert {(decision.choice, decision.reason, decision.decided_by) for decision in carried} == {
        ("keep_ours", "Dagkirurgi.", group.clinician)
    }
    for hospital, adoption in zip((group.bergen, group.forde), group.adoptions, strict=True):
        say_yes(f.text_of(adoption), hospital.editor, now)
        words = f.live_words(hospital, topic)
        assert "8 timer" in words
        assert "etter en natt" in words
    assert sorted(LocalOperation.objects.values_list("state", flat=True)) == ["active", "replaced"]
    assert [*page_faults(), *question_faults(at=now), *record_faults()] == []


def test_a_group_chooses_anew_about_other_words(topic, group, now):
    kept_by_the_group(topic, group, now)
    overtaken(topic, now, faste="<p>Du må faste i 2 timer før operasjonen.</p>")
    assert not Decision.objects.filter(carried_from__isnull=False).exists()
    assert sorted(LocalOperation.objects.values_list("state", flat=True)) == ["active", "set_aside"]


def test_a_group_chooses_anew_when_a_hospital_has_joined_it_since(topic, group, now):
    """The choice was made for two hospitals; it is carried for all that are asked now, or for none."""
    kept_by_the_group(topic, group, now)
    f.make_adoption(f.make_hospital("voss").site, topic, variant=group.variant, approved=False)
    overtaken(topic, now)
    assert Update.objects.open().count() == 3
    assert not Decision.objects.filter(carried_from__isnull=False).exists()
    assert "set_aside" in LocalOperation.objects.values_list("state", flat=True)


def test_a_hospitals_own_text_on_top_of_the_groups_follows_with_the_groups_choice(topic, group, now):
    group.says(now)
    group.agrees(now)
    own = f.write(group.bergen, group.adoptions[0], "override", "faste", "<p>Hos oss: 10 timer.</p>")
    text = f.text_of(group.adoptions[0])
    say_yes(text, group.bergen.clinician, now)
    roll_out(edition=f.make_edition(topic, f.changed("faste", FOUR), changes={"faste": "content"}), at=now)
    update = Update.objects.open().get(text=text)
    shared = LocalOperation.objects.get(layer="group")
    decide(update=update, operation=shared, choice="keep_ours", reason="Dagkirurgi.", by=group.clinician, at=now)
    asked = {outcome["operation"] for outcome in update.plan["outcomes"] if outcome["outcome"] == "conflict"}
    if own.key in asked:
        decide(update=update, operation=own, choice="keep_ours", reason="Ja.", by=group.bergen.editor, at=now)
    overtaken(topic, now)
    say_yes(text, group.bergen.editor, now)
    words = f.live_words(group.bergen, topic)
    assert "10 timer" in words
    assert "etter en natt" in words


def test_a_variant_belongs_to_its_topic_and_its_name_is_taken_once(topic, group, now):
    other = f.make_topic("hofteprotese")
    f.make_edition(other)
    with pytest.raises(NotReady) as refusal:
        adopt(site=group.bergen.site, topic=other, variant=group.variant, by=group.bergen.editor, at=now)
    assert refusal.value.codes == {"wrong_variant"}
    with pytest.raises(NotReady):
        create_variant(topic=topic, name="Dagkirurgi", organization=group.region, by=group.writer, at=now)
