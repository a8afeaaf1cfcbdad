"""The manual's pictures, taken anew from the running demonstration: `python -m tests.manual_pictures` (`make screenshots`).

Each is cropped to what its page speaks of, and small: WebP, at most `WIDE` pixels wide. With names given, only those.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.db import connections
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from demo import PASSWORD
from fellesnett.config.settings import choose
from tests.conftest import CHROMIUM, FLAGS, PATIENCE

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "fellesnett" / "desk" / "static" / "desk" / "manual"
PORT = int(os.environ.get("PORT", "9438"))
HOST = f"http://www.localhost:{PORT}"
WIDE, QUALITY = 860, 72
SCREEN = {"width": 1100, "height": 900}
KNEE = "/admin/lokalt/unn/tekster/kneprotese/"
EDIT = ".title-wrapper a"
NATIONAL = "/admin/nasjonalt/tema/kneprotese/"
MAMMOGRAPHY = "/admin/nasjonalt/tema/mammografi/"
NEXT = "section[aria-labelledby=next]"
REVIEWED = "section.w-panel:has-text('Er siden fortsatt riktig?')"
NEWCOMER = "ny.kollega"
"""Somebody whom the hospital's own log-in vouches for, and who has no role yet."""


@dataclass(frozen=True)
class Shot:
    """`who` looks at `address`, then follows the first of each of `clicks`; what is kept begins at `start` and is `tall`."""

    name: str
    who: str
    address: str
    clicks: tuple[str, ...] = ()
    start: str = ".desk-page"
    tall: int = 560


SHOTS = (
    Shot("logge-inn", "", "/admin/login/", start="main", tall=520),
    Shot("glemt-passord", "", "/admin/inn/glemt/", start="main", tall=460),
    Shot("sikkerhet", "redaktor.unn", "/admin/sikkerhet/", tall=420),
    Shot("venter", "redaktor.unn", "/admin/venter/"),
    Shot("samlet", "redaktor.unn", "/admin/venter/", ("a:has-text('Velg alle og les dem her')",), ".desk-page"),
    Shot("konflikt", "redaktor.unn", "/admin/venter/", ("a:has-text('Ta stilling')",), ".desk-question", 680),
    Shot("e-post", "redaktor.unn", "/admin/e-post/", tall=420),
    Shot("slutte", "redaktor.unn", "/admin/slutter/", tall=360),
    Shot("svare-om-et-tema", "redaktor.unn", KNEE),
    Shot("samtykke", "redaktor.unn", "/admin/lokalt/unn/samtykke/", tall=460),
    Shot("lokal-tekst", "redaktor.unn", KNEE + "nb/", start=".desk-piece--ours"),
    Shot("kommentarer", "redaktor.unn", KNEE + "nb/", ("a:text-is('Kommenter')",), tall=620),
    Shot("tillegg", "redaktor.unn", KNEE + "nb/", ("a:has-text('Legg til etter')",)),
    Shot("publisere", "redaktor.unn", KNEE + "nb/", tall=420),
    Shot("historikk", "redaktor.unn", KNEE + "historikk/", tall=480),
    Shot("ansvar", "redaktor.unn", "/admin/lokalt/unn/ansvar/", tall=480),
    Shot("folk", "redaktor.unn", "/admin/lokalt/unn/folk/", tall=460),
    Shot("melding", "redaktor.unn", "/admin/lokalt/unn/meldinger/ny/", tall=640),
    Shot("meldinger", "redaktor.bergen", "/admin/lokalt/helse-bergen/meldinger/", tall=480),
    Shot("sted", "redaktor.unn", "/admin/lokalt/unn/steder/", ("table a[href*='/steder/']",), tall=640),
    Shot("egen-side", "redaktor.unn", "/admin/sider/nyheter/", (EDIT,), "main", 640),
    Shot("bilde", "redaktor.felles", "/admin/sider/bilder/", start="main", tall=520),
    Shot("utseende", "redaktor.unn", "/admin/lokalt/unn/utseende/", tall=640),
    Shot("meny-og-bunn", "redaktor.unn", "/admin/sider/profil/", (EDIT,), "main", 640),
    Shot("apne", "redaktor.unn", "/admin/lokalt/unn/for-apning/", tall=520),
    Shot("tilbakemeldinger", "redaktor.unn", "/admin/lokalt/unn/tilbakemeldinger/", tall=480),
    Shot("bestille", "redaktor.unn", "/admin/lokalt/unn/medvirkning/", tall=520),
    Shot("oversikter", "redaktor.unn", "/admin/oversikt/dekning/", tall=600),
    Shot("tema", "skribent", NATIONAL, tall=620),
    Shot("nasjonal-tekst", "skribent", NATIONAL, ("a:text-is('Skriv')",), "main", 640),
    Shot("blokker", "skribent", NATIONAL + "nb/blokker/"),
    Shot("virkning", "skribent", "/admin/nasjonalt/tema/mammografi/nb/til-godkjenning/", tall=640),
    Shot("utkast", "klinikk", "/admin/", ("a[href*='/nasjonalt/utkast/']",), tall=620),
    Shot("bestillinger", "nasjonal", "/admin/nasjonalt/bestillinger/", tall=420),
    Shot("horinger", "nasjonal", "/admin/nasjonalt/horinger/", tall=420),
    Shot("etter-bokmal", "skribent", "/admin/nasjonalt/tema/cellegift/nn/etter-bokmal/", tall=640),
    Shot("kvalitetssikring", "nasjonal", "/admin/nasjonalt/kvalitetssikring/", tall=480),
    Shot("trekke", "nasjonal", NATIONAL + "trekk/", tall=640),
    Shot("utgaver", "nasjonal", NATIONAL + "nb/utgaver/", tall=420),
    Shot("innlogging", "nasjonal", "/admin/nasjonalt/innlogging/", tall=420),
    Shot("nullstill", "nasjonal", "/admin/nasjonalt/innlogging/nullstill/", tall=460),
    Shot("mottaker", "nasjonal", "/admin/nasjonalt/mottakere/ny/", tall=560),
    Shot("sikkerhetsendringer", "nasjonal", "/admin/nasjonalt/tilbakekallinger/", tall=340),
    Shot("innspill", "nasjonal", "/admin/nasjonalt/innspill/", ("th a[href*='/innspill/']",), tall=680),
    Shot("nasjonale-kommentarer", "klinikk", "/admin/", ("a[href*='/nasjonalt/utkast/']", "a:has-text('Kommenter')"), tall=560),
    Shot("be-en-kliniker", "skribent", MAMMOGRAPHY, ("a[href*='/utkast/']", "summary:has-text('Be en kliniker')"), NEXT, 640),
    Shot("nytt-innspill", "redaktor.unn", KNEE, ("a:has-text('Send innspill om teksten')",), tall=480),
    Shot("horing", "redaktor.innlandet", "/admin/venter/", ("a[href*='/horing/']",), "#svar", 600),
    Shot("tilbake-til-nasjonal", "redaktor.unn", KNEE + "nb/", start=".desk-piece--ours", tall=420),
    Shot("behold-slik", "skribent", "/admin/nasjonalt/tema/allergitest/nb/rad/", tall=520),
    Shot("fortsatt-riktig", "redaktor.unn", "/admin/sider/avdelinger/", (EDIT,), REVIEWED, 340),
    Shot("side-historikk", "redaktor.unn", "/admin/sider/nyheter/", (EDIT, "a[href*='/history/']"), "main", 300),
    Shot("kilder", "nasjonal", "/admin/nasjonalt/kilder/", tall=560),
    Shot("levering", "redaktor.lovisenberg", "/admin/lokalt/lovisenberg/leveringer/", ("th a:has-text('Galleblære')",), tall=780),
    Shot("partner", "nasjonal", "/admin/nasjonalt/partnere/", ("th a",), tall=640),
    Shot("koder", "nasjonal", "/admin/nasjonalt/kodeverk/", tall=460),
    Shot("veivisere", "nasjonal", "/admin/nasjonalt/veivisere/ny/", tall=560),
    Shot("be-om-tilgang", NEWCOMER, "/admin/inn/uten-rolle/", start="main", tall=640),
)


@contextmanager
def demonstration() -> Iterator[None]:
    """The demonstration in DATA_DIR, loaded where it is not, the worker having been by, served until the pictures are taken."""
    run = [sys.executable, "-m", "fellesnett"]
    for command in (["prepare"], ["demo", "load", "--unless-loaded"], ["worker", "--once"]):
        subprocess.run([*run, *command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*run, "serve", "--port", str(PORT)], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _await_server()
        yield
    finally:
        server.terminate()
        server.wait()


def welcome_newcomer() -> str:
    """Make the newcomer as the hospital's provider would, and return the key of the session she has come in with."""
    from django.test import RequestFactory

    from fellesnett.access.models import Method, Provider
    from fellesnett.accounts.models import User
    from fellesnett.desk.access.sessions import enter
    from fellesnett.foundation import clock
    from fellesnett.organizations.models import Organization

    at, hospital = clock.now(), Organization.objects.get(key="unn-hf")
    facts = {"first_name": "Nina", "last_name": "Nyansatt"}
    newcomer, _made = User.objects.get_or_create(email=f"{NEWCOMER}@demo.example", defaults=facts)
    owner = User.objects.get(email="nasjonal@demo.example")
    said = {"name": "UNNs innlogging", "organization": hospital, "issuer": "https://innlogging.example/", "described_at": at}
    provider, _made = Provider.objects.get_or_create(
        slug="unn",
        defaults={**said, "client_id": "desk", "email_domains": ["demo.example"], "enabled": True, "described_by": owner},
    )
    request = RequestFactory().get("/admin/")
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    enter(request, newcomer, Method.PROVIDER, at=at, provider=provider)
    request.session.save()
    connections.close_all()
    return str(request.session.session_key)


def _await_server() -> None:
    for _ in range(240):
        try:
            with socket.create_connection(("127.0.0.1", PORT), timeout=1):
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the server did not come up")


def log_in(browser: Browser, who: str, newcomer: str) -> Page:
    page = browser.new_context(viewport=SCREEN, locale="nb-NO", reduced_motion="reduce").new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    if who == NEWCOMER:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": newcomer, "domain": "www.localhost", "path": "/"}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
    elif who:
        page.goto(f"{HOST}/admin/login/")
        page.fill("input[name=username]", f"{who}@demo.example")
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{HOST}/admin/")
    return page


def take(page: Page, shot: Shot) -> bytes:
    """The picture as WebP. Fails loudly where the screen is not what the page of the manual says."""
    answer = page.goto(HOST + shot.address)
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{shot.name}: {shot.address} answered {answer and answer.status}")
    for click in shot.clicks:
        page.locator(click).first.click()
        page.wait_for_load_state()
    page.wait_for_timeout(400)
    box = page.locator(shot.start).first.bounding_box()
    if box is None:
        raise RuntimeError(f"{shot.name}: {shot.start} is not on the screen")
    page.locator(shot.start).first.scroll_into_view_if_needed()
    box = page.locator(shot.start).first.bounding_box() or box
    clip = {"x": box["x"], "y": max(0, box["y"]), "width": min(box["width"], SCREEN["width"] - box["x"]), "height": shot.tall}
    png = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail((WIDE, 2000))
    kept = io.BytesIO()
    picture.save(kept, "WEBP", quality=QUALITY, method=6)
    return kept.getvalue()


def main(names: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs a loop of its own, and nobody else is here
    choose()
    django.setup()
    failed = []
    with demonstration(), sync_playwright() as playwright:
        newcomer = welcome_newcomer()  # first of all: the log-in shows her hospital's own way in
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages: dict[str, Page] = {}
        for shot in (shot for shot in SHOTS if not names or shot.name in names):
            page = pages.get(shot.who) or pages.setdefault(shot.who, log_in(browser, shot.who, newcomer))
            try:
                (FOLDER / f"{shot.name}.webp").write_bytes(take(page, shot))
            except Exception as fault:
                failed.append(f"{shot.name}: {fault}")
        browser.close()
    if failed:
        raise SystemExit("\n".join(failed))


if __name__ == "__main__":
    main(sys.argv[1:])
