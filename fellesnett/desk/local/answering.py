"""The site's answer for a topic: take it into use, not offered here, own page, or take the answer back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fellesnett.accounts.models import User
from fellesnett.adoption.actions.answering import adopt, answer, set_places
from fellesnett.adoption.actions.following import fill_from_places
from fellesnett.adoption.gates import Reason
from fellesnett.adoption.models import Adoption, Answer, Variant
from fellesnett.desk.local import people
from fellesnett.desk.local.frame import DeskForm, attempt, page, topic_trail
from fellesnett.desk.local.scope import LANGUAGES, Here, answer_or_none, here, topic_by
from fellesnett.foundation.clock import now
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Place, Site


class AdoptForm(DeskForm):
    """How the topic is to be used here."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Språk"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Velg minst ett språk.")},
    )
    places = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Steder"),
        queryset=Place.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Bare når noe er forskjellig fra sted til sted. Hvert sted kan da ha sin egen lokale tekst."),
    )
    variant = forms.ModelChoiceField(
        label=gettext_lazy("Felles variant"),
        queryset=Variant.objects.none(),
        required=False,
        empty_label=gettext_lazy("Ingen: den nasjonale teksten"),
        help_text=gettext_lazy("Et avvik som flere sykehus deler."),
    )
    unit = forms.CharField(
        label=gettext_lazy("Ansvarlig enhet"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("For eksempel «Ortopedisk poliklinikk»."),
    )
    clinical_owner = forms.ModelChoiceField(
        label=gettext_lazy("Faglig ansvarlig hos oss"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Ingen valgt"),
        help_text=gettext_lazy("Svarer for lokal tekst som avviker faglig."),
    )

    def __init__(self, *args: Any, where: Here, topic: Topic, adoption: Adoption | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = set(topic.editions.live().values_list("language", flat=True))
        codes = [code for code in where.site.languages if code in offered]
        self.field("languages").choices = [(code, LANGUAGES[code].capitalize()) for code in codes]
        self.field("places").queryset = people.places(where.site.organization)
        self.field("variant").queryset = topic.variants.order_by("name")
        self.field("clinical_owner").queryset = people.clinicians(where.site.organization)
        self.initial["languages"] = codes
        if adoption:
            self.initial = dict(self.initial) | {
                "places": list(adoption.places.all()),
                "variant": adoption.variant_id,
                "unit": adoption.unit,
                "clinical_owner": adoption.clinical_owner_id,
            }
        for name in ("places", "variant"):
            if not self.field(name).queryset.exists():
                del self.fields[name]


class NotOfferedForm(DeskForm):
    """Not here; where, then?"""

    offered_at = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Hvor tilbys det i stedet?"),
        queryset=Site.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Leserne deres får lenke dit."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse (kan stå tom)"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, where: Here, topic: Topic, adoption: Adoption | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("offered_at").queryset = people.other_sites(where.site)
        if adoption:
            self.initial = dict(self.initial) | {"offered_at": list(adoption.offered_at.all()), "reason": adoption.reason}


class OwnPageForm(DeskForm):
    """A page of our own needs somebody who answers for it."""

    clinical_owner = forms.ModelChoiceField(
        label=gettext_lazy("Faglig ansvarlig hos oss"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Velg"),
        error_messages={"required": gettext_lazy("En egen side må ha en faglig ansvarlig her. Velg hvem.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Hvorfor en egen side?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("En egen side får ikke nasjonale endringer. Ofte holder det med tillegg eller erstatninger."),
    )

    def __init__(self, *args: Any, where: Here, topic: Topic, adoption: Adoption | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("clinical_owner").queryset = people.clinicians(where.site.organization)
        if adoption:
            self.initial = dict(self.initial) | {"clinical_owner": adoption.clinical_owner_id, "reason": adoption.reason}


FIELD_OF = {"wrong_language": "languages", "no_edition": "languages", "wrong_place": "places", "wrong_variant": "variant",
            "needs_owner": "clinical_owner"}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def take_into_use(request: HttpRequest, site: str, key: str) -> HttpResponse:
    """Take a topic into use, or change how it is used."""

    @transaction.atomic
    def verb(where: Here, topic: Topic, data: dict[str, Any]) -> Adoption:
        adoption = adopt(
            site=where.site,
            topic=topic,
            by=where.user,
            at=now(),
            languages=data["languages"],
            variant=data.get("variant"),
            unit=data["unit"],
            clinical_owner=data["clinical_owner"],
        )
        if "places" in data and set(adoption.places.all()) != set(data["places"]):  # after `adopt`, which locks the topic first
            set_places(adoption=adoption, places=data["places"], by=where.user, at=now())
        fill_from_places(adoption=adoption, by=where.user, at=now(), main=Place.objects.for_site(where.site).whole().single())
        return adoption

    return _screen(
        request, site, key, AdoptForm, verb, _("Ta i bruk"), _("Temaet er tatt i bruk. Se gjennom siden og godkjenn den.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def not_offered(request: HttpRequest, site: str, key: str) -> HttpResponse:
    """Answer that a topic is not offered here."""
    return _screen(request, site, key, NotOfferedForm, _answer(Answer.NOT_OFFERED), _("Tilbys ikke her"), _("Svaret er lagret."))


@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest, site: str, key: str) -> HttpResponse:
    """Answer that the site has a page of its own."""
    return _screen(request, site, key, OwnPageForm, _answer(Answer.OWN_PAGE), _("Egen side"), _("Svaret er lagret."))


@require_POST
def take_back(request: HttpRequest, site: str, key: str) -> HttpResponse:
    """Take the answer back: not decided yet."""
    where, topic = here(request, site), topic_by(key)
    reasons = attempt(lambda: _answer(Answer.UNDECIDED)(where, topic, {}))
    for reason in reasons:
        messages.error(request, reason.text)
    if not reasons:
        messages.success(request, _("Svaret er tatt tilbake. Temaet står som ikke besvart."))
    return redirect("desk_local:topic", where.site.slug, topic.key)


def _answer(value: str) -> Callable[[Here, Topic, dict[str, Any]], Adoption]:
    def verb(where: Here, topic: Topic, data: dict[str, Any]) -> Adoption:
        return answer(site=where.site, topic=topic, answer=value, by=where.user, at=now(), **data)

    return verb


def _screen(
    request: HttpRequest,
    site: str,
    key: str,
    form_class: Callable[..., forms.Form],
    verb: Callable[[Here, Topic, dict[str, Any]], Adoption],
    title: str,
    done: str,
) -> HttpResponse:
    where, topic = here(request, site), topic_by(key)
    adoption = answer_or_none(where, topic)
    form = form_class(request.POST or None, where=where, topic=topic, adoption=adoption)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = tell(form, attempt(lambda: verb(where, topic, form.cleaned_data)), FIELD_OF)
        if form.is_valid() and not reasons:
            messages.success(request, done)
            return redirect("desk_local:topic", where.site.slug, topic.key)
    status = 200 if request.method != "POST" else 422
    return page(
        request,
        "answer.html",
        title,
        topic_trail(where, topic),
        status=status,
        where=where,
        topic=topic,
        adoption=adoption,
        form=form,
        reasons=reasons,
        taken_down=adoption is not None and adoption.answer == Answer.ADOPTED and form_class is not AdoptForm,
    )


def tell(form: forms.Form, reasons: tuple[Reason, ...], field_of: dict[str, str]) -> tuple[Reason, ...]:
    """Put each reason at the field it is about. Returns those that are about none."""
    for reason in reasons:
        if (name := field_of.get(reason.code, "")) in form.fields:
            form.add_error(name, reason.text)
    return tuple(reason for reason in reasons if field_of.get(reason.code, "") not in form.fields)
