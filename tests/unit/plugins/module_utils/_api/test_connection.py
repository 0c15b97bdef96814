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
    secrets_in,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import USAGE, UsageError
from hypothesis import example, given
from hypothesis import strategies as st

URL = "https://pbx.example.com/"


@pytest.mark.parametrize(
    "given, wanted",
    [
        ("https://pbx.example.com", "https://pbx.example.com/api/json/"),
        ("https://pbx.example.com/", "https://pbx.example.com/api/json/"),
        ("https://pbx.example.com/api/json/", "https://pbx.example.com/api/json/"),
        ("https://pbx.example.com/api/json", "https://pbx.example.com/api/json/"),
        ("https://pbx.example.com/local/api/json", "https://pbx.example.com/local/api/json/"),
        ("https://pbx.example.com/local", "https://pbx.example.com/local/"),
        ("  https://pbx.example.com\n", "https://pbx.example.com/api/json/"),
        ("HTTPS://PBX.example.com", "https://PBX.example.com/api/json/"),
        ("http://pbx.example.com:8080", "http://pbx.example.com:8080/api/json/"),
        ("https://[::1]", "https://[::1]/api/json/"),
        ("https://[2001:db8::1]:8443/x/", "https://[2001:db8::1]:8443/x/"),
        ("https://192.0.2.1", "https://192.0.2.1/api/json/"),
        ("https://bücher.example", "https://bücher.example/api/json/"),
        ("https://pbx.example.com/a%20b", "https://pbx.example.com/a%20b/"),
    ],
)
def test_addresses(given, wanted):
    assert normalize_url(given) == wanted
    # Once is enough.
    assert normalize_url(wanted) == wanted


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "pbx.example.com",
        "pbx.example.com/api/json/",
        "localhost:8080",
        "//pbx.example.com/",
        "/api/json/",
        "ftp://pbx.example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///api/json/",
        "https://:443/",
        "https://pbx.example.com:0/",
        "https://pbx.example.com:65536/",
        "https://pbx.example.com:https/",
        "https://[::1/",
        "https://pbx.example.com/?x=1",
        "https://pbx.example.com/?",
        "https://pbx.example.com/#",
        "https://pbx.example.com/#top",
        "https://pbx.example.com/api json/",
        "https://pbx.exa\tmple.com/",
        "https://pbx.example.com/\napi",
        "https://pbx.example.com/\x00",
        "https://pbx.example.com/\ud800",
        "https://pbx\u2100.example.com/",
    ],
)
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
    "host, local",
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("localhost.", True),
        ("sim.localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("fe80::1%lo", False),
        ("", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("::", False),
        ("pbx.example.com", False),
        ("127.0.0.1.example.com", False),
        ("localhost.example.com", False),
        ("notlocalhost", False),
    ],
)
def test_loopback(host, local):
    assert is_loopback(host) is local


@pytest.mark.parametrize(
    "address, insecure",
    [
        ("https://pbx.example.com/", False),
        ("http://pbx.example.com/", True),
        ("HTTP://pbx.example.com/", True),
        ("http://localhost:8080/", False),
        ("http://127.0.0.1/", False),
        ("http://[::1]:8080/", False),
        ("http://192.0.2.7/", True),
    ],
)
def test_insecure(address, insecure):
    assert Connection(api_url=address, auth_token="token").insecure is insecure


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
    "options, words",
    [
        ({}, "No credentials"),
        ({"auth_username": "", "auth_password": "", "auth_token": ""}, "No credentials"),
        ({"auth_username": "admin"}, "auth_username is given without auth_password"),
        ({"auth_username": "admin", "auth_password": ""}, "auth_username is given without auth_password"),
        ({"auth_password": "hunter22"}, "auth_password is given without auth_username"),
        ({"auth_password": "hunter22", "auth_username": ""}, "auth_password is given without auth_username"),
    ],
)
def test_credentials_that_are_not_enough(options, words):
    with pytest.raises(UsageError) as caught:
        Connection(api_url=URL, **options)
    assert words in caught.value.text
    assert "hunter22" not in caught.value.text


@pytest.mark.parametrize(
    "option, value",
    [
        ("timeout", 0),
        ("timeout", -1),
        ("timeout", float("nan")),
        ("timeout", float("inf")),
        ("timeout", 1e12),
        ("retries", -1),
        ("retry_max_delay", -0.1),
        ("retry_max_delay", float("nan")),
        ("retry_max_delay", float("inf")),
    ],
)
def test_numbers_that_cannot_be(option, value):
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
    options = dict.fromkeys(OPTION_NAMES)
    options.update(
        api_url="https://pbx.example.com", auth_token="token", retries=0, validate_certs=False, name="Spring"
    )
    connection = from_options(options)
    assert connection.url == "https://pbx.example.com/api/json/"
    assert connection.retries == 0
    assert connection.timeout == 30
    assert connection.validate_certs is False


def test_a_missing_address_is_named():
    with pytest.raises(UsageError, match="api_url"):
        Connection(api_url=None, auth_token="token")


def test_the_redactor_knows_all_credentials():
    connection = Connection(api_url=URL, auth_username="admin", auth_password="hunter22", auth_token="tok-en-tok")
    assert connection.redactor.text("hunter22 tok-en-tok admin") == "******** ******** admin"
