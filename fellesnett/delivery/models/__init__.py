"""What others may copy, and those who do."""

from fellesnett.delivery.models.consumers import TEST, Consumer, Delivery, Key, OffBecause, Only, Receipt, Subscription
from fellesnett.delivery.models.texts import MOVED, Change, ChangeKind, FeedHead, Item, Version, Word

__all__ = [
    "MOVED",
    "TEST",
    "Change",
    "ChangeKind",
    "Consumer",
    "Delivery",
    "FeedHead",
    "Item",
    "Key",
    "OffBecause",
    "Only",
    "Receipt",
    "Subscription",
    "Version",
    "Word",
]
