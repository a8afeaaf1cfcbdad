"""Which page of the manual explains which screen of the desk, and which reason of a refusal. One table, read from top to bottom.

`tests/architecture/test_manual.py` sees to it that every door stands here, or in `WITHOUT_A_PAGE` with why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fellesnett.pages.models import looked_over_models, page_models
from fellesnett.pages.retagging import CODED

OWN_PAGES = tuple(str(model._meta.model_name) for model in page_models())
OLDER = ("delete", "history", "history_results", "unpublish", "lock", "unlock", "revisions_*")

TASKS: Mapping[str, tuple[str, ...]] = {
    "logge-inn": (
        "wagtailadmin_login",
        "desk_entry:code",
        "desk_entry:left",
        "desk_entry:begin",
        "desk_entry:answer",
        "desk_mine:kept",
    ),
    "sette-opp-to-trinn": ("desk_security:*",),
    "be-om-tilgang": ("desk_entry:without_role",),
    "lage-nytt-passord": ("desk_entry:forgotten", "desk_entry:new_password", "desk_entry:invited"),
    "finne-det-som-venter": ("wagtailadmin_home", "desk_local:site", "desk_national:waiting"),
    "velge-e-post-og-sprak": ("desk_mine:letters", "wagtailadmin_account"),
    "slutte": ("desk_mine:last_day",),
    "godkjenne-mange-samtidig": ("desk_local:inbox", "desk_local:approve_chosen", "desk_local:undo_chosen"),
    "velge-ved-konflikt": ("desk_local:update", "desk_local:choose"),
    "svare-om-et-tema": (
        "desk_local:texts",
        "desk_local:topic",
        "desk_local:adopt",
        "desk_local:new_group",
        "desk_local:not_offered",
        "desk_local:own_page",
        "desk_local:take_back",
    ),
    "bestille-en-tekst": ("desk_orders:*",),
    "foresla-en-endring": ("desk_orders:proposal*",),
    "svare-pa-en-horing": ("desk_orders:hearing",),
    "bestemme-hva-som-gar-rett-ut": ("desk_local:policy",),
    "skrive-tillegg": ("desk_local:create", "desk_local:edit"),
    "erstatte-et-avsnitt": ("desk_local:text",),
    "sporre-en-kollega": ("desk_local:comment*", "desk_local:say"),
    "snakke-om-en-nasjonal-tekst": ("desk_national:comment*",),
    "ga-tilbake-til-nasjonal": ("desk_local:put_aside", "desk_local:bring_back", "desk_local:to_national", "desk_local:to_local"),
    "godkjenne-og-publisere": ("desk_local:approve", "desk_local:approve_group", "desk_local:sign"),
    "se-hva-som-har-skjedd": ("desk_local:history",),
    "bestemme-hvem-som-svarer": (
        "desk_local:owners",
        "desk_local:assign",
        "desk_local:hand_over",
        "desk_national:owners",
        "desk_national:assign",
        "desk_national:hand_over",
    ),
    "gi-tilgang": ("desk_local:people*", "desk_national:people*"),
    "nullstille-andre-trinn": ("desk_local:people_reset", "desk_national:reset_anyone"),
    "se-hvem-som-har-hva": ("desk_boards:*",),
    "hente-fra-kilder-utenfra": ("desk_national:source*",),
    "sette-en-driftsmelding": (
        "desk_local:new_alert",
        "desk_local:alert",
        "desk_local:replace_alert",
        "desk_national:new_alert",
        "desk_national:alert",
        "desk_national:replace_alert",
    ),
    "avslutte-en-melding": (
        "desk_local:alerts",
        "desk_local:end_alert",
        "desk_local:alert_history",
        "desk_national:alerts",
        "desk_national:end_alert",
        "desk_national:alert_history",
    ),
    "endre-apningstider": ("desk_local:places", "desk_local:place", "desk_local:new_place"),
    "skrive-en-egen-side": ("wagtailsnippets_pages_*",),
    "hente-tilbake-en-eldre-side": tuple(f"wagtailsnippets_pages_{model}:{act}" for model in OWN_PAGES for act in OLDER),
    "beholde-en-ordlyd": (
        "desk_national:hints",
        "desk_local:hints",
        *(f"wagtailsnippets_pages_{model}:hints" for model in OWN_PAGES),
    ),
    "holde-sidene-riktige": tuple(
        f"wagtailsnippets_pages_{model._meta.model_name}:still_right" for model in looked_over_models()
    ),
    "legge-inn-et-bilde": ("wagtailsnippets_pages_picture:*",),
    "endre-meny-og-bunn": ("wagtailsnippets_pages_siteprofile:*",),
    "velge-farge-og-logo": ("desk_local:look", "desk_local:logo", "desk_local:remove_logo"),
    "apne-et-nettsted": ("desk_local:beginning", "desk_local:begin_pages", "desk_local:go_public"),
    "svare-pa-tilbakemeldinger": ("desk_local:feedback*",),
    "lage-et-nytt-tema": (
        "desk_national:topics",
        "desk_national:topic",
        "desk_national:create",
        "desk_national:describe",
        "desk_national:start_language",
    ),
    "skrive-nasjonal-tekst": ("wagtailsnippets_national_topictext:*",),
    "dele-og-flytte-avsnitt": ("desk_national:arrange", "desk_national:join", "desk_national:move", "desk_national:split"),
    "sende-til-godkjenning": ("desk_national:submit",),
    "godkjenne-og-slippe": (
        "desk_national:candidate",
        "desk_national:sign",
        "desk_national:confirm",
        "desk_national:approve",
        "desk_national:release",
        "desk_national:call_off",
        "desk_national:return",
    ),
    "skrive-under-uten-innlogging": (
        "desk_national:ask",
        "desk_national:withdraw_request",
        "desk_local:ask",
        "desk_local:withdraw_request",
    ),
    "behandle-bestillinger": ("desk_life:*",),
    "holde-en-horing": ("desk_life:hearing*", "desk_life:reply", "desk_life:end"),
    "behandle-innspill": ("desk_life:proposal*", "desk_life:take", "desk_life:decline_proposal", "desk_life:merge_proposals"),
    "kvalitetssikre": ("desk_national:reviews", "desk_national:review"),
    "skrive-etter-bokmal": ("desk_national:follow_source",),
    "bytte-utgatte-koder": (
        "desk_national:code_system*",
        "desk_national:retired_codes*",
        "desk_national:topic_codes",
        "desk_national:retag",
        "desk_national:keep_codes",
        "desk_national:signpost_retag",
        "desk_national:signpost_keep",
        "desk_life:order_retag",
        "desk_life:order_keep",
        *(f"wagtailsnippets_pages_{model._meta.model_name}:{act}" for model in CODED for act in ("retag", "keep_codes")),
    ),
    "vise-vei-til-andre": ("desk_national:signpost*", "desk_national:new_signpost"),
    "trekke-et-tema": ("desk_national:withdraw",),
    "sammenligne-utgaver": ("desk_national:editions", "desk_national:edition", "desk_national:compare"),
    "svare-pa-en-levering": ("desk_local:deliver*", "desk_local:leave_*"),
    "styre-partnere": ("desk_national:partner*", "desk_national:new_partner", "desk_national:new_organization"),
    "varsle-andre-systemer": ("desk_national:consumer*", "desk_national:new_consumer"),
    "se-hvem-som-har-sikkerhetsendringen": ("desk_national:recall*",),
    "koble-til-innlogging": (
        "desk_national:providers",
        "desk_national:provider",
        "desk_national:new_provider",
        "desk_national:try_provider",
        "desk_national:switch_provider",
    ),
}
"""The screens of each task. A name that ends in `*` is for every view whose name begins so; a longer name decides before it."""

WITHOUT_A_PAGE: Mapping[str, str] = {
    "wagtailadmin_logout": "It logs out and shows the page after it.",
    "wagtailadmin_javascript_catalog": "Words for scripts, not a screen.",
    "wagtailadmin_sprite": "The icons, not a screen.",
    "wagtailadmin_dismissibles": "Remembers what was read; shows nothing.",
    "wagtailadmin_choose_page_external_link": "A dialog within the editor, which has its page.",
    "wagtailadmin_choose_page_email_link": "A dialog within the editor, which has its page.",
    "wagtailadmin_choose_page_phone_link": "A dialog within the editor, which has its page.",
    "wagtailadmin_editing_sessions:ping": "Asked by the editor's script; shows nothing.",
    "wagtailadmin_editing_sessions:release": "Asked by the editor's script; shows nothing.",
    "public_gallery": "Shows what pages are built of, for those who build; no task is done there.",
    "public_brand_sample": "A part of the screen for colours, in a frame.",
    "public_draft": "The site's own page in preview, as its readers will see it; nothing is done there.",
    "desk_mine:item": "Leads on to the screen where the case is answered.",
    "desk_manual:contents": "The manual itself.",
    "desk_manual:task": "The manual itself.",
}
"""Doors that no page explains, and why."""

REASONS: Mapping[str, str] = {
    "unsigned": "godkjenne-og-slippe",
    "needs_sign_off": "godkjenne-og-publisere",
    "needs_owner": "erstatte-et-avsnitt",
    "missing_slot": "godkjenne-og-publisere",
    "needs_decision": "velge-ved-konflikt",
    "stale_base": "velge-ved-konflikt",
    "stale_hash": "godkjenne-og-publisere",
    "not_adopted": "svare-om-et-tema",
    "not_in_use": "svare-om-et-tema",
    "class_too_low": "sende-til-godkjenning",
    "class_missing": "sende-til-godkjenning",
    "locked": "skrive-nasjonal-tekst",
    "unfilled": "skrive-en-egen-side",
    "not_a_clinician": "godkjenne-og-publisere",
    "has_second_step": "nullstille-andre-trinn",
    "roles_elsewhere": "logge-inn",
    "no_role": "be-om-tilgang",
}
"""What a refusal is about, by the code of its reason, where it is another task than the screen's own."""


def page_for(view_name: str) -> str:
    """The task that explains a screen; empty where none does. The longest name that fits decides."""
    fits = [(len(name), slug) for slug, names in TASKS.items() for name in names if _fits(name, view_name)]
    return max(fits)[1] if fits else ""


def _fits(name: str, view_name: str) -> bool:
    return view_name.startswith(name[:-1]) if name.endswith("*") else view_name == name


def page_for_reasons(reasons: Iterable[Any] | None) -> str:
    """The task that helps with a refusal: that of its first known reason; empty where none is known."""
    return next((REASONS[reason.code] for reason in reasons or () if getattr(reason, "code", "") in REASONS), "")
