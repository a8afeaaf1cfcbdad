"""From the national text to the patient, the first time."""

from datetime import timedelta

import pytest

from fellesnett.adoption.actions.approving import approve
from fellesnett.adoption.actions.rolling_out import roll_out
from fellesnett.adoption.candidates import candidate
from fellesnett.adoption.models import Showing, Update
from fellesnett.adoption.recipes import Library
from fellesnett.editorial.models import OpenItem

from . import factories as f

pytestmark = pytest.mark.django_db


def test_nothing_is_shown_before_the_hospital_has_said_yes(now):
    topic, bergen = f.make_topic("kneprotese"), f.make_hospital("bergen")
    f.make_edition(topic)
    f.make_adoption(bergen.site, topic, approved=False)
    assert Showing.objects.live_at(bergen.site, topic, "nb") is None
    assert OpenItem.objects.get().title == "Kneprotese (bokmål): skal godkjennes før den vises"


def test_a_new_edition_waits_until_the_hospital_approves_it(now):
    topic, bergen = f.make_topic("kneprotese"), f.make_hospital("bergen")
    first = f.make_edition(topic)
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    sections = f.standard_sections()
    sections["before"][0]["html"] = "<p>Du må faste i 4 timer før operasjonen.</p>"
    second = f.make_edition(topic, sections, changes={"faste": "content"})

    assert roll_out(edition=second, at=now) == 1
    assert Showing.objects.live_at(bergen.site, topic, "nb").snapshot.edition == first
    update = Update.objects.get()
    assert update.clean
    assert [item.kind for item in OpenItem.objects.open()] == ["update"]

    seen = candidate(text)
    approve(text=text, hash=seen.hash, by=bergen.editor, at=now)
    live = Showing.objects.live_at(bergen.site, topic, "nb")
    assert live.snapshot.edition == second
    assert live.approval.hash == seen.hash
    assert live.approval.approved_by == bergen.editor
    assert not OpenItem.objects.open().exists()
    library = Library()
    library.fetch([live.snapshot.recipe])
    page = library.page(live.snapshot.recipe)
    assert page.hash == seen.hash
    assert "4 timer" in page.sections[0].blocks[0].html


def test_a_yes_that_waited_for_another_does_not_end_the_others_page_before_it_began(now):
    topic, bergen = f.make_topic("kneprotese"), f.make_hospital("bergen")
    f.make_edition(topic)
    text = f.text_of(f.make_adoption(bergen.site, topic))
    for hours, moment in ((4, now), (5, now - timedelta(seconds=2))):
        words = f"<p>Du må faste i {hours} timer før operasjonen.</p>"
        roll_out(edition=f.make_edition(topic, f.changed("faste", words), changes={"faste": "content"}), at=now)
        approve(text=text, hash=candidate(text).hash, by=bergen.editor, at=moment)
    assert [showing.live_to for showing in Showing.objects.order_by("pk")] == [now, now, None]
    assert "5 timer" in f.live_words(bergen, topic)
