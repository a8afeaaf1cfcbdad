"""Numbers by which registers know an organization, and what makes one valid.

Systems and OIDs: `organisasjonsnummer` (ENH), RESH-id (RSH) and HER-id as the no-basis FHIR profiles name them; 3402 is Volven's
list of municipalities.
`skde_*` are the running numbers of SKDE's public lists; `skde_unit` also takes the numbers there that fail their check.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ORGNR = "orgnr"
RESH = "resh"
HER = "her"
MUNICIPALITY = "kommune"
SKDE_REGION = "skde_rhf"
SKDE_TRUST = "skde_hf"
SKDE_HOSPITAL = "skde_hospital"
SKDE_UNIT = "skde_unit"

SYSTEMS = {
    ORGNR: "organisasjonsnummer",
    RESH: "RESH-id",
    HER: "HER-id",
    MUNICIPALITY: "kommunenummer",
    SKDE_REGION: "SKDEs nummer for region",
    SKDE_TRUST: "SKDEs nummer for helseforetak",
    SKDE_HOSPITAL: "SKDEs nummer for sykehus",
    SKDE_UNIT: "SKDEs nummer for enhet",
}
URIS = {
    ORGNR: "urn:oid:2.16.578.1.12.4.1.4.101",
    RESH: "urn:oid:2.16.578.1.12.4.1.4.102",
    HER: "urn:oid:2.16.578.1.12.4.1.2",
    MUNICIPALITY: "urn:oid:2.16.578.1.12.4.1.1.3402",
}

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def check_digit(first_eight: str) -> int | None:
    """The ninth digit of an organization number by modulus 11. None when these eight digits can have no ninth."""
    remainder = sum(int(digit) * weight for digit, weight in zip(first_eight, _WEIGHTS, strict=True)) % 11
    digit = (11 - remainder) % 11
    return None if digit == 10 else digit


def fault_of_orgnr(value: str) -> str:
    """What is wrong with this organization number, in words; empty when it is right."""
    if not re.fullmatch(r"[0-9]{9}", value):
        return _("et organisasjonsnummer har ni sifre, dette har %(count)d tegn") % {"count": len(value)}
    if check_digit(value[:8]) != int(value[8]):
        return _("kontrollsifferet i organisasjonsnummeret stemmer ikke")
    return ""


def fault_of(system: str, value: str) -> str:
    """What is wrong with this identifier, in words; empty when it is right."""
    if system not in SYSTEMS:
        return _("«%(system)s» er ikke et kjent nummersystem") % {"system": system}
    if system == ORGNR:
        return fault_of_orgnr(value)
    if system == MUNICIPALITY and not re.fullmatch(r"[0-9]{4}", value):
        return _("et kommunenummer har fire sifre")
    if not re.fullmatch(r"[0-9]{1,20}", value):
        return _("%(system)s skal bare ha sifre") % {"system": SYSTEMS[system]}
    return ""


def normalize(value: str) -> str:
    """The number without the spaces people write in it (`983 974 724`)."""
    return re.sub(r"\s+", "", value)


def validate(system: str, value: str) -> None:
    """Raises ValidationError, in words, when the identifier is wrong."""
    if fault := fault_of(system, value):
        raise ValidationError({"value": fault})
