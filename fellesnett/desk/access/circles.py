"""Who has which role at an organization and why: shown, given, taken away. One circle of people: a site's, a region's, or the
national office's. The first is reached in the local desk, the others by the national medical editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellesnett.access.actions import inviting
from fellesnett.access.actions.giving import LONGEST_WHY, Someone, give, take_away
from fellesnett.access.gates import Reason
from fellesnett.access.models import Invitation
from fellesnett.access.people import authority_of, colleagues
from fellesnett.desk.access.frame import attempt
from fellesnett.desk.local.frame import DeskForm
from fellesnett.desk.national.pages import page
from fellesnett.desk.national.topics import person
from fellesnett.foundation.clock import now
from fellesnett.organizations.actions import Terms
from fellesnett.organizations.models import Membership, Organization, OrganizationKind, Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

AT_THE_TOP = (OrganizationKind.NATIONAL, OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
NATIONAL = (Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR)
NATIONALLY = (*NATIONAL, Role.CLINICIAN, Role.AUDITOR, Role.SITE_OWNER, Role.EDITOR)  # the last two: of the front door
REGIONALLY = (Role.REGIONAL_OWNER, Role.CLINICIAN, Role.EDITOR, Role.AUDITOR)
LOCALLY = (Role.SITE_OWNER, Role.EDITOR, Role.CONTRIBUTOR, Role.CLINICIAN, Role.STUDY_PUBLISHER, Role.AUDITOR)


class GiveForm(DeskForm):
    """Who gets which role, for what, until when, and why."""

    email = forms.EmailField(
        label=gettext_lazy("E-post"),
        error_messages={
            "required": gettext_lazy("Skriv e-postadressen på jobben."),
            "invalid": gettext_lazy("Skriv hele e-postadressen, som navn@sykehus.no."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Navn"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("Trengs når personen er ny her. Da sender vi en invitasjon."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Rolle"), error_messages={"required": gettext_lazy("Velg en rolle.")})
    branch = forms.TypedChoiceField(label=gettext_lazy("Gjelder"), required=False, coerce=UUID, empty_value=None)
    until = forms.DateField(
        label=gettext_lazy("Til og med"),
        required=False,
        help_text=gettext_lazy("Tomt når rollen ikke har noen siste dag."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Skriv dagen slik: 2026-12-31.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Hvorfor"),
        max_length=LONGEST_WHY,
        help_text=gettext_lazy("For eksempel: «Vikar for Kari Vik til hun er tilbake.»"),
        error_messages={"required": gettext_lazy("Skriv hvorfor, så den som ser over tilgangene senere, forstår det.")},
    )

    def __init__(self, circle: Circle, data: Any = None) -> None:
        super().__init__(data, initial={"role": Role.CONTRIBUTOR.value}, auto_id="gi-%s", label_suffix="")
        self.field("role").choices = [(role.value, capfirst(str(role.label))) for role in circle.roles]
        if circle.branches:
            parts = [(str(work), name) for work, name in circle.branches.items()]
            self.field("branch").choices = [("", _("Hele nettstedet")), (_("Bare en del av sidene"), parts)]
        else:
            del self.fields["branch"]


class TakeForm(DeskForm):
    """Why the role is taken away."""

    why = forms.CharField(
        label=gettext_lazy("Hvorfor"),
        max_length=LONGEST_WHY,
        help_text=gettext_lazy("Personen får dette i et brev."),
        error_messages={"required": gettext_lazy("Skriv hvorfor, så den som ser over tilgangene senere, forstår det.")},
    )


@dataclass(frozen=True)
class Circle:
    """The people of one organization, as one person sees them. `name` and `key` are the start of its addresses."""

    organization: Organization
    user: User
    name: str
    key: str | int
    branches: Mapping[UUID, str] = field(default_factory=dict)

    @cached_property
    def may(self) -> Callable[[Membership], bool]:
        """Whether this person has authority over a role."""
        return authority_of(self.user)

    @property
    def roles(self) -> list[Role]:
        """The roles that this person may give here."""
        kinds: dict[str, tuple[Role, ...]] = dict(zip(AT_THE_TOP, (NATIONALLY, REGIONALLY), strict=True))
        may = self.may
        offered = kinds.get(self.organization.kind, LOCALLY)
        return [role for role in offered if may(Membership(organization=self.organization, role=role))]

    def shown(self, form: GiveForm | None = None) -> dict[str, Any]:
        """What the screen shows. The queries do not grow with the number of people."""
        known = colleagues(self.organization, seen_by=self.user, at=now(), may=self.may)
        may_give = bool(self.roles)
        return {
            "circle": self,
            "people": known,
            "silent": sum(one.is_silent for one in known),
            "invitations": inviting.standing(self.organization),
            "now": now(),
            "give_form": (form or GiveForm(self)) if may_give else None,
            "give_address": reverse(f"{self.name}_give", args=[self.key]),
        }

    def give(self, request: HttpRequest) -> tuple[GiveForm, tuple[Reason, ...]]:
        """Give what the form says, and say what was done."""
        form = GiveForm(self, request.POST)
        if not form.is_valid():
            return form, ()
        said = form.cleaned_data
        terms = Terms(said.get("branch"), said["until"], " ".join(said["why"].split()))
        done: list[Membership | Invitation] = []
        given: dict[str, Any] = {"role": said["role"], "terms": terms, "by": self.user, "at": now()}
        someone = Someone(said["email"], said["name"])
        reasons = attempt(lambda: done.append(give(someone=someone, organization=self.organization, **given)))
        if done and isinstance(done[0], Invitation):
            words = _("%(email)s får en invitasjon på e-post, og kan begynne når den er besvart.")
            messages.success(request, words % {"email": said["email"]})
        elif done:
            messages.success(request, _("Rollen er gitt. Personen kan begynne med det samme."))
        return form, reasons

    def held(self, pk: int) -> Membership:
        """A role here or below that this person may take away. Raises Http404."""
        rows = Membership.objects.filter(organization__path__startswith=self.organization.path)
        found = get_object_or_404(rows.select_related("user", "organization"), pk=pk)
        if found.user_id == self.user.pk or not self.may(found):
            raise Http404
        return found

    def take(self, request: HttpRequest, held: Membership) -> tuple[TakeForm, tuple[Reason, ...]]:
        """Take it away, when that is what was asked."""
        form = TakeForm(request.POST if request.method == "POST" else None)
        if request.method != "POST" or not form.is_valid():
            return form, ()
        reasons = attempt(lambda: take_away(membership=held, why=form.cleaned_data["why"], by=self.user, at=now()))
        if not reasons:
            messages.success(request, _("Rollen er tatt bort. Den gjelder ikke fra neste klikk."))
        return form, reasons

    def withdraw(self, request: HttpRequest, pk: int) -> tuple[Reason, ...]:
        """Take an invitation here back. Raises Http404."""
        found = get_object_or_404(inviting.standing(self.organization), pk=pk)
        reasons = attempt(lambda: inviting.withdraw(invitation=found, by=self.user, at=now()))
        if not reasons:
            messages.success(request, _("Invitasjonen er trukket. Lenken i brevet virker ikke lenger."))
        return reasons


# --- the national office and the regions ----------------------------------------------------------------------------


def _circle(request: HttpRequest, organization: int) -> Circle:
    found = get_object_or_404(Organization, pk=organization, kind__in=AT_THE_TOP)
    return Circle(found, person(request), "desk_national:people_of", found.pk)


def _trail(circle: Circle | None = None) -> list[tuple[str, str]]:
    top = [(_("Folk og tilgang"), reverse("desk_national:people"))]
    return [*top, (str(circle.organization), reverse(circle.name, args=[circle.key]))] if circle else top


@require_safe
def chosen(request: HttpRequest) -> HttpResponse:
    """Whose people: the national office, or a region."""
    found = Organization.objects.filter(kind__in=AT_THE_TOP, active=True).order_by("-kind", "name")
    top = sorted(found, key=lambda one: one.kind != OrganizationKind.NATIONAL)
    return page(request, "people_chosen.html", _("Folk og tilgang"), organizations=top)


@require_safe
def people(request: HttpRequest, organization: int) -> HttpResponse:
    """Who has a role there."""
    return _people(request, _circle(request, organization))


def _people(request: HttpRequest, circle: Circle, reasons: tuple[Reason, ...] = (), form: GiveForm | None = None) -> HttpResponse:
    status = 422 if reasons or (form and form.errors) else 200
    title = str(circle.organization)
    return page(request, "people.html", title, _trail(), status, reasons=reasons, **circle.shown(form))


@require_POST
def give_role(request: HttpRequest, organization: int) -> HttpResponse:
    """Give a role there."""
    circle = _circle(request, organization)
    form, reasons = circle.give(request)
    if reasons or form.errors:
        return _people(request, circle, reasons, form)
    return redirect(circle.name, circle.key)


@require_http_methods(["GET", "HEAD", "POST"])
def take_role(request: HttpRequest, organization: int, membership: int) -> HttpResponse:
    """Take a role there away."""
    circle = _circle(request, organization)
    held = circle.held(membership)
    form, reasons = circle.take(request, held)
    if request.method == "POST" and not (reasons or form.errors):
        return redirect(circle.name, circle.key)
    shown = {"held": held, "form": form, "reasons": reasons, "circle": circle}
    status = 422 if reasons or form.errors else 200
    return page(request, "take_role.html", _("Ta bort en rolle"), _trail(circle), status, **shown)


@require_POST
def withdraw_invitation(request: HttpRequest, organization: int, invitation: int) -> HttpResponse:
    """Take an invitation there back."""
    circle = _circle(request, organization)
    if reasons := circle.withdraw(request, invitation):
        return _people(request, circle, reasons)
    return redirect(circle.name, circle.key)
