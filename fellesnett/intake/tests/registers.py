"""Answers in the forms of the sources, written for the tests: every person, number and address in them is invented."""

from __future__ import annotations

from typing import Any

NUMBERS = ("999999301", "999999328", "999999344")


def unit(number: str, name: str = "EKSEMPEL SYKEHUS HF", **more: Any) -> dict[str, Any]:
    """Enhetsregisteret, `/enheter/{orgnr}`."""
    return {
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": {
            "kode": "ORGL",
            "beskrivelse": "Organisasjonsledd",
            "_links": {"self": {"href": "https://x.example"}},
        },
        "registreringsdatoEnhetsregisteret": "2002-08-14",
        "registrertIMvaregisteret": False,
        "naeringskode1": {"kode": "86.101", "beskrivelse": "Alminnelige somatiske sykehus"},
        "antallAnsatte": 1204,
        "forretningsadresse": {
            "land": "Norge",
            "landkode": "NO",
            "postnummer": "5700",
            "poststed": "VOSS",
            "adresse": ["Sjukehusvegen 16"],
            "kommune": "VOSS",
            "kommunenummer": "4621",
        },
        "konkurs": False,
        "underAvvikling": False,
        "_links": {"self": {"href": f"https://data.brreg.no/enhetsregisteret/api/enheter/{number}"}},
    } | more


def subunit(number: str, name: str, parent: str, **more: Any) -> dict[str, Any]:
    """Enhetsregisteret, `/underenheter/{orgnr}`."""
    whole = unit(number, name, overordnetEnhet=parent, **more)
    whole["beliggenhetsadresse"] = whole.pop("forretningsadresse")
    return whole


def updates(kind: str, *said: tuple[int, str, str], onward: str = "") -> dict[str, Any]:
    """Enhetsregisteret, `/oppdateringer/{enheter|underenheter}`: (id, number, kind of change)."""
    inner = "oppdaterteEnheter" if kind == "enheter" else "oppdaterteUnderenheter"
    rows = [
        {
            "oppdateringsid": number,
            "dato": "2026-11-24T05:12:33.117Z",
            "organisasjonsnummer": orgnr,
            "endringstype": change,
            "_links": {kind[:-2]: {"href": f"https://data.brreg.no/enhetsregisteret/api/{kind}/{orgnr}"}},
        }
        for number, orgnr, change in said
    ]
    links = {"self": {"href": "https://x.example"}} | ({"next": {"href": onward}} if onward else {})
    page = {"size": 1000, "totalElements": len(rows), "totalPages": 1, "number": 0}
    return {"_links": links, "page": page} | ({"_embedded": {inner: rows}} if rows else {})


def address(text: str, **more: Any) -> dict[str, Any]:
    """Kartverket: one of `adresser`."""
    point = {"epsg": "EPSG:4258", "lat": 60.62853471, "lon": 6.42231904}
    return {
        "adressenavn": text.rpartition(" ")[0],
        "adressetekst": text,
        "adressetilleggsnavn": None,
        "nummer": 16,
        "kommunenummer": "4621",
        "kommunenavn": "VOSS",
        "postnummer": "5700",
        "poststed": "VOSS",
        "objtype": "Vegadresse",
        "representasjonspunkt": point,
    } | more


def addresses(*found: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    """Kartverket, `/sok`."""
    all_in_all = len(found) if total is None else total
    page = {
        "viserFra": 0,
        "viserTil": 10,
        "treffPerSide": 10,
        "side": 0,
        "totaltAntallTreff": all_in_all,
        "asciiKompatibel": True,
    }
    return {"metadata": page, "adresser": list(found)}


def feed_page(key: str, *items: tuple[str, str, str], onward: str | None = None) -> dict[str, Any]:
    """NAV, `/api/v1/feed`: (uuid, status, when it changed)."""
    return {
        "version": "1.0",
        "title": "Stillingsfeed",
        "home_page_url": "https://pam-stilling-feed.nav.no",
        "feed_url": f"/api/v1/feed/{key}",
        "id": key,
        "next_url": onward,
        "next_id": None,
        "items": [
            {
                "id": uuid,
                "url": f"/api/v1/feedentry/{uuid}",
                "title": "En stilling",
                "content_text": "ny stilling",
                "date_modified": changed,
                "_feed_entry": {
                    "uuid": uuid,
                    "status": status,
                    "title": "En stilling",
                    "businessName": "X",
                    "sistEndret": changed,
                },
            }
            for uuid, status, changed in items
        ],
    }


def feed_entry(uuid: str, orgnr: str, **more: Any) -> dict[str, Any]:
    """NAV, `/api/v1/feedentry/{uuid}`, with a contact person that nobody must keep."""
    ad = {
        "uuid": uuid,
        "published": "2026-11-20T00:00:00",
        "expires": "2026-12-15T00:00:00",
        "updated": "2026-11-20T08:11:09.12",
        "workLocations": [{"country": "NORGE", "address": None, "city": "VOSS", "postalCode": "5700", "municipal": "VOSS"}],
        "contactList": [{"name": "Ola Oppdiktet", "email": "ola@oppdiktet.example", "phone": "00000000", "role": None}],
        "title": "Sykepleier ved medisinsk avdeling",
        "description": "<p>Spørsmål? Ring Ola Oppdiktet.</p>",
        "sourceurl": None,
        "applicationUrl": "https://sok.eksempel.example/123",
        "applicationDue": "2026-12-10T00:00:00",
        "categoryList": [{"categoryType": "STYRK08", "code": "2221", "name": "Sykepleiere", "score": 1.0}],
        "employer": {"name": "Eksempel sykehus HF", "orgnr": orgnr, "description": "", "homepage": None},
        "engagementtype": "Fast",
        "extent": "Heltid",
        "sector": "Offentlig",
    }
    ad = {**ad, **more.pop("ad", {})}
    return {"uuid": uuid, "status": "ACTIVE", "sistEndret": "2026-11-20T08:11:09.12", "json": ad} | more


def item(key: str, **more: Any) -> dict[str, Any]:
    """HAPI, `/innhold/{id}`, with a person who must not be kept."""
    return {
        "id": key,
        "tittel": "Råd om fysisk aktivitet",
        "kortTittel": None,
        "tekst": "<p>Vær i bevegelse hver dag.</p><ul><li>Gå en tur.</li></ul>",
        "intro": "Alle bør være litt aktive.",
        "koder": None,
        "tema": [],
        "eier": ["Helsedirektoratet"],
        "opprettet": "2022-01-09T14:47",
        "forstPublisert": "2022-03-01T08:00",
        "sistOppdatert": "2026-10-02T09:30",
        "sistFagligOppdatert": "2026-09-15T12:00",
        "status": "Gjeldende",
        "spraak": "nb",
        "fagansvarlig": ["Ola Oppdiktet"],
        "fagansvarligMedAvdeling": [{"navn": "Ola Oppdiktet", "avdeling": "Avdeling folkehelse"}],
        "tekniskeData": {"infoId": "1", "infoType": "rad", "subtype": None},
        "links": [{"rel": "root", "type": "rad", "tittel": "Råd", "href": "https://x.example", "strukturId": "1"}],
        "attachments": [],
        "url": "https://www.helsedirektoratet.no/faglige-rad/aktivitet",
        "dokumentType": "rad",
    } | more


def waits(name: str, *figures: tuple[str, str, int | None]) -> dict[str, Any]:
    """Velg behandlingssted, `/VentetiderForBehandling`: (number, type, weeks), a hospital each."""
    hospitals = [
        {
            "navn": "Eksempel sykehus",
            "enhetInterntNavn": None,
            "orgnummer": number,
            "kommune": "Voss",
            "fylke": "Vestland",
            "helseRegioner": ["HelseVest"],
            "ventetider": [{"type": kind, "uker": weeks, "ukerTotalt": weeks}],
            "antall": None,
            "kommentar": None,
            "besoksAdresse": {"gateadresse": "Sjukehusvegen 16", "postnr": "5700", "poststed": "Voss"},
            "telefon": None,
            "avtaleMedHelfo": False,
            "erPrivat": False,
        }
        for number, kind, weeks in figures
    ]
    return {"ventetiderForBehandling": {"navn": name, "behandlingssteder": hospitals}}
