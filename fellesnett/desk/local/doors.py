"""The doors of the local desk. The verbs behind them ask again: a door only says whether there is anything here for you."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from fellesnett.desk.rules import Arguments, Door, any_member, at_site, site_by_slug
from fellesnett.insight.permissions import may_answer, may_read
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

_WRITERS = (Role.SITE_OWNER, Role.EDITOR, Role.CLINICIAN, Role.CONTRIBUTOR)
_APPROVERS = (Role.SITE_OWNER, Role.EDITOR, Role.CLINICIAN)
_OWNERS = (Role.SITE_OWNER, Role.EDITOR)
_ANSWER_FOR_PEOPLE = (Role.SITE_OWNER, Role.REGIONAL_OWNER)


def _at_site(name: str, why: str, *roles: str) -> Door:
    return Door(f"desk_local:{name}", at_site(*roles), why)


def _reads_feedback(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    site = site_by_slug(arguments)
    return site is not None and may_read(user, site)


def _answers_feedback(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    site = site_by_slug(arguments)
    return site is not None and may_answer(user, site)


DOORS: tuple[Door, ...] = (
    Door("desk_local:inbox", any_member, "Det som venter på den som er logget inn. Viser bare egne saker."),
    Door(
        "desk_local:approve_chosen",
        any_member,
        "Samlet godkjenning. Finner bare oppdateringer ved egne nettsteder; hver av dem spør om rett.",
    ),
    Door(
        "desk_local:undo_chosen",
        any_member,
        "Angre godkjenninger innen en time. Finner bare oppdateringer ved egne nettsteder; hver av dem spør om rett.",
    ),
    _at_site("site", "Nettstedets forside i skrivebordet, for alle med en rolle der."),
    _at_site("texts", "Nettstedets svar på alle temaer."),
    _at_site("topic", "Nettstedets svar på ett tema."),
    _at_site("adopt", "Ta i bruk: de som svarer for nettstedet.", *_OWNERS),
    _at_site("new_group", "Lage et avvik som flere sykehus deler. Verbet spør om rett hos den som svarer for det.", *_OWNERS),
    _at_site("not_offered", "Svare at temaet ikke tilbys.", *_OWNERS),
    _at_site("own_page", "Svare at nettstedet har egen side.", *_OWNERS),
    _at_site("take_back", "Ta et svar tilbake.", *_OWNERS),
    _at_site("history", "Hva som har skjedd med temaet her."),
    _at_site("text", "Siden slik den blir, med det som kan gjøres."),
    Door("public_draft", at_site(), "Siden slik pasientene vil se den, før den er godkjent."),
    _at_site("create", "Skrive lokal tekst.", *_WRITERS),
    _at_site("edit", "Skrive lokal tekst på nytt.", *_WRITERS),
    _at_site("put_aside", "Legge lokal tekst til side.", *_WRITERS),
    _at_site("bring_back", "Hente lokal tekst tilbake.", *_WRITERS),
    _at_site("to_national", "Gå tilbake til nasjonal tekst.", *_WRITERS),
    _at_site("to_local", "Hente all lokal tekst tilbake.", *_WRITERS),
    _at_site("sign", "Faglig godkjenning av lokal tekst: klinikeren, eller den som er faglig ansvarlig for den.", *_APPROVERS),
    _at_site("ask", "Be en kliniker uten konto lese lokal tekst, og se hvem som er spurt.", *_WRITERS),
    _at_site("withdraw_request", "Trekk en forespørsel som ikke er besvart.", *_WRITERS),
    _at_site("approve", "Godkjenne og publisere siden.", *_APPROVERS),
    _at_site("approve_group", "Godkjenne en felles variant. Verbet spør om rett hos den som taler for gruppen.", *_APPROVERS),
    _at_site("hints", "Rådene om det nettstedet selv har skrevet, og hva som beholdes.", *_WRITERS),
    _at_site("comments", "Det kolleger sier om teksten. Bare for dem som kan skrive den.", *_WRITERS),
    _at_site("comment_settle", "Sette en kommentar som ferdig.", *_WRITERS),
    _at_site("comment_reopen", "Åpne en kommentar igjen.", *_WRITERS),
    _at_site("say", "Si noe til kolleger ved et valg, uten at valget lagres.", *_WRITERS),
    _at_site("update", "En ny nasjonal utgave, og hva den spør om."),
    _at_site("choose", "Velge hva som skal stå.", *_APPROVERS),
    Door(
        "desk_local:feedback",
        _reads_feedback,
        "Det leserne sier om sidene. Om den nasjonale teksten: nasjonal redaksjon.",
    ),
    Door("desk_local:feedback_page", _reads_feedback, "Det leserne sier om én side."),
    Door("desk_local:feedback_close", _answers_feedback, "Si hva som er gjort. Verbet spør om rett."),
    _at_site("places", "Nettstedets steder."),
    _at_site("place", "Se alt om et sted. Bare nettansvarlig og redaktører kan endre det; verbet spør."),
    _at_site("new_place", "Skrive inn et nytt sted.", *_OWNERS),
    _at_site("beginning", "Hva som gjenstår før nettstedet åpner, for alle med en rolle der."),
    _at_site("begin_pages", "Lage utkast til standardsidene. Verbet spør om rett.", *_WRITERS),
    _at_site("go_public", "Åpne nettstedet for leserne: nettansvarlig.", Role.SITE_OWNER),
    _at_site("people", "Hvem som har tilgang her, og hvem som ber om det. Revisor leser.", *_ANSWER_FOR_PEOPLE, Role.AUDITOR),
    _at_site("people_give", "Gi en rolle. Verbet spør om rett.", *_ANSWER_FOR_PEOPLE),
    _at_site("people_take", "Ta bort en rolle, med begrunnelse. Verbet spør om rett.", *_ANSWER_FOR_PEOPLE),
    _at_site("people_withdraw", "Trekk en invitasjon som ikke er brukt.", *_ANSWER_FOR_PEOPLE),
    _at_site("people_let_in", "Gi en rolle til en som ber om tilgang. Verbet spør om rett.", *_ANSWER_FOR_PEOPLE),
    _at_site("people_decline", "Si nei til en som ber om tilgang.", *_ANSWER_FOR_PEOPLE),
    _at_site("people_reset", "Nullstill andre trinn for en kollega. Krever begrunnelse.", *_ANSWER_FOR_PEOPLE),
    _at_site("owners", "Hvem som svarer for nettstedets tekster."),
    _at_site("assign", "Endre hvem som svarer for en tekst.", *_OWNERS),
    _at_site("hand_over", "La andre overta fra en som slutter.", *_OWNERS),
    _at_site("policy", "Se hva maskinen får gjøre selv. Bare nettansvarlig kan endre det."),
)
