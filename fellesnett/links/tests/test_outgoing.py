"""We ask other people's servers politely, and nobody can make us ask our own."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from fellesnett.foundation import reaching
from fellesnett.links import outgoing
from fellesnett.links.outgoing import ask
from fellesnett.links.tests.websites import Website


def test_a_page_that_is_there_is_asked_for_by_its_head_alone(outside: Website) -> None:
    outside.says["/"] = (200, {"ETag": '"a1"', "Last-Modified": "Tue, 24 Nov 2026 08:00:00 GMT"})
    answer = ask(outside.at("/"))
    assert (answer.status, answer.etag, answer.modified) == (200, '"a1"', "Tue, 24 Nov 2026 08:00:00 GMT")
    assert outside.methods == ["HEAD"]
    [(_method, _path, headers)] = outside.asked
    assert "Fellesnett" in headers["user-agent"]
    assert not {"cookie", "authorization", "referer"} & set(headers)


def test_a_server_that_knows_no_head_is_asked_for_the_page(outside: Website) -> None:
    outside.says["/"] = lambda method, _headers: (200 if method == "GET" else 405, {})
    assert ask(outside.at("/")).status == 200
    assert outside.methods == ["HEAD", "GET"]


def test_what_has_not_changed_is_not_sent_again(outside: Website) -> None:
    outside.says["/"] = lambda _method, headers: (304 if headers.get("if-none-match") == '"a1"' else 200, {})
    assert ask(outside.at("/"), etag='"a1"').status == 304
    assert outside.methods == ["HEAD"]


@pytest.mark.parametrize(("statuses", "moved"), [((301, 308), "/ny/"), ((301, 302), "/mellom/"), ((302, 301), "")])
def test_only_what_is_moved_for_good_is_told_with_its_new_address(
    outside: Website, statuses: tuple[int, int], moved: str
) -> None:
    outside.says = {
        "/gammel/": (statuses[0], {"Location": "/mellom/"}),
        "/mellom/": (statuses[1], {"Location": outside.at("/ny/")}),
        "/ny/": (200, {}),
    }
    answer = ask(outside.at("/gammel/"))
    assert answer.status == 200
    assert answer.moved_to == (outside.at(moved) if moved else "")


def test_a_way_in_circles_ends(outside: Website) -> None:
    outside.says["/"] = (302, {"Location": "/"})
    assert ask(outside.at("/")).fault == "loop"
    assert len(outside.asked) == outgoing.LONGEST_WAY


def test_an_overloaded_server_says_when_to_come_back(outside: Website) -> None:
    outside.says["/"] = (429, {"Retry-After": "120"})
    answer = ask(outside.at("/"))
    assert (answer.status, answer.wait_seconds) == (429, 120)


def test_nobody_there_and_no_such_name_are_told_apart(outside: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert ask(f"http://127.0.0.1:{free.getsockname()[1]}/").fault == "silent"

    def no_such_name(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(reaching.socket, "getaddrinfo", no_such_name)
    assert ask("https://finnes-ikke.example/").fault == "no_host"


def test_a_server_that_never_answers_is_left(outside: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "READ_SECONDS", 0.05)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        assert ask(f"http://127.0.0.1:{mute.getsockname()[1]}/").fault == "silent"


def test_a_server_that_speaks_no_tls_has_no_certificate(outside: Website) -> None:
    assert ask(outside.at("/").replace("http:", "https:")).fault == "certificate"


# --- nothing inside -------------------------------------------------------------------------------------------------


def resolves_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name leads to these addresses; returns what is connected to."""
    reached: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(reaching.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(reaching.socket, "socket", lambda *_: reached.append("connected"))
    return reached


@pytest.mark.parametrize("addresses", [("10.0.0.8",), ("93.184.216.34", "127.0.0.1")])
def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]) -> None:
    reached = resolves_to(monkeypatch, *addresses)
    assert ask("https://helt-vanlig.example/").fault == "inside"
    assert reached == []


def test_a_port_that_no_website_has_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    reached = resolves_to(monkeypatch, "93.184.216.34")
    assert ask("http://helt-vanlig.example:6379/").fault == "inside"
    assert reached == []


def test_another_website_cannot_send_us_inside(outside: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    outside.says["/"] = (302, {"Location": "http://169.254.169.254/latest/meta-data/"})
    assert ask(outside.at("/")).fault == "inside"
    assert outside.methods == ["HEAD"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://x/", "ftp://x/", "http://user:pass@x/"])
def test_another_website_cannot_send_us_to_another_kind_of_place(outside: Website, location: str) -> None:
    outside.says["/"] = (301, {"Location": location})
    assert ask(outside.at("/")).fault == "malformed"


def test_loopback_is_shut_unless_a_test_opens_it(outside: Website, settings: Any) -> None:
    settings.LINKS_MAY_REACH_LOOPBACK = False
    assert ask(outside.at("/")).fault == "inside"
    assert outside.asked == []


def test_no_proxy_of_the_machine_is_asked(outside: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    outside.says["/"] = (200, {})
    assert ask(outside.at("/")).status == 200
