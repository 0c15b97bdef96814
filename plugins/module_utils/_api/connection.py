# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Where the platform is and who asks: the connection options as one checked value."""

from __future__ import annotations

import ipaddress
import re
import typing as t
from urllib.parse import urlsplit, urlunsplit

from .errors import UsageError
from .redaction import Redactor
from .written import out_of_range, refuse_mask

DEFAULT_PATH = "/api/json/"
DEFAULT_PORTS = {"http": 80, "https": 443}
_PLACE = re.compile(r"(\[[^]\[]+\]|[^]\[:]+)(?::[0-9]*)?")
LONGEST = 24 * 60 * 60
INSECURE = "api_url is not encrypted: credentials and telephone numbers cross the network in the clear. Use https."


def normalize_url(api_url: str) -> str:
    """Return the base address with its path and trailing slash (API notes, section 1): one for one platform.

    It tells platforms apart: where locks, plans, records and caches belong to. An address without a path gets
    C(/api/json/); a prefix is kept as it is.

    Raises UsageError for anything that is not a plain http or https address.
    """
    text = api_url.strip()
    # Anywhere, not only before the host: a slash within a password would move the mark into the path.
    if "@" in text:
        raise UsageError(
            "api_url must not hold credentials.",
            key="api_url",
            hint="Use auth_username and auth_password, or auth_token.",
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        # The reason would repeat a part of the text, which may hold a password.
        raise UsageError(
            "api_url is not a valid address.", key="api_url", hint="It looks like https://pbx.example.com/api/json/."
        ) from None
    place = _PLACE.fullmatch(parts.netloc)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or port == 0 or place is None:
        raise UsageError(
            "api_url must be an http or https address such as https://pbx.example.com/api/json/.",
            key="api_url",
            hint="Start it with https://.",
        )
    if parts.query or parts.fragment or "?" in text or "#" in text or " " in text or not text.isprintable():
        raise UsageError(
            "api_url must be a base address, without spaces, query or fragment.",
            key="api_url",
            hint="Leave out everything behind the path of the API.",
        )
    # A host is the same in any case. The name of an interface is not.
    host, zone, interface = place[1].partition("%")
    netloc: str = host.lower() + zone + interface
    if port not in (None, DEFAULT_PORTS[parts.scheme]):
        netloc += ":{0}".format(port)
    path = parts.path.rstrip("/") + "/"
    return urlunsplit((parts.scheme, netloc, DEFAULT_PATH if path == "/" else path, "", ""))


def renormalize_url(kept: t.Any) -> t.Any:
    """Return an address that a file has kept as it would be kept now; what is none as it is."""
    try:
        return normalize_url(kept) if isinstance(kept, str) else kept
    except UsageError:
        return kept


def secrets_in(api_url: str) -> set[str]:
    """Return what may be secret in an address that normalize_url() refuses: Ansible shows the options of a failed task.

    It is the password of ``user:password@``, the user where there is no password, and a query.
    """
    rest = api_url.partition("//")[2] or api_url
    person, mark, _host = rest.rpartition("@")
    secrets = {person.partition(":")[2] or person} if mark else set()
    secrets.add(rest.partition("?")[2])
    return {secret for secret in secrets if secret}


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address never leaves this machine."""
    if host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


class Connection:
    """The checked connection options. Times are in seconds."""

    def __init__(
        self,
        *,
        api_url: str | None = None,
        auth_username: str | None = None,
        auth_password: str | None = None,
        auth_token: str | None = None,
        validate_certs: bool = True,
        ca_path: str | None = None,
        client_cert: str | None = None,
        client_key: str | None = None,
        timeout: float = 30,
        retries: int = 3,
        retry_max_delay: float = 30,
    ) -> None:
        # All that was given, to tell one connection from another.
        self.options = {name: value for name, value in locals().items() if name in OPTION_NAMES}
        for name, value in self.options.items():
            refuse_mask(name, value)
        # Empty, such as by a Jinja default(''), means "not given".
        if not api_url:
            raise UsageError(
                "api_url is missing: it says where the platform is.",
                key="api_url",
                hint="Give api_url, or set the environment variable ENSWITCH_URL, such as to https://pbx.example.com/.",
            )
        self.url = normalize_url(api_url)
        self.username = auth_username or None
        self.password = auth_password or None
        self.token = auth_token or None
        if not self.token and bool(self.username) != bool(self.password):
            given, missing = ("auth_username", "auth_password") if self.username else ("auth_password", "auth_username")
            raise UsageError(
                "{0} is given without {1}: both are needed.".format(given, missing),
                key=missing,
                hint="Give both in one place: where an option names one, the other does not come from the environment.",
            )
        if not self.username and not self.token:
            raise UsageError(
                "No credentials: give auth_username and auth_password, or auth_token.",
                key="auth_username",
                hint="The environment variables are ENSWITCH_USERNAME and ENSWITCH_PASSWORD, or ENSWITCH_TOKEN.",
            )
        if client_key and not client_cert:
            raise UsageError(
                "client_key is given without client_cert: the key belongs to a certificate.",
                key="client_cert",
                hint="Give the path of the certificate too.",
            )
        # Written so that "not a number" is refused too.
        if not 0 < timeout <= LONGEST:
            raise out_of_range("timeout", "more than 0 seconds, and at most a day", timeout)
        if retries < 0:
            raise out_of_range("retries", "0 or more", retries)
        if not 0 <= retry_max_delay <= LONGEST:
            raise out_of_range("retry_max_delay", "0 or more seconds, and at most a day", retry_max_delay)
        self.validate_certs = validate_certs
        self.ca_path = ca_path or None
        self.client_cert = client_cert or None
        self.client_key = client_key or None
        self.timeout = timeout
        self.retries = retries
        self.retry_max_delay = retry_max_delay
        self.redactor = Redactor((self.password, self.token))
        if self.username and self.password:
            # As in a Basic header, where a short password alone could not be told from chance.
            self.redactor.add("{0}:{1}".format(self.username, self.password))

    @property
    def url_with_port(self) -> str:
        """The address with a port in any case, as C(NO_PROXY) may name it."""
        parts = urlsplit(self.url)
        port = "" if parts.port else ":{0}".format(DEFAULT_PORTS[parts.scheme])
        return urlunsplit(parts._replace(netloc=parts.netloc + port))

    @property
    def insecure(self) -> bool:
        """Whether credentials and numbers would cross a network unencrypted."""
        parts = urlsplit(self.url)
        return parts.scheme == "http" and not is_loopback(parts.hostname or "")


def from_options(options: t.Mapping[str, t.Any]) -> Connection:
    """Make a connection from the options of a module or of the inventory plugin."""
    return Connection(**{name: options[name] for name in OPTION_NAMES if options.get(name) is not None})


OPTION_NAMES = (
    "api_url",
    "auth_username",
    "auth_password",
    "auth_token",
    "validate_certs",
    "ca_path",
    "client_cert",
    "client_key",
    "timeout",
    "retries",
    "retry_max_delay",
)
