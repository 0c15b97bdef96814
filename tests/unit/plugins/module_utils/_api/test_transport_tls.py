# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The transport over TLS, against real servers."""

from __future__ import annotations

import pathlib
import ssl
import subprocess
import warnings

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import NETWORK, TLS, USAGE, UsageError
from unit.support.certificates import LONG_AGO
from unit.support.sending import FUNCTION, OK, facts, failure, post, transport_to
from unit.support.servers import Server, always, close

pytestmark = pytest.mark.usefixtures("no_environment")


def refusal(url, **options):
    """The error of a transport that is not even made."""
    with pytest.raises(UsageError) as caught:
        transport_to(url, **options)
    return caught.value


def test_own_authority(authority):
    with Server(always(OK), tls=authority.context(authority.issue("good"))) as server:
        transport = transport_to(server.url("https"), ca_path=authority.path)
        for _number in range(3):
            assert transport.post(FUNCTION, b"").status == 200
        transport.close()
        assert server.connections == 1


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authority_from_the_environment(authority, stranger, monkeypatch, variable):
    with Server(always(OK), tls=authority.context(authority.issue("variable"))) as server:
        monkeypatch.setenv(variable, authority.path)
        assert post(server.url("https")).status == 200
        assert failure(server.url("https"), ca_path=stranger.path).category == TLS
        monkeypatch.setenv(variable, stranger.path)
        assert post(server.url("https"), ca_path=authority.path).status == 200


@pytest.mark.parametrize(
    "signer, issued, words",
    [
        ("stranger", {}, "certificate"),
        ("authority", {"alternative": "DNS:pbx.example.com"}, "127.0.0.1"),
        ("authority", {"alternative": "IP:127.0.0.2"}, "127.0.0.1"),
        ("authority", {"valid": LONG_AGO}, "expired"),
    ],
    ids=["unknown authority", "other host name", "other address", "expired"],
)
def test_a_certificate_that_is_not_trusted(request, authority, signer, issued, words):
    signer = request.getfixturevalue(signer)
    pair = signer.issue(request.node.callspec.id.replace(" ", "-"), **issued)
    with Server(always(OK), tls=signer.context(pair)) as server:
        error = failure(server.url("https"), ca_path=authority.path)
        assert server.requests == []
    assert facts(error) == (TLS, False, False) and words in error.text


def test_validate_certs_off_takes_any_certificate_without_a_warning(authority, stranger):
    with Server(always(OK), tls=stranger.context(stranger.issue("any"))) as server:
        with warnings.catch_warnings(record=True) as shown:
            warnings.simplefilter("always")
            filters = list(warnings.filters)
            assert post(server.url("https"), ca_path=authority.path, validate_certs=False).status == 200
            # Filters are those of Ansible's whole process.
            assert warnings.filters == filters
    assert shown == []


def test_tls_to_a_plain_port():
    with Server(always(OK)) as server:
        # A handshake holds no blank line: the server would wait for more, so it answers to the first bytes.
        server._serve = lambda wire: (wire.recv(100), wire.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), close(wire))
        error = failure(server.url("https"))
    assert facts(error) == (TLS, False, False)
    assert "does not speak TLS there: " in error.text and "http://" in error.hint


def test_plain_http_to_a_tls_port(authority):
    with Server(always(OK), tls=authority.context(authority.issue("tls"))) as server:
        error = failure(server.url("http"))
        assert server.requests == []
    assert (error.category, error.outcome_unknown) == (NETWORK, True)


def test_connection_lost_in_the_handshake():
    with Server(always(OK)) as server:
        server._serve = lambda wire: (wire.recv(100), close(wire))
        error = failure(server.url("https"))
    assert (error.category, error.retryable) == (NETWORK, True)


@pytest.mark.parametrize("option", ["ca_path", "client_cert", "client_key"])
def test_missing_file(authority, tmp_path, option):
    certificate, key = authority.issue("files-" + option)
    files = {"ca_path": authority.path, "client_cert": certificate, "client_key": key}
    files[option] = str(tmp_path / "not-there")
    with Server(always(OK), tls=authority.context((certificate, key))) as server:
        error = refusal(server.url("https"), **files)
        assert server.requests == []
    assert (*facts(error), error.key) == (USAGE, False, False, option)
    assert error.text == "{0}: there is no file {1!r} that can be read.".format(option, files[option])


def test_files_that_nobody_reads_are_not_looked_for(tmp_path):
    """Without TLS none of them, and without verification no CA."""
    nothing = str(tmp_path / "not-there")
    transport_to("http://127.0.0.1:1", ca_path=nothing, client_cert=nothing).close()
    transport_to("https://127.0.0.1:1", ca_path=nothing, validate_certs=False).close()
    assert refusal("https://127.0.0.1:1", client_cert=nothing, validate_certs=False).key == "client_cert"


@pytest.mark.parametrize("apart", [True, False])
def test_an_encrypted_key_fails_before_anything_is_sent_and_nobody_is_asked(authority, monkeypatch, apart):
    certificate, key = authority.issue("locked")
    locked = key + ".locked"
    command = ["openssl", "pkey", "-aes256", "-passout", "pass:something", "-in", key, "-out", locked]
    subprocess.run(command, check=True, capture_output=True)
    if not apart:
        with open(locked, "a") as both, open(certificate) as one:
            both.write(one.read())
    files = {"client_cert": certificate, "client_key": locked} if apart else {"client_cert": locked}
    with Server(always(OK), tls=authority.context((certificate, key))) as server:
        error = refusal(server.url("https"), ca_path=authority.path, **files)
        assert server.connections == 0
    assert (error.category, error.key) == (USAGE, "client_key" if apart else "client_cert")
    assert "encrypted" in error.text and "passphrase" in error.text and "something" not in error.msg


@pytest.mark.parametrize("option", ["ca_path", "client_cert"])
def test_file_that_holds_no_certificate(authority, tmp_path, option):
    (tmp_path / "text").write_text("this is not PEM")
    files = {"ca_path": authority.path, option: str(tmp_path / "text")}
    with Server(always(OK), tls=authority.context(authority.issue("text-" + option))) as server:
        error = failure(server.url("https"), **files)
        assert server.requests == []
    assert (error.category, error.retryable) == (TLS, False)


def test_client_certificate(authority, stranger, tmp_path):
    certificate, key = authority.issue("client")
    both = tmp_path / "both"
    both.write_bytes(b"".join(pathlib.Path(path).read_bytes() for path in (certificate, key)))
    with Server(always(OK), tls=authority.context(authority.issue("server"), clients=True)) as server:
        url, trusted = server.url("https"), {"ca_path": authority.path}
        assert post(url, **trusted, client_cert=certificate, client_key=key).status == 200
        assert post(url, **trusted, client_cert=str(both)).status == 200
        assert len(server.requests) == 2
        wrong = dict(zip(("client_cert", "client_key"), stranger.issue("client")))
        for given in ({}, wrong):
            # In TLS 1.3 the refusal may overtake, or lose, the race with the closed connection.
            assert failure(url, **trusted, **given).category in (TLS, NETWORK)
        assert len(server.requests) == 2


def test_a_client_certificate_that_is_missing_is_a_matter_of_tls(authority):
    """With TLS 1.2 the refusal comes within the handshake, so its category is certain."""
    context = authority.context(authority.issue("server12"), clients=True)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with Server(always(OK), tls=context) as server:
        error = failure(server.url("https"), ca_path=authority.path)
        assert server.requests == []
    assert error.category == TLS or facts(error) == (NETWORK, True, True)
