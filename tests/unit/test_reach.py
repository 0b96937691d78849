"""Where clave sends: what an address may be, and which machines are of the open internet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.base.reach import is_public, place_of
from clave.base.timetable import length

CLOSED = (
    "127.0.0.1", "127.255.0.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "192.0.2.5", "203.0.113.9", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254",
    "ff02::1", "fec0::1", "5f00::1", "not an address", "",
)  # fmt: skip
OPEN = ("8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700:4700::1111", "2a00:1450:4001::1")


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_inside_a_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_what_is_of_the_internet_is(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_python_calls_nothing_public_that_we_close_only_by_mistake(address: IPv4Address) -> None:
    """Whatever Python's own tables call private, reserved, local or for many, we do not reach either."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert not is_public(str(address))
    assert not is_public(f"::ffff:{address}")


@given(st.ip_addresses(v=6))
def test_the_same_of_the_newer_addresses(address: IPv6Address) -> None:
    if not address.is_global or address not in ip_network("2000::/3"):
        assert not is_public(str(address))


def test_an_address_is_taken_apart() -> None:
    place = place_of(" https://ERP.Example.com:8443/a/b?c=d ")
    assert (place.host, place.port, place.encrypted, place.target, place.named) == (
        "erp.example.com", 8443, True, "/a/b?c=d", False,
    )  # fmt: skip
    assert place.shown == "erp.example.com:8443"
    assert place_of("https://erp.example.com").target == "/"
    assert place_of("https://[2606:4700:4700::1111]/").shown == "[2606:4700:4700::1111]"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://erp.example.com/", "by https alone"),
        ("ftp://erp.example.com/", "by https alone"),
        ("file:///etc/passwd", "not an address"),
        ("https://", "not an address"),
        ("https://erp.example.com:99999/", "not an address"),
        ("https://erp.example.com/ a", "not an address"),
        ("https://erp.example.com/\r\nX: y", "not an address"),
        ("https://erp.example.com\\@127.0.0.1/", "not an address"),
        ("https://ana:secreta@erp.example.com/", "no user, no password"),
        ("https://erp.example.com/#a", "no user, no password"),
        ("https://127.0.0.1/", "inside a network"),
        ("https://[::1]/", "inside a network"),
        ("https://[::ffff:10.0.0.1]/", "inside a network"),
        ("https://169.254.169.254/latest/", "inside a network"),
        ("https://münchen.example/ü", "not an address"),
        ("https://" + "a" * 600, "not an address"),
        ("", "not an address"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_a_sentence(url: str, says: str) -> None:
    with pytest.raises(ClaveError) as refused:
        place_of(url)
    assert says in refused.value.say("en")
    assert "secreta" not in refused.value.say("en")
    assert refused.value.where == "url"
    assert refused.value.remedy


def test_a_machine_that_the_installation_names_may_be_inside_and_without_https() -> None:
    named = ("erp.local", "10.0.0.5")
    assert place_of("http://erp.local:8069/clave", named).named
    assert place_of("https://10.0.0.5/", named).named
    with pytest.raises(ClaveError):
        place_of("http://other.local/", named)
    with pytest.raises(ClaveError):
        place_of("http://erp.local.evil.example/", named)


def test_lengths_of_time() -> None:
    assert length("5s") == length("5s")
    assert [str(length(text)) for text in ("5s", "30m", "2h", "1d")] == [
        "0:00:05",
        "0:30:00",
        "2:00:00",
        "1 day, 0:00:00",
    ]
    assert [length(text) for text in ("", "5", "0s", "-1s", "8d", "5 s", "5S", "9999999s")] == [None] * 8
