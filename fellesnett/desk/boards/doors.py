"""The doors of the boards: open to everybody who works with a site's texts or reads the national base; they show only the
sites that are theirs to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from fellesnett.desk.rules import Arguments, Door
from fellesnett.insight.permissions import may_see_boards

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def sees_boards(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    return may_see_boards(user)


BOARDS = {
    "front": "Hvilke oversikter som finnes.",
    "coverage": "Temaer og nettsteder. Viser bare de nettstedene en selv har med å gjøre.",
    "coverage_file": "Det samme som fil.",
    "coverage_sites": "Hvor mye hvert nettsted har svart på. Viser bare egne.",
    "coverage_sites_file": "Det samme som fil.",
    "releases": "Hvor langt hver utgave har nådd. Viser bare egne nettsteder.",
    "releases_file": "Det samme som fil.",
    "release": "Én utgave, nettsted for nettsted. Finnes bare når et eget nettsted har fått den.",
    "release_file": "Det samme som fil.",
    "overrides": "Hvor egne nettsteder sier noe annet enn den nasjonale teksten.",
    "overrides_file": "Det samme som fil.",
    "override": "Ett sted i teksten, med det egne nettsteder sier der. Det er i bruk, og dermed offentlig.",
    "override_file": "Det samme som fil.",
    "languages": "Språkversjoner som henger etter eller mangler for egne nettsteder.",
    "languages_file": "Det samme som fil.",
    "languages_sites": "Hvert språk ved hvert eget nettsted.",
    "languages_sites_file": "Det samme som fil.",
    "reviews": "Hva som skal ses over, nasjonalt og ved egne nettsteder.",
    "reviews_file": "Det samme som fil.",
    "waiting": "Hvor mye som venter ved egne nettsteder. Tall, ingen saker.",
    "waiting_file": "Det samme som fil.",
}
DOORS: tuple[Door, ...] = tuple(Door(f"desk_boards:{name}", sees_boards, why) for name, why in BOARDS.items())
