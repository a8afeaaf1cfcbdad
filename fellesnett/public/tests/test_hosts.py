"""A patient types a hospital's address, and gets that hospital."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings
from pytest_django import DjangoAssertNumQueries

from fellesnett.organizations.models import Site
from fellesnett.public import hosts
from fellesnett.public.tests.factories import make_bergen, make_front_door

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory() -> hosts.Directory:
    make_front_door()
    make_bergen(host="helse-bergen.no")
    return hosts.directory()


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("helse-bergen.no", "bergen"),
        ("HELSE-BERGEN.no:443", "bergen"),
        ("helse-bergen.no.", "bergen"),
        ("bergen.localhost", "bergen"),
        ("bergen.localhost:8000", "bergen"),
        ("bergen.example.no", "www"),
        ("bergen", "www"),
        ("www.localhost:8000", "www"),
        ("localhost:8000", "www"),
        ("finnes-ikke.localhost", "www"),
        ("127.0.0.1:8000", "www"),
        ("[::1]:8000", "www"),
        ("", "www"),
    ],
)
def test_each_host_leads_to_one_site_and_an_unknown_one_to_the_front_door(
    directory: hosts.Directory, host: str, slug: str
) -> None:
    assert directory.find(host).slug == slug


def test_before_anything_is_set_up_there_is_still_a_front_door() -> None:
    assert hosts.directory().find("hva-som-helst.no").is_front_door


@override_settings(SITE_MAP_SECONDS=600)
def test_the_sites_are_asked_for_once_and_again_when_one_is_saved(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    site = make_bergen()
    hosts.forget()
    with django_assert_num_queries(1):
        assert hosts.directory().find("bergen.localhost").name == "Helse Bergen"
        assert hosts.directory().find("bergen.localhost").name == "Helse Bergen"
    site.name = "Haukeland"
    site.save()
    assert hosts.directory().find("bergen.localhost").name == "Haukeland"
    site.delete()
    assert hosts.directory().find("bergen.localhost").is_front_door
    hosts.forget()


@override_settings(SITE_MAP_SECONDS=10)
def test_another_process_learns_of_a_new_name_within_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    make_bergen()
    hosts.forget()
    clock = [1000.0]
    monkeypatch.setattr(hosts.time, "monotonic", lambda: clock[0])
    assert hosts.directory().find("bergen.localhost").name == "Helse Bergen"
    Site.objects.filter(slug="bergen").update(name="Haukeland")  # as another process would: no signal here
    clock[0] += 9.9
    assert hosts.directory().find("bergen.localhost").name == "Helse Bergen"
    clock[0] += 0.2
    assert hosts.directory().find("bergen.localhost").name == "Haukeland"
    hosts.forget()


def test_the_address_of_another_hospital_keeps_the_scheme_and_port_of_this_visit() -> None:
    request = RequestFactory().get("/", headers={"host": "www.localhost:8000"})
    assert hosts.address_of(make_bergen(host=None), request, "/behandlinger/") == "http://bergen.localhost:8000/behandlinger/"
    assert hosts.address_of(Site(slug="unn", host="unn.no"), RequestFactory().get("/", secure=True)) == "https://unn.no/"
