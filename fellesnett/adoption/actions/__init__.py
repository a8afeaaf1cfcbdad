"""The verbs of a site's use of the national text."""

from fellesnett.adoption.actions.answering import adopt, answer, set_places
from fellesnett.adoption.actions.approving import approve, approve_all
from fellesnett.adoption.actions.batch import approve_batch
from fellesnett.adoption.actions.deciding import decide
from fellesnett.adoption.actions.expiring import lapse, take_due
from fellesnett.adoption.actions.following import fill_from_places, follow_place, follow_places
from fellesnett.adoption.actions.operating import restore, restore_local, return_to_national, save_operation, set_aside
from fellesnett.adoption.actions.policies import set_policy
from fellesnett.adoption.actions.rolling_out import roll_out, roll_out_pending
from fellesnett.adoption.actions.running import run_due
from fellesnett.adoption.actions.safety import park_overdue, park_tightened
from fellesnett.adoption.actions.sharing import approve_variant, create_variant
from fellesnett.adoption.actions.signing import sign_operation
from fellesnett.adoption.actions.undoing import undo_batch, undo_update
from fellesnett.adoption.actions.withdrawing import take_down_withdrawn, tell_withdrawn

__all__ = [
    "adopt",
    "answer",
    "approve",
    "approve_all",
    "approve_batch",
    "approve_variant",
    "create_variant",
    "decide",
    "fill_from_places",
    "follow_place",
    "follow_places",
    "lapse",
    "park_overdue",
    "park_tightened",
    "restore",
    "restore_local",
    "return_to_national",
    "roll_out",
    "roll_out_pending",
    "run_due",
    "save_operation",
    "set_aside",
    "set_places",
    "set_policy",
    "sign_operation",
    "take_down_withdrawn",
    "take_due",
    "tell_withdrawn",
    "undo_batch",
    "undo_update",
]
