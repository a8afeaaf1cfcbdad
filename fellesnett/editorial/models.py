"""The record and the inbox: events, open items, sign-offs and who is asked for them, letters.

`subject` is the address of what a row is about, made by `subjects.py`: `topic:kneprotese`, `text:kneprotese:nb`,
`adoption:17`. This room stands below the nouns it speaks of, so it holds their address, not a key.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.editorial.querysets import DigestQuerySet, LetterQuerySet, OpenItemQuerySet, SignOffRequestQuerySet
from fellesnett.editorial.wording import said_again
from fellesnett.foundation import languages
from fellesnett.foundation.append_only import AppendOnlyModel


class Event(AppendOnlyModel):
    """One thing that happened, written in the same transaction as what it records, hash-chained to the one before."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=255)
    role = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=60)  # noun.verb, e.g. edition.released, snapshot.approved
    subject = models.CharField(max_length=200)
    organization = models.ForeignKey("organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    payload = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=80)
    hash = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("hendelse")
        verbose_name_plural = _("hendelser")
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject", "sequence"], name="event_subject"),
            models.Index(fields=["organization", "sequence"], name="event_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.subject}"


class LogHead(models.Model):
    """The last link of the chain. Its row lock puts writers in commit order; take it last in a transaction."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_log_head")]


class OpenItemKind(models.TextChoices):
    UPDATE = "update", _("ny utgave")
    CONFLICT = "conflict", _("konflikt")
    HIDDEN_CHANGE = "hidden_change", _("skjult endring")
    STILL_RIGHT = "still_right", _("stemmer dette fortsatt?")
    ORPHAN = "orphan", _("mistet plassen sin")
    SAFETY = "safety", _("sikkerhetsendring")
    POLICY = "policy", _("regelen er strammet inn")
    LAPSING = "lapsing", _("går ut")
    LANGUAGE_BEHIND = "language_behind", _("språk henger etter")
    WITHDRAWN = "withdrawn", _("trukket tilbake")
    REVIEW_DUE = "review_due", _("skal kvalitetssikres")
    SIGN_OFF = "sign_off", _("venter på faglig godkjenning")
    RELEASE = "release", _("venter på nasjonal godkjenning")
    FEEDBACK = "feedback", _("tilbakemelding")
    HAND_OVER = "hand_over", _("overlevering")
    ACCESS = "access", _("ber om tilgang")
    PROPOSAL = "proposal", _("skrevet, venter på en som kan publisere")
    ORDER = "order", _("bestilling")
    HEARING = "hearing", _("høring")
    SUGGESTION = "suggestion", _("innspill")
    COMMENT = "comment", _("en kollega spør deg")
    WEBHOOK = "webhook", _("varsling ut av huset")
    DEAD_LINK = "dead_link", _("lenke som ikke virker")
    SOURCE = "source", _("kilde utenfra")
    RETIRED_CODE = "retired_code", _("kode som er utgått")
    DELIVERY = "delivery", _("levert av en partner")


class OpenItem(models.Model):
    """Something a person must decide or do, in someone's inbox, with a deadline.

    With `asks` false it tells, and nobody who reads it can hasten it: it is never late, nobody is reminded of it, and it is
    taken to nobody above.
    """

    kind = models.CharField(_("type"), max_length=30, choices=OpenItemKind)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="open_items")
    site = models.ForeignKey("organizations.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="open_items")
    role = models.CharField(_("rolle"), max_length=40, blank=True)  # who is asked: a value of organizations.Role
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="open_items"
    )
    subject = models.CharField(max_length=200)
    key = models.CharField(max_length=200)  # the same open question is asked once
    title = models.CharField(_("tittel"), max_length=255)
    reason = models.TextField(_("hvorfor"), blank=True)
    wording = models.JSONField(default=dict, blank=True)  # what title and reason are made of (`wording.Said`)
    detail = models.JSONField(default=dict)
    urgent = models.BooleanField(_("haster"), default=False)
    asks = models.BooleanField(_("ber om noe"), default=True)
    opened_at = models.DateTimeField(_("åpnet"))
    deadline = models.DateTimeField(_("frist"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    resolution = models.CharField(max_length=255, blank=True)

    objects = OpenItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("åpen sak")
        verbose_name_plural = _("åpne saker")
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(closed_at__isnull=True), name="open_item_asked_once"),
        ]
        indexes = [
            models.Index(fields=["site", "closed_at", "deadline"], name="open_item_inbox"),
            models.Index(fields=["organization", "closed_at", "deadline"], name="open_item_organization"),
            models.Index(fields=["subject", "closed_at"], name="open_item_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title_in_words}"

    @property
    def title_in_words(self) -> str:
        """The title in the reader's language."""
        return said_again(self.wording, "title", self.title)

    @property
    def reason_in_words(self) -> str:
        """Why, in the reader's language."""
        return said_again(self.wording, "reason", self.reason)

    @property
    def resolution_in_words(self) -> str:
        """How it was closed, in the reader's language where it is the desk's own words."""
        return gettext(self.resolution) if self.resolution else ""


class IdentifiedBy(models.TextChoices):
    LOG_IN = "log_in", _("innlogging")
    PERSONAL_LINK = "personal_link", _("personlig lenke på e-post")


class SignOffAnswer(models.TextChoices):
    YES = "yes", _("ja")
    NO = "no", _("nei")


class ClosedBecause(models.TextChoices):
    BY_ASKER = "by_asker", _("trukket av den som spurte")
    TEXT_CHANGED = "text_changed", _("teksten er endret")
    NOT_NEEDED = "not_needed", _("andre har godkjent teksten")
    EXPIRED = "expired", _("fristen gikk ut")


class SignOffRequest(models.Model):
    """A named clinician without log-in is asked to read exactly one text (semantics.md section 6).

    `about` is what is read (`candidate:17`, `adopted_text:12`), `content_hash` the text as it was when they were asked;
    `language` is that of the letter and of the page behind its link, not of the text.
    """

    about = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=80)
    title = models.CharField(_("tekst"), max_length=200)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("organizations.Site", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("navn"), max_length=160)
    email = models.EmailField(_("e-post"))
    function = models.CharField(_("stilling"), max_length=150)
    language = models.CharField(_("språk"), max_length=3, choices=languages.NORWEGIAN_CHOICES, default=languages.SOURCE)
    message = models.TextField(_("beskjed"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(_("svar"), max_length=3, choices=SignOffAnswer, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    comment = models.TextField(_("merknad"), blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=12, choices=ClosedBecause, blank=True)

    objects = SignOffRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("forespørsel om faglig godkjenning")
        constraints = [
            models.UniqueConstraint(
                fields=["about", "email"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
                name="sign_off_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="sign_off_answer_says_who_and_when",
            ),
        ]
        indexes = [models.Index(fields=["about", "asked_at"], name="sign_off_request_about")]

    def __str__(self) -> str:
        return f"{self.name}: {self.title}"


class PersonalLink(AppendOnlyModel):
    """One letter's way to a request. Of the secret in its address only the hash is kept."""

    request = models.ForeignKey(SignOffRequest, on_delete=models.PROTECT, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("personlig lenke")


class SignOff(AppendOnlyModel):
    """A clinician's yes to a content hash. It follows each unchanged block into the next edition."""

    content_hash = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=200)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs")
    role = models.CharField(max_length=60)
    signed_at = models.DateTimeField()
    comment = models.TextField(blank=True)
    identified_by = models.CharField(max_length=16, choices=IdentifiedBy, default=IdentifiedBy.LOG_IN)
    request = models.ForeignKey(SignOffRequest, null=True, on_delete=models.PROTECT, related_name="sign_offs")

    class Meta:
        verbose_name = _("faglig godkjenning")
        constraints = [
            models.UniqueConstraint(fields=["content_hash", "subject", "signed_by"], name="sign_off_once_a_person"),
            models.CheckConstraint(
                condition=Q(identified_by="log_in", request__isnull=True)
                | Q(identified_by="personal_link", request__isnull=False),
                name="sign_off_by_link_names_the_request",
            ),
        ]


class Digest(models.Model):
    """What one person was told of on one day: at most one a day, also when there was nothing to tell (`items` is empty)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    since = models.DateTimeField(null=True)  # what was opened after this is new
    items = models.JSONField(default=list)  # keys of the open items told of
    made_at = models.DateTimeField()

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("sammendrag")
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.person} {self.day}"


class LetterKind(models.TextChoices):
    SIGN_OFF = "sign_off", _("forespørsel om faglig godkjenning")
    DIGEST = "digest", _("sammendrag")
    ACCESS = "access", _("endret tilgang")
    INVITATION = "invitation", _("invitasjon")
    PASSWORD = "password", _("nytt passord")
    WEBHOOK = "webhook", _("varsling slått av")


class Letter(models.Model):
    """A letter to be sent, written in the transaction of what it tells of; the worker sends it afterwards.

    It holds what the letter is about, not its words: they are written when it is sent, and no secret is ever stored.
    `claimed_at` without `sent_at`: a process is sending it, or died while it did.
    """

    kind = models.CharField(max_length=12, choices=LetterKind)
    key = models.CharField(max_length=120, unique=True)  # the same letter is written once
    to = models.EmailField()
    request = models.ForeignKey(SignOffRequest, null=True, on_delete=models.CASCADE, related_name="letters")
    digest = models.OneToOneField(Digest, null=True, on_delete=models.CASCADE, related_name="letter")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    facts = models.JSONField(default=dict)  # what it tells of, for the room that writes it out
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=255, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("brev")
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(sent_at__isnull=True, given_up_at__isnull=True), name="letter_waits"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(sent_at__isnull=False, given_up_at__isnull=False), name="letter_has_one_end"),
        ]

    def __str__(self) -> str:
        return f"{LetterKind(self.kind).label} til {self.to}"


class Comment(models.Model):
    """What a colleague says to others about a text: bound to its block and to the exact words that stood there.

    `subject` and `language` say which text; `words` is the block as it was, in plain text. Never shown to readers: only at the
    desk, and, of a national text, to a clinician who is asked by letter to sign it.
    """

    subject = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    block = models.CharField(max_length=200)
    words = models.TextField()
    said = models.TextField(_("kommentar"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    mentioned = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("kommentar")
        verbose_name_plural = _("kommentarer")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["subject", "language"], name="comment_subject")]

    def __str__(self) -> str:
        return f"{self.by}: {self.said[:40]}"


class KeptWording(models.Model):
    """An editor has good reasons for what a piece of advice is about. It is not said again while those words stand.

    `subject` and `language` say which text, `rule` which kind of advice, `words` the very words.
    """

    subject = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    rule = models.CharField(max_length=30)
    words = models.TextField()
    words_hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ordlyd som beholdes")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "language", "rule", "words_hash"],
                condition=Q(taken_back_at__isnull=True),
                name="wording_kept_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.words[:40]}"
