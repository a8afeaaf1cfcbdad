"""Each publisher's format is read strictly, and what is odd is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fellesnett.codes.systems import BY_KEY, READERS, SYSTEMS, ConceptRow, hl7no, icd10, icpc2b
from fellesnett.foundation.tables import MalformedFile, Table, read_table


def table(folder: Path, text: str, name: str = "list.csv") -> Table:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def test_every_code_gets_the_nearest_code_above_it(tmp_path: Path) -> None:
    codes = table(tmp_path, "code,text_nb\nM179,Kne\nA00,Kolera\nA000,Biovar\nA0001,Finere\nS8201,Brudd\n")
    blocks = table(tmp_path, "from,to,text_nb\nA00,A09,Tarm\nM15,M19,Artrose\n", "blocks.csv")
    rows, remarks = icd10.parse(codes, blocks)
    assert {row.code: row.parent_code for row in rows} == {
        "M179": "M17",
        "A00": "A00-A09",
        "A000": "A00",
        "A0001": "A000",
        "S8201": "S82",
        "A00-A09": "",
        "M15-M19": "",
    }
    assert [remark.why for remark in remarks] == ["kategorien S82 ligger ikke i noen blokk"]


def test_without_blocks_the_categories_are_the_top(tmp_path: Path) -> None:
    rows, remarks = icd10.parse(table(tmp_path, "code,text_nb\nA00,Kolera\nA000,Biovar\n"))
    assert rows == [ConceptRow("A00", "Kolera", ""), ConceptRow("A000", "Biovar", "A00")]
    assert remarks == []


@pytest.mark.parametrize("text", ["from,to\nA00,A09\n", "from,to,text_nb\nA09,A00,Tarm\n", "from,to,text_nb\nA0,A09,Tarm\n"])
def test_a_block_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MalformedFile, match=r"blocks\.csv"):
        icd10.parse(table(tmp_path, "code,text_nb\nA00,Kolera\n"), table(tmp_path, text, "blocks.csv"))


@pytest.mark.parametrize("system", sorted(READERS))
@pytest.mark.parametrize(
    ("text", "fault"),
    [("code,text_nb\nA00,\n", "mangler"), ("code,text_nb\nA00,En\na00,To\n", "to ganger"), ("kode,tekst\nA00,En\n", "code")],
)
def test_every_reader_refuses_a_code_without_text_or_twice(tmp_path: Path, system: str, text: str, fault: str) -> None:
    with pytest.raises(MalformedFile, match=fault):
        READERS[system](table(tmp_path, text))


def test_a_text_that_lost_letters_is_taken_and_told(tmp_path: Path) -> None:
    rows, remarks = READERS["ncmp"](table(tmp_path, "code,text_nb\nA0099,Grupperettet pasientoppl?ng\n"))
    assert len(rows) == 1
    assert [(remark.row, "A0099" in remark.why) for remark in remarks] == [(2, True)]


def test_a_subdivided_icpc2_code_stands_below_its_code(tmp_path: Path) -> None:
    rows, _remarks = READERS["icpc2"](table(tmp_path, "code,text_nb\nR99,Andre\nR991,Covid\nA981,Alene\n"))
    assert [row.parent_code for row in rows] == ["", "R99", ""]


def test_a_term_leads_to_both_systems(tmp_path: Path) -> None:
    text = "icpc2b,icpc2,icd10,term_nb\nL900001,L90,M17.9,Kneartrose\nL900001,L90,M17.0,Kneartrose\nA1,A01,,Smerte\n"
    rows, remarks = icpc2b.parse(table(tmp_path, text))
    assert [(row.system, row.code) for row in rows] == [("icpc2", "L90"), ("icd10", "M179"), ("icd10", "M170"), ("icpc2", "A01")]
    assert ["samme kode" in remark.why or "ingen ICD-10-kode" in remark.why for remark in remarks] == [True, True]


@pytest.mark.parametrize("text", ["icpc2b,icpc2,icd10\nA,B,C\n", "icpc2b,icpc2,icd10,term_nb\nL900001,,M17,Kne\n"])
def test_terms_without_word_or_code_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MalformedFile):
        icpc2b.parse(table(tmp_path, text))


SMALL = {"title": "8231 Type tekstsvar", "oid": "2.16.578.1.12.4.1.1.8231", "url": "http://helsedir.no/x", "codes": []}


def test_a_small_system_is_known_by_its_number_and_a_large_one_by_ours() -> None:
    items = [SMALL | {"codes": [{"code": "1", "display": "Ja"}]}, SMALL | {"title": "NCMP", "oid": "2.16.578.1.12.4.1.1.7280"}]
    systems, remarks = hl7no.parse("small.json", json.dumps(items))
    assert [system.definition.key for system in systems] == ["volven-8231", "nlk"]
    assert systems[0].definition.name == "Type tekstsvar"
    assert systems[1].definition.name == "Norsk laboratoriekodeverk"
    assert systems[0].rows == [ConceptRow("1", "Ja")]
    assert [remark.row for remark in remarks] == [2]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "JSON"),
        ("{}", "liste"),
        (json.dumps([{"title": "x"}]), "mangler 'oid'"),
        (json.dumps([SMALL | {"oid": "NCSP"}]), "ikke en OID"),
        (json.dumps([SMALL, SMALL]), "to ganger"),
        (json.dumps([SMALL | {"codes": [{"code": "1", "display": "a"}, {"code": "1", "display": "b"}]}]), "to ganger"),
        (json.dumps([SMALL | {"codes": [{"code": "", "display": "a"}]}]), "tom"),
        (json.dumps([SMALL | {"codes": None}]), "mangler"),
    ],
)
def test_a_broken_file_of_small_systems_is_refused(text: str, fault: str) -> None:
    with pytest.raises(MalformedFile, match=fault):
        hl7no.parse("small.json", text)


def test_no_two_systems_share_a_name() -> None:
    names = [name.casefold() for system in SYSTEMS for name in {each.casefold() for each in system.names}]
    assert len(names) == len(set(names))
    assert set(READERS) <= set(BY_KEY)
