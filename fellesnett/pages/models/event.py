"""A course or another event: when and where, for whom, what it costs, and how to come. Read by those who consider coming."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from fellesnett.foundation.streams import OptionalStreamBlock, UndefinedStreamField
from fellesnett.organizations.models import Place
from fellesnett.pages.coding import check_field
from fellesnett.pages.models.base import FOOT_OF_A_RECORD, HEAD, SitePage


class EventKind(models.TextChoices):
    COURSE = "course", _("kurs for pasienter og pårørende")
    MEETING = "meeting", _("åpent møte")
    PROFESSIONAL = "professional", _("for helsepersonell")


class Referral(models.TextChoices):
    NONE = "none", _("trenger ikke henvisning")
    PATIENT = "patient", _("henvisning for pasienten")
    RELATIVE = "relative", _("henvisning for den pårørende")
    BOTH = "both", _("henvisning for både pasient og pårørende")


class Price(models.TextChoices):
    FREE = "free", _("gratis")
    USER_FEE = "user_fee", _("egenandel (gratis med frikort og for dem under 16 år)")
    AMOUNT = "amount", _("egen pris")


class SessionBlock(blocks.StructBlock):
    """One meeting of an event."""

    start = blocks.DateTimeBlock(label=_("Begynner"))
    end = blocks.DateTimeBlock(label=_("Slutter"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["end"] <= cleaned["start"]:
            problem = ValidationError(_("Sluttiden må være etter starten."))
            raise blocks.StructBlockValidationError(block_errors={"end": problem})
        return cleaned


class SessionBlocks(OptionalStreamBlock):
    session = SessionBlock(label=_("Samling"), icon="date")


class SessionsField(UndefinedStreamField):
    """The meetings of an event."""

    blocks = SessionBlocks


class Event(SitePage):
    """One course or event. It is shown as coming until its last meeting has ended."""

    folder = "arrangementer"
    is_looked_over = False

    kind = models.CharField(_("type"), max_length=20, choices=EventKind, default=EventKind.COURSE)
    sessions = SessionsField(verbose_name=_("når"))
    target_group = models.CharField(_("for hvem"), max_length=200, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("sted"))
    room = models.CharField(_("rom eller oppmøte"), max_length=160, blank=True)
    online = models.BooleanField(_("på nett"), default=False)
    referral = models.CharField(_("henvisning"), max_length=20, choices=Referral, default=Referral.NONE)
    price = models.CharField(_("pris"), max_length=20, choices=Price, default=Price.FREE)
    amount = models.PositiveIntegerField(_("kroner"), null=True, blank=True)
    sign_up_url = models.URLField(_("påmelding på nett"), blank=True)
    sign_up_phone = models.CharField(_("påmelding på telefon"), max_length=20, blank=True)
    sign_up_by = models.DateField(_("påmeldingsfrist"), null=True, blank=True)
    cancel_within_24_hours = models.BooleanField(_("gebyr hvis avbud kommer senere enn 24 timer før"), default=False)
    interpreter = models.BooleanField(_("tolk kan bestilles"), default=False)
    codes = models.CharField(
        _("koder"),
        max_length=400,
        blank=True,
        help_text=_("Slik: icd10:E10 icd10:E11. Da vises det på temasidene."),
    )
    cancelled = models.BooleanField(_("avlyst"), default=False)

    panels = [
        *HEAD,
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("target_group"), FieldPanel("sessions")], heading=_("Når og for hvem")),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("room"), FieldPanel("online")], heading=_("Hvor")),
        MultiFieldPanel(
            [
                FieldPanel("referral"),
                FieldRowPanel([FieldPanel("price"), FieldPanel("amount")]),
                FieldPanel("cancel_within_24_hours"),
            ],
            heading=_("Henvisning og pris"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("sign_up_url"),
                FieldRowPanel([FieldPanel("sign_up_phone"), FieldPanel("sign_up_by")]),
                FieldPanel("interpreter"),
            ],
            heading=_("Påmelding"),
        ),
        MultiFieldPanel([FieldPanel("codes"), FieldPanel("cancelled")], heading=_("Mer")),
        *FOOT_OF_A_RECORD,
    ]

    class Meta(SitePage.Meta):
        verbose_name = _("arrangement")
        verbose_name_plural = _("arrangementer")

    @property
    def times(self) -> tuple[tuple[datetime, datetime], ...]:
        """Start and end of each meeting, first one first."""
        return tuple(sorted((block.value["start"], block.value["end"]) for block in self.sessions))

    def is_over(self, at: datetime) -> bool:
        """Whether the last meeting has ended. An event without a time is never over."""
        return bool(self.times) and max(end for _start, end in self.times) < at

    def clean(self) -> None:
        """Raises ValidationError by field: an event needs a time and a place, and a price rule that adds up."""
        super().clean()
        wrong = {}
        if not self.times:
            wrong["sessions"] = _("Skriv minst én dag og tid.")
        if not (self.place_id or self.online or self.room):
            wrong["place"] = _("Velg sted, skriv rom, eller kryss av for at det er på nett.")
        if (self.price == Price.AMOUNT) is not bool(self.amount):
            wrong["amount"] = _("Skriv prisen i kroner når du har valgt «egen pris», og bare da.")
        if self.sign_up_by and self.times and self.sign_up_by > self.times[0][0].date():
            wrong["sign_up_by"] = _("Fristen må være før arrangementet begynner.")
        if wrong:
            raise ValidationError(wrong)
        self.codes = check_field("codes", self.codes)
