"""Coming in to the desk in a real browser: password and code, lost telephone, the hospital's own provider. Also without script.

With PICTURES=folder the journey keeps a picture of every screen it meets, as wide as a telephone and as a desk.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from fellesnett.access.models import Authenticator, SignIn
from fellesnett.access.tests.factories import code_from, make_provider
from fellesnett.accounts.models import User
from fellesnett.foundation import clock
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user
from tests.journeys.conftest import DESK, PHONE, PageAt, faults
from tests.sign_in.provider import CLIENT, SECRET
from tests.sign_in.running import Running, person, running

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
PASSWORD = "kaffe med melk og sukker"
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"

Look = Callable[[Page, str], None]


@pytest.fixture(autouse=True)
def as_in_production(settings: pytest.FixtureRequest) -> None:
    settings.SIGN_INS_ARE_KEPT = True  # type: ignore[attr-defined]


@pytest.fixture
def host(live_server: LiveServer) -> str:
    return f"http://bergen.localhost:{live_server.url.rpartition(':')[2]}"


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", name="Helse Bergen")


@pytest.fixture
def nurse(bergen: Site) -> User:
    return make_user(
        "kari@helse-bergen.example",
        roles={bergen.organization: Role.EDITOR},
        password=PASSWORD,
        first_name="Kari",
        last_name="Vik",
    )


@pytest.fixture
def provider(bergen: Site, host: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Bergen's provider, in a process of its own, written down and turned on."""
    monkeypatch.setenv("OIDC_TEST", SECRET)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as process:
        people = {"Kari": person("Kari Vik", "kari@helse-bergen.example"), "Ola": person("Ola Berg", "ola@helse-bergen.example")}
        process.tell(people=people, answers_to=[f"{host}/admin/inn/helse-bergen/svar/"])
        make_provider(bergen.organization, issuer=process.issuer, client_id=CLIENT, secret_name="OIDC_TEST", name="Helse Bergen")
        yield process


def look(page: Page, name: str) -> None:
    """At both widths: no rule of accessibility is broken, and nothing goes out at the side."""
    folder = os.environ.get("PICTURES")
    page.wait_for_load_state("load")
    expect(page.locator("main")).to_be_visible()
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page) == [], (name, width)
        assert page.evaluate(SIDEWAYS) <= 0, (name, width)
        if folder:
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def write_password(page: Page, host: str, user: User, onward: str = "/admin/") -> None:
    page.goto(f"{host}{onward}")
    page.locator("[name=username]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn").click()


def app_of(user: User) -> Authenticator:
    app: Authenticator = Authenticator.objects.get(user=user)
    return app


def test_an_editor_sets_up_her_telephone_comes_in_with_it_and_loses_it(
    host: str, nurse: User, bergen: Site, page_at: PageAt
) -> None:
    owner = make_user(
        "eier@helse-bergen.example", roles={bergen.organization: Role.SITE_OWNER}, password=PASSWORD, first_name="Nina"
    )
    page = page_at(DESK)
    page.goto(f"{host}/admin/")
    look(page, "log-in")
    write_password(page, host, nurse)
    expect(page.get_by_text("Rollen din krever to-trinns innlogging.").first).to_be_visible()
    look(page, "home-told")
    page.get_by_role("link", name="Sett opp nå, det tar to minutter").click()
    expect(page.get_by_role("img", name="QR-kode")).to_be_visible()
    look(page, "set-up")
    page.get_by_label("Kode").fill("12345")
    page.get_by_role("button", name="Ferdig").click()
    expect(page.get_by_text("Koden stemmer ikke.")).to_be_visible()
    look(page, "set-up-wrong")
    page.get_by_label("Kode").fill(code_from(app_of(nurse)))
    page.get_by_role("button", name="Ferdig").click()
    expect(page.locator(".desk-codes code")).to_have_count(10)
    codes = page.locator(".desk-codes code").all_inner_texts()
    look(page, "codes")
    page.get_by_role("link", name="Jeg har tatt vare på dem").click()
    expect(page.get_by_role("heading", name="Hei, Kari")).to_be_visible()

    phone = page_at(PHONE)
    write_password(phone, host, nurse, "/admin/lokalt/bergen/tekster/")
    expect(phone.get_by_role("heading", name="Skriv koden")).to_be_visible()
    look(phone, "code")
    phone.get_by_label("Kode").fill(code_from(app_of(nurse), steps=1))
    phone.get_by_role("button", name="Logg inn").click()
    expect(phone).to_have_url(f"{host}/admin/lokalt/bergen/tekster/")
    phone.goto(f"{host}/admin/sikkerhet/")
    expect(phone.get_by_text("Chrome på Linux").first).to_be_visible()
    look(phone, "security")
    phone.get_by_role("button", name="Logg ut på alle andre enheter").click()
    expect(phone.get_by_text("Logget ut på 1 andre enheter.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Innloggingen ble avsluttet.")).to_be_visible()

    at_home = page_at(PHONE)
    write_password(at_home, host, nurse)
    at_home.get_by_text("Har du ikke telefonen?").click()
    at_home.get_by_label("Kode").fill(codes[0])
    at_home.get_by_role("button", name="Logg inn").click()
    expect(at_home.get_by_text("Du har 9 igjen.")).to_be_visible()

    desk = page_at(DESK)
    write_password(desk, host, owner, "/admin/lokalt/bergen/folk/")
    expect(desk.get_by_role("heading", name="Folk og tilgang")).to_be_visible()
    look(desk, "people")
    desk.get_by_role("link", name="Nullstill").click()
    expect(desk.get_by_role("heading", name="Nullstill to-trinns innlogging")).to_be_visible()
    look(desk, "reset")
    desk.get_by_label("Hvorfor, og hvordan vet du").fill("Mistet telefonen. Viste ansattkort på kontoret.")
    desk.get_by_role("button", name="Nullstill").click()
    expect(desk.get_by_text("To-trinns innlogging er nullstilt.")).to_be_visible()
    at_home.reload()
    expect(at_home.get_by_text("Innloggingen ble avsluttet.")).to_be_visible()


def test_a_hospital_signs_in_with_its_own_accounts(
    host: str, nurse: User, bergen: Site, provider: Running, page_at: PageAt
) -> None:
    owner = make_user(
        "eier@helse-bergen.example", roles={bergen.organization: Role.SITE_OWNER}, password=PASSWORD, first_name="Nina"
    )
    page = page_at(DESK)
    page.goto(f"{host}/admin/lokalt/bergen/tekster/")
    look(page, "log-in-with-provider")
    page.get_by_role("link", name="Helse Bergen").click()
    page.get_by_role("button", name="Kari").click()
    expect(page).to_have_url(f"{host}/admin/lokalt/bergen/tekster/")
    page.goto(f"{host}/admin/sikkerhet/")
    look(page, "security-provider")

    new = page_at(PHONE)
    new.goto(f"{host}/admin/")
    new.get_by_role("link", name="Helse Bergen").click()
    new.get_by_role("button", name="Ola").click()
    expect(new.get_by_role("heading", name="Du har ingen rolle ennå")).to_be_visible()
    look(new, "without-role")
    new.get_by_label("Hva skal du gjøre?").fill("Skal skrive om kneoperasjoner.")
    new.get_by_role("button", name="Be om tilgang").click()
    expect(new.get_by_text("Nettansvarlig har ikke svart ennå.")).to_be_visible()
    look(new, "asked")

    desk = page_at(DESK)
    write_password(desk, host, owner, "/admin/venter/")
    desk.get_by_role("link", name="Ola Berg ber om tilgang", exact=True).click()
    asking = desk.get_by_role("region", name="Ber om tilgang")
    expect(asking).to_be_visible()
    look(desk, "people-asking")
    asking.get_by_label("Rolle", exact=True).select_option(label="Bidragsyter")
    desk.get_by_role("button", name="Gi tilgang").click()
    expect(desk.get_by_text("Tilgangen er gitt.")).to_be_visible()
    new.goto(f"{host}/admin/lokalt/bergen/")
    expect(new.get_by_text("Du er bidragsyter her.")).to_be_visible()

    provider.tell(fault="wrong_audience")
    wrong = page_at(PHONE)
    wrong.goto(f"{host}/admin/inn/helse-bergen/")
    wrong.get_by_role("button", name="Kari").click()
    expect(wrong.get_by_role("heading", name="Du kom ikke inn")).to_be_visible()
    expect(wrong.get_by_text("invalid_claim:aud")).to_be_visible()
    look(wrong, "refused")


def test_without_script_a_person_comes_in_and_out_and_out_of_the_provider_too(
    host: str, nurse: User, provider: Running, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    page.goto(f"{host}/admin/lokalt/bergen/tekster/")
    page.get_by_role("link", name="Helse Bergen").click()
    page.get_by_role("button", name="Kari").click()
    expect(page).to_have_url(f"{host}/admin/lokalt/bergen/tekster/")
    page.goto(f"{host}/admin/inn/ut/")  # a link left open: it ends the session that carried it
    page.goto(f"{host}/admin/sikkerhet/to-trinn/")
    write_password(page, host, nurse, "/admin/sikkerhet/to-trinn/")
    page.get_by_label("Kode").fill(code_from(app_of(nurse)))
    page.get_by_role("button", name="Ferdig").click()
    expect(page.locator(".desk-codes code")).to_have_count(10)
    context.close()


def test_what_was_typed_when_the_sign_in_was_over_is_found_again_without_script(
    host: str, nurse: User, browser: Browser, page_at: PageAt
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 900}, locale="nb-NO")
    page = context.new_page()
    write_password(page, host, nurse, "/admin/slutter/")
    page.get_by_label("Siste dag").fill("2031-12-01")
    SignIn.objects.update(seen_at=clock.now() - timedelta(hours=3))
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Det du skrev, er tatt vare på.")).to_be_visible()
    page.locator("[name=username]").fill(nurse.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn").click()
    expect(page.get_by_role("heading", name="Du var logget ut. Dette hadde du skrevet")).to_be_visible()
    expect(page.get_by_text("2031-12-01")).to_be_visible()
    beside = page_at(DESK)
    beside.context.add_cookies(context.cookies())  # type: ignore[arg-type]
    beside.goto(page.url)
    look(beside, "kept")
    assert User.objects.get(pk=nurse.pk).leaves_on is None
    page.get_by_role("button", name="Send på nytt").click()
    expect(page.get_by_text("Lagret. En måned før spør vi")).to_be_visible()
    assert str(User.objects.get(pk=nurse.pk).leaves_on) == "2031-12-01"
    context.close()


def test_leaving_ours_and_theirs(host: str, nurse: User, provider: Running, page_at: PageAt) -> None:
    page = page_at(DESK)
    page.goto(f"{host}/admin/inn/helse-bergen/")
    page.get_by_role("button", name="Kari").click()
    expect(page.get_by_role("heading", name="Hei, Kari")).to_be_visible()
    page.get_by_role("button", name="Kari").last.click()
    page.get_by_role("button", name="Logg ut").or_(page.get_by_role("link", name="Logg ut")).first.click()
    expect(page.get_by_role("heading", name="Du er logget ut av Fellesnett")).to_be_visible()
    look(page, "left")
    page.get_by_role("link", name="Logg ut hos Helse Bergen også").click()
    expect(page.get_by_role("heading", name="Du er logget ut")).to_be_visible()
    page.get_by_role("link", name="Tilbake").click()
    expect(page).to_have_url(f"{host}/admin/login/")
    assert len(provider.tell()["ended"]) == 1


def test_the_medical_editor_connects_a_hospital(
    host: str, bergen: Site, page_at: PageAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = make_user("sjef@nasjonal.example", roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR}, password=PASSWORD)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    page = page_at(DESK)
    write_password(page, host, chief, "/admin/nasjonalt/innlogging/")
    expect(page.get_by_role("link", name="Koble til en virksomhet", exact=True)).to_be_visible()
    look(page, "providers-none")
    with running() as process:
        page.get_by_role("link", name="Koble til en virksomhet", exact=True).click()
        page.get_by_role("button", name="Lagre").click()
        expect(page.get_by_text("Noe mangler eller er feil.")).to_be_visible()
        look(page, "provider-empty")
        page.get_by_label("Navn på knappen").fill("Helse Bergen")
        page.get_by_label("Kortnavn i adressen").fill("helse-bergen")
        page.get_by_label("Virksomhet").select_option(label=str(bergen.organization))
        page.get_by_label("Utsteder (issuer)").fill(process.issuer)
        page.get_by_label("Klient-ID (client ID)").fill(CLIENT)
        page.get_by_label("Navnet på hemmeligheten").fill("OIDC_BERGEN")
        page.get_by_label("E-postdomener").fill("@Helse-Bergen.example")
        page.get_by_role("button", name="Lagre").click()
        expect(page.get_by_text(f"{host}/admin/inn/helse-bergen/svar/")).to_be_visible()
        page.get_by_role("button", name="Prøv forbindelsen").click()
        expect(page.get_by_text("Hemmeligheten finnes ikke i miljøet")).to_be_visible()
        monkeypatch.setenv("OIDC_BERGEN", SECRET)
        page.get_by_role("button", name="Prøv forbindelsen").click()
        expect(page.get_by_text("Forbindelsen virker.")).to_be_visible()
        look(page, "provider")
        page.get_by_role("button", name="Slå på").click()
        expect(page.get_by_text("Knappen står på innloggingssiden.")).to_be_visible()
    page.goto(f"{host}/admin/nasjonalt/innlogging/")
    look(page, "providers")
