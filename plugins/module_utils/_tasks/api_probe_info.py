# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The task of the module api_probe_info: what a platform answers where the vendor's documentation is silent."""

from __future__ import annotations

import datetime
import typing as t
from urllib.parse import urlsplit

from .._api import functions
from .._api.client import Client
from .._api.connection import INSECURE, Connection, from_options
from .._api.envelope import to_integer
from .._api.errors import NotFoundError, ProtocolError, UsageError
from .._api.names import Names, number_in
from .._api.transport import Transport
from .._api.version import VERSION
from .._campaigns import fields as schema
from .._probe.answers import Mask, Row
from .._probe.probe import Probe, Recorder
from .._probe.questions import MOST, ask_all
from .context import Context, Result, Task, require_positive

# Of the report: keys may be added without a new one.
FORMAT = 1


def api_probe_info(context: Context, transport: t.Callable[[Connection], Transport] = Transport) -> Result:
    """Ask the platform all open questions, and return the module's result.

    Raises whatever the first call raises, UsageError for options that do not fit the platform, and ProtocolError
    where a validation has changed something; its ``result`` holds the report.
    """
    options = context.options
    require_positive(options, "largest", 1, MOST)
    customer, campaign = (_reference(options, name) for name in ("customer", "campaign"))
    connection = from_options(options)
    if connection.insecure:
        context.warn(INSECURE)
    mask = Mask()
    given = (*connection.options.values(), options["customer"], options["campaign"])
    mask.learn([urlsplit(connection.url).hostname, *given])
    recorder = Recorder(transport(connection), mask)

    def connect(**account: str | None) -> Client:
        return Client(from_options({**options, **account}), read_only=True, transport=recorder)

    def choose(rows: list[Row]) -> Row:
        return _named(rows, campaign) if campaign else next(filter(is_disabled, rows), {})

    probe = Probe(connect, recorder, mask, choose, options["largest"])
    probe.stopped = None if options["validation"] else "validation is switched off"
    try:
        probe.read(functions.LOGIN).row()
        probe.customer = Names(probe.client).customer(customer)
        if campaign:
            # An option that cannot be right fails first.
            choose(probe.read(functions.CAMPAIGNS_LIST, customer=probe.customer).rows())
        questions = ask_all(probe)
    finally:
        recorder.close()
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    about = {"collection": "telephony.enswitch", "version": VERSION, "format": FORMAT, "date": today}
    result: Result = {
        "changed": False,
        "report": {**about, "questions": questions},
        "requests": dict(sorted(recorder.counts.items())),
    }
    if probe.damage is not None:
        raise ProtocolError(
            "A validation was not only a validation: {0}.".format(probe.damage),
            hint="Either this platform ignores validation=1, or someone else changed it at the same time. "
            "Do not use check mode on this platform before that is clear, and send the report.",
            result=result,
        )
    return result


def _reference(options: t.Mapping[str, t.Any], name: str) -> int | str:
    """Return an option that is an ID or a name; 0 where it is left out. Raises UsageError."""
    value = schema.coerce_option(schema.BY_NAME["customer"], options.get(name), name) or 0
    number = number_in(value) if isinstance(value, str) else None
    return value if number is None else number


def _named(rows: t.Sequence[Row], campaign: int | str) -> Row:
    """Return the campaign that the option means. Raises an error unless it is the only one, and disabled."""
    found = [row for row in rows if campaign in (to_integer(row.get("id")), str(row.get("name", "")).strip())]
    problem: dict[str, t.Any] = {"key": "campaign", "function": functions.CAMPAIGNS_LIST}
    if not found:
        text = "campaign: the customer has no such campaign, or this account may not see it."
        raise NotFoundError(text, hint="Check campaign and customer.", **problem)
    if len(found) > 1:
        raise UsageError("campaign is the name of several campaigns.", hint="Give the ID.", **problem)
    if not is_disabled(found[0]):
        text = "campaign must be one that is disabled, so that no number can be called."
        raise UsageError(text, hint="Create an empty campaign with enabled=false for the probe.", **problem)
    return found[0]


def is_disabled(row: Row) -> bool:
    """Tell whether a campaign is listed as disabled. Anything that is not clearly a zero does not count."""
    value = row.get("enabled")
    return value is False or to_integer(value) == 0


TASK = Task(
    api_probe_info,
    {
        "customer": {"type": "raw"},
        "campaign": {"type": "raw"},
        "validation": {"type": "bool", "default": True},
        "largest": {"type": "int", "default": 20000},
    },
)
