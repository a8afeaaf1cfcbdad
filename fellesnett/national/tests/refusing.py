"""What a verb says no for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fellesnett.national.actions import NotReady


def refused(verb: Callable[..., object], **said: Any) -> tuple[str, ...]:
    """The codes of what this verb is refused for."""
    with pytest.raises(NotReady) as refusal:
        verb(**said)
    return refusal.value.codes
