"""Every door of the desk. What is not listed here is shut for everybody, also for superusers."""

from __future__ import annotations

from functools import cache

from fellesnett.desk.local.doors import DOORS as LOCAL_DOORS
from fellesnett.desk.national.doors import DOORS as NATIONAL_DOORS
from fellesnett.desk.rules import Door, any_member, anyone

WAGTAIL_DOORS: tuple[Door, ...] = (
    Door("wagtailadmin_login", anyone, "Innlogging.", anonymous=True),
    Door("wagtailadmin_logout", anyone, "Utlogging.", anonymous=True),
    Door(
        "wagtailadmin_javascript_catalog",
        anyone,
        "Ordene som skrivebordets skript bruker. Inneholder ingen data.",
        anonymous=True,
    ),
    Door("wagtailadmin_sprite", anyone, "Ikonene. Innloggingen henter dem også. Inneholder ingen data.", anonymous=True),
    Door("wagtailadmin_home", any_member, "Forsiden, med bare egne saker (se `wagtail_hooks`)."),
    Door("wagtailadmin_account", any_member, "Egen konto. Viser og endrer bare den som er logget inn."),
    Door("wagtailadmin_choose_page_external_link", any_member, "Lenkedialogen: nettadresse. Viser ingen sider."),
    Door("wagtailadmin_choose_page_email_link", any_member, "Lenkedialogen: e-post."),
    Door("wagtailadmin_choose_page_phone_link", any_member, "Lenkedialogen: telefon."),
    Door("wagtailadmin_dismissibles", any_member, "Egne valg om hva som er lest. Gjelder bare den som er logget inn."),
)

DOORS: tuple[Door, ...] = (*WAGTAIL_DOORS, *NATIONAL_DOORS, *LOCAL_DOORS)


@cache
def door_for(view_name: str) -> Door | None:
    """The door at a view, or None: then it is shut."""
    return next((door for door in DOORS if door.fits(view_name)), None)
