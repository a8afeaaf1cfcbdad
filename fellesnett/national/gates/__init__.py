"""Why not: everything that can stand between a draft and the sites, in plain Norwegian with what to do next.

`text` speaks of one text by itself, `changes` of the step from the edition before, `steps` of the way to release;
`words` holds the words.
"""

from fellesnett.national.gates.reasons import NotReady, Reason, refuse
from fellesnett.national.gates.words import because

__all__ = ["NotReady", "Reason", "because", "refuse"]
