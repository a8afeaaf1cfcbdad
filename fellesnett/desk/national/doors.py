"""The doors of the national desk: who writes, who reads and signs, and which of Wagtail's own views the editor needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import HttpRequest

from fellesnett.desk.rules import Arguments, Door, either, national
from fellesnett.editorial.models import OpenItem
from fellesnett.national.models import Topic
from fellesnett.national.permissions import may_sign
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

WRITERS = national(Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR)
APPROVERS = national(Role.NATIONAL_MEDICAL_EDITOR)
READING_ROLES = frozenset({Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR, Role.CLINICIAN, Role.AUDITOR})
READERS = national(*READING_ROLES)


def signs_this(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    """A clinician who answers for the topic, wherever that person works."""
    if "candidate" in arguments:
        topic = Topic.objects.filter(candidates=arguments["candidate"]).first()
    else:
        topic = Topic.objects.filter(key=arguments.get("key", "")).first()
    return topic is not None and may_sign(user, topic)


def is_asked(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    """One who answers for a topic, wherever that person works, or who is asked something nationally by name."""
    answers = Topic.objects.filter(Q(owner=user) | Q(deputy=user)).exists()
    return answers or OpenItem.objects.for_the_nation().open().filter(owner=user).exists()


def own_text_type(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    """Wagtail asks by the name of a model: only for the texts of topics, and only for those who write them."""
    is_text = (arguments.get("app_label"), arguments.get("model_name")) == ("national", "topictext")
    return is_text and WRITERS(user, arguments, request)


ACCESS = {
    "people": "Velg hvem sine roller det gjelder: nasjonal redaksjon eller en region.",
    "people_of": "Hvem som har en rolle der.",
    "people_of_give": "Gi en rolle. Verbet spør om rett.",
    "people_of_take": "Ta bort en rolle, med begrunnelse. Verbet spør om rett.",
    "people_of_withdraw": "Trekk en invitasjon som ikke er brukt.",
    "providers": "Virksomhetenes egen innlogging.",
    "new_provider": "Koble til en virksomhet.",
    "provider": "Én virksomhets innlogging. Viser aldri hemmeligheten.",
    "try_provider": "Prøv forbindelsen.",
    "switch_provider": "Slå innloggingen på eller av.",
    "reset_anyone": "Nullstill andre trinn for en person. Krever begrunnelse.",
}
TEXT = "wagtailsnippets_national_topictext:"

DOORS: tuple[Door, ...] = (
    Door(
        "desk_national:waiting", either(READERS, is_asked), "Det som venter nasjonalt. Andres saker bare med en nasjonal rolle."
    ),
    Door("desk_national:topics", READERS, "Listen over temaer."),
    Door("desk_national:topic", either(READERS, signs_this), "Ett tema."),
    Door("desk_national:editions", either(READERS, signs_this), "Utgavene som er sluppet. De er offentlige."),
    Door("desk_national:edition", either(READERS, signs_this), "En utgave. Den er offentlig."),
    Door("desk_national:call_off", WRITERS, "Avlys en utgave som er planlagt."),
    Door("desk_national:compare", either(READERS, signs_this), "To utgaver mot hverandre."),
    Door("desk_national:comments", either(WRITERS, signs_this), "Det kolleger sier om teksten. For dem som skriver og signerer."),
    Door("desk_national:comment_settle", either(WRITERS, signs_this), "Sette en kommentar som ferdig."),
    Door("desk_national:comment_reopen", either(WRITERS, signs_this), "Åpne en kommentar igjen."),
    Door("desk_national:create", WRITERS, "Nytt tema."),
    Door("desk_national:describe", WRITERS, "Temaets fakta, koder og synonymer."),
    Door("desk_national:start_language", WRITERS, "Ny språkversjon."),
    Door("desk_national:submit", WRITERS, "Send til godkjenning, med virkningen vist."),
    Door("desk_national:follow_source", WRITERS, "Hva bokmål sier nytt, mot teksten på et annet språk."),
    Door("desk_national:hints", WRITERS, "Rådene om teksten ett for ett, og hva som beholdes."),
    Door("desk_national:arrange", WRITERS, "Del, slå sammen og flytt blokker."),
    Door("desk_national:join", WRITERS, "Slå sammen blokker."),
    Door("desk_national:move", WRITERS, "Flytt en blokk."),
    Door("desk_national:split", WRITERS, "Del opp en blokk."),
    Door("desk_national:withdraw", APPROVERS, "Trekk et tema."),
    Door("desk_national:candidate", either(READERS, signs_this), "Utkastet som er til godkjenning."),
    Door("desk_national:sign", either(national(Role.CLINICIAN), signs_this), "Faglig godkjenning."),
    Door("desk_national:return", either(WRITERS, signs_this), "Send tilbake med begrunnelse."),
    Door("desk_national:confirm", WRITERS, "Bekreft at meningen er den samme."),
    Door("desk_national:approve", APPROVERS, "Redaksjonell godkjenning."),
    Door("desk_national:owners", READERS, "Hvem som svarer for hvert tema."),
    Door("desk_national:assign", WRITERS, "Endre hvem som svarer for et tema."),
    Door("desk_national:hand_over", WRITERS, "La andre overta fra en som slutter."),
    Door("desk_national:reviews", READERS, "Hva som skal kvalitetssikres, og når."),
    Door("desk_national:review", either(READERS, signs_this), "Kvalitetssikring av en utgave. Verbet spør om rett."),
    Door("desk_national:ask", WRITERS, "Be en kliniker uten konto lese utkastet."),
    Door("desk_national:withdraw_request", WRITERS, "Trekk en forespørsel som ikke er besvart."),
    Door("desk_national:release", WRITERS, "Slipp utgaven."),
    *(Door(f"desk_national:{name}", APPROVERS, why) for name, why in ACCESS.items()),
    Door(TEXT + "list", WRITERS, "Sender videre til listen over temaer."),
    Door(TEXT + "edit", WRITERS, "Teksten i Wagtails redigering."),
    Door(TEXT + "history", WRITERS, "Hvem som har lagret hva."),
    Door(TEXT + "history_results", WRITERS, "Det samme, når listen filtreres."),
    Door(TEXT + "revisions_view", WRITERS, "Et tidligere utkast."),
    Door(TEXT + "revisions_revert", WRITERS, "Hent tilbake et tidligere utkast. Det lagres som et nytt."),
    Door(TEXT + "revisions_compare", WRITERS, "To utkast mot hverandre."),
    Door(TEXT + "preview_on_edit", WRITERS, "Forhåndsvisning mens det skrives."),
    Door(TEXT + "lock", WRITERS, "Lås teksten mens den skrives om."),
    Door(TEXT + "unlock", WRITERS, "Lås opp."),
    Door("wagtailadmin_editing_sessions:ping", own_text_type, "Sier fra når en annen skriver i samme tekst."),
    Door("wagtailadmin_editing_sessions:release", WRITERS, "Sier fra at en har sluttet å skrive. Gjelder bare egen økt."),
)
