"""Every type of resource that the FHIR service has."""

from fellesnett.hl7.directory import DIRECTORY
from fellesnett.hl7.listed import LISTS

KINDS = {**LISTS, **DIRECTORY}
