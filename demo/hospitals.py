"""The hospitals of the demonstration take texts into use, fill what is theirs to fill, and approve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from demo.base import person
from demo.reading import organizations
from fellesnett.accounts.models import User
from fellesnett.adoption.actions.answering import adopt, answer
from fellesnett.adoption.actions.approving import approve_all
from fellesnett.adoption.actions.operating import save_operation
from fellesnett.adoption.candidates import candidates
from fellesnett.adoption.models import AdoptedText, Adoption, Answer
from fellesnett.national.models import Edition, Topic
from fellesnett.organizations.models import Membership, Place, Role, Site

CARE = ("treatment", "examination", "condition")


def editor_of(site: Site) -> User:
    """The person who edits and approves for this site."""
    return Membership.objects.filter(organization=site.organization, role=Role.EDITOR).order_by("pk")[0].user


def clinician_of(site: Site) -> User | None:
    """The person who answers for this site's departures, where it has one."""
    found = Membership.objects.filter(organization=site.organization, role=Role.CLINICIAN).order_by("pk").first()
    return found.user if found else None


def answer_everything(topic: Topic, *, at: datetime) -> None:
    """Each site's answer for one topic. A site that has answered is left as it is; one that was interrupted goes on."""
    unfinished = AdoptedText.objects.filter(adoption__topic=topic, adoption__answer=Answer.ADOPTED, showings__isnull=True)
    interrupted = set(unfinished.values_list("adoption__site__slug", flat=True))
    answered = set(Adoption.objects.filter(topic=topic).values_list("site__slug", flat=True)) - interrupted
    for row in organizations()["sites"]:
        if row["slug"] in answered or "adopts" not in row:
            continue
        site = Site.objects.get(slug=row["slug"])
        if topic.key in row.get("not_offered", ()):
            _decline(site, topic, at)
        elif topic.key in row["adopts"] or (row["adopts"] == "hospital" and not _is_for_others(topic)):
            take_into_use(site, topic, row, at=at)


def _is_for_others(topic: Topic) -> bool:
    """Sunnaas alone has described these."""
    return topic.key == "krykketrening"


def _decline(site: Site, topic: Topic, at: datetime) -> None:
    nearest = {"helse-forde": ["helse-bergen"], "innlandet": ["lovisenberg"], "sunnaas": ["lovisenberg", "innlandet"]}
    elsewhere = Site.objects.filter(slug__in=nearest.get(site.slug, ["innlandet"]))
    answer(
        site=site,
        topic=topic,
        answer=Answer.NOT_OFFERED,
        reason="Dette gjør vi ikke her.",
        offered_at=elsewhere,
        by=editor_of(site),
        at=at,
    )


def take_into_use(site: Site, topic: Topic, row: dict[str, Any], *, at: datetime) -> Adoption:
    """Adopt, fill every slot, and approve: what the site shows from `at`.

    Each step commits by itself, as people's do: verbs lock the log last, so two of them in one transaction could deadlock.
    """
    places = list(Place.objects.filter(organization=site.organization).order_by("pk"))
    adoption = adopt(
        site=site,
        topic=topic,
        places=places if len(places) > 1 and topic.kind in CARE else places[:1],
        unit=f"{topic.unit}, {site.name}",
        clinical_owner=clinician_of(site),
        by=editor_of(site),
        at=at,
    )
    filled = set(adoption.operations.filter(op="fill").values_list("language", "target"))
    for text in adoption.texts.filter(showings__isnull=True).select_related("edition").order_by("pk"):
        for slot, value in _values(text.edition, row, places):
            if (text.language, slot) in filled:
                continue
            save_operation(
                adoption=adoption, language=text.language, op="fill", target=slot, value=value, by=editor_of(site), at=at
            )
        say_yes(text, by=editor_of(site), at=at + timedelta(hours=2))
    return adoption


def say_yes(text: AdoptedText, *, by: User, at: datetime) -> None:
    """Approve all pages of a text as they are now."""
    hashes = {page.place.slug if page.place else None: page.hash for page in candidates(text)}
    approve_all(text=text, hashes=hashes, by=by, at=at)


_FASTING = {"nb": "6 timer", "nn": "6 timar", "en": "6 hours", "se": "6 diimmu"}
_ADVICE = {
    "nb": "Følg rådene du fikk av fysioterapeuten før du reiste hjem",
    "nn": "Følg råda du fekk av fysioterapeuten før du reiste heim",
    "en": "Follow the advice your physiotherapist gave you",
    "se": "Čuovo fysioterapevtta rávvagiid",
}


def _values(edition: Edition, row: dict[str, Any], places: list[Place]) -> Iterator[tuple[str, str]]:
    language = edition.language
    where = places[0] if places else None
    offered = {
        "phone": row["phone"],
        "place": f"{where.name_in(language)}, {where.meeting_point}" if where else row["name"],
        "opening_hours": where.opening_hours if where else "måndag–fredag 08.00–15.30",
        "fasting_hours": _FASTING[language],
        "free_text": _ADVICE[language],
    }
    for section in edition.sections:
        for block in section["blocks"]:
            if block["type"] == "slot" and offered[block["slot"]]:
                yield block["id"], offered[block["slot"]]


def text_at(slug: str, key: str, language: str) -> AdoptedText:
    """One site's text on one topic."""
    found = AdoptedText.objects.select_related("adoption__site", "adoption__topic", "edition")
    return found.get(adoption__site__slug=slug, adoption__topic__key=key, language=language)


def write_locally(slug: str, key: str, language: str, *, at: datetime, by: str, approved: bool = True, **operation: Any) -> None:
    """One operation of one site, and the yes that shows it."""
    text = text_at(slug, key, language)
    save_operation(adoption=text.adoption, language=language, by=person(by), at=at, **operation)
    if approved:
        say_yes(text, by=person(by), at=at + timedelta(hours=3))
