"""A site takes up national text: its answer, its operations, the updates it must decide, what it has shown.

Local text is kept as operations on the national edition, never as a copy; operations and snapshots are written once
and replaced by new rows, so that every page a site ever showed can be composed again (semantics.md section 8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellesnett.foundation.append_only import AppendOnlyModel, AppendOnlyQuerySet
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES
from fellesnett.organizations.queries import HOSPITAL_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fellesnett.accounts.models import User
    from fellesnett.national.models import Topic
    from fellesnett.organizations.models import Place, Site


class SitePolicy(models.Model):
    """What a site lets the machine do: standing consent for editorial changes, clean content changes after 30 days."""

    site = models.OneToOneField("organizations.Site", on_delete=models.CASCADE, related_name="policy")
    consent_editorial = models.BooleanField(_("språklige endringer kan gå rett ut"), default=False)
    take_clean_after_30_days = models.BooleanField(_("rene faglige endringer tas etter 30 dager"), default=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stående samtykke")


class Variant(models.Model):
    """A deviation that several hospitals share: a group layer on one topic."""

    topic = models.ForeignKey("national.Topic", on_delete=models.PROTECT, related_name="variants")
    key = models.SlugField(_("nøkkel"), max_length=120)  # the speaker's name on the page; never changes
    name = models.CharField(_("navn"), max_length=160)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="variants")

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("varianter")
        constraints = [
            models.UniqueConstraint(fields=["topic", "name"], name="variant_name_unique"),
            models.UniqueConstraint(fields=["topic", "key"], name="variant_key_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Answer(models.TextChoices):
    UNDECIDED = "undecided", _("ikke besvart")
    NOT_OFFERED = "not_offered", _("tilbys ikke her")
    OWN_PAGE = "own_page", _("egen side")
    ADOPTED = "adopted", _("i bruk")
    WITHDRAWN = "withdrawn", _("tatt ned")


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def for_site(self, site: Site) -> Self:
        return self.filter(site=site)

    def for_sites(self, sites: Iterable[Site]) -> Self:
        return self.filter(site__in=list(sites))

    def for_user(self, user: User) -> Self:
        """The adoptions of the sites this user may touch."""
        from fellesnett.organizations.models import Site

        return self.filter(site__in=Site.objects.for_user(user))

    def adopted(self) -> Self:
        return self.filter(answer=Answer.ADOPTED)

    def services(self) -> Self:
        """Those that say what patients are offered: on care, at a site of somebody who treats them."""
        theirs = self.filter(site__is_front_door=False, site__organization__kind__in=HOSPITAL_KINDS)
        return theirs.exclude(topic__kind=TopicKind.SUPPORT_ARTICLE)


class Adoption(models.Model):
    """One site's answer for one topic."""

    site = models.ForeignKey("organizations.Site", on_delete=models.PROTECT, related_name="adoptions")
    topic = models.ForeignKey("national.Topic", on_delete=models.PROTECT, related_name="adoptions")
    answer = models.CharField(_("svar"), max_length=12, choices=Answer, default=Answer.UNDECIDED)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(_("begrunnelse"), blank=True)
    offered_at = models.ManyToManyField("organizations.Site", blank=True, related_name="+", verbose_name=_("tilbys i stedet ved"))
    variant = models.ForeignKey(Variant, null=True, blank=True, on_delete=models.PROTECT, related_name="adoptions")
    places = models.ManyToManyField("organizations.Place", blank=True, related_name="+", verbose_name=_("steder"))
    unit = models.CharField(_("ansvarlig enhet"), max_length=160, blank=True)
    clinical_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    short_code = models.CharField(_("kortadresse"), max_length=12, unique=True)
    version = models.PositiveIntegerField(default=0)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("lokal bruk")
        verbose_name_plural = _("lokal bruk")
        constraints = [
            models.UniqueConstraint(fields=["site", "topic"], name="adoption_unique"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="adoption_answer_says_who_and_when",
            ),
        ]
        indexes = [models.Index(fields=["topic", "answer"], name="adoption_topic_answer")]

    def __str__(self) -> str:
        return f"{self.topic_id} ved {self.site_id}: {self.get_answer_display()}"


class AdoptedText(models.Model):
    """The edition that an adopted topic is pinned to, in one language.

    `patches` are safety changes that went live ahead of the rest: `[{"edition": <Edition pk>, "blocks": [ids]}]`.
    `moved` tells where blocks went that got a new id on the way to this edition: `{"old id": "new id"}`; operations
    follow their block by it, and no base moves.
    """

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=3, choices=LANGUAGE_CHOICES)
    edition = models.ForeignKey("national.Edition", on_delete=models.PROTECT, related_name="adopted_texts")
    patches = models.JSONField(default=list, blank=True)
    moved = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("tekst i bruk")
        constraints = [models.UniqueConstraint(fields=["adoption", "language"], name="adopted_text_unique")]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.language}: utgave {self.edition_id}"


class OperationState(models.TextChoices):
    DRAFT = "draft", _("utkast")
    ACTIVE = "active", _("i bruk")
    PARKED = "parked", _("parkert")
    REPLACED = "replaced", _("erstattet av en nyere")
    SET_ASIDE = "set_aside", _("lagt til side")


class LocalOperationQuerySet(models.QuerySet["LocalOperation"]):
    def current(self) -> Self:
        """What is in use or waits to be."""
        return self.filter(state__in=[OperationState.ACTIVE, OperationState.DRAFT])

    def of_site(self, site: Site) -> Self:
        """What the site itself says, and not its group."""
        return self.filter(adoption__site=site)

    def from_places(self) -> Self:
        """The fills in use, or waiting to be, that a place keeps."""
        return self.current().filter(from_place__isnull=False)

    def with_base_number(self) -> Self:
        """With `base_number`, the number of the edition each was made against."""
        return self.annotate(base_number=models.F("base_edition__number"))


class LocalOperation(models.Model):
    """One operation of one layer. Content and base are written once; only `state`, `leaving` and who answers for it move.
    A new wording or a new base is a new row that replaces the old (`replaces`), so local text is never destroyed.

    `leaving`: in use, and set aside by the next approval. `returned`: set aside when the text returned to national, and
    restored with it. `decided_in`: made by a decision, goes live with that update.
    """

    layer = models.CharField(max_length=6, choices=[("group", "gruppe"), ("site", "nettsted"), ("place", "sted")])
    variant = models.ForeignKey(Variant, null=True, blank=True, on_delete=models.PROTECT, related_name="operations")
    adoption = models.ForeignKey(Adoption, null=True, blank=True, on_delete=models.PROTECT, related_name="operations")
    place = models.ForeignKey("organizations.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=3, choices=LANGUAGE_CHOICES)
    key = models.CharField(max_length=40)  # the operation's id on the page; kept by the row that replaces it
    op = models.CharField(
        max_length=10,
        choices=[
            ("fill", "utfylling"),
            ("supplement", "supplement"),
            ("override", "erstatning"),
            ("omit", "utelatelse"),
            ("retitle", "egen tittel"),
        ],
    )
    target = models.CharField(max_length=120, blank=True)
    position = models.CharField(max_length=6, blank=True)
    content = models.JSONField(default=list, blank=True)  # [{"type": "text", "html": "<p>..</p>"}]
    value = models.TextField(blank=True)  # of a fill
    # A fill that a place keeps: the words stand in `value`, and a new row follows when the place says something else.
    from_place = models.ForeignKey("organizations.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_fact = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200, blank=True)  # of a retitle
    base_edition = models.ForeignKey("national.Edition", on_delete=models.PROTECT, related_name="+")
    base_hash = models.CharField(max_length=80, blank=True)
    reason_code = models.CharField(max_length=30, blank=True)
    reason_text = models.TextField(blank=True)
    clinical = models.BooleanField(_("faglig innhold"), default=False)
    clinical_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    valid_until = models.DateField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OperationState, default=OperationState.DRAFT)
    leaving = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    decided_in = models.ForeignKey("Update", null=True, blank=True, on_delete=models.PROTECT, related_name="results")

    objects = LocalOperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("lokal endring")
        verbose_name_plural = _("lokale endringer")
        constraints = [
            models.CheckConstraint(
                condition=Q(layer="group", variant__isnull=False, adoption__isnull=True, place__isnull=True)
                | Q(layer="site", variant__isnull=True, adoption__isnull=False, place__isnull=True)
                | Q(layer="place", variant__isnull=True, adoption__isnull=False, place__isnull=False),
                name="operation_has_one_layer",
            ),
            models.UniqueConstraint(
                fields=["adoption", "key"],
                condition=Q(replaces__isnull=True, adoption__isnull=False),
                name="operation_key_in_adoption",
            ),
            models.UniqueConstraint(
                fields=["variant", "key"],
                condition=Q(replaces__isnull=True, variant__isnull=False),
                name="operation_key_in_variant",
            ),
            models.CheckConstraint(
                condition=~Q(op__in=["override", "omit"])
                | ~Q(reason_code="") & ~Q(reason_text="") & Q(valid_until__isnull=False),
                name="departure_gives_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(from_place__isnull=True, from_fact="") | Q(from_place__isnull=False, op="fill") & ~Q(from_fact=""),
                name="fill_from_a_place_names_the_fact",
            ),
        ]
        indexes = [
            models.Index(fields=["adoption", "language", "state"], name="operation_adoption"),
            models.Index(fields=["variant", "language", "state"], name="operation_variant"),
            models.Index(fields=["state", "valid_until"], name="operation_expiry"),
            models.Index(fields=["from_place", "state"], name="operation_from_place"),
        ]

    def __str__(self) -> str:
        return f"{self.get_op_display()} {self.target}"


class Snapshot(AppendOnlyModel):
    """A composed page as its recipe: edition, patches, operations, other languages' parts, notices; and its hash."""

    text = models.ForeignKey(AdoptedText, on_delete=models.PROTECT, related_name="snapshots")
    place = models.ForeignKey("organizations.Place", null=True, on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=80, db_index=True)
    edition = models.ForeignKey("national.Edition", on_delete=models.PROTECT, related_name="+")
    recipe = models.JSONField()
    composed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("øyeblikksbilde")
        indexes = [models.Index(fields=["text", "hash"], name="snapshot_text_hash")]

    def __str__(self) -> str:
        return self.hash


class ApprovalKind(models.TextChoices):
    PERSON = "person", _("godkjent av person")
    STANDING_CONSENT = "standing_consent", _("stående samtykke")
    CLEAN_AFTER_30_DAYS = "clean_after_30_days", _("ren endring etter 30 dager")
    SAFETY_LANE = "safety_lane", _("nasjonal sikkerhetsendring")
    EXPIRY = "expiry", _("frist utløpt")
    FOLLOWS = "follows", _("følger av tekst på et annet språk")


class Approval(AppendOnlyModel):
    """A yes to one snapshot hash: by a person, or by a consent that a person gave beforehand."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="approvals")
    hash = models.CharField(max_length=80)
    kind = models.CharField(max_length=24, choices=ApprovalKind)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="approvals")
    approved_by_name = models.CharField(max_length=255)
    role = models.CharField(max_length=60)
    approved_at = models.DateTimeField()
    note = models.TextField(blank=True)
    revoked_within = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("godkjenning")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="person") | Q(approved_by__isnull=False), name="approval_by_a_person_names_them"
            ),
        ]


class ShowingQuerySet(models.QuerySet["Showing"]):
    def live(self) -> Self:
        """What patients see now."""
        return self.filter(live_to__isnull=True)

    def at(self, at: datetime) -> Self:
        """What patients saw at a moment."""
        return self.filter(live_from__lte=at).filter(Q(live_to__isnull=True) | Q(live_to__gt=at))

    def for_site(self, site: Site) -> Self:
        return self.filter(text__adoption__site=site)

    def live_at(
        self, site: Site, topic: Topic, language: str, place: Place | None = None, at: datetime | None = None
    ) -> Showing | None:
        """What this site shows of a topic in a language, at a place (None: the hospital's page), now or at a moment."""
        found = self.live() if at is None else self.at(at)
        found = found.filter(text__adoption__site=site, text__adoption__topic=topic, text__language=language, place=place)
        return found.select_related("snapshot", "approval", "text__adoption").order_by("-live_from", "-pk").first()


class Showing(models.Model):
    """What a site showed, from when to when. The open row is what patients see now."""

    text = models.ForeignKey(AdoptedText, on_delete=models.PROTECT, related_name="showings")
    place = models.ForeignKey("organizations.Place", null=True, on_delete=models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="showings")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="+")
    live_from = models.DateTimeField()
    live_to = models.DateTimeField(null=True)

    objects = ShowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("visning")
        constraints = [
            models.UniqueConstraint(
                fields=["text", "place"], condition=Q(live_to__isnull=True, place__isnull=False), name="one_live_showing_at_place"
            ),
            models.UniqueConstraint(
                fields=["text"], condition=Q(live_to__isnull=True, place__isnull=True), name="one_live_showing"
            ),
        ]
        indexes = [models.Index(fields=["text", "live_to"], name="showing_live")]


class UpdateQuerySet(models.QuerySet["Update"]):
    def for_site(self, site: Site) -> Self:
        return self.filter(text__adoption__site=site)

    def for_user(self, user: User) -> Self:
        """The updates of the sites this user may touch."""
        from fellesnett.organizations.models import Site

        return self.filter(text__adoption__site__in=Site.objects.for_user(user))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def clean(self) -> Self:
        """Nothing to decide, nothing about safety: may be approved in a batch."""
        return self.open().filter(clean=True).exclude(change_class="safety")

    def oldest_first(self) -> Self:
        return self.order_by("opened_at", "pk")


class Update(models.Model):
    """A newer edition (or a lost base, a lapse) that a site has not answered: the plan of what it means here.

    `plan` is the `plan-update` document of interfaces.md section 3. One open row per adopted text.
    """

    text = models.ForeignKey(AdoptedText, on_delete=models.PROTECT, related_name="updates")
    from_edition = models.ForeignKey("national.Edition", on_delete=models.PROTECT, related_name="+")
    to_edition = models.ForeignKey("national.Edition", on_delete=models.PROTECT, related_name="+")
    plan = models.JSONField()
    clean = models.BooleanField()  # type: ignore[assignment]  # nothing to decide: one yes is enough, also in a batch
    change_class = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)  # approved, overtaken, withdrawn

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("oppdatering")
        constraints = [
            models.UniqueConstraint(fields=["text"], condition=Q(closed_at__isnull=True), name="one_open_update"),
        ]

    @property
    def goes_in_a_batch(self) -> bool:
        """Nothing was or is to be decided, and it is not about safety: `UpdateQuerySet.clean()` for one row."""
        return self.clean and self.change_class != "safety"


class Choice(models.TextChoices):
    TAKE_NATIONAL = "take_national", _("ta den nasjonale teksten")
    KEEP_OURS = "keep_ours", _("behold vår")
    TAKE_SUGGESTION = "take_suggestion", _("ta forslaget")
    WRITE = "write", _("skriv selv")
    CONFIRM = "confirm", _("stemmer fortsatt")
    MOVE = "move", _("flytt til slutten av kapitlet")


class DecisionQuerySet(AppendOnlyQuerySet):
    """Choices, as a chain of words."""

    def with_first_number(self) -> Self:
        """With `first_number`: of the edition that a carried choice was made about; None for a choice made here."""
        return self.annotate(first_number=models.F("carried_from__update_row__to_edition__number"))


class Decision(AppendOnlyModel):
    """A person's choice about one operation when the national text changed. Only this moves a base.

    A change of mind before the approval is a new row; the latest one counts. `carried_from`: the same choice in an update
    that was overtaken by an edition which asks the same.
    """

    update_row = models.ForeignKey(Update, on_delete=models.PROTECT, related_name="decisions")
    operation = models.ForeignKey(LocalOperation, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=24)
    choice = models.CharField(max_length=16, choices=Choice)
    reason = models.TextField(blank=True)
    result = models.ForeignKey(LocalOperation, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects = DecisionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("beslutning")
        indexes = [models.Index(fields=["update_row", "operation"], name="decision_latest")]


class SafetyNotice(models.Model):
    """A national safety change stands above local text until the site answers or the deadline parks the operation.

    `operation` is empty where the notice stands above a text in another language that has not been changed yet; such a
    notice has no deadline and goes when the changed text in that language goes live.
    """

    text = models.ForeignKey(AdoptedText, on_delete=models.PROTECT, related_name="safety_notices")
    operation = models.ForeignKey(LocalOperation, null=True, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey("national.Edition", on_delete=models.PROTECT, related_name="+")
    block = models.CharField(max_length=120)
    html = models.TextField()
    opened_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # answered, parked, translated

    class Meta:
        verbose_name = _("sikkerhetsvarsel")
        constraints = [
            models.UniqueConstraint(
                fields=["text", "operation", "block"], condition=Q(closed_at__isnull=True), name="one_standing_notice"
            ),
            models.CheckConstraint(
                condition=Q(operation__isnull=True, deadline__isnull=True) | Q(operation__isnull=False, deadline__isnull=False),
                name="notice_above_local_text_has_a_deadline",
            ),
        ]
