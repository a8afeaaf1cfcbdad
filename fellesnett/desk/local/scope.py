"""What an address of the local desk is about, fetched in scope: what is not yours does not exist (404)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from fellesnett.adoption.models import AdoptedText, Adoption, AdoptionQuerySet
from fellesnett.adoption.permissions import APPROVERS, EDITORS, OWNERS
from fellesnett.national.models import Topic
from fellesnett.organizations.models import LANGUAGE_CHOICES, Place, Role, Site
from fellesnett.organizations.permissions import roles_at

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

LANGUAGES = dict(LANGUAGE_CHOICES)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do at one site. The verbs ask again; this is for showing only what will be let through."""

    roles: frozenset[str]

    def _holds(self, wanted: Iterable[str]) -> bool:
        return not self.roles.isdisjoint(wanted)

    @property
    def answer(self) -> bool:
        """Take a topic into use, or say that it is not offered."""
        return self._holds(OWNERS)

    @property
    def edit(self) -> bool:
        """Write local text and answer questions."""
        return self._holds(EDITORS)

    @property
    def approve(self) -> bool:
        """Say yes to what patients will see."""
        return self._holds(APPROVERS)

    @property
    def consent(self) -> bool:
        """Set what the machine may do by itself."""
        return self._holds((Role.SITE_OWNER,))

    @property
    def people(self) -> bool:
        """See who has access."""
        return self._holds((Role.SITE_OWNER, Role.REGIONAL_OWNER, Role.AUDITOR))

    @property
    def give(self) -> bool:
        """Give roles and take them away, and answer those who ask for one."""
        return self._holds((Role.SITE_OWNER, Role.REGIONAL_OWNER))

    @property
    def in_words(self) -> str:
        """`redaktør og kliniker`."""
        names = [str(role.label) for role in Role if role in self.roles]
        return " og ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@dataclass(frozen=True)
class Here:
    """The site an address names, and what this person may do there."""

    site: Site
    rights: Rights
    user: User


def here(request: HttpRequest, site: str) -> Here:
    """The site, when this person has a role for it. Raises Http404."""
    user = person(request)
    found = next((one for one in _every_site(request) if one.slug == site), None)
    if found is None:
        raise Http404
    return Here(found, Rights(roles_at(user, found.organization)), user)


def person(request: HttpRequest) -> User:
    return cast("User", request.user)


def my_sites(request: HttpRequest) -> list[Site]:
    """The sites of the person who is logged in, by name, without the front door."""
    return [site for site in _every_site(request) if not site.is_front_door]


def _every_site(request: HttpRequest) -> list[Site]:
    """The same with the front door. Asked once a request, however many parts of a screen need it."""
    known: list[Site] | None = getattr(request, "_desk_sites", None)
    if known is None:
        known = list(Site.objects.for_user(person(request)).select_related("organization"))
        request._desk_sites = known  # type: ignore[attr-defined]
    return known


def adoption_of(where: Here, key: str) -> Adoption:
    """The site's answer for a topic. Raises Http404 where it has given none."""
    found: Adoption = get_object_or_404(_answers(where), topic__key=key)
    return found


def answer_or_none(where: Here, topic: Topic) -> Adoption | None:
    return _answers(where).filter(topic=topic).first()


def _answers(where: Here) -> AdoptionQuerySet:
    related = ("topic__successor", "site__organization", "variant__organization", "clinical_owner", "answered_by")
    return Adoption.objects.for_site(where.site).select_related(*related)


def text_of(where: Here, key: str, language: str) -> AdoptedText:
    """The site's text of a topic in a language. Raises Http404."""
    adoption = adoption_of(where, key)
    text = get_object_or_404(adoption.texts.select_related("edition__topic"), language=language)
    text.adoption = adoption
    return text


def topic_by(key: str) -> Topic:
    return get_object_or_404(Topic.objects.select_related("successor"), key=key)


def place_of(text: AdoptedText, slug: str) -> Place | None:
    """The place that a page is seen at; None for the hospital's own page. Raises Http404 for a place it is not at."""
    return get_object_or_404(text.adoption.places.all(), slug=slug) if slug else None


def number(value: str) -> int:
    """A key from an address or a form. Raises Http404 where it is no number."""
    if not value.isdecimal() or len(value) > 18:
        raise Http404
    return int(value)
