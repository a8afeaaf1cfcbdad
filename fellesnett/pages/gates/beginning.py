"""Why a site is not ready for readers, and what is left to do: the same list for the gate and for those who fill it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fellesnett.adoption.models import Adoption, Answer, Showing
from fellesnett.organizations.models import Membership, Place, Role, Site, SiteState
from fellesnett.organizations.permissions import is_national, may_at_site, today
from fellesnett.pages.gaps import gaps_in
from fellesnett.pages.gates import Reason, facts_missing
from fellesnett.pages.kinds import kind_of
from fellesnett.pages.models import Department, FrontPage, Logo, Pharmacy, SitePage, page_models, profile_of
from fellesnett.pages.permissions import may

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

OPENERS = (Role.SITE_OWNER,)
WITH_PATIENTS = frozenset({"hospital"})


@dataclass(frozen=True, slots=True)
class Remaining:
    """One thing that a site needs. `must` keeps it shut; the rest is advice. `code` says where it is done."""

    code: str
    text: str
    done: bool
    must: bool = False


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A page that readers cannot see yet, and the facts it waits for."""

    page: SitePage
    gaps: tuple[str, ...]


def blockers_to_begin(site: Site, *, by: User) -> tuple[Reason, ...]:
    """Why `by` cannot have the standard pages made."""
    if may(by, "add", site) and site.state != SiteState.CLOSED:
        return ()
    text = _("Du kan ikke lage sider ved %(site)s. Be en redaktør der, eller nettansvarlig.")
    return (Reason("no_role", text % {"site": site.name}),)


def blockers_to_go_public(site: Site, *, by: User) -> tuple[Reason, ...]:
    """Why the site cannot be opened to readers by this person now; empty when nothing is in the way."""
    if not (may_at_site(by, site, *OPENERS) or is_national(by, Role.NATIONAL_MEDICAL_EDITOR)):
        return (Reason("no_role", _("Bare nettansvarlig åpner nettstedet for leserne. Be nettansvarlig om det.")),)
    if site.state != SiteState.PREPARING:
        return (Reason("not_preparing", _("Nettstedet er ikke i forberedelse.")),)
    return tuple(Reason(each.code, each.text) for each in remaining(site) if each.must and not each.done)


def remaining(site: Site) -> tuple[Remaining, ...]:
    """What the site needs before it opens, what must be there first."""
    return tuple(sorted((*_must(site), *_should(site)), key=lambda each: not each.must))


def unfinished(site: Site) -> tuple[Unfinished, ...]:
    """The drafts that have never been shown, by title, with what is still to be filled in."""
    drafts = (page for model in page_models() for page in model._default_manager.filter(site=site, live=False))
    newest = [draft.get_latest_revision_as_object() for draft in drafts if draft.first_published_at is None]
    return tuple(sorted((_as_it_stands(page) for page in newest), key=lambda each: each.page.title.casefold()))


def _as_it_stands(page: SitePage) -> Unfinished:
    gaps = [gap for found in gaps_in(page).values() for gap in found]
    empty = dict.fromkeys(reason.field for reason in facts_missing(page) if hasattr(page, reason.field))
    return Unfinished(page, (*gaps, *(_name_of(page, name) for name in empty)))


def _name_of(page: SitePage, field: str) -> str:
    found: Any = page._meta.get_field(field)
    return str(found.verbose_name)


def _must(site: Site) -> Iterator[Remaining]:
    profile = profile_of(site)
    held = Membership.objects.standing(today()).filter(role=Role.SITE_OWNER, user__is_active=True)
    owners = held.filter(organization__in=site.organization.lineage)
    yield Remaining("owner", _("Gi noen rollen nettansvarlig."), owners.exists(), must=True)
    front = FrontPage.objects.for_site(site).in_language(site.language).live().exists()
    yield Remaining("front", _("Publiser forsiden på nettstedets eget språk."), front, must=True)
    yield Remaining("reach", _("Skriv inn sentralbord eller e-post."), bool(profile.phone or profile.email), must=True)


def _should(site: Site) -> Iterator[Remaining]:
    profile, kind = profile_of(site), kind_of(site.organization)
    yield Remaining("own_front", _("Skriv egne ord på forsiden, ikke bare dem den begynte med."), _is_written(site, kind))
    yield Remaining("logo", _("Legg ut logoen deres."), Logo.objects.up().filter(site=site).exists())
    yield Remaining("post", _("Skriv inn postadressen."), bool(profile.post_address))
    yield Remaining("owner_line", _("Skriv hvem som eier dere, nederst på sidene."), bool(profile.owner_line))
    declared = bool(profile.declaration_url and profile.declared_on)
    yield Remaining("declaration", _("Fyll ut tilgjengelighetserklæringen hos uustatus.no, og lenk til den."), declared)
    yield Remaining("places", _("Skriv inn stedene deres."), Place.objects.for_site(site).exists())
    if kind and kind.key in WITH_PATIENTS:
        yield Remaining("departments", _("Publiser minst én avdeling."), _is_live(Department, site))
        answered = Adoption.objects.for_site(site).exclude(answer=Answer.UNDECIDED)
        yield Remaining("answers", _("Svar på hva dere tilbyr."), answered.exists())
        shown = Showing.objects.filter(text__adoption__site=site, live_to__isnull=True)
        yield Remaining("topics", _("Godkjenn minst én side om behandling."), shown.exists())
    if kind and kind.key == "pharmacy":
        yield Remaining("pharmacies", _("Publiser minst ett apotek."), _is_live(Pharmacy, site))


def _is_written(site: Site, kind: Any) -> bool:
    front = FrontPage.objects.for_site(site).in_language(site.language).first()
    return front is not None and (bool(front.body) or front.lead != (kind.lead_in(site.language) if kind else ""))


def _is_live(model: Any, site: Site) -> bool:
    return bool(model._default_manager.for_site(site).live().exists())
