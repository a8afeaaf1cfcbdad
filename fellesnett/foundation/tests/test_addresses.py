"""What lies out in the world, and what leads back into the house by another name."""

from __future__ import annotations

import pytest

from fellesnett.foundation import reaching
from fellesnett.foundation.addresses import is_public, looks_public

INSIDE = [
    "127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00::1", "fec0::1", "ff02::1",
    "192.0.0.192", "192.88.99.1",
    "::ffff:10.0.0.8", "::10.0.0.8", "2002:0a00:0008::1", "64:ff9b::a00:8", "64:ff9b:1::808:808", "2001:0:a00:1::",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "193.156.0.1", "2a02:20c8:1::1", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_that_leads_into_a_network_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_lies_out_in_the_world_is_public_also_on_a_network_without_ipv4(address: str) -> None:
    assert is_public(address)


HOUSES = ["intranett", "localhost", "desk.localhost", "db.internal", "skriver.local", "127.1", "10.8", "127.0.0.1", "::1"]


@pytest.mark.parametrize("host", HOUSES)
def test_a_name_of_this_house_or_a_number_in_other_clothes_does_not_look_public(host: str) -> None:
    assert not looks_public(host)


@pytest.mark.parametrize("host", ["mottak.example.no", "8.8.8.8", "xn--bl-zia.example", "localhost.example.no"])
def test_a_name_of_the_world_does(host: str) -> None:
    assert looks_public(host)


def test_one_guard_looks_up_names_for_every_room_and_takes_no_answer_that_leads_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads both out and in is refused, to whoever posts and to whoever fetches."""
    both = [(2, 1, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.8")]
    monkeypatch.setattr(reaching.socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(reaching.Inside):
        reaching.places_of("mottak.example.no", 443)
    monkeypatch.setattr(reaching.socket, "getaddrinfo", lambda *_, **__: both[:1])
    assert reaching.places_of("mottak.example.no", 443)[0][4][0] == "8.8.8.8"
    monkeypatch.setattr(reaching.socket, "getaddrinfo", lambda *_, **__: [])
    with pytest.raises(OSError):
        reaching.places_of("mottak.example.no", 443)


def test_a_name_is_no_address() -> None:
    with pytest.raises(ValueError):
        is_public("intranett")
