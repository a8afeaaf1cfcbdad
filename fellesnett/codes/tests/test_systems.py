"""Each publisher's format is read strictly, and what is odd is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from fellesnett.codes.queries import normalize_code
from fellesnett.codes.systems import (
    BY_KEY,
    READERS,
    SYSTEMS,
    ConceptRow,
    MappingRow,
    ReplacementRow,
    changes,
    hl7no,
    icd10,
    icpc2b,
    kommuner,
)
from fellesnett.codes.systems.registry import key_of
from fellesnett.foundation.tables import MalformedFile, Table, read_table


def table(folder: Path, text: str, name: str = "list.csv") -> Table:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def test_every_code_stands_below_the_one_with_a_sign_less(tmp_path: Path) -> None:
    codes = table(tmp_path, "code,text_nb\nM179,Kne\nA00,Kolera\nA000,Biovar\nA0001,Finere\nS8201,Brudd\n")
    blocks = table(tmp_path, "from,to,text_nb\nA00,A09,Tarm\nM15,M19,Artrose\n", "blocks.csv")
    rows, remarks = icd10.parse(codes, blocks)
    assert {row.code: row.parent_code for row in rows} == {
        "M179": "M17",
        "M17": "M15-M19",
        "A00": "A00-A09",
        "A000": "A00",
        "A0001": "A000",
        "S8201": "S820",
        "S820": "S82",
        "S82": "",
        "A00-A09": "",
        "M15-M19": "",
    }
    assert [remark.why for remark in remarks] == ["kategorien S82 ligger ikke i noen blokk"]


def test_a_category_that_the_list_leaves_out_has_a_text_only_where_a_source_gives_it(tmp_path: Path) -> None:
    codes = table(tmp_path, "code,text_nb\nM179,Kne\nC501,Bryst\nS8201,Brudd\n")
    blocks = table(tmp_path, "from,to,text_nb\nC50,C50,Ondartet svulst i bryst\nM15,M19,Artrose\n", "blocks.csv")
    named = table(tmp_path, "code,text_nb\nM17,Kneartrose\nM99,Ikke med\n", "categories.csv")
    rows, _remarks = icd10.parse(codes, blocks, named)
    derived = {row.code: row.display for row in rows if row.derived}
    assert derived == {"M17": "Kneartrose", "C50": "Ondartet svulst i bryst", "S82": "", "S820": ""}
    assert [row.code for row in rows if row.kind == "block"] == ["C50-C50", "M15-M19"]


def test_without_blocks_the_categories_are_the_top(tmp_path: Path) -> None:
    rows, remarks = icd10.parse(table(tmp_path, "code,text_nb\nA00,Kolera\nA000,Biovar\n"))
    assert rows == [ConceptRow("A00", "Kolera", ""), ConceptRow("A000", "Biovar", "A00")]
    assert remarks == []


def test_a_list_may_say_what_its_codes_are_called_in_other_languages(tmp_path: Path) -> None:
    rows, _remarks = READERS["ncsp"](table(tmp_path, "code,text_nb,text_nn,text_en\nNGB40,Totalprotese,Totalprotese nn,\n"))
    assert rows == [ConceptRow("NGB40", "Totalprotese", also=(("nn", "Totalprotese nn"),))]


KOMMUNER = """komnr,kommune,bydel,sami_name,sami_language
301,Oslo kommune,01,,
0301,Oslo,,,
0301,Oslo kommune,02,,
5612,Kautokeino,,Guovdageaidnu,Northern Sami
"""


def test_a_municipality_is_one_code_however_many_districts_it_has(tmp_path: Path) -> None:
    rows, remarks = READERS["kommuner"](table(tmp_path, KOMMUNER))
    assert [remark.row for remark in remarks] == [3, 4]
    assert rows == [ConceptRow("0301", "Oslo"), ConceptRow("5612", "Kautokeino", also=(("se", "Guovdageaidnu"),))]


def test_the_list_of_statistics_norway_is_read_too(tmp_path: Path) -> None:
    rows, _remarks = READERS["kommuner"](table(tmp_path, "code,parentCode,level,name\n0301,,1,Oslo - Oslove\n"))
    assert rows == [ConceptRow("0301", "Oslo - Oslove")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("komnr,kommune\nA301,Oslo\n", "fire sifre"),
        ("komnr,kommune,sami_name,sami_language\n0301,Oslo,Oslove,Martian\n", "samisk språk"),
        ("nummer,navn\n0301,Oslo\n", "mangler"),
    ],
)
def test_municipalities_that_are_none_are_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(MalformedFile, match=fault):
        READERS["kommuner"](table(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "year,old_nr,old_name,new_nr,new_name,comment\n2020,0709,Larvik,3805,Larvik,\n2020,3805,Larvik,3805,Lárvik,\n",
        "oldCode,oldName,newCode,newName,changeOccurred\n0709,Larvik,3805,Larvik,2020-01-01\n",
        "code,replaced_by,since,text_nb\n709,3805,2020-01-01,Larvik\n",
    ],
)
def test_replacements_are_read_as_each_publisher_writes_them(tmp_path: Path, text: str) -> None:
    rows = changes.replacements(table(tmp_path, text), kommuner.normalize)
    assert rows == [ReplacementRow("0709", "3805", date(2020, 1, 1), "Larvik")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("code,since\nA,2020\n", "replaced_by"),
        ("code,replaced_by,since\nA,,2020\n", "fylt ut"),
        ("code,replaced_by,since\nA,B,i fjor\n", "verken et år"),
    ],
)
def test_replacements_without_code_or_day_are_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(MalformedFile, match=fault):
        changes.replacements(table(tmp_path, text), str.strip)


RELATIONS = frozenset({"equivalent", "relatedto"})


def test_a_map_tells_how_codes_are_related(tmp_path: Path) -> None:
    text = "source,code,target,target_code,equivalence\nicpc2,l 90,icd10,M17.9,equivalent\nicpc2,L90,icd10,M17.0,\n"
    rows = changes.mappings(table(tmp_path, text), key_of, normalize_code, RELATIONS)
    assert rows == [
        MappingRow("icpc2", "L90", "icd10", "M179", "equivalent"),
        MappingRow("icpc2", "L90", "icd10", "M170", "relatedto"),
    ]


@pytest.mark.parametrize("line", ["icpc3,L90,icd10,M17,", "icpc2,L90,icd10,,", "icpc2,L90,icd10,M17,samme", "icpc2,,icd10,M17,"])
def test_a_map_between_what_nobody_knows_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(MalformedFile, match="rad 2"):
        changes.mappings(
            table(tmp_path, f"source,code,target,target_code,equivalence\n{line}\n"), key_of, normalize_code, RELATIONS
        )


@pytest.mark.parametrize("text", ["from,to\nA00,A09\n", "from,to,text_nb\nA09,A00,Tarm\n", "from,to,text_nb\nA0,A09,Tarm\n"])
def test_a_block_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MalformedFile, match=r"blocks\.csv"):
        icd10.parse(table(tmp_path, "code,text_nb\nA00,Kolera\n"), table(tmp_path, text, "blocks.csv"))


@pytest.mark.parametrize("system", sorted(set(READERS) - {"kommuner"}))
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
