"""Two hospitals become one. Nothing that the smaller one said may be lost, and no patient may be left at a dead address."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from fellesnett.accounts.models import User
from fellesnett.adoption.actions import adopt, answer
from fellesnett.adoption.checks import page_faults, question_faults, record_faults, showing_faults
from fellesnett.adoption.gates import NotReady as AdoptionRefused
from fellesnett.adoption.models import Adoption, Answer, LocalOperation, Showing
from fellesnett.adoption.tests.factories import (
    approve_candidate,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    text_of,
    write,
)
from fellesnett.editorial.checks import chain_faults
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import Role, Site, SiteState
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user
from fellesnett.pages.actions import NotReady, close_site, publish
from fellesnett.pages.gates.closing import Onward, consequences
from fellesnett.pages.models import Alert, Article, NewsItem
from fellesnett.pages.permissions import may
from fellesnett.pages.tests.alerts import make_alert
from fellesnett.pages.tests.factories import editor_of, make_page

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def national() -> User:
    return make_user("nasjonal@redaksjon.example", roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})


@pytest.fixture
def successor() -> Site:
    return make_site("bergen")


@pytest.fixture
def small(now: datetime) -> Site:
    """A hospital with a knee page, news in two wordings, a draft, an alert, and a question waiting."""
    hospital = make_hospital("voss")
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic)
    adoption = make_adoption(hospital.site, topic, approved=False)
    write(hospital, adoption, "fill", "telefon", value="56 53 30 00")
    approve_candidate(text_of(adoption), by=hospital.editor)
    waiting = make_topic("hofteprotese", title="Hofteprotese")
    make_edition(waiting)
    make_adoption(hospital.site, waiting, approved=False)
    page = make_page(hospital.site, live_at=now)
    page.title = "Ny inngang fra nord"
    publish(page, by=editor_of(hospital.site), at=now)
    make_page(hospital.site, Article, slug="om-oss", title="Om Voss sjukehus")
    make_alert(hospital.site, now, stops_at=now + timedelta(days=80))
    return hospital.site


def close(site: Site, successor: Site, file: Path, by: User, at: datetime) -> Site:
    return close_site(site=site, onward=Onward(site=successor), export=file, by=by, at=at)


def faults(at: datetime) -> list[Any]:
    found = (chain_faults(), page_faults(), showing_faults(), question_faults(at=at), record_faults())
    return [fault for check in found for fault in check]


def test_everything_is_taken_down_and_nothing_is_lost(
    small: Site, successor: Site, national: User, now: datetime, tmp_path: Path
) -> None:
    before = {model: model.objects.count() for model in (Showing, LocalOperation, Event, NewsItem, Article, Adoption)}
    at = now + timedelta(days=2)
    closed = close(small, successor, tmp_path / "voss.json", national, at)
    assert (closed.state, closed.closed_at, closed.successor) == (SiteState.CLOSED, at, successor)
    assert not Showing.objects.for_site(small).live().exists()
    assert set(Adoption.objects.for_site(small).values_list("answer", flat=True)) == {Answer.WITHDRAWN}
    assert not OpenItem.objects.open().filter(site=small).exists()
    assert not Alert.objects.in_force(at + timedelta(hours=1)).exists()
    assert not NewsItem.objects.for_site(small).live().exists()
    after = {model: model.objects.count() for model in before}
    assert {model: after[model] for model in before if model is not Event} == {
        model: count for model, count in before.items() if model is not Event
    }
    assert after[Event] > before[Event]
    assert faults(at) == []


def test_the_file_holds_what_the_site_had_before_it_was_closed(
    small: Site, successor: Site, national: User, now: datetime, tmp_path: Path
) -> None:
    shown = Showing.objects.for_site(small).get()
    file = tmp_path / "voss.json"
    close(small, successor, file, national, now + timedelta(days=2))
    kept = json.loads(file.read_text())
    assert (kept["form"], kept["site"]["slug"], kept["site"]["state"]) == ("fellesnett-site-export/1", "voss", "open")
    knee = next(each for each in kept["adoptions"] if each["topic"] == "kneprotese")
    showing = knee["texts"][0]["showings"][0]
    assert (showing["snapshot"], showing["to"]) == (shown.snapshot.hash, None)
    assert showing["approval"]["by"] == shown.approval.approved_by_name
    assert knee["operations"][0]["document"]["value"] == "56 53 30 00"
    news = next(each for each in kept["pages"] if each["kind"] == "newsitem")
    assert news["live"]
    assert [row["content"]["title"] for row in news["revisions"]] == ["Ny inngang", "Ny inngang fra nord"]
    assert [row["is_shown"] for row in news["revisions"]] == [False, True]
    assert {row["hash"][:7] for row in news["revisions"]} == {"sha256:"}
    assert "Om Voss sjukehus" in {each["fields"]["title"] for each in kept["pages"]}, "drafts are kept too"
    assert kept["alerts"][0]["texts"][0]["title"] == "Færre besøk"
    assert {"snapshot.live", "page.published", "alert.raised"} <= {each["verb"] for each in kept["log"]}
    said = Event.objects.get(verb="site.closed").payload
    assert said == {"successor": "bergen", "export": f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"}


@pytest.mark.parametrize("where", ["end_alert", "take_down", "retire"])
def test_interrupted_it_is_run_again_and_goes_on(
    small: Site, successor: Site, national: User, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    file, at = tmp_path / "voss.json", now + timedelta(days=2)
    with monkeypatch.context() as patched:
        patched.setattr(f"fellesnett.pages.actions.closing.{where}", killed)
        with pytest.raises(KeyboardInterrupt):
            close(small, successor, file, national, at)
    assert Site.objects.get(pk=small.pk).state == SiteState.CLOSED, "readers are led onward from the first moment"
    written = file.read_bytes()
    with pytest.raises(NotReady, match="ikke filen som ble skrevet"):
        close(small, successor, tmp_path / "annen.json", national, at)
    with pytest.raises(NotReady, match="annen etterfølger"):
        close_site(site=small, onward=Onward(url="https://helse.example"), export=file, by=national, at=at)
    close(small, successor, file, national, at + timedelta(hours=1))
    close(small, successor, file, national, at + timedelta(hours=2))
    assert file.read_bytes() == written
    assert not Showing.objects.for_site(small).live().exists()
    assert Event.objects.filter(verb="site.closed").count() == 1
    assert Event.objects.filter(verb="adoption.withdrawn").count() == 2
    assert faults(at + timedelta(hours=3)) == []


def test_nothing_is_closed_when_the_file_cannot_be_written(
    small: Site, successor: Site, national: User, now: datetime, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match="No such file"):
        close(small, successor, tmp_path / "finnes-ikke" / "voss.json", national, now)
    taken = tmp_path / "voss.json"
    taken.write_text("{}")
    with pytest.raises(NotReady, match="skrives ikke over"):
        close(small, successor, taken, national, now)
    assert Site.objects.get(pk=small.pk).is_open
    assert [path.name for path in tmp_path.iterdir()] == ["voss.json"]


def test_who_closes_what_and_where_readers_go(
    small: Site, successor: Site, national: User, now: datetime, tmp_path: Path
) -> None:
    def refused(site: Site, onward: Onward, by: User) -> str:
        with pytest.raises(NotReady) as stopped:
            close_site(site=site, onward=onward, export=tmp_path / "x.json", by=by, at=now)
        return str(stopped.value)

    owner = make_user(roles={small.organization: Role.SITE_OWNER})
    assert "Bare nasjonal redaksjon" in refused(small, Onward(site=successor), owner)
    front_door = make_site("www", is_front_door=True)
    assert "inngangen kan ikke legges ned" in refused(front_door, Onward(site=successor), national)
    assert "Si hvor leserne skal gå" in refused(small, Onward(), national)
    assert "Si hvor leserne skal gå" in refused(small, Onward(site=successor, url="https://a.example"), national)
    assert "må begynne med https://" in refused(small, Onward(url="http://a.example"), national)
    assert "et annet nettsted som er åpent" in refused(small, Onward(site=small), national)
    assert not Event.objects.filter(verb="site.closed").exists()
    assert list(tmp_path.iterdir()) == []


def test_at_a_closed_site_one_looks_and_changes_nothing(
    small: Site, successor: Site, national: User, now: datetime, tmp_path: Path
) -> None:
    close(small, successor, tmp_path / "voss.json", national, now + timedelta(days=2))
    small.refresh_from_db()
    editor = editor_of(small)
    assert may(editor, "view", small)
    assert not may(editor, "change", small)
    with pytest.raises(NotReady, match="lagt ned"):
        publish(NewsItem.objects.get(site=small), by=editor, at=now + YEAR)
    topic = Adoption.objects.for_site(small).first().topic  # type: ignore[union-attr]
    with pytest.raises(AdoptionRefused, match="lagt ned"):
        adopt(site=small, topic=topic, by=editor, at=now + YEAR)
    with pytest.raises(AdoptionRefused, match="lagt ned"):
        answer(site=small, topic=topic, answer=Answer.NOT_OFFERED, by=editor, at=now + YEAR)
    with pytest.raises(NotReady, match="lagt ned"):
        make_alert(small, now + YEAR, by=editor)


def test_the_command_tells_first_and_acts_when_told_to(
    small: Site, successor: Site, national: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "voss.json"
    words = ["close", "voss", "--successor", "bergen", "--export", str(file), "--by", national.email]
    call_command("sites", *words)
    told = capsys.readouterr().out
    assert "1  temasider tas ned" in told
    assert "Ingenting er gjort." in told
    assert Site.objects.get(slug="voss").is_open
    assert not file.exists()
    call_command("sites", *words, "--yes")
    assert "er lagt ned" in capsys.readouterr().out
    assert Site.objects.get(slug="voss").state == SiteState.CLOSED
    with pytest.raises(CommandError, match="there is no site"):
        call_command("sites", "close", "ukjent", "--successor", "bergen", "--export", str(file), "--by", national.email)


def test_what_closing_means_is_counted_beforehand(small: Site, now: datetime) -> None:
    counted = {each.code: each.count for each in consequences(small, at=now)}
    assert (counted["pages"], counted["drafts"], counted["topics"], counted["answers"], counted["alerts"]) == (1, 1, 1, 2, 1)
    assert counted["items"] == OpenItem.objects.open().filter(site=small).count() > 0
