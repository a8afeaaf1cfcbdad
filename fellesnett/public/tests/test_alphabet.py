"""People look words up as they learnt the alphabet."""

from __future__ import annotations

import pytest

from fellesnett.public.alphabet import by_letter, heading, letters, sort_key


def in_order(words: list[str], language: str = "nb") -> list[str]:
    return sorted(words, key=lambda word: sort_key(word, language))


def test_the_three_last_letters_come_last() -> None:
    assert in_order(["Åreknuter", "Øyelokk", "Ærlig", "Zoster", "Astma"]) == ["Astma", "Zoster", "Ærlig", "Øyelokk", "Åreknuter"]


def test_spaces_signs_and_case_do_not_move_a_word() -> None:
    assert in_order(["MR-undersøkelse", "mr hode", "Mrsa"]) == ["mr hode", "Mrsa", "MR-undersøkelse"]
    assert in_order(["kne", "Kne", "kneprotese"]) == ["Kne", "kne", "kneprotese"]


def test_foreign_accents_stand_with_their_letter() -> None:
    assert in_order(["Ménières sykdom", "Meningitt", "Menisk"]) == ["Ménières sykdom", "Meningitt", "Menisk"]
    assert heading("Épilepsi", "nb") == "E"
    assert heading("Ödem", "nb") == "Ø"
    assert heading("Ä", "nb") == "Æ"


def test_in_norwegian_a_sami_letter_stands_right_after_its_look_alike() -> None:
    assert in_order(["Časa", "Casa", "Cato"]) == ["Casa", "Časa", "Cato"]
    assert heading("Čibbeprotesa", "nb") == "C"


@pytest.mark.parametrize("letter", "áčđŋšŧž")
def test_in_sami_each_letter_has_its_own_heading(letter: str) -> None:
    assert heading(f"{letter}aba", "se") == letter.upper()
    assert letter in letters("se")
    assert letter not in letters("nb")


def test_in_sami_words_follow_the_sami_alphabet() -> None:
    words = ["Žž", "Zz", "Ŧŧ", "Tt", "Šš", "Ss", "Ŋŋ", "Nn", "Đđ", "Dd", "Čč", "Cc", "Áá", "Az", "Øø", "Åå", "Ææ"]
    expected = ["Az", "Áá", "Cc", "Čč", "Dd", "Đđ", "Nn", "Ŋŋ", "Ss", "Šš", "Tt", "Ŧŧ", "Zz", "Žž", "Ææ", "Øø", "Åå"]
    assert in_order(words, "se") == expected


def test_a_list_is_cut_by_letter_with_numbers_first() -> None:
    groups = by_letter(["Øye", "24-timers måling", "Ankel", "Albue"], str, "nb")
    assert groups == [("0–9", ["24-timers måling"]), ("A", ["Albue", "Ankel"]), ("Ø", ["Øye"])]
