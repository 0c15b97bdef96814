# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options as one checked value."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import (
    OPTION_NAMES,
    Connection,
    from_options,
    is_loopback,
    normalize_url,
    renormalize_url,
    secrets_in,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import USAGE, UsageError
from hypothesis import example, given
from hypothesis import strategies as st

URL = "https://pbx.example.com/"


# A base address, and the texts that mean it.
ADDRESSES = {
    "https://pbx.example.com/api/json/": [
        "https://pbx.example.com",
        "https://pbx.example.com/",
        "https://pbx.example.com/api/json",
        "  https://pbx.example.com\n",
        # A host is the same in any case, and a scheme has a port by itself.
        "HTTPS://PBX.Example.COM",
        "https://pbx.example.com:443/",
        "https://PBX.example.com:0443/api/json",
        "https://pbx.example.com:",
        # Slashes alone lead nowhere else.
        "https://pbx.example.com//",
        "https://pbx.example.com///",
        "https://pbx.example.com/api/json//",
    ],
    "http://pbx.example.com/api/json/": ["http://pbx.example.com:80", "http://PBX.example.com"],
    "http://pbx.example.com:443/api/json/": ["http://PBX.example.com:443"],
    "https://pbx.example.com:80/api/json/": ["https://PBX.example.com:080"],
    "https://pbx.example.com/local/api/json/": ["https://pbx.example.com/local/api/json"],
    "https://pbx.example.com/local/": ["https://pbx.example.com/local", "https://pbx.example.com/local//"],
    "https://pbx.example.com/Local/API/": ["https://PBX.example.com/Local/API"],
    "http://pbx.example.com:8080/api/json/": ["http://pbx.example.com:8080"],
    "https://[::1]/api/json/": ["https://[::1]", "https://[::1]:443"],
    "https://[2001:db8::1]:8443/x/": ["https://[2001:DB8::1]:8443/x"],
    "https://[fe80::1%Ether0]/api/json/": ["https://[FE80::1%Ether0]"],
    "https://192.0.2.1/api/json/": ["https://192.0.2.1"],
    "https://bücher.example/api/json/": ["https://bücher.example", "https://BÜCHER.example"],
    "https://pbx.example.com/a%20b/": ["https://pbx.example.com/a%20b"],
}


@pytest.mark.parametrize(
    "given, wanted", [(given, wanted) for wanted, texts in ADDRESSES.items() for given in (wanted, *texts)]
)
def test_addresses(given, wanted):
    assert normalize_url(given) == wanted


NO_ADDRESS = [
    *("", " ", "pbx.example.com", "pbx.example.com/api/json/", "localhost:8080", "//pbx.example.com/", "/api/json/"),
    *("ftp://pbx.example.com/", "file:///etc/passwd", "javascript:alert(1)"),
    *("https://", "https:///api/json/", "https://:443/", "https://[::1/", "https://pbx\u2100.example.com/"),
    *("https://" + host for host in ("][::", "pbx[::1]", "[::1]pbx", "[::1][::1]", "[]", "a:b:80")),
    *("https://pbx.example.com:" + port + "/" for port in ("0", "65536", "https")),
    *("https://pbx.example.com/" + more for more in ("?x=1", "?", "#", "#top", "api json/", "\napi", "\x00", "\ud800")),
    "https://pbx.exa\tmple.com/",
]


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_base_address(address):
    with pytest.raises(UsageError) as caught:
        normalize_url(address)
    assert caught.value.text.startswith("api_url ")
    assert caught.value.category == USAGE


@pytest.mark.parametrize(
    "address",
    [
        "https://admin:hunter22@pbx.example.com/",
        "https://hunter22@pbx.example.com/",
        "https://:hunter22@pbx.example.com/",
        # Marks within the password that end the host for every parser of addresses.
        "https://admin:hunter22/x@pbx.example.com/",
        "https://admin:x/hunter22@pbx.example.com/",
        "https://admin:1234/hunter22@pbx.example.com/",
        "https://admin:hunter22?x@pbx.example.com/",
        "https://admin:hunter22#x@pbx.example.com/",
        "https://admin:hunter22[@pbx.example.com/",
        "https://admin:hunter22 x@pbx.example.com/",
        "https://admin:hunter22\u2100@pbx.example.com/",
        "ftp://admin:hunter22@pbx.example.com/",
        "admin:hunter22@pbx.example.com",
    ],
)
def test_credentials_in_the_address_are_refused_and_not_repeated(address):
    with pytest.raises(UsageError) as caught:
        normalize_url(address)
    error = caught.value
    assert "credentials" in error.text
    assert "auth_username" in error.hint
    assert "hunter22" not in repr(error) + str(error.as_dict()) + repr(error.__cause__)


@pytest.mark.parametrize(
    "address, secrets",
    [
        ("https://admin:hunter22@pbx.example.com/", {"hunter22"}),
        ("https://admin:hun/t@er:22@pbx.example.com/", {"hun/t@er:22"}),
        ("admin:hunter22@pbx.example.com", {"hunter22"}),
        ("https://hunter22@pbx.example.com", {"hunter22"}),
        ("https://admin:@pbx.example.com", {"admin:"}),
        ("https://pbx.example.com/?auth_token=hunter22", {"auth_token=hunter22"}),
        ("https://pbx.example.com/?", set()),
        ("https://@pbx.example.com/", set()),
        ("https://pbx.example.com/api/json/", set()),
        ("", set()),
    ],
)
def test_secrets_in_an_address(address, secrets):
    assert secrets_in(address) == secrets


@given(st.text(max_size=40) | st.text(max_size=30).map(lambda text: "https://" + text))
@example("https://admin:hunter22:80/")
def test_any_text_is_an_address_or_refused(address):
    try:
        url = normalize_url(address)
    except UsageError as error:
        # No reason of a parser, which would repeat parts of the text.
        assert error.text in (
            "api_url must not hold credentials.",
            "api_url is not a valid address.",
            "api_url must be an http or https address such as https://pbx.example.com/api/json/.",
            "api_url must be a base address, without spaces, query or fragment.",
        )
        return
    assert url.startswith(("http://", "https://")) and url.endswith("/")
    assert normalize_url(url) == url


@pytest.mark.parametrize(
    "kept, wanted",
    [
        ("https://PBX.example.com:443/api/json/", "https://pbx.example.com/api/json/"),
        *((kept, kept) for kept in ("https://pbx.example.com/api/json/", "https://", "nowhere", "", None, 7, [])),
    ],
)
def test_an_address_that_an_earlier_version_has_kept(kept, wanted):
    assert renormalize_url(kept) == wanted


LOCAL = ["localhost", "LOCALHOST", "localhost.", "sim.localhost", "127.0.0.1", "127.9.9.9", "::1"]
ELSEWHERE = ["fe80::1%lo", "", "0.0.0.0", "10.0.0.1", "::", "pbx.example.com", "127.0.0.1.example.com"]
ELSEWHERE += ["localhost.example.com", "notlocalhost"]


@pytest.mark.parametrize("host", LOCAL + ELSEWHERE)
def test_loopback(host):
    assert is_loopback(host) is (host in LOCAL)


SECURE = ["https://pbx.example.com/", "http://localhost:8080/", "http://127.0.0.1/", "http://[::1]:8080/"]
INSECURE = ["http://pbx.example.com/", "HTTP://pbx.example.com/", "http://192.0.2.7/"]


@pytest.mark.parametrize("address", SECURE + INSECURE)
def test_insecure(address):
    assert Connection(api_url=address, auth_token="token").insecure is (address in INSECURE)


@pytest.mark.parametrize(
    "options, credentials",
    [
        ({"auth_username": "admin", "auth_password": "pass"}, ("admin", "pass", None)),
        ({"auth_token": "token"}, (None, None, "token")),
        ({"auth_username": "admin", "auth_password": "pass", "auth_token": "token"}, ("admin", "pass", "token")),
        ({"auth_username": "", "auth_password": "", "auth_token": "token"}, (None, None, "token")),
        ({"auth_username": "admin", "auth_password": "pass", "auth_token": ""}, ("admin", "pass", None)),
        # The token stands instead of the two, so one of them alone does no harm.
        ({"auth_password": "pass", "auth_token": "token"}, (None, "pass", "token")),
        ({"auth_username": "admin", "auth_token": "token"}, ("admin", None, "token")),
    ],
)
def test_credentials(options, credentials):
    connection = Connection(api_url=URL, **options)
    assert (connection.username, connection.password, connection.token) == credentials


@pytest.mark.parametrize(
    "username, password, words",
    [
        (None, None, "No credentials"),
        ("", "", "No credentials"),
        ("admin", None, "auth_username is given without auth_password"),
        ("admin", "", "auth_username is given without auth_password"),
        (None, "hunter22", "auth_password is given without auth_username"),
        ("", "hunter22", "auth_password is given without auth_username"),
    ],
)
def test_credentials_that_are_not_enough(username, password, words):
    for token in (None, ""):
        with pytest.raises(UsageError) as caught:
            Connection(api_url=URL, auth_username=username, auth_password=password, auth_token=token)
        assert words in caught.value.text
        assert "hunter22" not in caught.value.text


NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    "option, values",
    [("timeout", [0, -1, NAN, INFINITE, 1e12]), ("retries", [-1]), ("retry_max_delay", [-0.1, NAN, INFINITE])],
)
def test_numbers_that_cannot_be(option, values):
    for value in values:
        with pytest.raises(UsageError) as caught:
            Connection(api_url=URL, auth_token="token", **{option: value})
        assert caught.value.text.startswith(option)
        assert caught.value.key == option


@pytest.mark.parametrize(
    "option, value", [("timeout", 0.1), ("timeout", 86400), ("retries", 0), ("retry_max_delay", 0)]
)
def test_numbers_at_the_border(option, value):
    assert getattr(Connection(api_url=URL, auth_token="token", **{option: value}), option) == value


def test_a_key_needs_its_certificate():
    with pytest.raises(UsageError) as caught:
        Connection(api_url=URL, auth_token="token", client_key="/key.pem")
    assert "client_key is given without client_cert" in caught.value.text
    assert Connection(api_url=URL, auth_token="token", client_cert="/both.pem").client_key is None


def test_defaults():
    connection = Connection(api_url=URL, auth_token="token")
    assert connection.validate_certs is True
    assert (connection.timeout, connection.retries, connection.retry_max_delay) == (30, 3, 30)
    assert (connection.ca_path, connection.client_cert, connection.client_key) == (None, None, None)


def test_options_of_a_module():
    """None is an option that was left out; what is not about the connection is passed over."""
    given = {"api_url": "https://pbx.example.com", "auth_token": "token", "retries": 0, "validate_certs": False}
    connection = from_options({**dict.fromkeys(OPTION_NAMES), **given, "name": "Spring"})
    assert connection.url == "https://pbx.example.com/api/json/"
    assert (connection.retries, connection.timeout, connection.validate_certs) == (0, 30, False)


def test_a_missing_address_is_named():
    with pytest.raises(UsageError, match="api_url"):
        Connection(api_url=None, auth_token="token")


def test_the_redactor_knows_all_credentials():
    connection = Connection(api_url=URL, auth_username="admin", auth_password="hunter22", auth_token="tok-en-tok")
    assert connection.redactor.text("hunter22 tok-en-tok admin") == "******** ******** admin"
