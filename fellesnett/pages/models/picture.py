"""A picture that a site owns: with the words for those who do not see it, whose it is, and what must not be cut away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from fellesnett.organizations.models import Site
from fellesnett.pages.pictures import fit

if TYPE_CHECKING:
    from collections.abc import Iterable


class Rights(models.TextChoices):
    OWN_SITE = "own_site", _("bare på dette nettstedet")
    SHARED = "shared", _("kan brukes på alle nettsteder og deles videre")


STEP = 5  # per cent: what the stylesheet has classes for, and finer than anybody sees


def _stepped(per_cent: int) -> int:
    return min(100, int(per_cent / STEP + 0.5) * STEP)


class PictureQuerySet(models.QuerySet["Picture"]):
    def for_site(self, site: Site) -> Self:
        """What this site may show: its own, and what others share."""
        return self.filter(models.Q(site=site) | models.Q(rights=Rights.SHARED))

    def for_sites(self, sites: Iterable[Site]) -> Self:
        return self.filter(models.Q(site__in=list(sites)) | models.Q(rights=Rights.SHARED))


class Picture(models.Model):
    """One picture. Its file is named by its content, so an address never changes its meaning."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("nettsted"))
    name = models.CharField(_("navn i listen"), max_length=120)
    file = models.FileField(_("fil"), upload_to="bilder", help_text=_("JPEG, PNG, WebP eller SVG, under 12 MB."))
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    decorative = models.BooleanField(_("bare til pynt"), default=False, help_text=_("Da trengs ingen beskrivelse."))
    alt_nb = models.CharField(_("hva bildet viser, bokmål"), max_length=250, blank=True)
    alt_nn = models.CharField(_("hva bildet viser, nynorsk"), max_length=250, blank=True)
    alt_se = models.CharField(_("hva bildet viser, nordsamisk"), max_length=250, blank=True)
    alt_en = models.CharField(_("hva bildet viser, engelsk"), max_length=250, blank=True)
    credit = models.CharField(_("hvem som har laget det"), max_length=120)
    rights = models.CharField(_("rettigheter"), max_length=20, choices=Rights, default=Rights.OWN_SITE)
    branch = models.UUIDField(
        _("tas vare på av"),
        null=True,
        blank=True,
        help_text=_("De som bare har tilgang til denne avdelingen eller dette senteret, kan da også endre bildet."),
    )
    focus_x = models.PositiveSmallIntegerField(_("fra venstre, i prosent"), default=50, validators=[MaxValueValidator(100)])
    focus_y = models.PositiveSmallIntegerField(_("ovenfra, i prosent"), default=50, validators=[MaxValueValidator(100)])

    objects = PictureQuerySet.as_manager()

    panels = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("file"),
        MultiFieldPanel(
            [FieldPanel("decorative"), FieldPanel("alt_nb"), FieldPanel("alt_nn"), FieldPanel("alt_se"), FieldPanel("alt_en")],
            heading=_("For dem som ikke ser bildet"),
        ),
        MultiFieldPanel([FieldPanel("credit"), FieldPanel("rights"), FieldPanel("branch")], heading=_("Hvem som eier det")),
    ]

    class Meta:
        verbose_name = _("bilde")
        verbose_name_plural = _("bilder")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"/{self.file.name}"

    @property
    def focus(self) -> tuple[int, int]:
        """The point that is kept when the picture is cut, per cent from the left and from the top, as pages show it: in steps."""
        return _stepped(self.focus_x), _stepped(self.focus_y)

    def alt_in(self, language: str) -> tuple[str, str]:
        """The words for those who do not see it, in this language, else in the site's own: (words, language). Empty where it
        only decorates."""
        if self.decorative:
            return "", ""
        found = language if getattr(self, f"alt_{language}", "") else self.site.language
        return str(getattr(self, f"alt_{found}")), found

    def clean(self) -> None:
        """Raises ValidationError by field: a picture says what it shows, or that it only decorates."""
        super().clean()
        known = getattr(self, "site_id", None) is not None
        if known and not self.decorative and not getattr(self, f"alt_{self.site.language}"):
            raise ValidationError({f"alt_{self.site.language}": _("Skriv hva bildet viser, eller kryss av for «bare til pynt».")})
        self._make_fit()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._make_fit()
        super().save(*args, **kwargs)

    def _make_fit(self) -> None:
        """A new file is checked and made fit before it is stored. Raises ValidationError at the field."""
        if not self.file or self.file._committed:  # type: ignore[attr-defined]
            return
        self.file.seek(0)
        try:
            made = fit(self.file.read())
        except ValidationError as problem:
            raise ValidationError({"file": problem.messages}) from problem
        self.width, self.height = made.width, made.height
        self.file = ContentFile(made.content, name=f"{made.digest}.{made.ending}")
