# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""One HTTP request, and what its failure says about whether the platform saw it.

Built on one requests.Session for a whole run, so connections are kept alive. Settings that
requests would look up again for every request (proxies, CA bundle, .netrc) are decided once.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import ssl
import time
import traceback
import typing as t
from datetime import timezone
from email.utils import parsedate_to_datetime
from http import cookiejar
from urllib.parse import unquote, urlsplit

from .connection import Connection
from .deadline import Deadline, timed_adapter
from .errors import NETWORK, PROTOCOL, TIMEOUT, TLS, TransportError, UsageError

REQUESTS_IMPORT_ERROR: str | None
try:
    import requests
    import requests.adapters
    import requests.utils
    import urllib3.exceptions

    REQUESTS_IMPORT_ERROR = None
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

# Longer than any list of a sane platform; a body without end must not fill the memory.
MAX_BODY = 512 * 1024 * 1024
_PIECE = 256 * 1024
# How OpenSSL, in its several versions, says that what answers is not TLS.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
# How http.client says that a proxy did not let a connection through.
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})\b")


class Reply(t.NamedTuple):
    """What came back over HTTP. ``retry_after`` is in seconds."""

    status: int
    body: bytes
    charset: str | None
    retry_after: float | None
    location: str | None
    content_type: str | None = None


class Transport:
    """Posts forms to the platform. Safe to share between threads."""

    def __init__(self, connection: Connection, pool: int = 32) -> None:
        _check_files(connection)
        self._connection = connection
        session = requests.Session()
        # The environment is read once, below; .netrc never, since it would add credentials of its own.
        session.trust_env = False
        session.cookies.set_policy(cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        session.headers.update({"Accept": "application/json", "User-Agent": "ansible-telephony.enswitch"})
        self._deadline = Deadline()
        adapter = timed_adapter(self._deadline, pool_connections=1, pool_maxsize=pool, max_retries=0)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.proxies = dict(requests.utils.get_environ_proxies(connection.url_with_port, no_proxy=None))
        for proxy in session.proxies.values():
            connection.redactor.add(*_proxy_secrets(proxy))
        self._proxy = requests.utils.select_proxy(connection.url, session.proxies)
        session.verify = self._verification()
        if connection.client_cert:
            session.cert = (
                (connection.client_cert, connection.client_key) if connection.client_key else connection.client_cert
            )
        self._session = session
        self._form: requests.PreparedRequest | None = None

    def _verification(self) -> bool | str:
        if not self._connection.validate_certs:
            return False
        named = (self._connection.ca_path, os.environ.get("REQUESTS_CA_BUNDLE"), os.environ.get("CURL_CA_BUNDLE"))
        return next((path for path in named if path), True)

    def close(self) -> None:
        """Close all kept connections."""
        self._session.close()

    def post(self, function: str, form: bytes) -> Reply:
        """Send one form to a function of the API and read the whole answer.

        Redirects are never followed: they could carry credentials to another host, or turn POST into GET.

        Raises TransportError; its ``outcome_unknown`` is false only where the request certainly never arrived.
        """
        connection = self._connection
        self._deadline.start(connection.timeout)
        try:
            response = self._session.send(
                self._request(function, form),
                timeout=(connection.timeout, connection.timeout),
                allow_redirects=False,
                stream=True,
                proxies=self._session.proxies,
            )
            with response:
                body = self._read(response, function)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as problem:
            raise self._failure(function, problem) from None
        except (AttributeError, ValueError) as problem:
            # Versions of requests that are still in use stumble like this over a Content-Type whose charset
            # has no value, and over the address of a proxy.
            raise self._failure(function, problem) from None
        return Reply(
            response.status_code,
            body,
            _charset(response.headers.get("Content-Type")),
            _retry_after(response.headers.get("Retry-After")),
            response.headers.get("Location"),
            response.headers.get("Content-Type"),
        )

    def _request(self, function: str, form: bytes) -> requests.PreparedRequest:
        """Return the request. All are alike but for function and body, and preparing one takes a while."""
        if self._form is None:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            self._form = self._session.prepare_request(
                requests.Request("POST", self._connection.url, headers=headers, data=b"")
            )
        request = self._form.copy()
        request.url = "{0}{1}/".format(request.url, function)
        request.prepare_body(form, None)
        return request

    def _read(self, response: requests.Response, function: str) -> bytes:
        """Read a body piece by piece, so that neither a trickle nor a flood holds the task."""
        raw: t.Any = response.raw
        announced = response.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in response.headers
        if response.status_code == 204 and announced:
            # HTTP knows no body here, but the API documents one (section 2). It must not be taken for the next answer.
            raw.close()
            return b""
        read = getattr(raw, "read1", None)
        if read is None:
            # The read() of older versions waits until a whole piece is there, unless what is beneath it does not.
            read = raw.read
            beneath: t.Any = getattr(raw, "_fp", None)
            if hasattr(beneath, "read1"):
                beneath.read = beneath.read1
        encoded = "Content-Encoding" in response.headers
        pieces: list[bytes] = []
        size = 0
        while True:
            piece = read(_PIECE, decode_content=encoded)
            # Compressed bytes that have arrived may be too few for any text yet.
            if not piece and (raw.closed or not encoded):
                break
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BODY:
                raise TransportError(
                    "{0} answered with more than {1} MiB.".format(function, MAX_BODY // 1024 // 1024),
                    category=PROTOCOL,
                    function=function,
                    outcome_unknown=True,
                    hint="Check that api_url leads to the JSON API, or ask for less at once.",
                )
            # What has arrived already is read without waiting.
            if time.monotonic() > self._deadline.at:
                raise _timeout(function, self._connection.timeout)
        if raw.length_remaining:
            raise urllib3.exceptions.ProtocolError("the body was cut off")
        return b"".join(pieces)

    def _failure(self, function: str, problem: BaseException) -> TransportError:
        """Say what a failure of the HTTP library means. Its own text is not repeated: it is long and not for users."""
        connection = self._connection
        where = urlsplit(connection.url).netloc
        causes = list(_causes(problem))

        def among(*kinds: type[BaseException]) -> bool:
            return any(isinstance(cause, kinds) for cause in causes)

        # In older versions of urllib3, a refused connection is a kind of connect time-out.
        unconnected = among(urllib3.exceptions.NewConnectionError)
        if not unconnected and among(requests.exceptions.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError):
            error = _timeout(function, connection.timeout, "to connect to {0}".format(where))
            return error.replace(outcome_unknown=False)
        if not unconnected and among(requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError, socket.timeout):
            return _timeout(function, connection.timeout)
        proxy = _proxy_name(self._proxy) if self._proxy else None
        if proxy and self._is_useless(among):
            # The address of the platform has been checked before, so it is that of the proxy.
            return TransportError(
                "{0}: {1} cannot be used: {2}.".format(function, proxy, _said(causes)),
                category=NETWORK,
                function=function,
                hint="Correct the variable. It looks like http://proxy.example.com:3128. With socks5:// the library "
                "PySocks is needed.",
            )
        if among(
            requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, urllib3.exceptions.LocationValueError
        ):
            return TransportError(
                "{0}: api_url is not valid: {1}.".format(function, _said(causes)),
                category=PROTOCOL,
                function=function,
                hint="It looks like https://pbx.example.com/api/json/.",
            )
        if among(requests.exceptions.ProxyError, urllib3.exceptions.ProxyError):
            tunnel = next((found for found in (_TUNNEL.search(str(cause)) for cause in causes) if found), None)
            denied = tunnel is not None and tunnel.group(1) == "407"
            return TransportError(
                "{0}: {1} {2}.".format(
                    function,
                    proxy or "the proxy",
                    "wants a user name and a password (HTTP 407)"
                    if denied
                    else "could not be used: {0}".format(_said(causes)),
                ),
                function=function,
                http_status=int(tunnel.group(1)) if tunnel else None,
                retryable=not denied,
                hint="Check the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the machine that runs the task.",
                # Older versions of urllib3 say so of a connection, too, that was lost after everything was sent.
                outcome_unknown=not unconnected and tunnel is None,
            )
        if unconnected:
            return TransportError(
                "{0}: no connection to {1}: {2}.".format(function, where, _plain_reason(causes)),
                function=function,
                retryable=True,
                hint="Check host and port of api_url, and that the machine that runs the task may reach them.",
            )
        if among(ssl.SSLError, requests.exceptions.SSLError, urllib3.exceptions.SSLError) and not among(
            ssl.SSLEOFError, ssl.SSLZeroReturnError
        ):
            tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
            if tls is not None and tls.reason in _NO_TLS:
                return TransportError(
                    "{0}: {1} does not speak TLS there: {2}.".format(function, where, _tls_reason(tls, causes)),
                    category=TLS,
                    function=function,
                    hint="Check the port of api_url. A platform without TLS is reached by http://, but then the "
                    "password crosses the network in the clear.",
                )
            return TransportError(
                "{0}: no secure connection to {1}: {2}.".format(function, where, _tls_reason(tls, causes)),
                category=TLS,
                function=function,
                hint="Check the host name in api_url, the certificate, and ca_path (and client_cert, where needed). "
                "Do not switch validate_certs off: the password would go to whoever answers.",
                # A client certificate that is missing shows only after the request was sent.
                outcome_unknown=tls is not None and not isinstance(tls, ssl.SSLCertVerificationError),
            )
        if isinstance(problem, OSError) and not isinstance(problem, requests.exceptions.RequestException):
            # Before anything is sent, requests raises a bare OSError for a CA or certificate file that is not there.
            return TransportError(
                "{0}: {1}.".format(function, str(problem).rstrip(".")),
                category=TLS,
                function=function,
                hint="Check ca_path, client_cert and client_key.",
            )
        return TransportError(
            "{0}: the connection to {1} was lost before the whole answer had arrived ({2}).".format(
                function, where, _said(causes)
            ),
            category=NETWORK,
            function=function,
            retryable=True,
            hint="Run the task again. If it happens again, look at the platform and at what stands before it.",
            outcome_unknown=True,
        )

    def _is_useless(self, among: t.Callable[..., bool]) -> bool:
        """Tell whether a failure is about an address that cannot even be tried."""
        kinds = (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            urllib3.exceptions.LocationValueError,
            urllib3.exceptions.ProxySchemeUnknown,
        )
        return among(*kinds) or not _is_address(self._proxy or "")


def _check_files(connection: Connection) -> None:
    """Raise UsageError for a file that cannot be read: requests would say so without naming the option."""
    if not connection.url.startswith("https:"):
        return
    named = [("client_cert", connection.client_cert), ("client_key", connection.client_key)]
    if connection.validate_certs:
        named.insert(0, ("ca_path", connection.ca_path))
    for option, path in named:
        if path and not os.access(path, os.R_OK):
            raise UsageError(
                "{0}: there is no file {1!r} that can be read.".format(option, path),
                key=option,
                hint="The file has to be on the machine that runs the task, readable for its user.",
            )
    if connection.client_cert:
        _check_key(connection.client_cert, connection.client_key)


def _check_key(certificate: str, key: str | None) -> None:
    """Raise UsageError for an encrypted key: the library below would ask for its passphrase at the terminal."""
    asked: list[bool] = []

    def passphrase() -> str:
        asked.append(True)
        return "unknown"

    # What else may be wrong with the files shows when they are used.
    with contextlib.suppress(OSError, ValueError):
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(certificate, key, passphrase)
    if asked:
        option = "client_key" if key else "client_cert"
        raise UsageError(
            "{0}: the key in {1!r} is encrypted, and no passphrase can be given.".format(option, key or certificate),
            key=option,
            hint="Give a key without a passphrase, readable only for the user who runs the task.",
        )


def _timeout(function: str, seconds: float, doing: str = "for the whole answer") -> TransportError:
    return TransportError(
        "{0}: waited {1:g} seconds {2}.".format(function, seconds, doing),
        category=TIMEOUT,
        function=function,
        retryable=True,
        hint="Raise timeout, or lower workers, if the platform needs longer.",
        outcome_unknown=True,
    )


def _causes(problem: BaseException) -> t.Iterator[BaseException]:
    """Yield an exception and all that it wraps: requests hides the cause in arguments and contexts."""
    seen: set[int] = set()
    waiting: list[t.Any] = [problem]
    while waiting:
        cause = waiting.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [getattr(cause, "reason", None), cause.__cause__, cause.__context__, *cause.args]


def _tls_reason(tls: ssl.SSLError | None, causes: t.Sequence[BaseException]) -> str:
    if tls is not None:
        # Older versions of urllib3 raise this class by themselves, with a text and nothing else.
        reason = getattr(tls, "verify_message", None) or getattr(tls, "reason", None) or tls
    else:
        # A host name that older versions of urllib3 compare themselves, or a file that could not be read.
        plain = [
            cause
            for cause in causes
            if not isinstance(cause, (requests.RequestException, urllib3.exceptions.HTTPError))
        ]
        reason = plain[0] if plain else "handshake failed"
    return str(reason).rstrip(".").replace("_", " ").lower()


def _proxy_secrets(proxy: str) -> tuple[str, str]:
    """Return the password in a proxy's address, as it is written and as it is meant. A scheme may be missing."""
    user = proxy.split("://", 1)[-1].rpartition("@")[0]
    password = user.partition(":")[2]
    return password, unquote(password)


def _proxy_name(proxy: str) -> str:
    """Return how a proxy is named: by its variable, and by its address without user and password."""
    variable = next(
        (name for name, value in os.environ.items() if value == proxy and name.lower().endswith("_proxy")), ""
    )
    scheme, mark, rest = proxy.rpartition("://")
    address = scheme + mark + rest.rpartition("@")[2]
    return "the proxy {0!r}{1}".format(address, " of the variable {0}".format(variable) if variable else "")


def _is_address(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy if "://" in proxy else "http://" + proxy)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _said(causes: t.Sequence[BaseException]) -> str:
    """Return what the library furthest below said, without addresses of objects."""
    wrappers = (requests.exceptions.RequestException, urllib3.exceptions.HTTPError)
    below = [cause for cause in causes if not isinstance(cause, wrappers)]
    texts = [str(cause).strip() or type(cause).__name__ for cause in [*below, *reversed(causes)]]
    plain = next((text for text in texts if " object at 0x" not in text), type(causes[-1]).__name__)
    return " ".join(plain.split())[:300].rstrip(".")


def _plain_reason(causes: t.Sequence[BaseException]) -> str:
    for cause in causes:
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
    text = " ".join(str(cause) for cause in causes).lower()
    if "resolve" in text or "name or service" in text or "nodename" in text:
        return "the host name is not known"
    if "refused" in text:
        return "connection refused"
    return "the network does not lead there ({0})".format(_said(causes))


def _charset(content_type: str | None) -> str | None:
    """Return the character set that a Content-Type names, where it is not UTF-8."""
    for part in (content_type or "").split(";")[1:]:
        name, _equals, value = part.partition("=")
        if name.strip().lower() == "charset":
            value = value.strip().strip("\"'").lower()
            return None if value in ("", "utf-8", "utf8") else value
    return None


def _retry_after(value: str | None) -> float | None:
    """Return a Retry-After header, in seconds or as a date, as seconds from now."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
        # All dates of HTTP are in UTC, also in the one notation that does not say so.
        return max(0.0, (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
