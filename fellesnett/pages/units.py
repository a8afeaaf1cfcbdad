"""Who answers for a page where nobody else has been named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wagtail.models import Revision

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Site

UNIT = {
    "nb": "Kommunikasjonsavdelingen",
    "nn": "Kommunikasjonsavdelinga",
    "se": "Gulahallanossodat",
    "en": "Communications department",
}


def unit_to_propose(user: User, sites: Sequence[Site]) -> str:
    """The unit that this person last wrote for at one of these sites; else, where there is one site, who answers there.

    One query. Empty where neither is known: then it is asked for.
    """
    own = Revision.objects.filter(user=user, content_type__app_label="pages", content__site__in=[site.pk for site in sites])
    last = own.exclude(content__unit="").order_by("-created_at", "-pk").values_list("content__unit", flat=True).first()
    if last:
        return str(last)
    return UNIT[sites[0].language] if len(sites) == 1 else ""
