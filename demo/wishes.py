"""What the hospitals of the demonstration wish for, are heard about and propose. Our own writing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from demo.base import person
from demo.moments import day_of, moment_of
from fellesnett.adoption.models import LocalOperation
from fellesnett.national.models import Candidate, Topic
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import Site
from fellesnett.participation import actions, queries
from fellesnett.participation.models import Order, Proposal


def site(slug: str) -> Site:
    return Site.objects.select_related("organization").get(slug=slug)


def days(count: float) -> timedelta:
    return timedelta(days=count)


@transaction.atomic
def wishes(now: datetime) -> None:
    """An order that nobody has taken, one that is being written, and one that a topic met."""
    if Order.objects.exists():
        return
    knee = actions.place_order(
        site=site("helse-fonna"), kind=TopicKind.EXAMINATION, title="Artroskopi av kneet",
        reason="Rundt 120 pasientar i året får undersøkt kneet med kikhol. Dei spør mest om kor lenge dei må gå med krykkjer.",
        synonyms=["kikhullsundersøkelse av kneet"], languages=["nb", "nn"], unit="Ortopedi", by=person("redaktor.fonna"), at=now - days(6),
    )  # fmt: skip
    actions.back_order(
        order=knee,
        site=site("innlandet"),
        note="Vi gjør det samme på Elverum.",
        by=person("redaktor.innlandet"),
        at=now - days(4),
    )
    asthma = actions.place_order(
        site=site("helse-forde"), kind=TopicKind.CONDITION, title="Astma hos barn",
        reason="Foreldre får rettleiing på poliklinikken, og treng noko å lese heime etterpå.", languages=["nb", "nn"], unit="Barne- og ungdomsmedisin",
        owner_wish="Finn Fjord", wanted_by=day_of("+90 mon-fri", timezone.localdate(now)),
        related=[actions.RelatedWish(TopicKind.EXAMINATION, "Pusteprøve for barn")], by=person("redaktor.forde"), at=now - days(20),
    )  # fmt: skip
    asthma = actions.assign_order(
        order=asthma, writer=person("skribent"), unit="Barne- og ungdomsmedisin", owner=person("klinikk"), key="astma-hos-barn",
        deadline=day_of("+25 mon-fri", timezone.localdate(now)), by=person("nasjonal"), at=now - days(18),
    )  # fmt: skip
    actions.begin_writing(order=asthma, by=person("skribent"), at=now - days(10))
    met = actions.place_order(
        site=site("unn"), kind=TopicKind.TREATMENT, title="Ny hofte", despite="Den som finnes, er lang. Vi ønsker en kort.", languages=["nb"],
        reason="Mange ringer før de skal få ny hofte.", by=person("redaktor.unn"), at=now - days(30),
    )  # fmt: skip
    actions.merge_order(
        order=met, topic=Topic.objects.get(key="hofteprotese"), by=person("nasjonal"), at=now - days(28),
        reason="«Hofteprotese» dekker dette. Send gjerne innspill om det som kan kortes ned.",
    )  # fmt: skip


@transaction.atomic
def a_hearing(now: datetime) -> None:
    """The draft on mammography is heard among those who use it; two have answered, one with a remark."""
    candidate = Candidate.objects.filter(topic__key="mammografi", language="nb", state="review").first()
    if candidate is None or candidate.hearings.exists():
        return
    hearing = actions.open_hearing(
        candidate=candidate, sites=queries.to_be_asked(candidate.topic), deadline=moment_of("+18 mon-fri 15:00", now), by=person("skribent"), at=now - days(1),
        question="Er dette slik dere gjør det når noen blir bedt om å komme tilbake?",
    )  # fmt: skip
    answers = {"lovisenberg": ("agree", ()), "unn": ("remarks", (("mammografi-nyebilder", "Hos oss kommer beskjeden i helsenorge, også når det haster."),))}  # fmt: skip
    for slug, (answer, remarks) in answers.items():
        invitation = hearing.invitations.filter(site__slug=slug).select_related("site__organization").first()
        if invitation is not None:
            actions.answer_hearing(
                invitation=invitation, answer=answer, remarks=remarks, content_hash=hearing.content_hash,
                by=person(f"redaktor.{slug}"), at=now - days(0.5),
            )  # fmt: skip


@transaction.atomic
def proposals(now: datetime) -> None:
    """A local text that is offered upwards, and a proposal that was declined with why."""
    if Proposal.objects.exists():
        return
    ours = LocalOperation.objects.filter(
        op="override", adoption__site__slug="unn", adoption__topic__key="kneprotese", language="nb", state="active"
    ).first()
    if ours is not None:
        actions.offer_upwards(
            operation=ours, site=site("unn"), by=person("lege.unn"), at=now - days(3),
            reason="Flere sykehus har lang reisevei. «Fra midnatt» er lettere å huske.",
        )  # fmt: skip
    declined = actions.propose(
        topic=Topic.objects.get(key="gra-staer-operasjon"), language="nb", site=site("lovisenberg"),
        reason="Ta med hvor lenge man må vente på time. Det er det de fleste spør om.", by=person("redaktor.lovisenberg"), at=now - days(15),
    )  # fmt: skip
    actions.decline_proposal(
        proposal=declined, by=person("skribent"), at=now - days(12),
        reply="Ventetiden er ulik fra sykehus til sykehus og hentes fra en egen kilde. Legg den gjerne til hos dere.",
    )  # fmt: skip
