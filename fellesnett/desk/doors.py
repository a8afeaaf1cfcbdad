"""Every door of the desk. What is not listed here is shut for everybody, also for superusers."""

from __future__ import annotations

from functools import cache

from fellesnett.desk.access.doors import DOORS as ACCESS_DOORS
from fellesnett.desk.alerts.doors import DOORS as ALERT_DOORS
from fellesnett.desk.boards.doors import DOORS as BOARD_DOORS
from fellesnett.desk.brand.doors import DOORS as BRAND_DOORS
from fellesnett.desk.codes.doors import DOORS as CODE_DOORS
from fellesnett.desk.consumers.doors import DOORS as CONSUMER_DOORS
from fellesnett.desk.local.doors import DOORS as LOCAL_DOORS
from fellesnett.desk.manual.doors import DOORS as MANUAL_DOORS
from fellesnett.desk.mine.doors import DOORS as OWN_DOORS
from fellesnett.desk.national.doors import DOORS as NATIONAL_DOORS
from fellesnett.desk.orders.doors import DOORS as ORDER_DOORS
from fellesnett.desk.partners.doors import DOORS as PARTNER_DOORS
from fellesnett.desk.rules import Door, any_member, anyone
from fellesnett.desk.signposts.doors import DOORS as SIGNPOST_DOORS
from fellesnett.desk.sitepages.doors import doors as sitepage_doors
from fellesnett.desk.sources.doors import DOORS as SOURCE_DOORS

WAGTAIL_DOORS: tuple[Door, ...] = (
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

GALLERY = Door("public_gallery", any_member, "Komponentgalleriet: hva sidene er bygd av, med oppdiktede eksempler.")

DOORS: tuple[Door, ...] = (
    *ACCESS_DOORS,
    *WAGTAIL_DOORS,
    GALLERY,
    *MANUAL_DOORS,
    *OWN_DOORS,
    *NATIONAL_DOORS,
    *LOCAL_DOORS,
    *ALERT_DOORS,
    *BRAND_DOORS,
    *BOARD_DOORS,
    *ORDER_DOORS,
    *CONSUMER_DOORS,
    *CODE_DOORS,
    *SOURCE_DOORS,
    *PARTNER_DOORS,
    *SIGNPOST_DOORS,
    *sitepage_doors(),
)


@cache
def door_for(view_name: str) -> Door | None:
    """The door at a view, or None: then it is shut."""
    return next((door for door in DOORS if door.fits(view_name)), None)
