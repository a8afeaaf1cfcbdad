"""Which addresses lie out in the world: what this house connects to on somebody's word must never be its own machines."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""An IPv4 address behind NAT64 (RFC 6052): what it leads to is the last four bytes."""
_UNSAID = tuple(IPv6Network(net) for net in ("64:ff9b:1::/48", "2001::/32", "::/96"))
"""Addresses that lead to an IPv4 address which cannot be read from them, or that nobody should use any more."""

_NOBODYS = tuple(IPv4Network(net) for net in ("192.0.0.0/24", "192.88.99.0/24"))
"""For protocols between machines (RFC 6890; a cloud's own facts lie at 192.0.0.192), and the relays that are no more (RFC 7526).
Whether Python holds them for global depends on its version."""


_OF_THIS_HOUSE = (".localhost", ".local", ".internal")


def looks_public(host: str) -> bool:
    """May this host, as it is written, lie on the open internet? What a name leads to is judged when it is looked up.

    No address into a network does, nor a name of one word (`intranett`), a number in other clothes (127.1, 0x7f.1 in its last
    part), or a name that is never the world's.
    """
    try:
        return is_public(host)
    except ValueError:
        return "." in host and not host.rpartition(".")[2].isdigit() and not host.lower().endswith(_OF_THIS_HOUSE)


def is_public(address: str) -> bool:
    """Is this an address on the open internet? One that holds an IPv4 address is judged by that.

    Raises ValueError when it is no address.
    """
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        within = found.ipv4_mapped or found.sixtofour
        if found in _TRANSLATED:
            within = IPv4Address(int(found) & 0xFFFFFFFF)
        if within is not None:
            return is_public(str(within))
        if found.is_site_local or any(found in net for net in _UNSAID):
            return False
    elif any(found in net for net in _NOBODYS):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)
