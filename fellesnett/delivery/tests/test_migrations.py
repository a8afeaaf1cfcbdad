"""A house that has delivered for a year takes a new version: what was there is made ready, some at a time; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from fellesnett.adoption.tests.factories import MORNING, make_edition, make_topic
from fellesnett.delivery import packing
from fellesnett.delivery.wording import found_by

packing_all = import_module("fellesnett.delivery.migrations.0007_pack_what_is_there")
MANY = 5


@contextmanager
def as_of(name: str) -> Iterator[Any]:
    """The tables as they were, and afterwards as they are."""
    try:
        yield migrated(name)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes("delivery"))


def migrated(name: str) -> Any:
    return MigrationExecutor(connection).migrate([("delivery", name)]).apps


def make_news(apps: Any, number: int, **facts: Any) -> Any:
    times = {"first_published": MORNING, "changed": MORNING, "modified": MORNING}
    document = json.dumps({"title": f"Nytt {number}"})
    said = {
        "type": "news",
        "subject": f"page:newsitem:{number}",
        "language": "nb",
        "version": 1,
        "seq": number,
        "document": document,
    }
    return apps.get_model("delivery", "Item").objects.create(**{**said, **times, **facts})


@pytest.mark.django_db(transaction=True)
def test_what_was_there_is_packed_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing_all, "AT_A_TIME", 2)
    held = []
    monkeypatch.setattr(packing_all, "packed", lambda words: held.append(connection.in_atomic_block) or packing.packed(words))
    with as_of("0005_services") as before:
        for number in range(MANY):
            make_news(before, number)
        make_news(before, MANY, document="", gone_at=MORNING)
        after = migrated("0007_pack_what_is_there").get_model("delivery", "Item").objects
        assert held == [True] * MANY
        for row in after.exclude(document=""):
            assert bytes(row.packed) == packing.packed(row.document)
            assert row.etag == packing.mark_of(row.document)
        assert [(bytes(row.packed), row.etag) for row in after.filter(document="")] == [(b"", "")]


@pytest.mark.django_db(transaction=True)
def test_stopped_half_way_it_goes_on_and_leaves_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing_all, "AT_A_TIME", 2)
    with as_of("0005_services") as before:
        for number in range(MANY):
            make_news(before, number)
        rows = migrated("0006_ready_bytes").get_model("delivery", "Item").objects
        told: list[str] = []

        def stopped(words: str) -> bytes:
            told.append(words)
            if len(told) == 4:
                raise KeyboardInterrupt
            return packing.packed(words)

        monkeypatch.setattr(packing_all, "packed", stopped)
        with pytest.raises(KeyboardInterrupt):
            migrated("0007_pack_what_is_there")
        assert (rows.filter(etag="").count(), transaction.get_connection().in_atomic_block) == (MANY - 2, False)
        monkeypatch.setattr(packing_all, "packed", packing.packed)
        migrated("0007_pack_what_is_there")
        assert not rows.filter(etag="").exists()


knowing = import_module("fellesnett.delivery.migrations.0010_know_owners")


def make_line(apps: Any, item: Any, seq: int, kind: str, owner: str) -> None:
    """A line of the feed, with the version that was served from then on."""
    document, number = json.dumps({"owner": {"key": owner}}), item.version + (kind != "deleted")
    if kind != "deleted":
        facts = {"number": number, "document": document, "at": MORNING, "significant": True}
        apps.get_model("delivery", "Version").objects.create(item=item, **facts)
    apps.get_model("delivery", "Change").objects.create(
        seq=seq, item=item, kind=kind, version=number, at=MORNING, significant=True
    )
    item.version = number
    item.save()


@pytest.mark.django_db(transaction=True)
def test_whose_each_line_was_is_read_from_what_was_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowing, "AT_A_TIME", 1)
    with as_of("0008_consumers_subscribe") as before:
        organizations = before.get_model("organizations", "Organization").objects
        for key in ("bergen", "voss"):
            organizations.create(key=key, name=key, kind="health_trust")
        moved, gone, unknown = (make_news(before, number, version=0) for number in range(3))
        for seq, item, kind, owner in (
            (1, moved, "published", "bergen"), (2, gone, "published", "bergen"), (3, moved, "updated", "voss"),
            (4, moved, "updated", "voss"), (5, gone, "deleted", ""), (6, gone, "published", "voss"),
            (7, unknown, "published", "x"),
        ):  # fmt: skip
            make_line(before, item, seq, kind, owner)
        after = migrated("0010_know_owners")
        lines = after.get_model("delivery", "Change").objects.order_by("seq").values_list("owner__key", "owner_before__key")
        assert list(lines) == [
            ("bergen", None), ("bergen", None), ("voss", "bergen"), ("voss", None), ("bergen", None), ("voss", None),
            (None, None),
        ]  # fmt: skip
        items = after.get_model("delivery", "Item").objects.order_by("seq").values_list("owner__key", flat=True)
        assert list(items) == ["voss", "voss", None]


finding = import_module("fellesnett.delivery.migrations.0013_words_of_what_is_there")


def make_text(apps: Any, number: int, title: str) -> Any:
    edition = make_edition(make_topic(f"tema-{number}", title=title))
    facts = {"topic_id": edition.topic_id, "edition_id": edition.pk, "document": json.dumps({"title": title})}
    return make_news(apps, number, type="treatment", subject="", **facts)


def write_anew(apps: Any, item: Any, title: str) -> None:
    """As the feed does: another line, other words."""
    rows = apps.get_model("delivery", "Item").objects.filter(pk=item.pk)
    rows.update(document=json.dumps({"title": title}) if title else "", seq=item.seq + MANY, gone_at=None if title else MORNING)
    words = apps.get_model("delivery", "Word").objects
    words.filter(item_id=item.pk).delete()
    words.bulk_create([words.model(item_id=item.pk, word=word) for word in found_by("nb", [title])])


@pytest.mark.django_db(transaction=True)
def test_a_text_that_is_written_anew_meanwhile_is_found_by_what_it_says_now(monkeypatch: pytest.MonkeyPatch) -> None:
    with as_of("0011_waiting_after") as before:
        still, rewritten, gone = (make_text(before, number, title) for number, title in enumerate(("Hofte", "Kne", "Skulder")))
        meanwhile = migrated("0012_words")

        @contextmanager
        def after_the_feed(**using: Any) -> Iterator[None]:
            write_anew(meanwhile, rewritten, "Albue")
            write_anew(meanwhile, gone, "")
            with transaction.atomic(**using):
                yield

        monkeypatch.setattr(finding, "transaction", SimpleNamespace(atomic=after_the_feed))
        words = migrated("0013_words_of_what_is_there").get_model("delivery", "Word").objects
        assert set(words.values_list("item", "word")) == {
            (item.pk, word) for item, title in ((still, "Hofte"), (rewritten, "Albue")) for word in found_by("nb", [title])
        }
