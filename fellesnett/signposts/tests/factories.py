"""Signposts for the tests of this room and of every room above it, put up by the real verb."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fellesnett.national.tests.factories import AT, clinician, national_editor
from fellesnett.signposts.actions import Said, Written, put_up
from fellesnett.signposts.models import Signpost

ADDRESS = "https://www.helsenorge.example/sykdom/artrose/"


def written(**said: Any) -> Written:
    """What is written on a way to Helsenorge about worn joints, unless told otherwise."""
    usual: dict[str, Any] = {
        "publisher": "Helsenorge",
        "arms": [Said("nb", "Artrose", ADDRESS)],
        "unit": "Ortopedi",
        "owner": clinician(),
        "review_by": date(2027, 11, 1),
    }
    return Written(**usual | said)


def make_signpost(*, at: datetime = AT, **said: Any) -> Signpost:
    return put_up(written=written(**said), by=national_editor(), at=at)
