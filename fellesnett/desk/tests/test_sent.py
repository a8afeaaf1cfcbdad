"""The words that come without a form of ours to try them."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from fellesnett.desk import sent


@pytest.mark.parametrize(
    ("said", "longest", "words"),
    [
        ("", 10, ""),
        ("reason=", 10, ""),
        ("reason=%20Gamle%20journaler%20", 40, "Gamle journaler"),
        ("reason=a%00b", 10, "ab"),
        ("reason=%20%00", 10, ""),
        ("reason=abcdef", 3, "abc"),
        ("reason=en&reason=to", 10, "to"),
    ],
)
def test_words_are_trimmed_and_hold_nothing_that_a_database_refuses(said: str, longest: int, words: str) -> None:
    assert sent.words(QueryDict(said), "reason", longest) == words


def test_each_choice_has_words() -> None:
    assert sent.choices(QueryDict("to=M17&to=&to=%00&to=M%0018%20"), "to") == ["M17", "M18"]
    assert sent.choices(QueryDict("from=board"), "to") == []
