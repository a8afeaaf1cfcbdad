"""`fellesnett geography import FILE...`"""

from __future__ import annotations

from fellesnett.organizations.importing import GEOGRAPHY
from fellesnett.organizations.management.commands.organizations import ImportCommand


class Command(ImportCommand):
    help = "Import catchment areas, municipality number changes and postal codes from the public lists"
    lists = GEOGRAPHY
