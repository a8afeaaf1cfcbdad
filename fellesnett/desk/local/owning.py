"""Who answers for a site's texts: the list, one text, and what somebody who leaves hands over."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellesnett.accounts.models import User
from fellesnett.adoption.actions.owning import IN_USE, adoptions_of, assign_local, hand_over_local
from fellesnett.adoption.gates import Reason
from fellesnett.adoption.models import Adoption
from fellesnett.desk.local import people
from fellesnett.desk.local.frame import attempt, page, site_trail, topic_trail
from fellesnett.desk.local.scope import adoption_of, here
from fellesnett.desk.owning import AssignForm, HandOverForm, holders
from fellesnett.editorial import leaving
from fellesnett.foundation.clock import now

ON_A_PAGE = 100


def owners(request: HttpRequest, site: str) -> HttpResponse:
    """Every text in use here, with who answers for it; those without an owner first."""
    where = here(request, site)
    texts = Adoption.objects.for_site(where.site).filter(answer__in=IN_USE).select_related("topic", "clinical_owner", "deputy")
    missing = texts.filter(clinical_owner__isnull=True).count()
    ordered = texts.annotate(has_owner=Q(clinical_owner__isnull=False)).order_by("has_owner", "topic__title")
    found = Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("side"))
    those = {person for row in found for person in (row.clinical_owner, row.deputy) if person}
    gone = leaving.who_is_gone(those, at=now(), here=where.site.organization)
    told = [(person, leaving.in_words(person, gone[person.pk])) for person in sorted(those, key=str) if person.pk in gone]
    answering = holders(texts, "clinical_owner", lambda key: reverse("desk_local:hand_over", args=[site, key]))
    lists = {"found": found, "missing": missing, "gone": told, "holders": answering}
    shown = {"where": where, "can_write": where.rights.answer, **lists}
    return page(request, "owners.html", _("Faglig ansvar"), site_trail(where), 200, **shown)


def assign(request: HttpRequest, site: str, key: str) -> HttpResponse:
    """Change who answers for one text."""
    where = here(request, site)
    adoption = adoption_of(where, key)
    initial = {"unit": adoption.unit, "owner": adoption.clinical_owner_id, "deputy": adoption.deputy_id}
    form = AssignForm(request.POST or None, people=people.clinicians(where.site.organization), initial=initial)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: assign_local(adoption=adoption, **form.cleaned_data, by=where.user, at=now()))
        if not reasons:
            messages.success(request, _("Ansvaret er lagret."))
            return redirect("desk_local:owners", where.site.slug)
    trail = topic_trail(where, adoption.topic)
    return page(request, "assign.html", _("Faglig ansvar"), trail, where=where, form=form, reasons=reasons)


def hand_over(request: HttpRequest, site: str, person: int) -> HttpResponse:
    """Let another clinician take over what this person answers for here, all of it or in part."""
    where, who = here(request, site), get_object_or_404(User, pk=person)
    mine = list(adoptions_of(who, where.site).select_related("topic"))
    if not mine:
        raise Http404
    able = people.clinicians(where.site.organization).exclude(pk=who.pk)
    form = HandOverForm(request.POST or None, texts=[(str(row.pk), row.topic.title) for row in mine], people=able)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        chosen, to = [row for row in mine if row.pk in form.keys], form.cleaned_data["to"]
        said = {"person": who, "adoptions": chosen, "to": to, "unit": form.cleaned_data["unit"]}
        reasons = attempt(lambda: hand_over_local(site=where.site, **said, by=where.user, at=now()))
        if not reasons:
            words = ngettext("%(to)s har overtatt %(n)s tekst.", "%(to)s har overtatt %(n)s tekster.", len(chosen))
            messages.success(request, words % {"to": to, "n": len(chosen)})
            left = adoptions_of(who, where.site).exists()
            return redirect("desk_local:hand_over", site, who.pk) if left else redirect("desk_local:owners", site)
    why = leaving.who_is_gone([who], at=now(), here=where.site.organization).get(who.pk)
    reason = leaving.in_words(who, why) if why else ""
    title = _("Overlevering: %(person)s") % {"person": who}
    return page(request, "hand_over.html", title, site_trail(where), where=where, form=form, who=who, why=reason, reasons=reasons)
