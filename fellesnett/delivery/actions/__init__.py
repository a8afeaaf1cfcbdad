"""What the national editors do with those who copy, and what those do themselves.

Each verb asks who may, changes, and logs; `Refused` says why not.
"""

from fellesnett.delivery.actions.acknowledging import Acknowledged, acknowledge
from fellesnett.delivery.actions.consumers import describe_consumer, make_key, revoke_key
from fellesnett.delivery.actions.subscribing import (
    ask_again,
    change_subscription,
    end_subscription,
    redeliver,
    rotate_secret,
    send_test,
    subscribe,
    turn_off,
    turn_on,
)

__all__ = [
    "Acknowledged",
    "acknowledge",
    "ask_again",
    "change_subscription",
    "describe_consumer",
    "end_subscription",
    "make_key",
    "redeliver",
    "revoke_key",
    "rotate_secret",
    "send_test",
    "subscribe",
    "turn_off",
    "turn_on",
]
