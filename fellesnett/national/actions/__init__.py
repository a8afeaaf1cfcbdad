"""The verbs of the national base.

Each locks the topic row first, asks the gate, changes, writes the event log last, and announces on commit.
"""

from fellesnett.national.actions.approving import approve, confirm_editorial, send_back, sign_off, submit
from fellesnett.national.actions.asking import answer_by_link, ask_clinician, withdraw_request
from fellesnett.national.actions.commenting import comment_on, reopen_comment, settle_comment
from fellesnett.national.actions.owning import assign_topic, hand_over_topics
from fellesnett.national.actions.rearranging import join_blocks, move_block, split_block
from fellesnett.national.actions.releasing import call_off, go_live_scheduled, release
from fellesnett.national.actions.retagging import keep_codes, retag_topic
from fellesnett.national.actions.reviewing import ask_for_change, confirm_review, propose_withdrawal
from fellesnett.national.actions.topics import create_topic, withdraw
from fellesnett.national.actions.translating import confirm_translation
from fellesnett.national.actions.writing import start_language_version, write_text
from fellesnett.national.gates import NotReady, Reason
from fellesnett.national.permissions import NotAllowed

__all__ = [
    "NotAllowed",
    "NotReady",
    "Reason",
    "answer_by_link",
    "approve",
    "ask_clinician",
    "ask_for_change",
    "assign_topic",
    "call_off",
    "comment_on",
    "confirm_editorial",
    "confirm_review",
    "confirm_translation",
    "create_topic",
    "go_live_scheduled",
    "hand_over_topics",
    "join_blocks",
    "keep_codes",
    "move_block",
    "propose_withdrawal",
    "release",
    "reopen_comment",
    "retag_topic",
    "send_back",
    "settle_comment",
    "sign_off",
    "split_block",
    "start_language_version",
    "submit",
    "withdraw",
    "withdraw_request",
    "write_text",
]
