"""Every row of the update table, through the database: what the site is asked, what it may choose, what patients read."""

from datetime import timedelta

import pytest

from fellesnett.adoption.actions import approve, decide, park_tightened, roll_out
from fellesnett.adoption.candidates import candidate
from fellesnett.adoption.checks import page_faults, question_faults, record_faults
from fellesnett.adoption.gates import NotReady
from fellesnett.adoption.models import Decision, LocalOperation, Update
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.editorial.reminders import escalate

from . import factories as f

pytestmark = pytest.mark.django_db

FOUR = "<p>Du må faste i 4 timer før operasjonen.</p>"
TWO_SENTENCES = "<p>Operasjonen gjøres i narkose. Du blir lagt på ryggen.</p>"


class Day:
    """A hospital with one operation on its page, and a new edition that has just arrived."""

    def __init__(self, sections=None):
        self.topic = f.make_topic("kneprotese")
        f.make_edition(self.topic, sections)
        self.bergen = f.make_hospital("bergen")
        self.adoption = f.make_adoption(self.bergen.site, self.topic)
        self.text = f.text_of(self.adoption)
        self.at = f.MORNING

    def wrote(self, op, target="", html="", **more):
        self.row = f.write(self.bergen, self.adoption, op, target, html, **more)
        self.say_yes()
        return self

    def arrives(self, sections, **more):
        roll_out(edition=f.make_edition(self.topic, sections, **more), at=self.at)
        self.update = Update.objects.open().get()
        return self

    def outcomes(self):
        return [item["outcome"] for item in self.update.plan["outcomes"] if item["operation"]]

    def asked(self):
        return sorted(OpenItem.objects.open().values_list("kind", flat=True))

    def chooses(self, choice, **more):
        decide(update=self.update, operation=self.row.key, choice=choice, by=self.bergen.clinician, at=self.at, **more)
        self.say_yes()
        assert not Update.objects.open().exists()
        assert not OpenItem.objects.open().exists()
        return f.live_words(self.bergen, self.topic)

    def say_yes(self):
        approve(text=self.text, hash=candidate(self.text).hash, by=self.bergen.clinician, at=self.at)

    def latest(self):
        return LocalOperation.objects.filter(key=self.row.key).order_by("-pk").first()


def without(block):
    sections = f.standard_sections()
    return {key: [item for item in blocks if item["id"] != block] for key, blocks in sections.items()}


def with_more(section, *blocks):
    sections = f.standard_sections()
    sections[section] = [*sections[section], *blocks]
    return sections


@pytest.fixture
def day():
    return Day()


# --- text changed


def test_changed_text_with_a_supplement_asks_whether_it_is_still_right(day):
    day.wrote("supplement", "faste", "<p>Drikk vann.</p>").arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    assert day.outcomes() == ["ask_still_right"]
    assert day.asked() == ["still_right", "update"]
    words = day.chooses("confirm")
    assert "4 timer" in words
    assert "Drikk vann" in words
    assert day.latest().base_edition.number == 2


def test_changed_text_under_a_replacement_is_a_conflict_until_somebody_chooses(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer før operasjonen.</p>")
    day.arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    assert day.outcomes() == ["conflict"]
    assert "8 timer" in f.live_words(day.bergen, day.topic)
    with pytest.raises(NotReady) as refusal:
        day.say_yes()
    assert refusal.value.codes == {"undecided"}
    assert "8 timer" in f.live_words(day.bergen, day.topic)


def test_taking_the_national_text_sets_ours_aside(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer før operasjonen.</p>")
    day.arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    assert "4 timer" in day.chooses("take_national")
    day.row.refresh_from_db()
    assert day.row.state == "set_aside"


def test_keeping_ours_asks_for_a_reason_and_moves_the_base(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer før operasjonen.</p>")
    day.arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    with pytest.raises(NotReady) as refusal:
        day.chooses("keep_ours")
    assert refusal.value.codes == {"needs_reason"}
    assert day.latest().base_edition.number == 1
    assert "8 timer" in day.chooses("keep_ours", reason="Vi bruker en annen narkose.")
    assert day.latest().base_edition.number == 2
    assert Decision.objects.get().reason == "Vi bruker en annen narkose."


def test_writing_anew_puts_the_editors_words_on_the_page(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer før operasjonen.</p>")
    day.arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    with pytest.raises(NotReady):
        day.chooses("write", content=[{"type": "text", "html": "<p><script>x()</script></p>"}])
    assert "5 timer" in day.chooses("write", content=[{"type": "text", "html": "<p>Du må faste i 5 timer.</p>"}])


def test_changes_in_different_sentences_give_a_suggestion_that_can_be_taken(now):
    long = "<p>Operasjonen gjøres i narkose. Du blir lagt på ryggen. Kirurgen ser til deg.</p>"
    day = Day({"during": [f.text("d1", long)]})
    day.wrote("override", "d1", long.replace("på ryggen", "på siden"))
    day.arrives(
        {"during": [f.text("d1", long.replace("Kirurgen ser til deg", "Kirurgen snakker med deg"))]}, changes={"d1": "content"}
    )
    assert day.outcomes() == ["proposal"]
    words = day.chooses("take_suggestion")
    assert "på siden" in words
    assert "snakker med deg" in words


def test_changed_text_that_is_left_out_here_asks_whether_it_still_is(day):
    day.wrote("omit", "faste").arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    assert day.outcomes() == ["ask_still_left_out"]
    assert "timer" not in day.chooses("confirm")


# --- new, removed, moved


def test_new_text_inside_a_replaced_chapter_is_always_shown_to_the_editor(day):
    day.wrote("override", "during", "<p>Hos oss får du ryggbedøvelse.</p>")
    day.arrives(with_more("during", f.text("d2", "<p>Si fra om allergi.</p>")), changes={"d2": "content"})
    assert day.outcomes() == ["keep", "hidden_change"]
    assert day.asked() == ["hidden_change", "update"]
    assert "allergi" not in f.live_words(day.bergen, day.topic)
    assert "allergi" in day.chooses("take_national")


def test_new_text_beside_local_text_is_a_clean_change(day):
    day.wrote("supplement", "faste", "<p>Drikk vann.</p>")
    day.arrives(with_more("during", f.text("d2", "<p>Si fra om allergi.</p>")), changes={"d2": "content"})
    assert day.update.clean
    assert day.asked() == ["update"]
    day.say_yes()
    words = f.live_words(day.bergen, day.topic)
    assert "allergi" in words
    assert "Drikk vann" in words
    assert day.latest().base_edition.number == 1


def test_a_supplement_whose_paragraph_is_gone_may_move_to_the_end_of_its_chapter(day):
    day.wrote("supplement", "faste", "<p>Drikk vann.</p>").arrives(without("faste"))
    assert day.outcomes() == ["orphan"]
    assert day.asked() == ["orphan", "update"]
    assert "Drikk vann" in day.chooses("move")
    assert (day.latest().position, day.latest().target) == ("end", "before")


def test_a_replacement_whose_paragraph_is_gone_becomes_an_own_paragraph_or_goes(day):
    day.wrote("override", "faste", "<p>Hos oss faster du ikke.</p>").arrives(without("faste"))
    assert day.outcomes() == ["base_gone"]
    assert "faster du ikke" in day.chooses("move")
    assert day.latest().op == "supplement"


def test_an_omission_of_what_is_gone_dissolves(day):
    day.wrote("omit", "hjem").arrives(without("hjem"))
    assert day.outcomes() == ["dissolve"]
    assert "reiser hjem" not in day.chooses("take_national")
    day.row.refresh_from_db()
    assert day.row.state == "set_aside"


def test_local_text_follows_a_paragraph_that_moved_and_got_a_new_id(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer.</p>")
    sections = without("faste")
    sections["after"] = [f.text("faste-ny", f.FASTING), *sections["after"]]
    day.arrives(sections, lineage=[{"kind": "move", "from": ["faste"], "to": ["faste-ny"]}])
    assert day.outcomes() == ["keep"]
    day.say_yes()
    assert f.live_words(day.bergen, day.topic).strip().endswith("Du må faste i 8 timer.   Du reiser hjem dagen etter.")
    day.row.refresh_from_db()
    assert (day.row.state, day.row.target, day.row.base_edition.number) == ("active", "faste", 1)


def test_a_later_change_finds_local_text_that_moved_before(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer.</p>")
    moved = without("faste")
    moved["after"] = [f.text("faste-ny", f.FASTING), *moved["after"]]
    day.arrives(moved, lineage=[{"kind": "move", "from": ["faste"], "to": ["faste-ny"]}])
    day.say_yes()
    moved["after"] = [f.text("faste-ny", FOUR), *moved["after"][1:]]
    day.arrives(moved, changes={"faste-ny": "content"})
    assert day.outcomes() == ["conflict"]
    assert "8 timer" in day.chooses("keep_ours", reason="Vi faster lenger.")
    assert day.latest().target == "faste-ny"


# --- split and joined


def split():
    sections = without("narkose")
    sections["during"] = [f.text("n1", "<p>Operasjonen gjøres i narkose.</p>"), f.text("n2", "<p>Du blir lagt på ryggen.</p>")]
    return sections, [{"kind": "split", "from": ["narkose"], "to": ["n1", "n2"]}]


def test_a_replacement_of_a_paragraph_that_was_split_stands_for_all_its_parts():
    day = Day(f.changed("narkose", TWO_SENTENCES)).wrote("override", "narkose", "<p>Du er våken.</p>")
    sections, lineage = split()
    day.arrives(sections, lineage=lineage, changes={"n1": "content"})
    assert day.outcomes() == ["conflict"]
    words = day.chooses("keep_ours", reason="Vi bruker ryggbedøvelse.")
    assert "Du er våken" in words
    assert "ryggen" not in words


def test_changing_ones_mind_about_a_split_leaves_nothing_behind():
    day = Day(f.changed("narkose", TWO_SENTENCES)).wrote("override", "narkose", "<p>Du er våken.</p>")
    sections, lineage = split()
    day.arrives(sections, lineage=lineage, changes={"n1": "content"})
    decide(update=day.update, operation=day.row, choice="keep_ours", reason="Slik er det.", by=day.bergen.editor, at=day.at)
    words = day.chooses("take_national")
    assert "ryggen" in words
    assert "våken" not in words
    assert not LocalOperation.objects.current().exists()


def test_a_supplement_to_a_paragraph_that_was_split_follows_the_first_part():
    day = Day(f.changed("narkose", TWO_SENTENCES)).wrote("supplement", "narkose", "<p>Ta med egen musikk.</p>")
    sections, lineage = split()
    day.arrives(sections, lineage=lineage, changes={"n1": "content"})
    assert day.outcomes() == ["ask_still_right"]
    assert "narkose.   Ta med egen musikk.   Du blir" in day.chooses("confirm")


# --- now equal


def test_a_replacement_that_the_national_text_now_says_is_proposed_dissolved(day):
    day.wrote("override", "faste", FOUR).arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    assert day.outcomes() == ["converged"]
    assert "4 timer" in day.chooses("take_national")
    assert not LocalOperation.objects.current().exists()


# --- policy


def test_a_text_that_is_locked_afterwards_stays_until_the_decision_and_cannot_be_kept(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer.</p>")
    sections = f.standard_sections()
    sections["before"][0]["policy"] = "locked"
    day.arrives(sections)
    assert "policy" in day.asked()
    assert "8 timer" in f.live_words(day.bergen, day.topic)
    with pytest.raises(NotReady) as refusal:
        day.chooses("keep_ours", reason="Vi vil.")
    assert refusal.value.codes == {"policy_tightened"}
    assert "6 timer" in day.chooses("take_national")


def test_a_text_that_is_locked_afterwards_is_parked_when_nobody_decides_in_time(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer.</p>")
    sections = f.standard_sections()
    sections["before"][0]["policy"] = "locked"
    day.arrives(sections)
    assert park_tightened(at=day.at + timedelta(days=29)) == 0
    assert "8 timer" in f.live_words(day.bergen, day.topic)
    assert park_tightened(at=day.at + timedelta(days=31)) == 1
    assert "6 timer" in f.live_words(day.bergen, day.topic)
    assert day.latest().state == "parked"
    assert day.asked() == ["update"]
    assert park_tightened(at=day.at + timedelta(days=32)) == 0


# --- choices


def test_a_choice_may_be_made_again_until_it_is_approved(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer.</p>").arrives(
        f.changed("faste", FOUR), changes={"faste": "content"}
    )
    decide(update=day.update, operation=day.row, choice="take_national", by=day.bergen.editor, at=day.at)
    decide(update=day.update, operation=day.row, choice="keep_ours", reason="Nei.", by=day.bergen.editor, at=day.at)
    assert "5 timer" in day.chooses("write", content=[{"type": "text", "html": "<p>5 timer.</p>"}])
    assert [decision.choice for decision in Decision.objects.order_by("pk")] == ["take_national", "keep_ours", "write"]


def test_a_choice_that_the_table_does_not_offer_is_refused(day):
    day.wrote("omit", "faste").arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    for choice in ("take_suggestion", "move", "write", "sing"):
        with pytest.raises(NotReady) as refusal:
            decide(update=day.update, operation=day.row, choice=choice, by=day.bergen.editor, at=day.at)
        assert refusal.value.codes == {"wrong_choice"}
    assert not Decision.objects.exists()


def test_nothing_is_decided_about_an_update_that_was_overtaken(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer.</p>").arrives(
        f.changed("faste", FOUR), changes={"faste": "content"}
    )
    old = day.update
    decide(update=old, operation=day.row, choice="keep_ours", reason="Ja.", by=day.bergen.editor, at=day.at)
    day.arrives(f.changed("faste", "<p>Du må faste i 2 timer før operasjonen.</p>"), changes={"faste": "content"})
    with pytest.raises(NotReady) as refusal:
        decide(update=old, operation=day.row, choice="take_national", by=day.bergen.editor, at=day.at)
    assert refusal.value.codes == {"closed"}
    old.refresh_from_db()
    assert old.outcome == "overtaken"
    assert Decision.objects.count() == 1
    assert "2 timer" in day.chooses("take_national")


def decided_and_overtaken(day, choice, *, next_faste=FOUR, **more):
    """Fasting is changed, the hospital answers; before it has approved, an edition comes with something else that is new."""
    day.wrote("override", "faste", "<p>Du må faste i 8 timer.</p>").arrives(
        f.changed("faste", FOUR), changes={"faste": "content"}
    )
    decide(update=day.update, operation=day.row, choice=choice, by=day.bergen.editor, at=day.at, **more)
    first = day.update
    sections = f.changed("hjem", "<p>Du reiser hjem etter en natt.</p>")
    sections["before"] = [f.text("faste", next_faste) if item["id"] == "faste" else item for item in sections["before"]]
    day.arrives(sections, changes={"hjem": "content", **({"faste": "content"} if next_faste != FOUR else {})})
    return first


@pytest.mark.parametrize(
    ("choice", "more", "shown"),
    [
        ("keep_ours", {"reason": "Vi opererer tidlig."}, "8 timer"),
        ("write", {"content": [{"type": "text", "html": "<p>5 timer.</p>"}]}, "5 timer"),
        ("take_national", {}, "4 timer"),
    ],
)
def test_a_choice_counts_on_when_a_newer_edition_asks_the_same(day, choice, more, shown):
    first = decided_and_overtaken(day, choice, **more)
    was, carried = Decision.objects.order_by("pk")
    assert (carried.update_row, carried.carried_from, carried.choice) == (day.update, was, choice)
    assert (carried.decided_by, carried.decided_at, carried.reason) == (day.bergen.editor, day.at, more.get("reason", ""))
    day.say_yes()
    words = f.live_words(day.bergen, day.topic)
    assert shown in words
    assert "etter en natt" in words
    assert not OpenItem.objects.open().exists()
    told = Event.objects.get(verb="update.decision_carried").payload
    assert (told["from_update"], told["update"], told["decided_by"]) == (first.pk, day.update.pk, day.bergen.editor.pk)
    if choice != "take_national":
        assert day.latest().base_edition.number == 2, "the words it was chosen against"
    assert [*page_faults(), *question_faults(at=day.at), *record_faults()] == []


def test_a_choice_about_other_words_is_made_again(day):
    decided_and_overtaken(day, "keep_ours", reason="Ja.", next_faste="<p>Du må faste i 2 timer før operasjonen.</p>")
    assert Decision.objects.count() == 1
    assert day.latest().state == "set_aside"
    assert "2 timer" in day.chooses("take_national")


def test_a_carried_choice_may_be_made_again(day):
    decided_and_overtaken(day, "keep_ours", reason="Ja.")
    assert "4 timer" in day.chooses("take_national")


def test_the_choice_about_a_split_paragraph_counts_on_with_all_its_parts():
    """What belongs together is carried together: the replacement, and the further parts it leaves out."""
    day = Day(f.changed("narkose", TWO_SENTENCES)).wrote("override", "narkose", "<p>Du er våken.</p>")
    sections, lineage = split()
    day.arrives(sections, lineage=lineage, changes={"n1": "content"})
    decide(update=day.update, operation=day.row, choice="keep_ours", reason="Slik er det.", by=day.bergen.editor, at=day.at)
    day.arrives({**sections, "after": [f.text("hjem", "<p>Du reiser hjem etter en natt.</p>")]}, changes={"hjem": "content"})
    assert Decision.objects.get(carried_from__isnull=False).update_row == day.update
    day.say_yes()
    words = f.live_words(day.bergen, day.topic)
    assert "Du er våken" in words
    assert "etter en natt" in words
    assert "ryggen" not in words


# --- how long it has waited


def waits(day):
    """When each question was first asked, and its deadline, in days from the first morning."""
    rows = OpenItem.objects.open().values_list("kind", "opened_at", "deadline")
    return {kind: ((opened - f.MORNING).days, (deadline - f.MORNING).days) for kind, opened, deadline in rows}


def test_a_newer_edition_gives_nobody_another_thirty_days(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer.</p>").arrives(
        f.changed("faste", FOUR), changes={"faste": "content"}
    )
    assert waits(day) == {"update": (0, 30), "conflict": (0, 30)}
    for days in (20, 29):
        day.at = f.MORNING + timedelta(days=days)
        day.arrives(f.changed("faste", FOUR.replace("4", str(days))), changes={"faste": "content"})
        assert waits(day) == {"update": (0, 30), "conflict": (0, 30)}
    assert escalate(at=f.MORNING + timedelta(days=29)) == []
    raised = escalate(at=f.MORNING + timedelta(days=30))
    assert {item.detail["escalated_from"] for item in raised} == set(
        OpenItem.objects.open().exclude(key__startswith="escalated").values_list("pk", flat=True)
    )


def test_a_case_that_was_taken_upwards_stays_there_when_a_newer_edition_comes(day):
    day.arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    day.at = f.MORNING + timedelta(days=31)
    [before] = escalate(at=day.at)
    day.arrives(f.changed("faste", FOUR.replace("4", "5")), changes={"faste": "content"})
    [again] = escalate(at=day.at)
    assert before.key != again.key
    assert (again.organization, again.role, again.deadline) == (before.organization, before.role, before.deadline)


def test_what_a_newer_edition_asks_for_the_first_time_has_its_own_thirty_days(day):
    day.wrote("override", "faste", "<p>Du må faste i 8 timer.</p>").arrives(
        f.changed("hjem", "<p>Du reiser hjem etter en natt.</p>"), changes={"hjem": "content"}
    )
    day.at = f.MORNING + timedelta(days=10)
    sections = f.changed("hjem", "<p>Du reiser hjem etter en natt.</p>")
    sections["before"][0] = f.text("faste", FOUR)
    day.arrives(sections, changes={"faste": "content"})
    assert waits(day) == {"update": (0, 30), "conflict": (10, 40)}


def test_an_answered_update_leaves_nothing_to_the_next(day):
    day.arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    day.at = f.MORNING + timedelta(days=10)
    day.say_yes()
    day.arrives(f.changed("faste", FOUR.replace("4", "5")), changes={"faste": "content"})
    assert waits(day) == {"update": (10, 40)}


def test_a_draft_written_while_an_update_waits_is_planned_with_it(day):
    day.arrives(f.changed("faste", FOUR), changes={"faste": "content"})
    day.row = f.write(day.bergen, day.adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>")
    day.update.refresh_from_db()
    assert not day.update.clean
    assert day.outcomes() == ["conflict"]
    assert "8 timer" in day.chooses("keep_ours", reason="Ja.")
