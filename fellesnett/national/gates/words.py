"""Every refusal of the national base: what is in the way, and what to do next. One page, so that it reads in one voice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fellesnett.national.gates.reasons import Reason

WORDS: dict[str, tuple[Any, Any]] = {
    # topics
    "bad_key": (_("«%(key)s» kan ikke være nøkkel."), _("Bruk små bokstaver, tall og bindestrek.")),
    "key_taken": (_("Nøkkelen «%(key)s» er i bruk."), _("Velg en annen, eller bruk temaet som finnes.")),
    "unknown_kind": (_("«%(kind)s» er ikke en type tema."), _("Velg en av de fire typene.")),
    "unknown_system": (_("Kodeverket «%(key)s» er ikke lastet inn."), _("Last det inn først.")),
    "no_such_tag": (_("Koden %(code)s står ikke her lenger."), _("Last siden på nytt.")),
    "unknown_code": (_("Koden %(code)s finnes ikke i utgivelsen som gjelder nå."), _("Se etter skrivefeil.")),
    "unknown_language": (_("Språket «%(code)s» finnes ikke her."), _("Velg et språk fra listen.")),
    "withdrawn": (_("Temaet er trukket tilbake."), _("Bruk temaet som erstatter det, eller lag et nytt.")),
    "no_reason": (_("Begrunnelsen mangler."), _("Skriv hvorfor.")),
    "deadline_passed": (_("Fristen er passert."), _("Velg en frist fram i tid.")),
    "bad_successor": (_("Temaet kan ikke erstattes av dette."), _("Velg et annet tema som er i bruk.")),
    # writing
    "locked": (_("Teksten er låst av en annen."), _("Be den som låste den om å låse opp.")),
    "language_exists": (_("Temaet har alt en tekst på dette språket."), _("Skriv videre i den.")),
    "no_source": (_("Temaet har ingen tekst å oversette fra."), _("Skriv den først.")),
    "unknown_block": (_("Blokk «%(id)s» finnes ikke i utkastet."), _("Last siden på nytt.")),
    "not_words": (_("Blokk «%(id)s» er ikke løpende tekst."), _("Bare tekst, lister og varsler kan deles og slås sammen.")),
    "id_in_use": (_("Blokk-id «%(id)s» er i bruk."), _("Velg en ny id.")),
    "too_few": (_("Det må være minst to blokker."), _("Velg flere.")),
    # the text by itself
    "no_title": (_("Tittelen mangler."), _("Skriv en tittel.")),
    "empty": (_("Teksten er tom."), _("Skriv minst én blokk.")),
    "too_large": (_("Teksten er større enn 1 MB, eller for dypt nøstet."), _("Del den, eller ta bort innlimt innhold.")),
    "wrong_section": (_("Kapitlet «%(name)s» finnes ikke for denne typen tema."), _("Bruk kapitlene i malen.")),
    "duplicate_id": (_("Blokk-id «%(id)s» står to ganger."), _("Lag den ene blokken på nytt.")),
    "bad_id": (_("Blokk-id «%(id)s» er for lang eller har mellomrom."), _("Lag blokken på nytt, så får den en ny id.")),
    "empty_block": (_("Blokk «%(id)s» er tom."), _("Skriv noe i den, eller ta den bort.")),
    "slot_without_label": (_("Det åpne feltet «%(id)s» mangler ledetekst."), _("Skriv hva sykehuset skal fylle ut.")),
    "active_html": (_("Blokk «%(id)s» inneholder kode som ikke kan stå på en side: %(names)s."), _("Lim inn ren tekst.")),
    "no_table": (_("Blokk «%(id)s» er ingen tabell."), _("Lim inn tabellen som HTML med <table>.")),
    "table_without_caption": (_("Tabellen i «%(id)s» mangler tittel."), _("Legg til <caption>.")),
    "table_without_header": (_("Tabellen i «%(id)s» mangler overskriftsceller."), _("Bruk <th> i første rad.")),
    "image_without_alt": (_("Bildet i «%(id)s» mangler beskrivelse."), _("Skriv hva bildet viser.")),
    "video_without_words": (_("Filmen i «%(id)s» mangler beskrivelse."), _("Skriv hva filmen viser.")),
    "source_without_name": (_("Blokk «%(id)s» sier ikke hvem teksten kommer fra."), _("Skriv navnet på kilden.")),
    "source_without_address": (
        _("Blokk «%(id)s» mangler adressen til kilden."), _("Lim inn adressen. Den begynner med https://."),
    ),
    "source_altered": (
        _("Ordene i «%(id)s» er ikke lenger de samme som hos kilden, og kan ikke endres her."),
        _("Ta bort avsnittet, eller vent til teksten er hentet på nytt."),
    ),
    "source_without_day": (_("Teksten i «%(id)s» mangler dato."), _("Skriv hvilken dag den ble hentet fra kilden.")),
    "invalid": (_("Teksten kan ikke leses: %(fault)s."), _("Rett feltet som er nevnt.")),
    # the step from the edition before
    "already_submitted": (_("En utgave av denne teksten er alt til godkjenning."), _("Send den tilbake, eller vent.")),
    "not_scheduled": (_("Utgaven er ikke planlagt lenger."), _("Se hva som gjelder nå, i listen over utgaver.")),
    "not_behind": (_("Teksten følger den bokmålsutgaven som gjelder."), _("Det er ikke noe å bekrefte.")),
    "source_moved": (
        _("Bokmål har fått utgave %(number)s mens du leste."),
        _("Les det som er endret siden, og bekreft på nytt."),
    ),
    "nothing_changed": (_("Ingenting er endret siden forrige utgave."), _("Endre teksten, eller bekreft at den holder.")),
    "unknown_class": (_("«%(class)s» er ikke en endringsklasse."), _("Velg redaksjonell, faglig eller sikkerhet.")),
    "class_without_change": (_("Blokk «%(id)s» er ikke endret."), _("Ta bort klassen for den.")),
    "class_missing": (_("Blokk «%(id)s» er endret uten endringsklasse."), _("Velg klasse for den.")),
    "class_touches": (
        _("Blokk «%(id)s» er meldt som redaksjonell, men endringen rører %(tokens)s."), _("Velg faglig eller sikkerhet."),
    ),
    "class_too_low": (
        _("Blokk «%(id)s» er meldt som redaksjonell, men den er ny eller tatt bort."), _("Velg faglig eller sikkerhet."),
    ),
    "id_of_another_topic": (_("Blokk-id «%(id)s» hører til et annet tema."), _("Lag blokken på nytt.")),
    "id_reused": (_("Blokk-id «%(id)s» ble tatt ut i en tidligere utgave."), _("Lag blokken på nytt.")),
    "wrong_source": (_("Teksten kan ikke være oversatt fra denne utgaven."), _("Velg en bokmålsutgave av samme tema.")),
    "tangled": (_("Blokkene %(ids)s er både slått sammen og delt."), _("Slipp sammenslåingen først, og del i neste utgave.")),
    # the way to release
    "wrong_state": (_("Utgaven er %(state)s."), _("Last siden på nytt for å se hva som har skjedd med den.")),
    "own_text": (_("Du har selv skrevet i denne teksten."), _("Be en annen se på den.")),
    "already_signed": (_("Du har alt godkjent dette."), _("En annen kliniker må godkjenne resten.")),
    "nothing_to_confirm": (_("Ingen endring venter på bekreftelse."), _("Gå videre til neste steg.")),
    "unsigned": (
        _("Blokk «%(id)s» mangler faglig godkjenning fra %(missing)s kliniker(e)."), _("Be en kliniker lese og godkjenne."),
    ),
    "unconfirmed": (
        _("Det er ikke bekreftet at meningen er den samme i %(ids)s."), _("Be en kollega bekrefte, eller velg faglig endring."),
    ),
    "no_unit": (_("Fagmiljøet mangler."), _("Skriv hvilket fagmiljø som svarer for teksten.")),
    "no_owner": (_("Fagansvarlig mangler."), _("Velg hvem som svarer for teksten.")),
    "own_deputy": (_("Fagansvarlig kan ikke være sin egen vara."), _("Velg en annen vara, eller ingen.")),
    "same_person": (_("Den som overtar, er den samme som den som slutter."), _("Velg en annen.")),
    "mail_off": (_("E-post er ikke satt opp her."), _("Be driften om å sette EMAIL_URL, eller be klinikeren logge inn.")),
    "asks_oneself": (_("Du kan ikke spørre deg selv."), _("Skriv adressen til en kliniker.")),
    "asks_writer": (_("Den du spør, har selv skrevet i denne teksten."), _("Be en annen kliniker lese den.")),
    "person_inactive": (_("Kontoen med denne adressen er stengt."), _("Spør en annen kliniker.")),
    "already_asked": (_("Den du spør, har alt fått en lenke."), _("Vent på svar, eller trekk den første forespørselen.")),
    "nothing_said": (_("Kommentaren er tom."), _("Skriv hva du vil si.")),
    "cannot_read": (_("Den du spør, kan ikke lese kommentarer her."), _("Velg en annen.")),
    "changed_since": (_("Innholdet er ikke det som ble godkjent."), _("Send tilbake, og godkjenn på nytt.")),
    "not_live": (_("Utgaven er ikke den gjeldende."), _("Kvalitetssikre den gjeldende utgaven.")),
}  # fmt: skip


def because(code: str, /, **values: object) -> Reason:
    """The reason with this code, in the language of whoever asked."""
    text, what_to_do = WORDS[code]
    return Reason(code, str(text) % values, str(what_to_do))
