"""The drawings of the demonstration, and the front pages they stand on."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import yaml
from django.core.files.base import ContentFile

from demo.base import person
from demo.hospitals import editor_of
from fellesnett.organizations.models import Membership, OrganizationKind, Role, Site
from fellesnett.pages.actions import publish
from fellesnett.pages.actions.branding import put_up_logo
from fellesnett.pages.models import FrontPage, Ground, Logo, Picture, Rights

HERE = Path(__file__).resolve().parent
CREDIT = "Fellesnett"
ON_FRONT_PAGES = {
    OrganizationKind.HEALTH_TRUST: "fjord",
    OrganizationKind.PRIVATE_NONPROFIT: "hender",
    OrganizationKind.REGIONAL_HEALTH_AUTHORITY: "vei",
    OrganizationKind.HOSPITAL_PHARMACY: "apotek",
    OrganizationKind.ICT_COMPANY: "nett",
    OrganizationKind.JOINTLY_OWNED_COMPANY: "nett",
}

ON_SITES = {"pasientreiser": "vei"}  # where another drawing tells more than that of the kind


LOGO = ("www", "logo", "redaktor.felles")
"""The front door's, whose file, put up by whom. Hospitals' logos are theirs, so the demonstration has none of them."""


@cache
def drawings() -> list[dict[str, str]]:
    """The rows of `pictures.yaml`."""
    rows: list[dict[str, str]] = yaml.safe_load((HERE / "pictures.yaml").read_text(encoding="utf-8"))
    return rows


def hang_up(*, at: datetime) -> None:
    """Store the drawings and put each on the front pages of its kind of site. Running it again changes nothing."""
    stored = {row["file"]: _store(row) for row in drawings()}
    pages = FrontPage.objects.live().filter(picture__isnull=True, is_demonstration=True).select_related("site__organization")
    for page in pages:
        drawing = ON_SITES.get(page.site.slug) or ON_FRONT_PAGES.get(OrganizationKind(page.site.organization.kind))
        if drawing and Membership.objects.filter(organization=page.site.organization, role=Role.EDITOR).exists():
            page.picture = stored[drawing]
            publish(page, by=editor_of(page.site), at=at)


def put_up_the_logo(*, at: datetime) -> None:
    """Give the front door a logo made for the project, through the verb that its editors use. Once."""
    slug, name, by = LOGO
    site = Site.objects.get(slug=slug)
    if not Logo.objects.up().filter(site=site).exists():
        content = (HERE / "pictures" / f"{name}.svg").read_bytes()
        put_up_logo(site=site, ground=Ground.DARK, content=content, by=person(by), at=at)


def _store(row: dict[str, str]) -> Picture:
    facts = {name: value for name, value in row.items() if name not in ("file", "site")}
    site = Site.objects.get(slug=row["site"])
    found = Picture.objects.filter(site=site, name=row["name"]).first()
    if found is not None:
        return found
    content = (HERE / "pictures" / f"{row['file']}.svg").read_bytes()
    picture = Picture(site=site, credit=CREDIT, rights=Rights.SHARED, file=ContentFile(content, name="drawing.svg"), **facts)
    picture.full_clean()
    picture.save()
    return picture
