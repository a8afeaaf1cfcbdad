"""The verbs of participation. Each holds the topic (where there is one) and then its own row, asks the gate, changes, asks
whoever is next, and writes the event log last. They raise `NotAllowed` and `NotReady`, and change nothing then."""

from fellesnett.participation.actions.assigning import assign_order, begin_writing, decline_order, merge_order
from fellesnett.participation.actions.deciding import decline_proposal, merge_proposals, see_outcome, take_proposal
from fellesnett.participation.actions.following import follow, follow_due, follow_edition
from fellesnett.participation.actions.hearing import answer_hearing, end_hearing, open_hearing, reply_to_remark
from fellesnett.participation.actions.ordering import RelatedWish, back_order, place_order
from fellesnett.participation.actions.proposing import offer_upwards, propose

__all__ = [
    "RelatedWish",
    "answer_hearing",
    "assign_order",
    "back_order",
    "begin_writing",
    "decline_order",
    "decline_proposal",
    "end_hearing",
    "follow",
    "follow_due",
    "follow_edition",
    "merge_order",
    "merge_proposals",
    "offer_upwards",
    "open_hearing",
    "place_order",
    "propose",
    "reply_to_remark",
    "see_outcome",
    "take_proposal",
]
