"""One module for each source that facts are fetched from: where it is asked, its form, and where its facts belong here."""

from __future__ import annotations

from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.sources.enhetsregisteret import Enhetsregisteret
from fellesnett.intake.sources.helsedirektoratet import Helsedirektoratet
from fellesnett.intake.sources.kartverket import Kartverket
from fellesnett.intake.sources.stillinger import Stillinger
from fellesnett.intake.sources.velg_behandlingssted import VelgBehandlingssted

_ALL: tuple[Importer, ...] = (Enhetsregisteret(), Kartverket(), Helsedirektoratet(), Stillinger(), VelgBehandlingssted())
IMPORTERS: dict[str, Importer] = {each.name: each for each in _ALL}
"""Every source, by name, in the order the board shows them."""
