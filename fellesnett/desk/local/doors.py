"""The doors of the local desk. The verbs behind them ask again: a door only says whether there is anything here for you."""

from __future__ import annotations

from fellesnett.desk.rules import Door, any_member, at_site
from fellesnett.organizations.models import Role

_WRITERS = (Role.SITE_OWNER, Role.EDITOR, Role.CLINICIAN, Role.CONTRIBUTOR)
_APPROVERS = (Role.SITE_OWNER, Role.EDITOR, Role.CLINICIAN)
_OWNERS = (Role.SITE_OWNER, Role.EDITOR)


def _at_site(name: str, why: str, *roles: str) -> Door:
    return Door(f"desk_local:{name}", at_site(*roles), why)


DOORS: tuple[Door, ...] = (
    Door("desk_local:inbox", any_member, "Det som venter på den som er logget inn. Viser bare egne saker."),
    Door(
        "desk_local:approve_chosen",
        any_member,
        "Samlet godkjenning. Finner bare oppdateringer ved egne nettsteder; hver av dem spør om rett.",
    ),
    _at_site("site", "Nettstedets forside i skrivebordet, for alle med en rolle der."),
    _at_site("texts", "Nettstedets svar på alle temaer."),
    _at_site("topic", "Nettstedets svar på ett tema."),
    _at_site("adopt", "Ta i bruk: de som svarer for nettstedet.", *_OWNERS),
    _at_site("not_offered", "Svare at temaet ikke tilbys.", *_OWNERS),
    _at_site("own_page", "Svare at nettstedet har egen side.", *_OWNERS),
    _at_site("take_back", "Ta et svar tilbake.", *_OWNERS),
    _at_site("history", "Hva som har skjedd med temaet her."),
    _at_site("text", "Siden slik den blir, med det som kan gjøres."),
    _at_site("create", "Skrive lokal tekst.", *_WRITERS),
    _at_site("edit", "Skrive lokal tekst på nytt.", *_WRITERS),
    _at_site("put_aside", "Legge lokal tekst til side.", *_WRITERS),
    _at_site("bring_back", "Hente lokal tekst tilbake.", *_WRITERS),
    _at_site("to_national", "Gå tilbake til nasjonal tekst.", *_WRITERS),
    _at_site("to_local", "Hente all lokal tekst tilbake.", *_WRITERS),
    _at_site("sign", "Faglig godkjenning av lokal tekst: klinikeren, eller den som er faglig ansvarlig for den.", *_APPROVERS),
    _at_site("approve", "Godkjenne og publisere siden.", *_APPROVERS),
    _at_site("approve_group", "Godkjenne en felles variant. Verbet spør om rett hos den som taler for gruppen.", *_APPROVERS),
    _at_site("update", "En ny nasjonal utgave, og hva den spør om."),
    _at_site("choose", "Velge hva som skal stå.", *_APPROVERS),
    _at_site("policy", "Se hva maskinen får gjøre selv. Bare nettansvarlig kan endre det."),
)
