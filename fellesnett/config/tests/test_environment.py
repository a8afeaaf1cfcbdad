"""How letters leave the house is read from the environment, and a mistake there is named before anything starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from fellesnett.config.environment import read

PRODUCTION = {
    "FELLESNETT_ENV": "production",
    "SECRET_KEY": "x" * 50,
    "FELLESNETT_ALLOWED_HOSTS": "www.example.no",
    "EMAIL_FROM": "Fellesnett <fellesnett@example.no>",
    "EMAIL_LINKS": "https://www.example.no/",
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    def given(**values):
        for name in ("FELLESNETT_ENV", "SECRET_KEY", "EMAIL_URL", "EMAIL_FROM", "EMAIL_LINKS", "PORT", "DATABASE_URL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"DATA_DIR": str(tmp_path), **values}.items():
            monkeypatch.setenv(name, value)
        return read().mail

    return given


def test_a_developer_gets_letters_as_files_with_links_to_the_own_machine(environment, tmp_path):
    mail = environment(PORT="9123")
    assert (mail.kind, mail.folder, mail.links) == ("file", tmp_path / "mail", "http://www.localhost:9123")
    assert environment(EMAIL_URL="console:").kind == "console"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp+tls://kari:hem%40lig@post.example.no", ("post.example.no", 587, "kari", "hem@lig", "starttls")),
        ("smtps://post.example.no:4465", ("post.example.no", 4465, "", "", "tls")),
        ("smtp://10.0.0.4", ("10.0.0.4", 25, "", "", "none")),
    ],
)
def test_a_mail_server_in_production(environment, url, expected):
    mail = environment(**PRODUCTION, EMAIL_URL=url)
    assert (mail.host, mail.port, mail.user, mail.password, mail.security) == expected
    assert mail.links == "https://www.example.no"
    assert "hem@lig" not in repr(mail)


def test_without_a_server_production_starts_and_sends_nothing(environment):
    assert environment(**PRODUCTION).kind == "none"


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"EMAIL_URL": "post.example.no"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://:xx"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://post.example.no:tjuefem"}, "EMAIL_URL"),
        ({"EMAIL_URL": "file://"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://post.example.no", "EMAIL_FROM": ""}, "EMAIL_FROM"),
        ({"EMAIL_URL": "smtp://post.example.no", "EMAIL_LINKS": "http://www.example.no"}, "EMAIL_LINKS"),
    ],
)
def test_a_mistake_names_the_variable(environment, values, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        environment(**{**PRODUCTION, **values})


# --- partners ---------------------------------------------------------------------------------------------------------

TRUSTED = {
    "MASKINPORTEN_ISSUER": "https://maskinporten.no/",
    "MASKINPORTEN_AUDIENCE": "https://www.example.no/api/v1/partner",
    "MASKINPORTEN_PREFIX": "fellesnett",
}


@pytest.fixture
def trusting(monkeypatch, environment):
    def given(**values):
        for name in TRUSTED:
            monkeypatch.delenv(name, raising=False)
        environment(**values)
        return read().maskinporten

    return given


def test_partners_deliver_where_the_operator_says_whose_tokens_to_trust(trusting):
    assert trusting(**PRODUCTION) is None
    told = trusting(**PRODUCTION, **TRUSTED)
    assert (told.issuer, told.prefix) == ("https://maskinporten.no/", "fellesnett")


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"MASKINPORTEN_AUDIENCE": ""}, "MASKINPORTEN_AUDIENCE must be set"),
        ({"MASKINPORTEN_AUDIENCE": "", "MASKINPORTEN_PREFIX": " "}, "MASKINPORTEN_AUDIENCE and MASKINPORTEN_PREFIX"),
        ({"MASKINPORTEN_ISSUER": "http://maskinporten.no/"}, "MASKINPORTEN_ISSUER must be"),
    ],
)
def test_half_of_it_is_no_beginning(trusting, missing, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        trusting(**{**PRODUCTION, **TRUSTED, **missing})
