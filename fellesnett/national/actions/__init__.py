"""The verbs of the national base.

Each locks the topic row first, asks the gate, changes, writes the event log last, and announces on commit.
"""

from fellesnett.national.actions.approving import approve, confirm_editorial, send_back, sign_off, submit
from fellesnett.national.actions.rearranging import join_blocks, move_block, split_block
from fellesnett.national.actions.releasing import go_live_scheduled, release
from fellesnett.national.actions.reviewing import confirm_review
from fellesnett.national.actions.topics import create_topic, withdraw
from fellesnett.national.actions.writing import start_language_version, write_text
from fellesnett.national.gates import NotReady, Reason
from fellesnett.national.permissions import NotAllowed

__all__ = [
    "NotAllowed",
    "NotReady",
    "Reason",
    "approve",
    "confirm_editorial",
    "confirm_review",
    "create_topic",
    "go_live_scheduled",
    "join_blocks",
    "move_block",
    "release",
    "send_back",
    "sign_off",
    "split_block",
    "start_language_version",
    "submit",
    "withdraw",
    "write_text",
]
