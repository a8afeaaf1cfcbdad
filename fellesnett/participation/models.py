"""What hospitals and the national desk say to each other about texts: orders, hearings and proposals.

Steps, answers and decisions say who and when, and are written once; `state` alone moves, by the verbs of this room.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellesnett.codes.models import Coding
from fellesnett.foundation.append_only import AppendOnlyModel
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES
from fellesnett.participation.querysets import (
    HearingQuerySet,
    InvitationQuerySet,
    OrderQuerySet,
    ProposalQuerySet,
    RemarkQuerySet,
)


class OrderState(models.TextChoices):
    """The life of a wish for a text. The last three are ends."""

    RECEIVED = "received", _("mottatt")
    ASSIGNED = "assigned", _("fordelt")
    WRITING = "writing", _("skrives")
    SIGNED = "signed", _("faglig godkjent")
    HEARING = "hearing", _("på høring")
    DECIDED = "decided", _("besluttet")
    RELEASED = "released", _("sluppet")
    DECLINED = "declined", _("avslått")
    MERGED = "merged", _("løst med et tema som finnes")


ENDS = (OrderState.RELEASED, OrderState.DECLINED, OrderState.MERGED)
UNDER_WAY = (OrderState.ASSIGNED, OrderState.WRITING, OrderState.SIGNED, OrderState.HEARING, OrderState.DECIDED)


class Order(models.Model):
    """A site's wish for a text, from the day it is received until it is released, declined or merged.

    `changes` names the topic that is to be changed; without it the wish is for a new one. `topic` is what it became.
    `parent`: a diagnosis brings its examinations and treatments, each an order by itself.
    """

    site = models.ForeignKey("organizations.Site", on_delete=models.PROTECT, related_name="orders")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(_("bestilt"))
    kind = models.CharField(_("type"), max_length=20, choices=TopicKind)
    title = models.CharField(_("tittel"), max_length=200)
    synonyms = models.JSONField(_("andre ord"), default=list, blank=True)
    reason = models.TextField(_("hvem trenger teksten, og hvorfor"))
    despite = models.TextField(_("hvorfor det som finnes ikke dekker behovet"), blank=True)
    unit = models.CharField(_("foreslått fagmiljø"), max_length=160, blank=True)
    owner_wish = models.CharField(_("foreslått fagansvarlig"), max_length=160, blank=True)
    languages = models.JSONField(_("språk"), default=list)
    wanted_by = models.DateField(_("ønskes ferdig"), null=True, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    changes = models.ForeignKey("national.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("tilstand"), max_length=10, choices=OrderState, default=OrderState.RECEIVED)
    topic = models.ForeignKey("national.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="orders")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateField(_("frist for utkastet"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.TextField(_("begrunnelse"), blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("bestilling")
        verbose_name_plural = _("bestillinger")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ENDS, closed_at__isnull=False) | ~Q(state__in=ENDS) & Q(closed_at__isnull=True),
                name="order_end_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OrderState.DECLINED, OrderState.MERGED]) | ~Q(closed_reason=""),
                name="order_refused_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=UNDER_WAY)
                | Q(topic__isnull=False, writer__isnull=False, assigned_at__isnull=False, deadline__isnull=False),
                name="order_under_way_is_assigned",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OrderState.RELEASED, OrderState.MERGED]) | Q(topic__isnull=False),
                name="order_fulfilled_names_the_topic",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "state"], name="order_site"),
            models.Index(fields=["topic", "state"], name="order_topic"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Is anything still to be done with it?"""
        return self.state not in ENDS


class OrderCoding(Coding):
    """A code that the one who orders means the text to have."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="codings")

    class Meta(Coding.Meta):
        abstract = False
        constraints = [
            *Coding.Meta.constraints,
            models.UniqueConstraint(fields=["order", "system", "code"], name="order_coding_unique"),
        ]


class OrderStep(AppendOnlyModel):
    """An order came to a state: by whom (None: the clock), when, and why where somebody had to say it."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=OrderState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("steg")
        ordering = ["pk"]


class Backing(AppendOnlyModel):
    """Another site wants the same: it stands behind an order instead of making its own."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="backings")
    site = models.ForeignKey("organizations.Site", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("støtte til en bestilling")
        constraints = [models.UniqueConstraint(fields=["order", "site"], name="backing_once_a_site")]


class Hearing(models.Model):
    """Sites are asked what they think of exactly one text: the frozen candidate, by its hash, until a deadline."""

    candidate = models.ForeignKey("national.Candidate", on_delete=models.PROTECT, related_name="hearings")
    content_hash = models.CharField(max_length=80)
    question = models.TextField(_("hva det spørres om"), blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    deadline = models.DateTimeField(_("svarfrist"))
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    summary = models.TextField(_("oppsummering"), blank=True)

    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = _("høring")
        verbose_name_plural = _("høringer")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidate"], condition=Q(ended_at__isnull=True), name="one_hearing_of_a_candidate"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__isnull=False),
                name="hearing_end_says_when",
            ),
            models.CheckConstraint(condition=Q(deadline__gt=models.F("opened_at")), name="hearing_deadline_after_start"),
        ]

    def __str__(self) -> str:
        return f"Høring: {self.candidate.title}"

    @property
    def is_open(self) -> bool:
        """May sites still answer?"""
        return self.ended_at is None


class HearingAnswer(models.TextChoices):
    AGREE = "agree", _("enig")
    REMARKS = "remarks", _("enig, med merknader")
    DISAGREE = "disagree", _("uenig")


class AskedBecause(models.TextChoices):
    USES = "uses", _("bruker temaet")
    ORDERED = "ordered", _("bestilte teksten")
    CHOSEN = "chosen", _("valgt av redaksjonen")


class Invitation(models.Model):
    """One site in a hearing, and what it answers now, bound to the hash that was read. Until the deadline the answer can be given
    anew; what it was before stays in `EarlierAnswer`."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="invitations")
    site = models.ForeignKey("organizations.Site", on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=8, choices=AskedBecause)
    answer = models.CharField(_("svar"), max_length=8, choices=HearingAnswer, blank=True)
    reason = models.TextField(_("begrunnelse"), blank=True)
    content_hash = models.CharField(max_length=80, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("høringsinstans")
        ordering = ["site__name"]
        constraints = [
            models.UniqueConstraint(fields=["hearing", "site"], name="invited_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True, content_hash="")
                | ~Q(answer="") & ~Q(content_hash="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="hearing_answer_says_who_when_and_what",
            ),
            models.CheckConstraint(condition=~Q(answer="disagree") | ~Q(reason=""), name="disagreement_says_why"),
        ]

    @property
    def times_answered(self) -> int:
        """How many answers have been given, the one that stands included. One query where there is one."""
        return self.earlier_answers.count() + 1 if self.answer else 0

    @property
    def is_late(self) -> bool:
        """Did the answer come after the deadline?"""
        return self.answered_at is not None and self.answered_at > self.hearing.deadline


class EarlierAnswer(AppendOnlyModel):
    """What a site answered before it changed its answer: kept as it was, with who said it and when."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="earlier_answers")
    answer = models.CharField(_("svar"), max_length=8, choices=HearingAnswer)
    reason = models.TextField(_("begrunnelse"), blank=True)
    content_hash = models.CharField(max_length=80)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tidligere svar")
        ordering = ["pk"]


class Remark(models.Model):
    """What a site says of one block of the text (or of all of it), and what the national desk did with it. `withdrawn_at`: the
    site has taken it back by answering anew without it."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("tatt til følge")
        NOT_TAKEN = "not_taken", _("ikke tatt til følge")

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="remarks")
    block = models.CharField(max_length=80, blank=True)
    text = models.TextField(_("merknad"))
    withdrawn_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reply = models.TextField(_("svar"), blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("merknad")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", replied_by__isnull=True, replied_at__isnull=True)
                | ~Q(outcome="") & Q(replied_by__isnull=False, replied_at__isnull=False),
                name="remark_reply_says_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(outcome="not_taken") | ~Q(reply=""), name="remark_not_taken_says_why"),
        ]

    def __str__(self) -> str:
        return self.text


class ProposalState(models.TextChoices):
    RECEIVED = "received", _("mottatt")
    TAKEN = "taken", _("tatt inn")
    PARTLY = "partly", _("tatt inn delvis")
    DECLINED = "declined", _("ikke tatt inn")
    MERGED = "merged", _("behandles sammen med et annet")


class ProposalSource(models.TextChoices):
    SITE = "site", _("innspill")
    LOCAL_TEXT = "local_text", _("lokal tekst tilbudt oppover")
    READERS = "readers", _("sagt av lesere")


TAKEN = (ProposalState.TAKEN, ProposalState.PARTLY)


class Proposal(models.Model):
    """A site proposes to change a national text or one block of it; its own local words may be carried along."""

    topic = models.ForeignKey("national.Topic", on_delete=models.PROTECT, related_name="proposals")
    language = models.CharField(_("språk"), max_length=3, choices=LANGUAGE_CHOICES)
    edition = models.ForeignKey("national.Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    block = models.CharField(_("avsnitt"), max_length=80, blank=True)
    source = models.CharField(max_length=10, choices=ProposalSource, default=ProposalSource.SITE)
    operation = models.ForeignKey(
        "adoption.LocalOperation", null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    site = models.ForeignKey("organizations.Site", on_delete=models.PROTECT, related_name="proposals")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    reason = models.TextField(_("hva bør endres, og hvorfor"))
    words = models.TextField(_("foreslått tekst"), blank=True)  # rich text in normal form
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.RECEIVED)
    reply = models.TextField(_("svar"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    came_in = models.ForeignKey("national.Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("innspill")
        verbose_name_plural = _("innspill")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="received") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decision_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "partly"]) | ~Q(reply=""), name="proposal_not_all_taken_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into__isnull=True),
                name="proposal_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(came_in__isnull=True) | Q(state__in=["taken", "partly", "merged"]), name="proposal_came_in_when_taken"
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "state"], name="proposal_topic"),
            models.Index(fields=["site", "proposed_at"], name="proposal_site"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.reason[:60]}"
