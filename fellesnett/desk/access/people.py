"""The people of a site: requests to answer, who has which role, and a lost second step."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellesnett.access.actions.requests import LONGEST_NOTE, decline, let_in, waiting_at
from fellesnett.access.actions.second_steps import LONGEST_REASON, reset
from fellesnett.access.gates import Reason
from fellesnett.access.people import Colleague, colleagues
from fellesnett.accounts.models import User
from fellesnett.desk.access.circles import Circle, GiveForm
from fellesnett.desk.access.frame import attempt
from fellesnett.desk.local.frame import page, site_trail
from fellesnett.desk.local.scope import Here, here
from fellesnett.editorial.models import OpenItem
from fellesnett.foundation.clock import now
from fellesnett.organizations.gates import LOCAL_ROLES
from fellesnett.organizations.models import Role
from fellesnett.pages.branches import branches_of

GIVEN = [(role.value, capfirst(role.label)) for role in Role if role in LOCAL_ROLES]


class RoleForm(forms.Form):
    """Which role the person gets."""

    role = forms.ChoiceField(label=gettext_lazy("Rolle"), choices=GIVEN, initial=Role.CONTRIBUTOR.value)


class NoForm(forms.Form):
    """Why not."""

    reason = forms.CharField(label=gettext_lazy("Hvorfor ikke?"), max_length=LONGEST_NOTE, required=False)


class ResetForm(forms.Form):
    """Why, and how one knows that it is the right person."""

    reason = forms.CharField(
        label=gettext_lazy("Hvorfor, og hvordan vet du at det er rett person?"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "For eksempel: «Mistet telefonen. Kom innom kontoret mitt og viste ansattkortet.» Dette loggføres."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Skriv hvorfor, og hvordan du vet at det er rett person.")},
    )


@require_safe
def people(request: HttpRequest, site: str) -> HttpResponse:
    """Who asks for access, and who has it."""
    return _people(request, here(request, site))


def _people(request: HttpRequest, where: Here, reasons: tuple[Reason, ...] = (), form: GiveForm | None = None) -> HttpResponse:
    asked = [(item, User.objects.get(pk=item.detail["user"])) for item in waiting_at(where.site)]
    shown = {"asked": asked, "role_form": RoleForm(auto_id=False), "reasons": reasons}
    shown |= circle_at(where).shown(form)
    status = 422 if reasons or (form and form.errors) else 200
    return page(request, "people.html", _("Folk og tilgang"), site_trail(where), status, where=where, **shown)


def _request_at(where: Here, item: int) -> OpenItem:
    found: OpenItem = get_object_or_404(waiting_at(where.site), pk=item)
    return found


@require_POST
def let_person_in(request: HttpRequest, site: str, item: int) -> HttpResponse:
    """Yes, with a role."""
    where = here(request, site)
    asked, form = _request_at(where, item), RoleForm(request.POST)
    if not form.is_valid():
        return _people(request, where, (Reason("role", _("Velg en rolle fra listen.")),))
    reasons = attempt(lambda: let_in(item=asked, role=form.cleaned_data["role"], by=where.user, at=now()))
    if reasons:
        return _people(request, where, reasons)
    messages.success(request, _("Tilgangen er gitt. Personen kan begynne med det samme."))
    return redirect("desk_local:people", where.site.slug)


@require_POST
def decline_person(request: HttpRequest, site: str, item: int) -> HttpResponse:
    """No, with a reason."""
    where = here(request, site)
    asked, form = _request_at(where, item), NoForm(request.POST)
    said = form.cleaned_data["reason"] if form.is_valid() else ""
    reasons = attempt(lambda: decline(item=asked, reason=said, by=where.user, at=now()))
    if reasons:
        return _people(request, where, reasons)
    messages.success(request, _("Spørsmålet er avslått."))
    return redirect("desk_local:people", where.site.slug)


def circle_at(where: Here) -> Circle:
    """The people of a site, with the branches of its pages."""
    return Circle(where.site.organization, where.user, "desk_local:people", where.site.slug, branches_of([where.site]))


@require_POST
def give_role(request: HttpRequest, site: str) -> HttpResponse:
    """Give a role at the site, at once or by an invitation."""
    where = here(request, site)
    circle = circle_at(where)
    form, reasons = circle.give(request)
    if reasons or form.errors:
        return _people(request, where, reasons, form)
    return redirect("desk_local:people", where.site.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def take_role(request: HttpRequest, site: str, membership: int) -> HttpResponse:
    """Take a role at the site away, with a reason."""
    where = here(request, site)
    circle = circle_at(where)
    held = circle.held(membership)
    form, reasons = circle.take(request, held)
    if request.method == "POST" and not (reasons or form.errors):
        return redirect("desk_local:people", where.site.slug)
    shown = {"held": held, "form": form, "reasons": reasons, "circle": circle}
    status = 422 if reasons or form.errors else 200
    return page(request, "take_role.html", _("Ta bort en rolle"), site_trail(where), status, where=where, **shown)


@require_POST
def withdraw_invitation(request: HttpRequest, site: str, invitation: int) -> HttpResponse:
    """Take an invitation to the site back."""
    where = here(request, site)
    if reasons := circle_at(where).withdraw(request, invitation):
        return _people(request, where, reasons)
    return redirect("desk_local:people", where.site.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_step(request: HttpRequest, site: str, user: int) -> HttpResponse:
    """A colleague has lost the telephone."""
    where = here(request, site)
    colleague = _colleague(where, user)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["reason"]
        refused = attempt(lambda: reset(user=colleague.user, reason=said, by=where.user, at=now()))
        if not refused:
            messages.success(
                request, _("To-trinns innlogging er nullstilt. Personen logger inn med passordet og setter opp på nytt.")
            )
            return redirect("desk_local:people", where.site.slug)
        return _reset_page(request, where, colleague, form, refused)
    return _reset_page(request, where, colleague, form, ())


def _reset_page(
    request: HttpRequest, where: Here, colleague: Colleague, form: ResetForm, reasons: tuple[Reason, ...]
) -> HttpResponse:
    title = _("Nullstill to-trinns innlogging")
    return page(request, "reset.html", title, site_trail(where), where=where, colleague=colleague, form=form, reasons=reasons)


def _colleague(where: Here, user: int) -> Colleague:
    """A person with a second step and a role here, whom this one may help. Raises Http404."""
    for one in colleagues(where.site.organization, seen_by=where.user, at=now()):
        if one.user.pk == user and one.may_reset:
            return one
    raise Http404
