"""A machine shows a token: whom it speaks for, and every kind that is refused. The issuer is a real server on loopback."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from fellesnett.access import machines
from fellesnett.access.machines import KEYS, IssuerUnreachable, Machine, TokenRefused, machine_of
from fellesnett.access.tests.issuer import AUDIENCE, SPECIALIST, SUPPLIER, Issuer, issuing, party

STRANGER = RSAKey.generate_key(2048, {"kid": "first"})


@pytest.fixture
def issuer(settings: Any, socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    KEYS.forget()
    with issuing() as one:
        settings.MASKINPORTEN = one.trusted
        yield one


def refusal(token: str, at: datetime) -> str:
    with pytest.raises(TokenRefused) as refused:
        machine_of(token, at=at)
    return refused.value.code


def test_a_token_that_holds_says_which_organization_it_speaks_for(issuer: Issuer, now: datetime) -> None:
    scopes = frozenset({"fellesnett:content.write", "fellesnett:places.write", "fellesnett:services.write"})
    assert machine_of(issuer.token(now), at=now) == Machine(SPECIALIST, "", scopes)


def test_a_supplier_acts_for_the_organization_by_delegation(issuer: Issuer, now: datetime) -> None:
    told = machine_of(issuer.token(now, supplier=party(SUPPLIER)), at=now)
    assert (told.organization, told.supplier) == (SPECIALIST, SUPPLIER)


def test_elliptic_curves_and_several_audiences_hold_too(issuer: Issuer, now: datetime) -> None:
    issuer.add_key("curve", curve="P-256")
    assert machine_of(issuer.token(now, kid="curve", aud=["https://elsewhere.example", AUDIENCE]), at=now).scopes


A_MINUTE, SECONDS = timedelta(minutes=1), timedelta(seconds=5)

REFUSED: dict[str, tuple[str, Callable[[Issuer, datetime], str]]] = {
    "meant for somebody else": ("wrong_audience", lambda it, at: it.token(at, aud="https://elsewhere.example")),
    "meant for nobody": ("wrong_audience", lambda it, at: it.token(at, aud=None)),
    "meant for no words": ("wrong_audience", lambda it, at: it.token(at, aud={"one": AUDIENCE})),
    "from another issuer": ("wrong_issuer", lambda it, at: it.token(at, iss="https://maskinporten.example/")),
    "from an issuer that is nearly ours": ("wrong_issuer", lambda it, at: it.token(at, iss=it.name.rstrip("/"))),
    "run out": ("expired", lambda it, at: it.token(at, exp=int((at - A_MINUTE).timestamp()))),
    "without an end": ("expired", lambda it, at: it.token(at, exp=None)),
    "with an end that is no number": ("malformed", lambda it, at: it.token(at, exp="snart")),
    "with an end that is a yes": ("malformed", lambda it, at: it.token(at, exp=True)),
    "made in the future": ("expired", lambda it, at: it.token(at, iat=int((at + A_MINUTE).timestamp()))),
    "without a beginning": ("expired", lambda it, at: it.token(at, iat=None)),
    "not valid yet": ("expired", lambda it, at: it.token(at, nbf=int((at + A_MINUTE).timestamp()))),
    "of nobody": ("no_consumer", lambda it, at: it.token(at, consumer=None)),
    "of somebody abroad": ("no_consumer", lambda it, at: it.token(at, consumer={**party(SPECIALIST), "ID": "0007:5560000000"})),
    "of somebody in another register": ("no_consumer", lambda it, at: it.token(at, consumer=party(SPECIALIST, "gln"))),
    "of a name": ("no_consumer", lambda it, at: it.token(at, consumer=SPECIALIST)),
    "of a number that is too long": ("no_consumer", lambda it, at: it.token(at, consumer=party(f"{SPECIALIST}1"))),
    "by a supplier that is nobody": ("no_supplier", lambda it, at: it.token(at, supplier={"ID": "0192:1"})),
    "unsigned": ("bad_signature", lambda it, at: it.unsigned(at)),
    "signed with what everybody can read": ("bad_signature", lambda it, at: it.signed_with_public_key(at)),
    "signed with a key of somebody else": ("bad_signature", lambda it, at: _by(STRANGER, it, at)),
    "with a key we do not know": ("unknown_key", lambda it, at: it.token(at, header={"kid": "annen"})),
    "with no key named": ("no_key_named", lambda it, at: it.token(at, header={"kid": ""})),
    "with words that must be understood": ("bad_signature", lambda it, at: it.token(at, header={"crit": ["b64"], "b64": False})),
    "changed on the way": ("bad_signature", lambda it, at: _changed(it.token(at))),
    "too long": ("malformed", lambda it, at: it.token(at, note="x" * machines.LONGEST)),
    "of two parts": ("malformed", lambda it, at: it.token(at).rpartition(".")[0]),
    "not a token": ("bad_signature", lambda it, at: "a.b.c"),
    "empty": ("malformed", lambda it, at: ""),
    "other letters": ("bad_signature", lambda it, at: "æ.ø.å"),
}


def _by(key: RSAKey, issuer: Issuer, at: datetime) -> str:
    known, issuer.keys["first"] = issuer.keys["first"], key
    made = issuer.token(at)
    issuer.keys["first"] = known
    return made


def _changed(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body[:-4]}AAAA.{signature}"


@pytest.mark.parametrize("kind", REFUSED)
def test_refused(issuer: Issuer, now: datetime, kind: str) -> None:
    code, make = REFUSED[kind]
    assert refusal(make(issuer, now), now) == code


def test_clocks_may_differ_by_a_few_seconds_and_no_more(issuer: Issuer, now: datetime) -> None:
    token = issuer.token(now)
    over = now + timedelta(seconds=119)
    assert machine_of(token, at=over + SECONDS)
    assert refusal(token, over + timedelta(seconds=machines.LEEWAY + 1)) == "expired"


def test_a_shared_secret_among_the_published_keys_is_passed_by(issuer: Issuer, now: datetime) -> None:
    issuer.more_keys = [{"kty": "oct", "kid": "delt", "k": "aGVtbWVsaWc"}, {"kty": "AKP", "kid": "ny", "pub": "x"}]
    assert machine_of(issuer.token(now), at=now)
    assert refusal(issuer.token(now, header={"kid": "delt"}), now) == "unknown_key"


# --- the issuer's keys ----------------------------------------------------------------------------------------------


def test_keys_are_fetched_once_and_anew_when_the_issuer_changes_them(issuer: Issuer, now: datetime) -> None:
    for _time in range(3):
        machine_of(issuer.token(now), at=now)
    assert len(issuer.asked) == 2
    del issuer.keys["first"]
    issuer.add_key("second")
    later = now + machines.ASKED_AGAIN + SECONDS
    assert machine_of(issuer.token(later), at=later)
    assert len(issuer.asked) == 4


def test_a_slow_issuer_holds_up_nobody_whose_key_is_known(issuer: Issuer, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    known = KEYS.key(next(iter(issuer.keys)), now)
    issuer.add_key("new")
    fetch, answers = machines._published, Queue[Any]()

    def slowly(name: str) -> Any:
        meanwhile = Thread(target=lambda: answers.put(KEYS.key(str(known.kid), now)))
        meanwhile.start()
        meanwhile.join(5)
        assert not answers.empty(), "it waited for the issuer"
        return fetch(name)

    monkeypatch.setattr(machines, "_published", slowly)
    assert KEYS.key("new", now + timedelta(minutes=1)).kid == "new"
    assert answers.get() == known


def test_two_who_come_before_any_key_is_known_ask_once(issuer: Issuer, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch, answers, begun = machines._published, Queue[Any](), list[Thread]()

    def meanwhile_another_comes(name: str) -> Any:
        begun.append(Thread(target=lambda: answers.put(KEYS.key(next(iter(issuer.keys)), now))))
        begun[-1].start()
        return fetch(name)

    monkeypatch.setattr(machines, "_published", meanwhile_another_comes)
    key = KEYS.key(next(iter(issuer.keys)), now)
    begun[0].join(5)
    assert answers.get(timeout=5) == key
    assert len(begun) == 1


def test_who_comes_with_a_made_up_key_while_a_slow_issuer_is_asked_does_not_wait_for_it(
    issuer: Issuer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    KEYS.key(next(iter(issuer.keys)), now)
    answers = Queue[Any]()

    def comes() -> None:
        try:
            KEYS.key("made-up", now)
        except machines.IssuerUnreachable as told:
            answers.put(told)

    def slowly(name: str) -> Any:
        meanwhile = Thread(target=comes)
        meanwhile.start()
        answers.put(answers.get(timeout=5))  # told before the issuer has answered
        return {}

    monkeypatch.setattr(machines, "PATIENCE", 0)
    monkeypatch.setattr(machines, "_published", slowly)
    with pytest.raises(machines.TokenRefused):
        KEYS.key("made-up-too", now + machines.ASKED_AGAIN + SECONDS)
    assert isinstance(answers.get_nowait(), machines.IssuerUnreachable)


def test_whoever_makes_up_keys_does_not_have_us_ask_again_and_again(issuer: Issuer, now: datetime) -> None:
    for number in range(5):
        assert refusal(issuer.token(now, header={"kid": f"laget-{number}"}), now) == "unknown_key"
    assert len(issuer.asked) == 2


def test_a_key_that_the_issuer_takes_away_holds_no_longer(issuer: Issuer, now: datetime) -> None:
    machine_of(issuer.token(now), at=now)
    later = now + machines.KEPT + SECONDS
    withdrawn = issuer.token(later)
    del issuer.keys["first"]
    issuer.add_key("second")
    assert refusal(withdrawn, later) == "unknown_key"


def test_a_short_outage_shuts_nobody_out_and_a_long_one_does(issuer: Issuer, now: datetime) -> None:
    machine_of(issuer.token(now), at=now)
    issuer.fault = 503
    while_away = now + machines.KEPT + SECONDS
    assert machine_of(issuer.token(while_away), at=while_away)
    too_long = now + machines.KEPT_WITHOUT_ANSWER + SECONDS
    with pytest.raises(IssuerUnreachable):
        machine_of(issuer.token(too_long), at=too_long)


@pytest.mark.parametrize(
    ("fault", "description"),
    [
        (500, {}),
        (302, {}),
        (0, {"issuer": "https://maskinporten.example/"}),
        (0, {"jwks_uri": "http://keys.example/jwk"}),
        (0, {"jwks_uri": "file:///etc/passwd"}),
        (0, {"jwks_uri": ""}),
        (0, {"note": "x" * machines.LARGEST_ANSWER}),
    ],
    ids=["down", "moved", "names another", "keys without TLS", "keys in a file", "no keys", "too much"],
)
def test_an_issuer_that_cannot_be_believed(issuer: Issuer, now: datetime, fault: int, description: dict[str, Any]) -> None:
    issuer.fault, issuer.description = fault, description
    with pytest.raises(IssuerUnreachable):
        machine_of(issuer.token(now), at=now)


def test_an_issuer_whose_bytes_are_not_what_it_says(issuer: Issuer, now: datetime) -> None:
    issuer.encoding = "gzip"
    with pytest.raises(IssuerUnreachable):
        machine_of(issuer.token(now), at=now)


def test_a_key_set_that_holds_no_keys_is_the_issuers_fault_and_not_the_tokens(issuer: Issuer, now: datetime) -> None:
    issuer.more_keys = ["first"]  # type: ignore[list-item]
    with pytest.raises(IssuerUnreachable):
        machine_of(issuer.token(now), at=now)


def test_in_production_the_issuer_is_never_asked_without_tls(issuer: Issuer, now: datetime, settings: Any) -> None:
    settings.PROVIDERS_ON_LOOPBACK = False
    with pytest.raises(IssuerUnreachable):
        machine_of(issuer.token(now), at=now)
    assert issuer.asked == []


def test_no_part_of_a_token_is_written_in_a_log(issuer: Issuer, now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    good, bad = issuer.token(now), _changed(issuer.token(now))
    machine_of(good, at=now)
    refusal(bad, now)
    told = " ".join(record.getMessage() for record in caplog.records)
    assert all(part not in told for token in (good, bad) for part in token.split("."))


@pytest.mark.parametrize(
    ("issuer_name", "address"),
    [
        ("https://maskinporten.no/", "https://maskinporten.no/.well-known/oauth-authorization-server"),
        ("https://id.example/realms/helse", "https://id.example/.well-known/oauth-authorization-server/realms/helse"),
    ],
)
def test_where_an_issuer_describes_itself(issuer_name: str, address: str) -> None:
    assert machines._metadata_address(issuer_name) == address
