"""A clinician's yes to local text, beforehand: the editor can then approve the page (semantics.md section 6)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption.gates import NotAllowed, Reason
from fellesnett.adoption.holdings import gather
from fellesnett.adoption.locking import lock_adoption
from fellesnett.adoption.models import AdoptedText, LocalOperation
from fellesnett.adoption.readiness import may_sign, sign_rows
from fellesnett.adoption.recipes import operation_value
from fellesnett.composition.canonical import operation_hash
from fellesnett.editorial import log
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def sign_operation(*, operation: LocalOperation, text: AdoptedText, by: User, at: datetime, comment: str = "") -> str:
    """Sign an operation's words as they stand. Returns the hash signed. Raises `NotAllowed` for others than its clinical
    owner and the site's clinicians."""
    held = gather([lock_adoption(text.adoption_id)])
    text, row = held.texts[text.pk], held.shelf.operations[operation.pk]
    if not may_sign(by, row, text):
        raise NotAllowed(Reason("not_a_clinician", _("Bare en kliniker her kan gi den faglige godkjenningen.")))
    log.append(sign_rows(text, [row], role=str(Role.CLINICIAN), by=by, at=at, comment=comment), by=by, at=at)
    return operation_hash(operation_value(row))
