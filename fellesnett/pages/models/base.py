"""What every page that a site owns alone has: where it stands, in which language, its words, and its life as a draft.

A page type is a recipe: this base, its own facts, and its panels in the order an editor thinks of them. Drafts, history,
scheduling, locking and preview are Wagtail's; who may is `permissions`, what stands in the way is `clean()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import uuid4

from django.apps import apps
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PublishingPanel, TitleFieldPanel
from wagtail.admin.widgets import SlugInput
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin

from fellesnett.organizations.models import LANGUAGE_CHOICES, Site
from fellesnett.pages.fields import BodyField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http.response import HttpResponseBase

REVIEW_MONTHS = [
    (3, _("etter tre måneder")),
    (6, _("etter et halvt år")),
    (12, _("etter ett år")),
    (18, _("etter halvannet år")),
    (24, _("etter to år")),
]
"""How long a page may stand before somebody says that it still holds."""

PREVIEW_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'self'"


class SitePageQuerySet(models.QuerySet[Any]):
    """Questions that every kind of page answers, as a chain of words."""

    def for_site(self, site: Site) -> Self:
        """The pages this site shows as its own."""
        return self.filter(site=site)

    def for_sites(self, sites: Iterable[Site]) -> Self:
        return self.filter(site__in=list(sites))

    def live(self) -> Self:
        """What patients can see now."""
        return self.filter(live=True)

    def in_language(self, language: str) -> Self:
        return self.filter(language=language)

    def newest_first(self) -> Self:
        return self.order_by("-first_published_at", "-pk")

    def by_title(self) -> Self:
        return self.order_by("title", "pk")


class SitePage(DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):  # type: ignore[misc]
    """A page of one site in one language. Its language versions share `work`.

    `folder` is the first word of its address, the same on every site and in every language (interfaces.md section 2).
    """

    folder: ClassVar[str] = ""
    is_looked_over: ClassVar[bool] = True  # not what tells of one day: it stays as it was
    shown_at: Site | None = None  # another site that shows this page too, while it is being shown there

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("nettsted"))
    language = models.CharField(_("språk"), max_length=3, choices=LANGUAGE_CHOICES, default="nb")
    work = models.UUIDField(default=uuid4, editable=False, db_index=True)
    slug = models.SlugField(_("siste del av adressen"), max_length=120)
    title = models.CharField(_("tittel"), max_length=160)
    lead = models.TextField(_("det viktigste først"), max_length=400, help_text=_("Én eller to setninger."))
    body = BodyField(verbose_name=_("innhold"))
    unit = models.CharField(_("ansvarlig enhet"), max_length=160, help_text=_("Enheten som svarer for innholdet."))
    picture = models.ForeignKey(
        "pages.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("bilde")
    )
    scope = models.ForeignKey(
        "pages.SubSite",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("hører til"),
        help_text=_("Et sykehus eller senter med egne sider på nettstedet. Tomt når siden gjelder hele nettstedet."),
    )
    branch = models.UUIDField(
        _("redigeres av"),
        null=True,
        blank=True,
        help_text=_("De som bare har tilgang til denne avdelingen eller dette senteret, kan da også skrive på siden."),
    )
    is_demonstration = models.BooleanField(default=False, editable=False)
    review_months = models.PositiveSmallIntegerField(
        _("ses over"),
        choices=REVIEW_MONTHS,
        default=12,
        help_text=_("Da spør vi redaktørene om siden fortsatt er riktig."),
    )
    review_by = models.DateField(null=True, editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )

    objects = SitePageQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["site", "language", "slug"], name="%(class)s_address"),
            models.UniqueConstraint(fields=["work", "language"], name="%(class)s_one_version_a_language"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> Any:
        return self._revisions

    @property
    def path(self) -> str:
        """The address without language prefix: `/nyheter/ny-inngang/`."""
        return f"/{self.folder}/{self.slug}/"

    @property
    def address(self) -> str:
        """The address on the site that shows it, with the language prefix where it is not the site's own language."""
        return (self.shown_at or self.site).path_in(self.language, self.path)

    def clean(self) -> None:
        """Raises ValidationError, by field and in words, when the page cannot be shown as it is."""
        super().clean()
        if self.site_id and self.language not in self.site.languages:
            raise ValidationError({"language": _("Nettstedet har ikke dette språket. Velg et av nettstedets språk.")})
        if self.scope is not None and self.scope.site_id != self.site_id:
            raise ValidationError({"scope": _("Velg et nettsted som hører til det samme nettstedet som siden.")})
        taken = type(self)._default_manager.filter(site_id=self.site_id, language=self.language, slug=self.slug)
        if self.slug and taken.exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("En annen side har denne adressen. Velg en annen.")})

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft taken out of the history. When the page is looked over is the page's own, and follows no draft."""
        draft = super().with_content_json(content)
        draft.review_by = self.review_by
        return draft

    def serve_preview(self, request: HttpRequest, mode: str) -> HttpResponseBase:
        """The page through the door that patients use, with this draft in place of what is published."""
        request.META["HTTP_HOST"] = self.site.host or f"{self.site.slug}.localhost"
        request.previewed = self  # type: ignore[attr-defined]
        match = resolve(self.address)
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        response.headers["Content-Security-Policy"] = PREVIEW_POLICY
        return response


HEAD = [
    MultiFieldPanel([FieldRowPanel([FieldPanel("site"), FieldPanel("language")])], heading=_("Hvor siden står")),
    TitleFieldPanel("title", classname="", placeholder=False),  # the address follows the title until the page is live
    FieldPanel("lead"),
]
_BELONGING = [FieldPanel("body"), FieldPanel("picture"), FieldPanel("unit"), FieldPanel("scope"), FieldPanel("branch")]
_LAST = [FieldPanel("slug", widget=SlugInput), PublishingPanel()]
FOOT = [*_BELONGING, FieldPanel("review_months"), *_LAST]
"""What every page type's panels begin and end with."""
FOOT_OF_A_RECORD = [*_BELONGING, *_LAST]
"""The end of those that tell of one day, and are not looked over."""


def page_models() -> list[type[SitePage]]:
    """Every kind of page, in the order of their names in the menu."""
    return [model for model in apps.get_app_config("pages").get_models() if issubclass(model, SitePage)]


def looked_over_models() -> list[type[SitePage]]:
    """The kinds of page that somebody must say still hold."""
    return [model for model in page_models() if model.is_looked_over]
