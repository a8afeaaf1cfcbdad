"""Does it exist already? An order is held against titles, other names, codes and content of the base, and open orders."""

from fellesnett.participation.likeness.finding import Likeness, Wish, similar

__all__ = ["Likeness", "Wish", "similar"]
