"""Two hospitals that use one topic, with something in every drawer of the second, for the tests that try doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fellesnett.accounts.models import User
from fellesnett.adoption.models import AdoptedText, Adoption, Answer, LocalOperation, Snapshot, Update, Variant
from fellesnett.editorial.models import OpenItem, SignOffRequest
from fellesnett.editorial.tests.factories import make_request, new_item
from fellesnett.national.models import Candidate, CandidateState, Edition, EditionState, Topic, TopicText
from fellesnett.organizations.models import OrganizationKind, Place, Role, Site
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site, make_user
from fellesnett.pages.models import Alert
from fellesnett.pages.tests.alerts import make_alert
from fellesnett.participation.models import Hearing, Invitation, Order, Proposal, Remark
from fellesnett.partners.models import Leave, Partner, Submission

NOBODY = "00000000-0000-4000-8000-000000000000"
SECTIONS = [{"key": "introduction", "blocks": [{"id": "b1", "type": "text", "html": "<p>Du må faste.</p>", "policy": "open"}]}]


@dataclass
class Hospitals:
    """Sites A and B, what B owns, and A's own operation on the same topic."""

    a: Site
    b: Site
    editor_of_b: User
    topic: Topic
    text: TopicText
    candidate: Candidate
    edition: Edition
    adoption: Adoption
    adopted_text: AdoptedText
    operation: LocalOperation
    update: Update
    snapshot: Snapshot
    variant: Variant
    place: Place
    item: OpenItem
    operation_of_a: LocalOperation
    alert: Alert
    asked: SignOffRequest
    order: Order
    hearing: Hearing
    proposal: Proposal
    remark: Remark
    delivery: Submission

    def samples_of_b(self) -> dict[str, Any]:
        """A value for every argument of an address under /admin/: B's object where the argument names one, else any."""
        numbers = dict.fromkeys(
            (
                "page_id",
                "parent_page_id",
                "page_to_move_id",
                "destination_id",
                "collection_id",
                "revision_id",
                "document_id",
                "doc_id",
                "image_id",
                "uploaded_file_id",
                "workflow_pk",
                "page_pk",
                "task_id",
                "task_state_id",
                "workflow_state_id",
                "session_id",
                "object_id",
            ),
            1,
        )
        words = {
            "content_type_app_name": "wagtailcore",
            "content_type_model_name": "page",
            "app_label": "national",
            "model_name": "topictext",
            "app_name": "national",
            "action": "delete",
            "action_name": "approve",
            "filter_spec": "original",
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "uidb64": "MQ",
            "token": "a-b",
            "secret": "hemmelig",
            "code": "en",
            "color": "003087",
            "ground": "light",
        }
        own = {
            "pk": self.adoption.pk,
            "site": self.b.slug,
            "key": self.topic.key,
            "language": "nb",
            "number": 1,
            "section": "introduction",
            "candidate": self.candidate.pk,
            "edition": self.edition.pk,
            "adoption": self.adoption.pk,
            "text": self.adopted_text.pk,
            "operation": self.operation.pk,
            "update": self.update.pk,
            "snapshot": self.snapshot.pk,
            "variant": self.variant.pk,
            "place": self.place.pk,
            "item": self.item.pk,
            "alert": self.alert.pk,
            "block": "b1",
            "hash": self.snapshot.hash,
            "act": "signer",
            "asked": self.asked.pk,
            "person": self.editor_of_b.pk,
            "topic": self.topic.key,
            "provider": "helse-bergen",
            "task": "velge-ved-konflikt",
            "comment": 1,
            "user": self.editor_of_b.pk,
            "order": self.order.pk,
            "hearing": self.hearing.pk,
            "proposal": self.proposal.pk,
            "remark": self.remark.pk,
            "organization": self.b.organization.pk,
            "membership": self.editor_of_b.memberships.order_by("pk")[0].pk,
            "invitation": 1,
            "consumer": 1,
            "api_key": 1,
            "subscription": NOBODY,
            "delivery": NOBODY,
            "partner": self.delivery.partner_id,
            "leave": self.delivery.partner.leaves.get().pk,
            "submission": self.delivery.pk,
            "recalled": self.topic.pk,
            "source": "kartverket",
            "followed": 1,
            "record": 1,
            "recall_day": "2026-11-27",
            "code_system": "icd10",
            "signpost": 1,
        }
        return {**numbers, **words, **own}


def two_hospitals(now: datetime) -> Hospitals:
    """Both have adopted a topic and written something of their own; B has an update and a question open as well."""
    a, b = make_site("annensted"), make_site("bergen")
    editor = make_user("redaktor@bergen.example", roles={b.organization: Role.EDITOR})
    author = make_user("forfatter@nasjonal.example")
    topic = Topic.objects.create(key="kneprotese", kind="treatment", title="Kneprotese", unit="Ortopedi")
    text = TopicText.objects.create(topic=topic, language="nb", title="Kneprotese")
    text.save_revision(user=author)
    candidate = Candidate.objects.create(
        topic=topic,
        language="nb",
        title="Kneprotese",
        sections=SECTIONS,
        content_hash="sha256:1",
        author=author,
        submitted_at=now,
        state=CandidateState.RELEASED,
    )
    edition = Edition.objects.create(
        topic=topic,
        language="nb",
        number=1,
        title="Kneprotese",
        sections=SECTIONS,
        content_hash="sha256:1",
        candidate=candidate,
        state=EditionState.LIVE,
        released_by=author,
        released_at=now,
        effective_at=now,
        reviewed_on=date(2026, 11, 1),
        review_by=date(2029, 11, 1),
    )
    _adopted_by_a, operation_of_a = _taken_up(a, edition, editor, now)
    adopted, operation = _taken_up(b, edition, editor, now)
    adoption = adopted.adoption
    update = Update.objects.create(
        text=adopted,
        from_edition=edition,
        to_edition=edition,
        plan={"outcomes": []},
        clean=True,
        change_class="content",
        opened_at=now,
    )
    snapshot = Snapshot.objects.create(text=adopted, hash="sha256:2", edition=edition, recipe={}, composed_at=now)
    variant = Variant.objects.create(topic=topic, name="Vest", organization=b.organization)
    item = new_item(b, subject=f"adoption:{adoption.pk}", opened_at=now, deadline=now + timedelta(days=30))
    item.save()
    place = make_place(b.organization)
    return Hospitals(
        a,
        b,
        editor,
        topic,
        text,
        candidate,
        edition,
        adoption,
        adopted,
        operation,
        update,
        snapshot,
        variant,
        place,
        item,
        operation_of_a,
        make_alert(b, now, by=editor),
        make_request(b, about=f"adopted_text:{adopted.pk}", by=editor, at=now),
        *said_nationally(b, edition, editor, now),
        delivered(b, adopted, editor, now),
    )


def delivered(site: Site, text: AdoptedText, by: User, now: datetime) -> Submission:
    """What a partner has delivered to the site, that waits for an answer."""
    organization = make_organization("spesialist", kind=OrganizationKind.CONTRACT_SPECIALIST)
    said = {"contact_name": "Ola", "contact_email": "ola@spesialist.example", "described_by": by, "described_at": now}
    partner = Partner.objects.create(organization=organization, **said)
    Leave.objects.create(partner=partner, site=site, content=True, places=True, given_by=by, given_at=now)
    return Submission.objects.create(
        partner=partner, site=site, noun="content", way="change", text=text, title="Kneprotese", body="{}", body_hash="sha256:1",
        acts=[{"do": "title", "title": "Nytt kne"}], received_at=now,
    )  # fmt: skip


def said_nationally(site: Site, edition: Edition, by: User, now: datetime) -> tuple[Order, Hearing, Proposal, Remark]:
    """What the site has ordered, been asked about, proposed and remarked."""
    candidate, topic = edition.candidate, edition.topic
    order = Order.objects.create(site=site, ordered_by=by, ordered_at=now, kind="treatment", title="Artroskopi", reason="Mangler")
    hearing = Hearing.objects.create(
        candidate=candidate, content_hash="sha256:1", opened_by=by, opened_at=now, deadline=now + timedelta(days=21)
    )
    invitation = Invitation.objects.create(
        hearing=hearing, site=site, because="uses", answer="remarks", content_hash="sha256:1", answered_by=by, answered_at=now
    )
    remark = Remark.objects.create(invitation=invitation, block="b1", text="Vi gjør det annerledes.")
    said = {"language": "nb", "edition": edition, "site": site, "proposed_by": by, "proposed_at": now, "reason": "Skriv kortere."}
    return order, hearing, Proposal.objects.create(topic=topic, **said), remark


def _taken_up(site: Site, edition: Edition, by: User, now: datetime) -> tuple[AdoptedText, LocalOperation]:
    """A site that uses the edition, with a supplement of its own."""
    adoption = Adoption.objects.create(
        site=site,
        topic=edition.topic,
        answer=Answer.ADOPTED,
        answered_by=by,
        answered_at=now,
        short_code=f"kne{site.pk}",
    )
    text = AdoptedText.objects.create(adoption=adoption, language="nb", edition=edition)
    operation = LocalOperation.objects.create(
        layer="site",
        adoption=adoption,
        language="nb",
        key="o1",
        op="supplement",
        target="b1",
        position="after",
        content=[{"type": "text", "html": f"<p>Møt ved inngang til {site}.</p>"}],
        base_edition=edition,
        author=by,
        created_at=now,
    )
    return text, operation
