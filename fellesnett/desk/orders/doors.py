"""The doors to orders, hearings and proposals: at the sites, and at the national desk."""

from __future__ import annotations

from fellesnett.desk.national.doors import APPROVERS, READERS, WRITERS
from fellesnett.desk.rules import Door, at_site
from fellesnett.participation.permissions import SPEAKS

_SPEAKS = at_site(*SPEAKS)
_READS = at_site()

DOORS: tuple[Door, ...] = (
    Door("desk_orders:overview", _READS, "Nettstedets bestillinger, høringer og innspill."),
    Door("desk_orders:order", _READS, "En bestilling som nettstedet står bak."),
    Door("desk_orders:order_new", _SPEAKS, "Bestille en tekst."),
    Door("desk_orders:back", _SPEAKS, "Bli med på en bestilling. Verbet spør om rett."),
    Door("desk_orders:hearing", _READS, "En høring nettstedet er spurt i. Hvem som svarer, spør verbet om."),
    Door("desk_orders:proposal", _READS, "Et innspill som nettstedet har sendt."),
    Door("desk_orders:proposal_new", _SPEAKS, "Sende et innspill, eller tilby lokal tekst nasjonalt."),
    Door("desk_orders:seen", _SPEAKS, "Si at utfallet er lest."),
    Door("desk_life:orders", READERS, "Alle bestillinger."),
    Door("desk_life:order", READERS, "Én bestilling."),
    Door("desk_life:assign", APPROVERS, "Fordele en bestilling."),
    Door("desk_life:begin", WRITERS, "Begynne å skrive. Verbet spør om det er deg."),
    Door("desk_life:decline", APPROVERS, "Avslå en bestilling."),
    Door("desk_life:merge", APPROVERS, "Løse en bestilling med et tema som finnes."),
    Door("desk_life:order_retag", WRITERS, "Bytt en utgått kode på en bestilling."),
    Door("desk_life:order_keep", WRITERS, "Behold utgåtte koder, med begrunnelse."),
    Door("desk_life:hearings", READERS, "Alle høringer."),
    Door("desk_life:hearing", READERS, "Én høring med svarene."),
    Door("desk_life:hearing_new", WRITERS, "Sende et utkast på høring."),
    Door("desk_life:reply", WRITERS, "Svare på en merknad."),
    Door("desk_life:end", WRITERS, "Avslutte en høring."),
    Door("desk_life:proposals", READERS, "Alle innspill."),
    Door("desk_life:proposal", READERS, "Ett innspill ved siden av utkastet."),
    Door("desk_life:take", WRITERS, "Ta et innspill inn i utkastet."),
    Door("desk_life:decline_proposal", WRITERS, "Si nei til et innspill."),
    Door("desk_life:merge_proposals", WRITERS, "Behandle to innspill sammen."),
)
