"""What is wrong with a request is said in the reader's language, whatever the library that reads it calls it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from django.utils import translation
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fellesnett.api.faults import BY_KIND, BY_TYPE, OTHERWISE, in_words


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    word: Annotated[str, Field(min_length=2, max_length=3, pattern="^[a-z]+$")] = "abc"
    one_of: Literal["fill", "omit"] = "fill"
    number: Annotated[int, Field(ge=1, le=9)] = 1
    size: Annotated[float, Field(gt=1, lt=9)] = 2
    many: Annotated[tuple[int, ...], Field(min_length=1, max_length=2)] = (1,)
    names: dict[str, str] = {}
    inner: Asked | None = None
    day: date | None = None
    moment: datetime | None = None
    key: UUID | None = None
    said: bool = False


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another member": ({"color": "red"}, "Det finnes ikke noe felt med dette navnet. Ta det bort."),
    "none of these": ({"one_of": "paint"}, "Velg en av disse: 'fill', 'omit'."),
    "too long": ({"word": "abcd"}, "Høyst 3 tegn."),
    "too short": ({"word": "a"}, "Minst 2 tegn."),
    "another form": ({"word": "AB"}, "Skriv det slik mønsteret sier: ^[a-z]+$"),
    "no text": ({"word": 1}, "Skal være tekst."),
    "no number": ({"number": "mange"}, "Skal være et helt tall."),
    "too small": ({"number": 0}, "Minst 1."),
    "too large": ({"number": 10}, "Høyst 9."),
    "not above": ({"size": 1}, "Mer enn 1.0."),
    "not below": ({"size": 9}, "Mindre enn 9.0."),
    "no size": ({"size": "stor"}, "Skal være et tall."),
    "too many": ({"many": [1, 2, 3]}, "Høyst 2 på én gang."),
    "too few": ({"many": []}, "Minst 1."),
    "no list": ({"many": "x"}, "Skal være en liste."),
    "no names": ({"names": []}, "Skal være et objekt med navn og verdier."),
    "no object": ({"inner": "x"}, "Skal være et objekt med navn og verdier."),
    "no day": ({"day": "i morgen"}, "Skriv dagen slik: 2026-12-24."),
    "no moment": ({"moment": "nå"}, "Skriv tidspunktet slik: 2026-12-24T08:00:00+01:00."),
    "no key": ({"key": "x"}, "Skal være en UUID."),
    "neither": ({"said": "kanskje"}, "Skal være true eller false."),
}


def faults(said: Any) -> list[Any]:
    with pytest.raises(ValidationError) as refusal:
        Asked.model_validate(said)
    return list(refusal.value.errors())


@pytest.mark.parametrize("what", WRONG)
def test_in_bokmal(what: str) -> None:
    said, words = WRONG[what]
    with translation.override("nb"):
        assert [in_words(fault) for fault in faults(said)] == [words]


def test_in_the_other_languages() -> None:
    (fault,) = faults({"word": "abcd"})
    told = {}
    for language in ("nn", "se", "en"):
        with translation.override(language):
            told[language] = in_words(fault)
    assert told["nn"] == "Høgst 3 teikn."
    assert told["en"] == "At most 3 characters."
    assert "3" in told["se"]


def test_what_nobody_has_words_for_says_where_the_form_stands() -> None:
    assert in_words({"type": "frozen_instance", "msg": "Instance is frozen", "ctx": {"error": ValueError("x")}}) == OTHERWISE
    assert all(words.endswith((".", "s")) for words in (*BY_TYPE.values(), *BY_KIND.values()))
