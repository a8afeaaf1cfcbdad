"""The words of refusals and open items, in one place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VIOLATIONS = {
    "unknown_target": _("Teksten som endringen gjelder, finnes ikke på siden. Velg et annet sted eller legg endringen til side."),
    "policy_locked": _(
        "Denne teksten er låst nasjonalt. Be den nasjonale medisinske redaktøren om unntak, eller foreslå en endring."
    ),
    "policy_supplement_only": _("Denne teksten kan ikke erstattes eller utelates. Legg til et supplement i stedet."),
    "section_has_guarded_block": _(
        "Kapitlet har tekst som ikke kan erstattes eller utelates. Endre de andre avsnittene hver for seg."
    ),
    "duplicate_override": _("Teksten er allerede erstattet eller utelatt her. Endre den som finnes, i stedet for å lage en til."),
    "already_filled": _("Feltet er allerede fylt ut her. Endre verdien som finnes."),
    "not_a_slot": _("Dette er ikke et felt som kan fylles ut."),
    "wrong_position": _("Et supplement kan stå før eller etter et avsnitt, eller til slutt i et kapittel."),
    "empty_content": _("Teksten er tom. Skriv noe, eller legg endringen til side."),
    "other": _("Endringene passer ikke sammen på siden. Gå gjennom dem og legg en av dem til side."),
}

INVALID = (
    ("never hold", _("Teksten inneholder kode som ikke kan vises til pasienter. Lim inn som ren tekst.")),
    ("more than", _("Teksten er for lang. Del den opp.")),
    ("must not be empty", _("Teksten er tom. Skriv noe, eller legg endringen til side.")),
    ("must hold a block", _("Teksten er tom. Skriv noe, eller legg endringen til side.")),
    ("must be one of before", _("Et supplement kan stå før eller etter et avsnitt, eller til slutt i et kapittel.")),
)


def invalid_words(fault: Exception) -> str:
    """What is wrong with a document, in the editor's words."""
    said = str(fault)
    known = next((words for sign, words in INVALID if sign in said), None)
    return str(known or _("Innholdet kan ikke leses: {fault}").format(fault=said))
