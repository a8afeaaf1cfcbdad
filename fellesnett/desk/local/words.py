"""What things are called on the screens of the local desk, and what time means for a question."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.editorial.models import OpenItemKind

NEAR = timedelta(days=3)

IF_YOU_WAIT = {
    OpenItemKind.UPDATE: gettext_lazy("Pasientene ser den gamle teksten. Etter 30 dager får nettansvarlig og regionen beskjed."),
    OpenItemKind.CONFLICT: gettext_lazy(
        "Pasientene ser deres tekst som før. Etter 30 dager får nettansvarlig og regionen beskjed."
    ),
    OpenItemKind.HIDDEN_CHANGE: gettext_lazy(
        "Pasientene ser ikke den nye nasjonale teksten. Etter 30 dager får regionen beskjed."
    ),
    OpenItemKind.STILL_RIGHT: gettext_lazy("Siden vises som før, uten det som er nytt nasjonalt."),
    OpenItemKind.ORPHAN: gettext_lazy("Siden vises som før, uten det som er nytt nasjonalt."),
    OpenItemKind.SAFETY: gettext_lazy(
        "Varselet står over deres tekst. Ved fristen tas deres tekst til side, og den nasjonale vises."
    ),
    OpenItemKind.POLICY: gettext_lazy("Deres tekst står til fristen."),
    OpenItemKind.LAPSING: gettext_lazy("Ved fristen foreslås den nasjonale teksten i stedet for deres."),
    OpenItemKind.LANGUAGE_BEHIND: gettext_lazy("Leserne ser det som sist ble godkjent på dette språket."),
    OpenItemKind.WITHDRAWN: gettext_lazy("Siden tas ned ved fristen."),
    OpenItemKind.REVIEW_DUE: gettext_lazy("Siden vises som før, også når noe på den er blitt galt."),
    OpenItemKind.SIGN_OFF: gettext_lazy("Det nye vises ikke før det er godkjent faglig."),
    OpenItemKind.RELEASE: gettext_lazy("Den nye utgaven når ingen."),
    OpenItemKind.FEEDBACK: gettext_lazy("Leserne finner kanskje ikke det de trenger. Det de har skrevet, slettes etter en tid."),
    OpenItemKind.HAND_OVER: gettext_lazy("Ingen svarer for teksten når noen spør. Ved fristen er det fortsatt deres."),
    OpenItemKind.ACCESS: gettext_lazy("Personen kommer ikke inn før noen har svart."),
    OpenItemKind.COMMENT: gettext_lazy("En kollega venter på svar fra deg. Siden vises som før."),
    OpenItemKind.DEAD_LINK: gettext_lazy("Leserne som følger lenken, kommer ingen vei. Saken lukkes når lenken virker igjen."),
    OpenItemKind.RETIRED_CODE: gettext_lazy("Den som slår opp koden, finner kanskje ikke teksten."),
    OpenItemKind.PROPOSAL: gettext_lazy("Leserne ser siden som den er. Det som er skrevet, blir liggende."),
    OpenItemKind.ORDER: gettext_lazy("Bestillingen står som den er. Pasientene ser ikke teksten før den er tatt i bruk."),
    OpenItemKind.HEARING: gettext_lazy("Teksten kan bli besluttet uten at dere er hørt."),
    OpenItemKind.DELIVERY: gettext_lazy("Leserne ser det som står hos dere nå. Partneren venter på svar."),
    OpenItemKind.SUGGESTION: gettext_lazy("De som sendte innspillet, får ikke svar."),
}
IF_YOU_ARE_TOLD = {
    OpenItemKind.LANGUAGE_BEHIND: gettext_lazy(
        "Leserne ser teksten som den er. Saken lukkes når den nasjonale teksten er skrevet om."
    ),
}
JUST_NEWS = gettext_lazy("Ingenting skjer. Svaret ligger her til noen har lest det.")
"""What is said of other cases that ask nothing of those who read them."""
NOT_SHOWN_YET = gettext_lazy("Siden vises ikke for noen før den er godkjent.")

LAYERS = {
    "national": gettext_lazy("Nasjonal tekst"),
    "group": gettext_lazy("Felles variant"),
    "site": gettext_lazy("Vår tekst"),
    "place": gettext_lazy("Bare her"),
}
OPERATIONS = {
    "fill": gettext_lazy("Utfylt"),
    "supplement": gettext_lazy("Tillegg"),
    "override": gettext_lazy("Erstatning"),
    "omit": gettext_lazy("Utelatt"),
    "retitle": gettext_lazy("Egen tittel"),
}
REASON_CODES = {
    "local_practice": gettext_lazy("Vi gjør det på en annen måte her"),
    "not_applicable": gettext_lazy("Gjelder ikke hos oss"),
    "local_equipment": gettext_lazy("Vi har annet utstyr"),
    "local_organization": gettext_lazy("Vi er organisert på en annen måte"),
    "other": gettext_lazy("Annet"),
}


def due(deadline: datetime, at: datetime) -> str:
    """`Frist i morgen, 25. november`; `Fristen gikk ut for 3 dager siden`."""
    days = (localtime(deadline).date() - localtime(at).date()).days
    when = date_format(localtime(deadline), "j. F")
    if deadline < at:
        return _("Fristen gikk ut i dag") if days == 0 else _("Fristen gikk ut %(date)s") % {"date": when}
    if days == 0:
        return _("Frist i dag kl. %(time)s") % {"time": date_format(localtime(deadline), "H.i")}
    if days == 1:
        return _("Frist i morgen, %(date)s") % {"date": when}
    return _("Frist om %(days)s dager, %(date)s") % {"days": days, "date": when}


def is_near(deadline: datetime, at: datetime) -> bool:
    """So close, or past, that it is shown in red and said in words."""
    return deadline - at <= NEAR
