"""The hospitals of the demonstration take texts into use, fill what is theirs to fill, and approve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from demo.base import person
from demo.places import places
from demo.reading import organizations
from fellesnett.accounts.models import User
from fellesnett.adoption.actions.answering import adopt, answer
from fellesnett.adoption.actions.approving import approve_all
from fellesnett.adoption.actions.following import fill_from_places
from fellesnett.adoption.actions.operating import save_operation
from fellesnett.adoption.candidates import candidates
from fellesnett.adoption.models import AdoptedText, Adoption, Answer
from fellesnett.national.models import Edition, Topic
from fellesnett.organizations.hours import Opening, in_words
from fellesnett.organizations.models import Membership, Place, Role, Site

OFFICE_HOURS = [Opening(day, time(8), time(15, 30)) for day in range(1, 6)]  # of a body without a place of its own
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


NEAREST = {
    "helse-forde": ("helse-bergen",),
    "helse-fonna": ("helse-bergen",),
    "sunnaas": ("lovisenberg", "innlandet"),
    "lovisenberg": ("innlandet",),
}
REASON = {"nb": "Dette gjør vi ikke her.", "nn": "Dette gjer vi ikkje her."}


def _decline(site: Site, topic: Topic, at: datetime) -> None:
    lacking = {row["slug"] for row in organizations()["sites"] if topic.key in row.get("not_offered", ())}
    elsewhere = Site.objects.filter(slug__in=set(NEAREST.get(site.slug, ())) - lacking)
    reason = REASON[site.language]
    answer(site=site, topic=topic, answer=Answer.NOT_OFFERED, reason=reason, offered_at=elsewhere, by=editor_of(site), at=at)


def places_for(site: Site, topic: Topic) -> list[Place]:
    """Where this site does what the topic tells of: all its places but those that lack it; one, where it is advice alone."""
    rows = {row["slug"]: row for row in places() if row["organization"] == site.organization.key}
    whole = Place.objects.filter(organization=site.organization).whole().order_by("pk")
    if topic.kind not in CARE:
        return list(whole[:1])
    return [place for place in whole if _has(rows.get(place.slug, {}), topic.key)]


def _has(place: dict[str, Any], key: str) -> bool:
    return key in place.get("offers", [key]) and key not in place.get("lacks", ())


def take_into_use(site: Site, topic: Topic, row: dict[str, Any], *, at: datetime) -> Adoption:
    """Adopt, fill every slot, and approve: what the site shows from `at`.

    Each step commits by itself, as people's do: verbs lock the log last, so two of them in one transaction could deadlock.
    """
    places = places_for(site, topic)
    adoption = adopt(
        site=site,
        topic=topic,
        places=places,
        unit=f"{topic.unit}, {site.name}",
        clinical_owner=clinician_of(site),
        by=editor_of(site),
        at=at,
    )
    fill_from_places(adoption=adoption, main=places[0] if places else None, by=editor_of(site), at=at)
    filled = set(adoption.operations.filter(op="fill", place__isnull=True).values_list("language", "target"))
    for text in adoption.texts.filter(showings__isnull=True).select_related("edition").order_by("pk"):
        for slot, value in _values(text.edition, row):
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


def _values(edition: Edition, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    language = edition.language
    offered = {
        "phone": row["phone"],
        "place": row["name"],
        "opening_hours": in_words(OFFICE_HOURS, language),
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
