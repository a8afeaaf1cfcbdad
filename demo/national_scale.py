"""`demo load --scale national`: every hospital, 1,500 topics and 12,000 adoptions or more, for trying the product at full size.

The texts are generated from parts (scale/words.yaml). What the verbs would take an hour to write one by one is written in
bulk; local departures and second editions go through the verbs. Seeded: loading again goes on where it was interrupted.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from demo.base import edition, person
from demo.hospitals import write_locally
from demo.scale import base, ground, hospitals
from demo.scale.texts import Made, made
from fellesnett.adoption.models import AdoptedText, Adoption, LocalOperation
from fellesnett.national.models import Edition, Topic
from fellesnett.organizations.models import Site

BATCH = 30
DEPARTURES = 240
REVISIONS = 60
Say = Callable[[str], None]


def load(*, at: datetime, say: Say) -> None:
    """Load on top of the small demonstration, as if its history led up to `at`."""
    ground.lay()
    say(f"{Site.objects.count()} nettsteder er på plass.")
    _texts(at, say)
    _departures(at - timedelta(days=60), say)
    _revisions(at - timedelta(days=4), say)
    say(f"{Topic.objects.count()} temaer, {Adoption.objects.adopted().count()} i bruk ved {Site.objects.count()} nettsteder.")


def _texts(at: datetime, say: Say) -> None:
    cast, country = base.Cast.of_the_demonstration(), hospitals.Country()
    known = set(Topic.objects.values_list("key", flat=True))
    fresh = [topic for topic in made() if topic.key not in known]
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        adopted = _batch(batch, cast, country, at)
        if start // BATCH % 5 == 0:
            say(f"{start + len(batch)} av {len(fresh)} temaer; {adopted} tatt i bruk i siste bunke.")


@transaction.atomic
def _batch(topics: Sequence[Made], cast: base.Cast, country: hospitals.Country, at: datetime) -> int:
    """Some topics and their use everywhere, or nothing of it."""
    editions = base.write(topics, cast, at=at - timedelta(days=200))
    return hospitals.take_into_use(editions, country, at=at - timedelta(days=100))


def _departures(at: datetime, say: Say) -> None:
    """Supplements, and a few overrides with a clinician's yes, at hospitals over the whole country."""
    texts = {topic.key: topic for topic in made()}
    found = AdoptedText.objects.filter(adoption__topic__key__in=texts, language="nb").select_related(
        "adoption__site", "adoption__topic"
    )
    departed = set(LocalOperation.objects.filter(op__in=["supplement", "override"]).values_list("adoption_id", flat=True))
    chosen = random.Random(7).sample(list(found.order_by("adoption__topic__key", "adoption__site__slug")), DEPARTURES)
    for number, text in enumerate(chosen):
        if text.adoption_id not in departed:
            _depart(text.adoption, texts[text.adoption.topic.key], number, at)
        if number % 60 == 59:
            say(f"{number + 1} av {DEPARTURES} lokale tekster.")


@transaction.atomic
def _depart(adoption: Adoption, topic: Made, number: int, at: datetime) -> None:
    slug = adoption.site.slug
    content = [{"type": "text", "html": topic.say("local", random.Random(number))}]
    if number % 4:
        write_locally(slug, topic.key, "nb", at=at, by=f"redaktor.{slug}", op="supplement", target=topic.main_block, position="after",
                      content=content)  # fmt: skip
        return
    reason: dict[str, Any] = {
        "reason_code": "local_practice",
        "reason_text": "Vi har et eget opplegg her.",
        "clinical_owner": person(f"lege.{slug}"),
    }
    write_locally(
        slug, topic.key, "nb", at=at, by=f"lege.{slug}", op="override", target=topic.main_block, content=content, **reason
    )


def _revisions(at: datetime, say: Say) -> None:
    """Second editions on their way to the hospitals, some of texts that a hospital has replaced."""
    departed = LocalOperation.objects.filter(op="override", adoption__topic__key__in=[topic.key for topic in made()])
    first = dict.fromkeys(departed.order_by("pk").values_list("adoption__topic__key", flat=True))
    keys = [*list(first)[: REVISIONS // 2], *(topic.key for topic in made() if topic.key not in first)][:REVISIONS]
    done = set(Edition.objects.filter(number=2, topic__key__in=keys).values_list("topic__key", flat=True))
    texts = {topic.key: topic for topic in made()}
    for number, key in enumerate(keys, 1):
        if key not in done:
            _revise(texts[key], at)
        if number % 20 == 0:
            say(f"{number} av {len(keys)} nye utgaver sluppet.")


def _revise(topic: Made, at: datetime) -> None:
    """One block says something new; every hospital that uses the text is asked."""
    sections = topic.sections
    for section in sections:
        for block in section["blocks"]:
            if block["id"] == topic.main_block:
                block["html"] = topic.say("revised", random.Random(topic.key))
    row = Topic.objects.get(key=topic.key)
    edition(
        row,
        "nb",
        title=topic.title,
        sections=sections,
        at=at,
        classes={topic.main_block: "content"},
        note_editors="Nytt om gjennomføringen.",
    )
