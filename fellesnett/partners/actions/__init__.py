"""The verbs of this room: who is a partner and where it may deliver; receiving; and what the site answers."""

from fellesnett.partners.actions.deciding import accept, refuse, withdraw
from fellesnett.partners.actions.receiving import deliver_place, deliver_service, deliver_text
from fellesnett.partners.actions.registering import (
    describe_partner,
    end_partner,
    give_leave,
    take_leave_back,
    write_down_organization,
)

__all__ = [
    "accept",
    "deliver_place",
    "deliver_service",
    "deliver_text",
    "describe_partner",
    "end_partner",
    "give_leave",
    "refuse",
    "take_leave_back",
    "withdraw",
    "write_down_organization",
]
