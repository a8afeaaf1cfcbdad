"""An operator sets up production and has forgotten something: the command says what, and what to write."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from fellesnett.config import environment
from fellesnett.config.checks import security_contact
from fellesnett.config.environment import Security
from fellesnett.foundation import clock

HOLDS = Security(("mailto:sikkerhet@bergen.example",), clock.now().date() + timedelta(days=100), "https://bergen.example/regler")


def faults(said: Security, name: str = "production") -> list[str]:
    with override_settings(ENVIRONMENT=SimpleNamespace(name=name), SECURITY_CONTACT=said):
        return [fault.id or "" for fault in security_contact(None)]


def test_what_holds_is_let_through() -> None:
    assert faults(HOLDS) == []


def test_a_developer_is_asked_for_nothing() -> None:
    assert faults(Security(), "local") == []


def test_production_must_say_whom_to_tell_and_until_when() -> None:
    assert faults(Security()) == ["fellesnett.E001", "fellesnett.E004"]
    with override_settings(ENVIRONMENT=SimpleNamespace(name="production"), SECURITY_CONTACT=Security()):
        assert "SECURITY_CONTACT" in str(security_contact(None)[0].hint)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Security(("sikkerhet@bergen.example",), HOLDS.expires), "fellesnett.E002"),
        (Security(HOLDS.contacts, HOLDS.expires, "http://bergen.example/"), "fellesnett.E003"),
        (Security(HOLDS.contacts, date(2026, 1, 1)), "fellesnett.W001"),
        (Security(HOLDS.contacts, clock.now().date() + timedelta(days=800)), "fellesnett.W002"),
    ],
)
def test_what_would_not_be_believed_is_seen(said: Security, fault: str) -> None:
    assert faults(said) == [fault]


def test_the_environment_is_read_into_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECURITY_CONTACT", "mailto:a@b.example; https://b.example/meld")
    monkeypatch.setenv("SECURITY_EXPIRES", "2027-05-01")
    assert environment.read().security == Security(("mailto:a@b.example", "https://b.example/meld"), date(2027, 5, 1))
    monkeypatch.setenv("SECURITY_EXPIRES", "1. mai")
    with pytest.raises(ImproperlyConfigured, match="SECURITY_EXPIRES must be a date"):
        environment.read()


def test_robots_are_welcome_in_production_unless_shut_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FELLESNETT_ROBOTS", "welcome")
    assert not environment.read().robots_welcome, "never a developer's own machine"
    known = {"FELLESNETT_ENV": "production", "SECRET_KEY": "x" * 50, "FELLESNETT_ALLOWED_HOSTS": "www.example.org"}
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    assert environment.read().robots_welcome
    assert environment.read().security == Security(), "nobody is made up in production"
    monkeypatch.setenv("FELLESNETT_ROBOTS", "shut")
    assert not environment.read().robots_welcome
    monkeypatch.setenv("FELLESNETT_ROBOTS", "kanskje")
    with pytest.raises(ImproperlyConfigured, match="FELLESNETT_ROBOTS must be one of welcome, shut"):
        environment.read()
