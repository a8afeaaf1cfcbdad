"""A hospital with something of everything that the FHIR service tells of, for the readers that no one here wrote."""

from __future__ import annotations

from dataclasses import dataclass

from fellesnett.adoption.actions import answer
from fellesnett.adoption.models import Answer
from fellesnett.adoption.tests.factories import MORNING
from fellesnett.codes.models import Term
from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door, make_knee, show
from fellesnett.delivery.tests.test_services import make_clinic
from fellesnett.hl7 import doors
from fellesnett.national.models import TopicCoding
from fellesnett.organizations.describing import open_place
from fellesnett.organizations.models import Identifier, OrganizationKind
from fellesnett.organizations.tests.factories import make_organization
from fellesnett.organizations.tests.test_describing import RECORD

ICD10, ICD10_OID = "http://hl7.org/fhir/sid/icd-10-no", "urn:oid:2.16.578.1.12.4.1.1.7110"
ICPC2 = "http://hl7.org/fhir/sid/icpc-2"
ENH = "urn:oid:2.16.578.1.12.4.1.4.101"
SPECIALTY = "urn:oid:2.16.578.1.12.4.1.1.8655"


@dataclass(frozen=True, slots=True)
class Hospital:
    """The ids that its resources have."""

    organization: str
    place: str
    text: str
    service: str
    gone_text: str
    gone_service: str


def make_hospital() -> Hospital:
    """Helse Bergen with a number, units below it, a clinic at Voss, what it does and does no more; code lists with a map."""
    doors.OFTEN.forget()
    make_front_door()
    bergen = make_bergen()
    Identifier.objects.create(organization=bergen.organization, system="orgnr", value="983974724")
    for number in range(4):
        make_organization(f"post-{number}", kind=OrganizationKind.UNIT, parent=bergen.organization)
    place = open_place(organization=bergen.organization, slug="voss", record=RECORD, by=everybody(bergen), at=MORNING)
    topic = make_knee(english=True)
    _make_code_lists()
    for key, code, display in (("icd10", "M17", "Kneartrose"), ("helsehjelpsomrade", "S0208", "Ortopedisk kirurgi")):
        TopicCoding.objects.create(topic=topic, system=make_code_system(key), code=code, display=display)
    make_clinic(bergen, show(bergen, topic), at=place)
    gone = show(bergen, make_knee("hofteprotese", "Hofteprotese"))
    follow(at=MORNING)
    left = {item.type: str(item.pk) for item in Item.objects.filter(site=bergen, document__contains='"topic":"hofteprotese"')}
    answer(site=bergen, topic=gone.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=MORNING, reason="På Voss")
    follow(at=MORNING)
    return Hospital(
        str(bergen.organization_id),
        str(place.pk),
        str(Item.objects.texts().get(topic=topic, language="nb", site=bergen).pk),
        str(Item.objects.shown().get(type="service").pk),
        left["treatment"],
        left["service"],
    )


def _make_code_lists() -> None:
    icd10 = make_code_system(
        "icd10", name="ICD-10", url=ICD10, oid=ICD10_OID.removeprefix("urn:oid:"), licence="© WHO", publisher="Helsedirektoratet"
    )
    release = make_release(icd10, codes={"M17": "Kneartrose", "M16": "Hofteartrose"})
    make_concept(release, "M179", "Uspesifisert kneartrose", parent_code="M17")
    icpc2 = make_code_system("icpc2", name="ICPC-2", url=ICPC2, oid="2.16.578.1.12.4.1.1.7170", licence="© WONCA")
    make_release(icpc2, codes={"L90": "Kneartrose", "A01": "Smerte"})
    for system, code in ((icpc2, "L90"), (icd10, "M179")):
        Term.objects.create(term="Slitasje i kne", source_code="L900002", system=system, code=code)
    ours = make_code_system("helsehjelpsomrade", name="Helsehjelpsområde", oid=SPECIALTY.removeprefix("urn:oid:"))
    make_release(ours, codes={"S0208": "Ortopedisk kirurgi"})
