"""Who is who and where, what is offered, and what there is to read, as FHIR R4 has it.

Organizations, places and services follow the Norwegian base profiles (no-basis 2.2, HL7 Norway): numbers by the OIDs of the
registers, codes by the OIDs of their lists. A text is a DocumentReference: journal systems read where it stands, and fetch
it there.
"""

from fellesnett.hl7.directory.organizations import ORGANIZATION
from fellesnett.hl7.directory.places import LOCATION
from fellesnett.hl7.directory.services import HEALTHCARE_SERVICE
from fellesnett.hl7.directory.texts import DOCUMENT_REFERENCE
from fellesnett.hl7.listed import Kind

DIRECTORY: dict[str, Kind] = {
    "Organization": ORGANIZATION,
    "Location": LOCATION,
    "HealthcareService": HEALTHCARE_SERVICE,
    "DocumentReference": DOCUMENT_REFERENCE,
}

__all__ = ["DIRECTORY"]
