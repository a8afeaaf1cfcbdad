"""The forms about the life of a text: plain fields, checked in words, sent without script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from fellesnett.accounts.models import User
from fellesnett.desk.local.frame import DeskForm
from fellesnett.desk.local.rich import RichTextField
from fellesnett.desk.national.forms import LETTERS, read_code
from fellesnett.national.models import Topic
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES, Membership, OrganizationKind, Site
from fellesnett.organizations.permissions import NATIONAL_ROLES
from fellesnett.participation.actions import RelatedWish
from fellesnett.participation.asking import end_of
from fellesnett.participation.likeness import Wish
from fellesnett.participation.models import HearingAnswer, Invitation, Order, Proposal, Remark

KINDS = {
    TopicKind.CONDITION: _("Sykdom eller tilstand"),
    TopicKind.EXAMINATION: _("Undersøkelse"),
    TopicKind.TREATMENT: _("Behandling"),
    TopicKind.SUPPORT_ARTICLE: _("Støtteartikkel: det som ikke har et før, under og etter"),
}
REQUIRED = {"required": _("Feltet må fylles ut.")}


def text_lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def lines(text: str) -> list[str]:
    """The lines that say something, once each."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class OrderForm(DeskForm):
    """What is wished for, by whom and why. `despite` is asked when something like it exists."""

    kind = forms.ChoiceField(
        label=_("Hva slags tekst?"), choices=list(KINDS.items()), widget=forms.RadioSelect, error_messages=REQUIRED
    )
    title = forms.CharField(
        label=_("Hva bør den hete?"), max_length=200, help_text=_("Det pasientene vil lete etter."), error_messages=REQUIRED
    )
    reason = forms.CharField(
        label=_("Hvem trenger teksten, og hvorfor?"),
        help_text=_("For eksempel hvor mange pasienter det gjelder i året, og hva de spør om."),
        widget=text_lines(4), max_length=4000, error_messages=REQUIRED,
    )  # fmt: skip
    synonyms = forms.CharField(
        label=_("Andre ord for det samme"), required=False, help_text=_("Ett på hver linje."), widget=text_lines(2)
    )
    codes = forms.CharField(
        label=_("Koder"), required=False, widget=text_lines(2),
        help_text=_("Én på hver linje, kodeverk og kode: «icd10 M17.1». La den stå tom hvis du ikke vet."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("På hvilke språk?"), choices=LANGUAGE_CHOICES, widget=forms.CheckboxSelectMultiple, error_messages=REQUIRED
    )
    unit = forms.CharField(label=_("Forslag til fagmiljø (valgfritt)"), required=False, max_length=160)
    owner_wish = forms.CharField(label=_("Forslag til fagansvarlig (valgfritt)"), required=False, max_length=160)
    wanted_by = forms.DateField(label=_("Ønskes ferdig innen (valgfritt)"), required=False, widget=day_input())
    examinations = forms.CharField(
        label=_("Undersøkelser som hører til (valgfritt)"), required=False, widget=text_lines(2),
        help_text=_("For en sykdom. Én på hver linje; hver blir en egen bestilling."),
    )  # fmt: skip
    treatments = forms.CharField(
        label=_("Behandlinger som hører til (valgfritt)"), required=False, widget=text_lines(2),
        help_text=_("For en sykdom. Én på hver linje; hver blir en egen bestilling."),
    )  # fmt: skip
    despite = forms.CharField(
        label=_("Hvorfor dekker ikke det som finnes, behovet?"), required=False, widget=text_lines(3), max_length=2000,
        help_text=_("Må fylles ut når noe heter det samme."),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_codes(self) -> list[tuple[str, str]]:
        read = [read_code(line) for line in lines(self.cleaned_data["codes"])]
        faults = [one for one in read if isinstance(one, str)]
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(one for one in read if not isinstance(one, str)))

    @property
    def wish(self) -> Wish:
        """As the search for what exists wants it."""
        said = self.cleaned_data
        return Wish(said["title"], said["reason"], tuple(lines(said["synonyms"])), tuple(said["codes"]))

    @property
    def fields_of_order(self) -> dict[str, Any]:
        """As the verb wants it."""
        said = self.cleaned_data
        plain = ("kind", "title", "reason", "codes", "languages", "unit", "owner_wish", "wanted_by", "despite")
        related = [RelatedWish(TopicKind.EXAMINATION, title) for title in lines(said["examinations"])]
        related += [RelatedWish(TopicKind.TREATMENT, title) for title in lines(said["treatments"])]
        return {name: said[name] for name in plain} | {"synonyms": lines(said["synonyms"]), "related": related}


def writers() -> Any:
    """Those who may write national texts."""
    held = Membership.objects.filter(role__in=NATIONAL_ROLES, organization__kind=OrganizationKind.NATIONAL)
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return people.order_by("first_name", "last_name", "pk")


class AssignOrderForm(DeskForm):
    """Who writes, who answers for it, and by when."""

    writer = forms.ModelChoiceField(
        label=_("Hvem skriver?"), queryset=User.objects.none(), error_messages=REQUIRED, empty_label=_("Velg")
    )
    unit = forms.CharField(label=_("Fagmiljø som svarer for teksten"), max_length=160, error_messages=REQUIRED)
    owner = forms.ModelChoiceField(
        label=_("Fagansvarlig"), queryset=User.objects.none(), error_messages=REQUIRED, empty_label=_("Velg")
    )
    deputy = forms.ModelChoiceField(
        label=_("Vara (valgfritt)"), queryset=User.objects.none(), required=False, empty_label=_("Ingen")
    )
    deadline = forms.DateField(label=_("Utkastet skal være ferdig"), widget=day_input(), error_messages=REQUIRED)
    topic = forms.ModelChoiceField(
        label=_("Gjelder et tema som finnes (valgfritt)"), queryset=Topic.objects.none(), required=False,
        help_text=_("Da endres det. Ellers lages et nytt tema."), empty_label=_("Nei, lag et nytt tema"),
    )  # fmt: skip
    key = forms.SlugField(
        label=_("Nøkkel i adressen"), max_length=120, required=False, help_text=_("For et nytt tema. Endres aldri siden.")
    )

    def __init__(self, data: Any = None, *, order: Order, owners: Any) -> None:
        made = order.topic or order.changes
        initial = {
            "unit": made.unit if made else order.unit,
            "owner": made.owner_id if made else None,
            "deputy": made.deputy_id if made else None,
            "writer": order.writer_id,
            "deadline": order.deadline,
            "key": slugify(order.title.translate(LETTERS))[:120],
        }
        super().__init__(data, initial=initial)
        self.field("writer").queryset = writers()
        for name in ("owner", "deputy"):
            self.field(name).queryset = owners
        if made is not None:
            del self.fields["topic"], self.fields["key"]
        else:
            self.field("topic").queryset = Topic.objects.filter(withdrawn_at__isnull=True, kind=order.kind)


class DeclineForm(DeskForm):
    """Why it will not be written."""

    reason = forms.CharField(
        label=_("Hvorfor ikke?"), help_text=_("De som bestilte, leser dette."), widget=text_lines(3), error_messages=REQUIRED
    )


class MergeForm(DeskForm):
    """The topic that meets the need, and how."""

    topic = forms.ModelChoiceField(
        label=_("Temaet som dekker behovet"), queryset=Topic.objects.none(), error_messages=REQUIRED, empty_label=_("Velg")
    )
    reason = forms.CharField(
        label=_("Hvordan dekker det behovet?"), help_text=_("De som bestilte, leser dette."), widget=text_lines(3),
        error_messages=REQUIRED,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.field("topic").queryset = Topic.objects.filter(withdrawn_at__isnull=True).order_by("title")


class OpenHearingForm(DeskForm):
    """Who is asked, about what, and by when."""

    question = forms.CharField(
        label=_("Hva vil dere ha svar på?"), required=False, widget=text_lines(3),
        help_text=_("Står øverst i høringen. Si gjerne hva som er nytt, og hva dere er usikre på."),
    )  # fmt: skip
    day = forms.DateField(label=_("Svarfrist"), widget=day_input(), error_messages=REQUIRED)
    sites = forms.ModelMultipleChoiceField(
        label=_("Hvem spørres?"), queryset=Site.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("De som bruker temaet, og de som bestilte det, er valgt."), error_messages=REQUIRED,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, sites: Iterable[Site], chosen: Sequence[int], day: date) -> None:
        super().__init__(data, initial={"sites": list(chosen), "day": day})
        self.field("sites").queryset = sites

    @property
    def deadline(self) -> datetime:
        return end_of(self.cleaned_data["day"])


class AnswerForm(DeskForm):
    """A site's answer, with a remark for each block. The hash of what was read goes along."""

    answer = forms.ChoiceField(
        label=_("Hva svarer dere?"), widget=forms.RadioSelect, error_messages=REQUIRED,
        choices=[
            (HearingAnswer.AGREE, _("Enig")),
            (HearingAnswer.REMARKS, _("Enig, med merknader")),
            (HearingAnswer.DISAGREE, _("Uenig")),
        ],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Begrunnelse"), required=False, widget=text_lines(3), help_text=_("Må fylles ut når dere er uenige.")
    )
    whole = forms.CharField(label=_("Merknad til hele teksten (valgfritt)"), required=False, widget=text_lines(3))
    hash = forms.CharField(widget=forms.HiddenInput())
    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, invitation: Invitation, blocks: Sequence[str]) -> None:
        said = dict(invitation.remarks.standing().values_list("block", "text"))
        stands = {f"remark_{index}": said.get(block, "") for index, block in enumerate(blocks)}
        stands |= {"answer": invitation.answer, "reason": invitation.reason, "whole": said.get("", "")}
        seen = {"hash": invitation.hearing.content_hash, "instead_of": invitation.times_answered}
        super().__init__(data, initial={**stands, **seen})
        self.blocks = tuple(blocks)
        for index in range(len(self.blocks)):
            self.fields[f"remark_{index}"] = forms.CharField(
                label=_("Merknad til dette avsnittet"), required=False, widget=text_lines(2)
            )

    def with_what_stands_seen(self, invitation: Invitation) -> AnswerForm:
        """The same words in a form that may be sent: whoever reads it is told of the answer that came meanwhile."""
        data = {name: self.data.get(name) for name in self.data} | {"instead_of": invitation.times_answered}
        return AnswerForm(data, invitation=invitation, blocks=self.blocks)

    def of(self, block: str) -> forms.BoundField:
        """The field for the remark to this block."""
        return self[f"remark_{self.blocks.index(block)}"]

    @property
    def remarks(self) -> list[tuple[str, str]]:
        said = [(block, self.cleaned_data[f"remark_{index}"]) for index, block in enumerate(self.blocks)]
        return [(block, words) for block, words in (("", self.cleaned_data["whole"]), *said) if words.strip()]


class ReplyForm(DeskForm):
    """What became of a remark."""

    outcome = forms.ChoiceField(
        label=_("Hva blir det av merknaden?"), widget=forms.RadioSelect, error_messages=REQUIRED,
        choices=[(Remark.Outcome.TAKEN, _("Tatt til følge")), (Remark.Outcome.NOT_TAKEN, _("Ikke tatt til følge"))],
    )  # fmt: skip
    reply = forms.CharField(
        label=_("Svar til dem som skrev"), required=False, widget=text_lines(2),
        help_text=_("Må fylles ut når merknaden ikke tas til følge."),
    )  # fmt: skip


class EndHearingForm(DeskForm):
    """What the hearing came to."""

    summary = forms.CharField(
        label=_("Oppsummering (valgfritt)"),
        required=False,
        widget=text_lines(3),
        help_text=_("Alle som ble spurt, kan lese den."),
    )


class ProposalForm(DeskForm):
    """What should be changed and why; where it is about one block, with words for it."""

    reason = forms.CharField(
        label=_("Hva bør endres, og hvorfor?"), widget=text_lines(4), max_length=4000, error_messages=REQUIRED,
        help_text=_("Skriv ikke noe som kan knyttes til en pasient."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, with_words: bool, words: str = "", reason: str = "") -> None:
        super().__init__(data, initial={"words": words, "reason": reason})
        if with_words:
            self.fields["words"] = RichTextField(
                label=_("Slik kunne det stå"), required=False, help_text=_("Endre teksten her, eller la den stå som den er.")
            )


class TakeForm(DeskForm):
    """What goes into the draft, and what those who proposed are told."""

    partly = forms.BooleanField(label=_("Bare noe av forslaget tas inn"), required=False)
    reply = forms.CharField(
        label=_("Svar til dem som sendte det"), required=False, widget=text_lines(3),
        help_text=_("Må fylles ut når bare noe tas inn: skriv hva som ikke ble med, og hvorfor."),
    )  # fmt: skip
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, words: str | None, revision: int = 0) -> None:
        super().__init__(data, initial={"words": words, "revision": revision})
        if words is not None:
            self.fields["words"] = RichTextField(
                label=_("Slik blir avsnittet i utkastet"), required=False, help_text=_("Rett det du vil før du tar det inn.")
            )
            self.order_fields(["words", "partly", "reply", "revision"])


class DeclineProposalForm(DeskForm):
    """Why not."""

    reply = forms.CharField(label=_("Hvorfor ikke?"), widget=text_lines(3), error_messages=REQUIRED)


class MergeProposalForm(DeskForm):
    """The other that says the same."""

    into = forms.ModelChoiceField(
        label=_("Hvilket innspill sier det samme?"),
        queryset=Proposal.objects.none(),
        error_messages=REQUIRED,
        empty_label=_("Velg"),
    )

    def __init__(self, data: Any = None, *, others: Any) -> None:
        super().__init__(data)
        self.field("into").queryset = others
        self.field("into").label_from_instance = lambda one: f"{one.site}: {one.reason[:80]}"


def in_days(days: int, on: datetime) -> date:
    """A day so many days ahead."""
    from datetime import timedelta

    return timezone.localdate(on) + timedelta(days=days)
