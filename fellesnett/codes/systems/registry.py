"""The code systems that this service knows by name: key, OID, canonical URL, publisher and licence.

URLs and OIDs: HL7 Norway's `kodeverk` guide and the no-basis profiles. Both spellings are taken everywhere.
"""

# What the guide calls `no-kodeverk-<number>[-name]` has the OID that ends in that number: the two are one name (`oid_of`).

from __future__ import annotations

import re
from dataclasses import dataclass

_VOLVEN = "2.16.578.1.12.4.1.1."
_OURS = "Helsedirektoratet"


@dataclass(frozen=True)
class SystemDefinition:
    """One code system. `url` is the canonical URL, empty where only the OID is used; `also` are other names it goes by."""

    key: str
    name: str
    oid: str
    url: str = ""
    publisher: str = ""
    licence: str = ""
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every text by which the system may be asked for."""
        oids = [self.oid, *[name for name in self.also if name[:1].isdigit()]]
        return (self.key, self.name, *([self.url] if self.url else []), *self.also, *oids, *(f"urn:oid:{oid}" for oid in oids))


SYSTEMS = (
    SystemDefinition(
        "icd10",
        "ICD-10",
        f"{_VOLVEN}7110",
        "http://hl7.org/fhir/sid/icd-10-no",
        _OURS,
        "© WHO; norsk utgave Helsedirektoratet",
        ("ICD-10-NO", "http://hl7.org/fhir/sid/icd-10"),
    ),
    SystemDefinition(
        "icpc2",
        "ICPC-2",
        f"{_VOLVEN}7170",
        "http://hl7.org/fhir/sid/icpc-2",
        _OURS,
        "© WONCA; nasjonal lisens, følger ikke med programmet",
        ("2.16.840.1.113883.6.139",),
    ),
    SystemDefinition("ncsp", "NCSP", f"{_VOLVEN}7210", "", _OURS),
    SystemDefinition("ncmp", "NCMP", f"{_VOLVEN}7220", "", _OURS),
    SystemDefinition("ncrp", "NCRP", f"{_VOLVEN}7270", "http://helsedir.no/fhir/CodeSystem/no-kodeverk-7270-ncrp", _OURS),
    SystemDefinition("nkpk", "Norsk klinisk prosedyrekodeverk", f"{_VOLVEN}7275", "", _OURS, "", ("NKPK",)),
    SystemDefinition(
        "nlk",
        "Norsk laboratoriekodeverk",
        f"{_VOLVEN}7280",
        "http://helsedir.no/fhir/CodeSystem/no-kodeverk-7280-nlk",
        _OURS,
        "",
        ("NLK",),
    ),
    SystemDefinition(
        "norpat",
        "Norsk patologikodeverk",
        f"{_VOLVEN}7010",
        "http://helsedir.no/fhir/CodeSystem/no-kodeverk-7010-norpat",
        _OURS,
        "",
        ("NORPAT",),
    ),
    SystemDefinition("atc", "ATC", f"{_VOLVEN}7180", "http://www.whocc.no/atc", "WHO"),
    SystemDefinition(
        "snomedct",
        "SNOMED CT",
        "2.16.840.1.113883.6.96",
        "http://snomed.info/sct",
        "SNOMED International",
        "medlemslandets lisens",
        ("SNOMED-CT",),
    ),
    SystemDefinition(
        "kommuner",
        "Kommunenummer",
        f"{_VOLVEN}3402",
        "https://register.geonorge.no/subregister/sosi-kodelister/kartverket/kommunenummer-alle",
        "Statistisk sentralbyrå",
        "",
        ("http://hl7.no/fhir/NamingSystem/kommunenummer",),
    ),
    SystemDefinition("fagomrade", "Fagområde", f"{_VOLVEN}8451", "", _OURS),
    SystemDefinition("helsehjelpsomrade", "Helsehjelpsområde", f"{_VOLVEN}8655", "", _OURS),
    SystemDefinition("virksomhetstype", "Virksomhetstype", f"{_VOLVEN}9040", "", _OURS),
)
BY_KEY = {system.key: system for system in SYSTEMS}
_BY_NAME = {name.casefold(): system.key for system in SYSTEMS for name in system.names}
_BY_OID = {system.oid: system.key for system in SYSTEMS}


def key_of(name: str) -> str:
    """The key of the system that goes by this key, name, OID (`urn:oid:` or bare) or canonical URL; empty for others."""
    asked = name.strip().casefold()
    return _BY_NAME.get(asked) or _BY_OID.get(oid_of(asked), "")


def oid_of(url: str) -> str:
    """The OID of a national code system that is asked for by its canonical URL in HL7 Norway's guide; empty for others."""
    named = re.fullmatch(r"https?://helsedir\.no/fhir/codesystem/no-kodeverk-([0-9]+)(?:-[a-z0-9-]+)?", url.strip().casefold())
    return _VOLVEN + named[1] if named else ""
