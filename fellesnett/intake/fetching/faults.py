"""What can go wrong with a source, in words for the person who answers for it."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SENTENCES = {
    "slow": _("Kilden brukte for lang tid på å svare."),
    "cut": _("Forbindelsen ble brutt før hele svaret var kommet."),
    "no_host": _("Vi finner ikke maskinen som kilden ligger på."),
    "certificate": _("Kilden har ikke et gyldig sertifikat."),
    "inside": _("Adressen til kilden fører inn i et lukket nett. Ingenting ble spurt."),
    "not_https": _("Kilden sendte oss til en adresse uten kryptering. Vi fulgte den ikke."),
    "elsewhere": _("Kilden sendte oss til en annen maskin. Vi fulgte den ikke."),
    "too_large": _("Svaret var større enn vi tar imot."),
    "malformed": _("Adressen til kilden kan ikke leses."),
    "key": _("Kilden tok ikke imot nøkkelen vår. Be den som drifter løsningen om å sette en som gjelder."),
    "busy": _("Kilden har for mye å gjøre, og ber oss vente."),
    "broken": _("Kilden svarte med en feil."),
    "refused": _("Kilden ville ikke svare på det vi spurte om."),
    "shape": _("Svaret har en annen form enn før. Ingenting er tatt inn. Det som står, vises til det går ut."),
    "failed": _("Noe gikk galt hos oss da svaret skulle tas inn. Det prøves igjen. Hjelper ikke det, står feilen i loggen."),
    "not_allowed": _("Den som slo på kilden, har ikke lenger en rolle som gjelder. Slå den på igjen."),
}
"""Each word that `Source.fault` may hold."""
