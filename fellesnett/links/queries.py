"""What help while writing is told of the links of a text."""

from __future__ import annotations

from collections.abc import Collection

from fellesnett.composition.advice import Link
from fellesnett.links.hrefs import host_of, normal
from fellesnett.links.inside import our_hosts, stands
from fellesnett.links.models import Address, Standing
from fellesnett.organizations.models import Site


def known_of(hrefs: Collection[str], *, here: Site | None = None) -> dict[str, Link]:
    """What there is to say of these links, written on a page of `here`; those that work, or that nobody knows, are left out.

    Two queries, and a few for each link to a page of our own.
    """
    if not hrefs:
        return {}
    hosts, said = our_hosts(), {}
    outside = {href: url for href in hrefs if (url := normal(href)) and host_of(url) not in hosts}
    judged = Address.objects.filter(url__in=set(outside.values()), standing__in=[Standing.DEAD, Standing.MOVED])
    found = {row.url: Link("dead") if row.standing == Standing.DEAD else Link("moved", row.moved_to) for row in judged}
    for href in hrefs:
        if href in outside:
            link = found.get(outside[href]) or (Link("insecure") if outside[href].startswith("http://") else None)
        else:
            link = _inside(href, hosts, here)
        if link:
            said[href] = link
    return said


def dead_among(addresses: Collection[str]) -> frozenset[str]:
    """Those of these addresses where nobody has answered for days. One query."""
    by_url = {normal(address): address for address in addresses}
    dead = Address.objects.filter(url__in=set(by_url), standing=Standing.DEAD).values_list("url", flat=True)
    return frozenset(by_url[url] for url in dead)


def _inside(href: str, hosts: dict[str, Site], here: Site | None) -> Link | None:
    there = stands(href, hosts, here)
    if there is None:
        return None
    if not there.exists:
        return Link("dead")
    return Link("moved", there.moved_to) if there.moved_to else None
