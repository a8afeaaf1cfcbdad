"""Posting to somebody's machine: one that is slow, closes, sends us elsewhere, or turns out to be one of our own."""

from __future__ import annotations

import datetime as days
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fellesnett.delivery import posting
from fellesnett.delivery.posting import Answer, post
from fellesnett.foundation.tests.loopback import Answering, Machine, listening

pytestmark = pytest.mark.enable_socket
BODY = '{"type":"test","data":{"ø":1}}'.encode()


class Door(Answering):
    """A receiver. What stands in the path says how it behaves."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((self.path, self.asked_with, body))
        getattr(self, "do_" + self.path.strip("/").partition("?")[0])()

    def do_takes(self) -> None:
        self.say(200)

    def do_fails(self) -> None:
        self.say(500)

    def do_gone(self) -> None:
        self.say(410)

    def do_sends_on(self) -> None:
        self.say(307, {"Location": "/takes"})

    def do_closes(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def do_speaks_another_language(self) -> None:
        self.wfile.write(b"EHLO mottak.example.no\r\n\r\n")

    def do_drips(self) -> None:
        """Alive all the time, and never done."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while True:
                self.wfile.write(b"x: y\r\n")
                self.wfile.flush()
                time.sleep(0.02)
        except OSError:
            return

    def do_is_silent(self) -> None:
        self.connection.recv(1)  # until the other end has had enough

    def do_floods(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100_000):
                self.wfile.write(b"x" * 1024)
        except OSError:
            return


@pytest.fixture
def house() -> Iterator[Machine]:
    with listening(Door) as machine:
        yield machine


@pytest.fixture
def loopback(settings: Any) -> None:
    settings.WEBHOOKS_ON_LOOPBACK = True


def at(house: Machine, path: str) -> str:
    return f"http://127.0.0.1:{house.server_port}/{path}"


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("takes?way=1", Answer(200)),
        ("fails", Answer(500)),
        ("gone", Answer(410)),
        ("sends_on", Answer(307, "redirect")),
        ("closes", Answer(None, "no_answer")),
        ("speaks_another_language", Answer(None, "no_answer")),
        ("floods", Answer(200)),
    ],
)
def test_what_the_receiver_does_is_told_as_it_is(house: Machine, path: str, answer: Answer) -> None:
    assert post(at(house, path), BODY, {"webhook-id": "msg_1"}) == answer
    ((way, headers, body),) = house.got  # a redirect leads to no second question
    assert (way, body, headers["webhook-id"]) == (f"/{path}", BODY, "msg_1")
    assert (headers["content-type"], headers["host"]) == ("application/json", f"127.0.0.1:{house.server_port}")


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("path", ["drips", "is_silent"])
def test_a_receiver_that_is_never_done_is_left(house: Machine, path: str) -> None:
    assert post(at(house, path), BODY, {}, seconds=0.3) == Answer(None, "timeout")


@pytest.mark.usefixtures("loopback")
def test_nobody_at_home(house: Machine) -> None:
    house.server_close()
    assert post(at(house, "takes"), BODY, {}) == Answer(None, "no_answer")


def test_this_machine_is_shut_unless_a_test_opens_it(house: Machine) -> None:
    assert post(at(house, "takes"), BODY, {}) == Answer(None, "not_https")
    assert post(at(house, "takes").replace("http", "https"), BODY, {}) == Answer(None, "private_address")
    assert house.got == []


def answering(*addresses: str) -> Callable[..., list[tuple[Any, ...]]]:
    return lambda host, port, **how: [(0, 0, 0, "", (address, port)) for address in addresses]


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("fd00::1",)])
def test_a_name_that_leads_into_the_house_is_never_asked(monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", answering(*addresses))
    monkeypatch.setattr(socket, "create_connection", lambda *given: asked.append(given))
    assert post("https://mottak.example.no/", BODY, {}) == Answer(None, "private_address")
    assert asked == []


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lookups, asked = iter([answering("8.8.8.8"), answering("127.0.0.1")]), []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **how: next(lookups)(*given, **how))
    monkeypatch.setattr(socket, "create_connection", connect)
    assert post("https://mottak.example.no/", BODY, {}) == Answer(None, "no_answer")
    assert asked == [("8.8.8.8", 443)]


def test_a_name_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*given: Any, **how: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert post("https://mottak.example.no/", BODY, {}) == Answer(None, "unknown_host")


def certificate(folder: Path, name: str) -> Path:
    """A certificate in this name, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = days.datetime.now(days.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - days.timedelta(days=1))
        .not_valid_after(today + days.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(pem) + secret)
    return path


@pytest.mark.parametrize(("named", "trusted", "answer"), [
    ("mottak.example.no", True, Answer(200)),
    ("other.example.no", True, Answer(None, "tls")),
    ("mottak.example.no", False, Answer(None, "tls")),
])  # fmt: skip
def test_the_certificate_is_held_against_the_name_though_the_address_was_chosen_before(
    house: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, trusted: bool, answer: Answer
) -> None:
    path = certificate(tmp_path, named)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(path)
    house.socket = served.wrap_socket(house.socket, server_side=True)
    ours = ssl.create_default_context(cafile=str(path) if trusted else None)
    monkeypatch.setattr(ssl, "create_default_context", lambda: ours)
    monkeypatch.setattr(posting, "_checked", lambda host, port: "127.0.0.1")
    assert post(f"https://mottak.example.no:{house.server_port}/takes", BODY, {}) == answer
    assert [headers["host"] for _way, headers, _body in house.got] == (
        [f"mottak.example.no:{house.server_port}"] if answer.taken else []
    )
