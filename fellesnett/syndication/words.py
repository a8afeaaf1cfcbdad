"""The words of the page where the code is copied. It is for those who run sites in Norway: bokmål and nynorsk."""

HEIGHTS = (400, 600, 900)  # pixels

WORDS = {
    "nb": {
        "title": "Vis en tekst på nettstedet deres",
        "lead": "Her lager du kode som viser en av tekstene våre på en side hos dere. Teksten er alltid den som gjelder nå: "
        "Når sykehuset endrer den, endres den hos dere også.",
        "url": "Adressen til siden",
        "help": "Kopier adressen fra siden om behandlingen, undersøkelsen eller sykdommen, for eksempel "
        "https://www.unn.no/behandlinger/kneprotese/.",
        "find": "Finn teksten",
        "which": "Hvilke deler skal vises?",
        "which_help": "Uten kryss vises hele teksten. Deler som ikke kan stå alene, får resten av teksten brettet sammen under.",
        "height": "Hvor høy skal rammen være?",
        "pixels": "piksler",
        "make": "Lag koden",
        "code": "Koden",
        "code_help": "Kopier alt i feltet, og lim det inn der dere kan skrive HTML i publiseringsløsningen. Koden bruker ikke "
        "skript og setter ingen informasjonskapsler. Lenken nederst er for dem som ikke ser rammen.",
        "link_only": "Kan dere ikke lime inn HTML, lenk til siden i stedet:",
        "preview": "Slik blir det",
        "terms": "Det dere kan bruke teksten til",
        "terms_text": "Tekstene er under Norsk lisens for offentlige data (NLOD). La det stå hvem teksten er fra: Det står "
        "nederst i rammen. Tas en tekst bort, står det i rammen, med en lenke til den som gjelder i stedet.",
        "more": "For utviklere: åpne data og grensesnitt",
    },
    "nn": {
        "title": "Vis ein tekst på nettstaden dykkar",
        "lead": "Her lagar du kode som viser ein av tekstane våre på ei side hos dykk. Teksten er alltid den som gjeld no: "
        "Når sjukehuset endrar han, blir han endra hos dykk òg.",
        "url": "Adressa til sida",
        "help": "Kopier adressa frå sida om behandlinga, undersøkinga eller sjukdommen, til dømes "
        "https://www.unn.no/behandlinger/kneprotese/.",
        "find": "Finn teksten",
        "which": "Kva delar skal visast?",
        "which_help": "Utan kryss blir heile teksten vist. Delar som ikkje kan stå åleine, får resten av teksten bretta saman "
        "under.",
        "height": "Kor høg skal ramma vere?",
        "pixels": "pikslar",
        "make": "Lag koden",
        "code": "Koden",
        "code_help": "Kopier alt i feltet, og lim det inn der de kan skrive HTML i publiseringsløysinga. Koden bruker ikkje "
        "skript og set ingen informasjonskapslar. Lenkja nedst er for dei som ikkje ser ramma.",
        "link_only": "Kan de ikkje lime inn HTML, lenk til sida i staden:",
        "preview": "Slik blir det",
        "terms": "Det de kan bruke teksten til",
        "terms_text": "Tekstane er under Norsk lisens for offentlege data (NLOD). Lat det stå kven teksten er frå: Det står "
        "nedst i ramma. Blir ein tekst teken bort, står det i ramma, med ei lenkje til den som gjeld i staden.",
        "more": "For utviklarar: opne data og grensesnitt",
    },
}
