"""Who answers for the topics of the base: the list, one topic, and what somebody who leaves hands over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellesnett.accounts.models import User
from fellesnett.desk.national.pages import attempt, base_trail, page, topic_trail
from fellesnett.desk.national.topics import person as logged_in
from fellesnett.desk.owning import AssignForm, HandOverForm, holders
from fellesnett.editorial import leaving
from fellesnett.foundation.clock import now
from fellesnett.national.actions import Reason, assign_topic, hand_over_topics
from fellesnett.national.actions.owning import topics_of
from fellesnett.national.models import Topic
from fellesnett.national.permissions import may_write
from fellesnett.organizations.models import Membership, OrganizationKind, Role
from fellesnett.organizations.permissions import today

ON_A_PAGE = 100


def clinicians() -> Any:
    """Who can answer for a topic: clinicians anywhere, and everybody at the national office."""
    held = Membership.objects.standing(today()).filter(Q(role=Role.CLINICIAN) | Q(organization__kind=OrganizationKind.NATIONAL))
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return people.order_by("first_name", "last_name", "pk")


def owners(request: HttpRequest) -> HttpResponse:
    """Every topic in use, with who answers for it; those without an owner first."""
    topics = Topic.objects.filter(withdrawn_at__isnull=True).select_related("owner", "deputy")
    missing = topics.filter(owner__isnull=True).count()
    found = Paginator(topics.annotate(has_owner=Q(owner__isnull=False)).order_by("has_owner", "title"), ON_A_PAGE).get_page(
        request.GET.get("side")
    )
    people = {person for topic in found for person in (topic.owner, topic.deputy) if person}
    gone = leaving.who_is_gone(people, at=now())
    return page(
        request,
        "owners.html",
        _("Fagansvarlige"),
        base_trail(),
        found=found,
        missing=missing,
        gone=[(person, leaving.in_words(person, gone[person.pk])) for person in sorted(people, key=str) if person.pk in gone],
        can_write=may_write(logged_in(request)),
        holders=holders(topics, "owner", lambda key: reverse("desk_national:hand_over", args=[key])),
    )


def assign(request: HttpRequest, key: str) -> HttpResponse:
    """Change who answers for one topic."""
    topic = get_object_or_404(Topic, key=key)
    initial = {"unit": topic.unit, "owner": topic.owner_id, "deputy": topic.deputy_id}
    form = AssignForm(request.POST or None, people=clinicians(), initial=initial)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: assign_topic(topic=topic, **form.cleaned_data, by=logged_in(request), at=now()))
        if not reasons:
            messages.success(request, _("Ansvaret er lagret."))
            return redirect("desk_national:topic", key)
    return page(request, "assign.html", _("Faglig ansvar"), topic_trail(topic), form=form, reasons=reasons)


def hand_over(request: HttpRequest, person: int) -> HttpResponse:
    """Let another take over what this person answers for, all of it or in part."""
    who = get_object_or_404(User, pk=person)
    mine = list(topics_of(who))
    if not mine:
        raise Http404
    people = clinicians().exclude(pk=who.pk)
    form = HandOverForm(request.POST or None, texts=[(str(row.pk), row.title) for row in mine], people=people)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        chosen = [row for row in mine if row.pk in form.keys]
        to, unit = form.cleaned_data["to"], form.cleaned_data["unit"]
        verb = hand_over_topics
        reasons = attempt(lambda: verb(person=who, topics=chosen, to=to, unit=unit, by=logged_in(request), at=now()))
        if not reasons:
            messages.success(request, told(len(chosen), to))
            left = topics_of(who).exists()
            return redirect("desk_national:hand_over", who.pk) if left else redirect("desk_national:owners")
    why = leaving.who_is_gone([who], at=now()).get(who.pk)
    reason = leaving.in_words(who, why) if why else ""
    title = _("Overlevering: %(person)s") % {"person": who}
    return page(request, "hand_over.html", title, base_trail(), form=form, who=who, why=reason, reasons=reasons)


def told(number: int, to: User) -> str:
    """How many texts went to whom."""
    words = ngettext("%(to)s har overtatt %(n)s tekst.", "%(to)s har overtatt %(n)s tekster.", number)
    return words % {"to": to, "n": number}
