"""The doors to partners: what they deliver to a site, and who they are."""

from __future__ import annotations

from fellesnett.desk.national.doors import APPROVERS
from fellesnett.desk.rules import Door, at_site
from fellesnett.organizations.models import Role
from fellesnett.partners.permissions import ANSWERS

DOORS: tuple[Door, ...] = (
    Door("desk_local:deliveries", at_site(), "Det partnere har levert til nettstedet, og hvem som kan levere."),
    Door("desk_local:delivery", at_site(), "Én levering ved siden av det som står. Hvem som svarer, spør verbet om."),
    Door("desk_local:delivery_accept", at_site(*ANSWERS), "Ta inn en levering."),
    Door("desk_local:delivery_refuse", at_site(*ANSWERS), "Avvise en levering, med begrunnelse."),
    Door("desk_local:leave_give", at_site(Role.SITE_OWNER), "La en partner levere hit. Verbet spør om rett."),
    Door("desk_local:leave_take", at_site(Role.SITE_OWNER), "Ta tilbake loven til å levere hit."),
    Door("desk_national:partners", APPROVERS, "De som kan levere, og hvor."),
    Door("desk_national:new_partner", APPROVERS, "Ny partner."),
    Door("desk_national:new_organization", APPROVERS, "Skrive ned en virksomhet som ikke står i noen liste."),
    Door("desk_national:partner", APPROVERS, "Én partner."),
    Door("desk_national:partner_leave", APPROVERS, "La en partner levere til sitt eget nettsted. Verbet spør om rett."),
    Door("desk_national:partner_leave_take", APPROVERS, "Ta tilbake en slik lov."),
    Door("desk_national:partner_end", APPROVERS, "Avslutte en partner."),
)
