"""Where texts that readers see are stored: each with a mark that changes when its words do, and how to read its links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Max, Q, URLField

from fellesnett.adoption.models import Adoption, Answer, LocalOperation, OperationState
from fellesnett.composition.canonical import digest
from fellesnett.editorial import subjects
from fellesnett.links.hrefs import bare_addresses, hrefs_in
from fellesnett.national.models import Edition
from fellesnett.organizations.models import Place, Site, SiteState
from fellesnett.pages.models import SitePage, SiteProfile, page_models
from fellesnett.signposts.models import Arm, SignpostState

A_RECORD_IS_MINDED = timedelta(days=365)
"""A page that tells of one day is let be when it is so old."""


@dataclass(frozen=True, slots=True)
class Text:
    """One stored text. `site`: the key of the site that answers for it; none, where the nation does."""

    subject: str
    language: str
    site: int | None
    title: str
    version: str
    read: Callable[[], list[str]]
    detail: dict[str, Any] = field(default_factory=dict)


def texts(*, at: datetime) -> Iterator[Text]:
    """Every text that readers see now. A fixed number of queries; `read` asks one more for each text it is called on."""
    open_sites = set(Site.objects.exclude(state=SiteState.CLOSED).values_list("pk", flat=True))
    yield from _national()
    yield from _signposts()
    for text in (*_local(), *_shared(), *_own_pages(at), *_places(), *_profiles()):
        if text.site in open_sites:
            yield text


def _national() -> Iterator[Text]:
    live = Edition.objects.live().filter(topic__withdrawn_at__isnull=True)
    for pk, key, language, title in live.values_list("pk", "topic__key", "language", "title"):
        detail = {"topic": key, "language": language}
        yield Text(subjects.text(key, language), language, None, title, str(pk), partial(_read_edition, pk), detail)


def _read_edition(pk: int) -> list[str]:
    return [href for sections in Edition.objects.filter(pk=pk).values_list("sections", flat=True) for href in hrefs_in(sections)]


def _signposts() -> Iterator[Text]:
    for arm in Arm.objects.filter(signpost__state=SignpostState.UP).order_by("pk"):
        said, detail = [arm.address], {"signpost": arm.signpost_id}
        subject = subjects.signpost(arm.signpost_id)
        yield Text(subject, arm.language, None, arm.title, digest(said)[:80], partial(list, said), detail)


def _local() -> Iterator[Text]:
    in_use = LocalOperation.objects.filter(state=OperationState.ACTIVE, adoption__answer=Answer.ADOPTED)
    by_text = in_use.order_by().values_list("adoption", "language", "adoption__site", "adoption__topic__title")
    for adoption, language, site, title, newest, count in by_text.annotate(Max("pk"), Count("pk")):
        read = partial(_read_operations, adoption, language)
        yield Text(subjects.adoption(adoption), language, site, title, f"{newest}:{count}", read, {"written_in": language})


def _read_operations(adoption: int, language: str) -> list[str]:
    rows = LocalOperation.objects.filter(state=OperationState.ACTIVE, adoption=adoption, language=language)
    return [href for content in rows.values_list("content", flat=True) for href in hrefs_in(content)]


def _shared() -> Iterator[Text]:
    """What a group of hospitals says together. Asked of the hospital in whose name it is said, where that shares it too."""
    speaks: dict[int, int] = {}
    sharing = Adoption.objects.filter(variant__isnull=False, answer=Answer.ADOPTED).order_by("pk")
    for adoption in sharing.select_related("variant", "site").only("variant__organization", "site__organization"):
        if adoption.variant and adoption.site.organization_id == adoption.variant.organization_id:
            speaks[adoption.variant.pk] = adoption.site_id
        elif adoption.variant:
            speaks.setdefault(adoption.variant.pk, adoption.site_id)
    in_use = LocalOperation.objects.filter(state=OperationState.ACTIVE, variant__in=list(speaks))
    by_text = in_use.order_by().values_list("variant", "language", "variant__topic__key", "variant__topic__title")
    for variant, language, key, title, newest, count in by_text.annotate(Max("pk"), Count("pk")):
        read, detail = partial(_read_shared, variant, language), {"shared": key, "written_in": language}
        yield Text(subjects.variant(variant), language, speaks[variant], title, f"{newest}:{count}", read, detail)


def _read_shared(variant: int, language: str) -> list[str]:
    rows = LocalOperation.objects.filter(state=OperationState.ACTIVE, variant=variant, language=language)
    return [href for content in rows.values_list("content", flat=True) for href in hrefs_in(content)]


def _profiles() -> Iterator[Text]:
    """What stands around all pages of a site: the menu, and the declaration at the foot."""
    for profile in SiteProfile.objects.select_related("site").prefetch_related("menu"):
        said, site = [*filter(None, [profile.declaration_url]), *(entry.path for entry in profile.menu.all())], profile.site
        detail = {"model": "siteprofile", "page": profile.pk}
        yield Text(subjects.site(site.slug), "", site.pk, site.name, digest(said)[:80], partial(list, said), detail)


def _own_pages(at: datetime) -> Iterator[Text]:
    for model in page_models():
        kind = str(model._meta.model_name)
        minded = Q() if model.is_looked_over else Q(last_published_at__gte=at - A_RECORD_IS_MINDED)
        shown = model._default_manager.filter(minded, live=True)
        for pk, language, site, title, revision in shown.values_list("pk", "language", "site", "title", "live_revision"):
            detail = {"model": kind, "page": pk}
            yield Text(subjects.page(kind, pk), language, site, title, str(revision), partial(_read_page, model, pk), detail)


def _read_page(model: type[SitePage], pk: int) -> list[str]:
    page = model._default_manager.filter(pk=pk).first()
    if page is None:
        return []
    streams = [
        getattr(page, each.name) for each in model._meta.get_fields() if hasattr(getattr(page, each.name, None), "raw_data")
    ]
    addresses = [getattr(page, each.name) for each in model._meta.concrete_fields if isinstance(each, URLField)]
    return [*(href for stream in streams for href in hrefs_in(list(stream.raw_data))), *filter(None, addresses)]


def _places() -> Iterator[Text]:
    sites = {organization: pk for pk, organization in Site.objects.order_by("-pk").values_list("pk", "organization")}
    for place in Place.objects.select_related("organization"):
        site = sites.get(place.organization_id) or sites.get(place.organization.parent_id or 0)
        said = sorted(set(bare_addresses([place.descriptions, place.meeting, place.exceptions])))
        subject, version = subjects.place(place.pk), f"{place.described_at or ''}"
        yield Text(subject, "", site, place.name_in("nb")[:255], version[:80], partial(list, said), {"place": place.pk})
