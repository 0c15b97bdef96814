# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page of the role report shows, as plain values: the history, one row a campaign, points of a plot."""

from __future__ import annotations

import datetime
import json
import typing as t

from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import renormalize_url
from ansible_collections.telephony.enswitch.plugins.module_utils._api.progress import duration

COUNTS = ("total", "pending", "success", "failed", "cancelled", "other")
# The size of a plot.
WIDTH = 300
HEIGHT = 60
POINTS = 40
_STAMP = "%Y-%m-%dT%H:%M:%SZ"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Entry = t.Mapping[str, t.Any]


def from_report_history(text: str, path: str) -> dict[str, t.Any]:
    """Return the C(snapshots) of a history, and C(problem), empty where there is none."""
    snapshots = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        snapshot = _snapshot(line)
        if snapshot is None:
            problem = "Line {0} of the history {1} is broken. Correct or remove it. Nothing was written.".format(
                number, path
            )
            return {"snapshots": [], "problem": problem}
        snapshots.append(snapshot)
    return {"snapshots": snapshots, "problem": ""}


def _snapshot(line: str) -> dict[str, t.Any] | None:
    try:
        snapshot = json.loads(line)
        datetime.datetime.strptime(snapshot["at"], _STAMP)
        campaigns = snapshot["campaigns"]
        whole = isinstance(snapshot["api_url"], str) and all(
            _is_count(campaign[name]) for campaign in campaigns for name in ("id", *COUNTS)
        )
    except (ValueError, KeyError, TypeError):
        return None
    return snapshot if whole else None


def _is_count(value: t.Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def to_report_snapshot(campaigns: t.Iterable[Entry], api_url: str, at: str) -> dict[str, t.Any]:
    """Return how far campaigns are, as in a line of the history."""
    return {
        "at": at,
        "api_url": api_url,
        "campaigns": [
            {
                "id": campaign["id"],
                "customer": campaign.get("customer"),
                "name": campaign.get("name", ""),
                **{name: int(campaign["destinations"][name]) for name in COUNTS},
            }
            for campaign in campaigns
            if "destinations" in campaign
        ],
    }


def to_report_rows(
    seen: Entry, findings: t.Sequence[Entry], timegroups: t.Sequence[Entry], history: str, latest: Entry
) -> list[dict[str, t.Any]]:
    """Return one row for each campaign, with all that the page shows of it."""
    # The history comes as text: Ansible would go through each of its values once more.
    snapshots = [*from_report_history(history, "")["snapshots"], latest]
    names = {customer["id"]: customer.get("name") for customer in seen["customers"]}
    groups = {group["id"]: group for group in timegroups}
    found: dict[int, list[Entry]] = {}
    for finding in findings:
        found.setdefault(finding["id"], []).append(finding)
    before: dict[int, list[tuple[float, int, int]]] = {}
    for snapshot in snapshots:
        if renormalize_url(snapshot["api_url"]) == seen["api_url"]:
            seconds = _seconds(snapshot["at"])
            for campaign in snapshot["campaigns"]:
                before.setdefault(campaign["id"], []).append((seconds, _done(campaign), campaign["total"]))
    rows = []
    for campaign in seen["campaigns"]:
        counts = campaign.get("destinations") or dict.fromkeys(COUNTS, 0)
        points = before.get(campaign["id"], [])
        still_open = counts["pending"] + counts["other"]
        customer = campaign.get("customer")
        rate, left = _pace(points, still_open)
        rows.append(
            {
                "customer": names.get(customer) or ("own" if customer is None else "customer {0}".format(customer)),
                "name": campaign.get("name", ""),
                "id": campaign["id"],
                "enabled": bool(campaign.get("enabled")),
                "state": _state(campaign, still_open),
                "hours": _hours(campaign.get("timegroup"), groups),
                "progress": campaign.get("progress", 0),
                "counted": "destinations" in campaign,
                "total": counts["total"],
                "reached": counts["success"],
                "not_reached": counts["failed"],
                "cancelled": counts["cancelled"],
                "open": still_open,
                "good": _percent(counts["success"], counts["total"]),
                "bad": _percent(counts["failed"], counts["total"]),
                "rate": rate,
                "left": left,
                "findings": [_finding(one, campaign) for one in found.get(campaign["id"], [])],
                "plot": _plot(points),
                "looks": len(points),
            }
        )
    return rows


def _finding(finding: Entry, campaign: Entry) -> dict[str, t.Any]:
    """Return a finding without the name of its campaign, which stands above it."""
    name = "Campaign '{0}': ".format(campaign.get("name", ""))
    message = finding["message"]
    return {**finding, "message": message[len(name) :] if message.startswith(name) else message}


def _percent(count: int, total: int) -> float:
    return round(count * 100 / total, 2) if total else 0


def _seconds(at: str) -> float:
    return datetime.datetime.strptime(at, _STAMP).replace(tzinfo=datetime.timezone.utc).timestamp()


def _done(counts: Entry) -> int:
    done: int = counts["success"] + counts["failed"] + counts["cancelled"]
    return done


def _state(campaign: Entry, still_open: int) -> str:
    enabled = bool(campaign.get("enabled"))
    if "destinations" in campaign and not still_open:
        left = "all numbers done" if campaign["destinations"]["total"] else "no numbers"
        return "{0}, {1}".format("enabled" if enabled else "disabled", left)
    return "running" if enabled else "disabled"


def _pace(points: t.Sequence[tuple[float, int, int]], still_open: int) -> tuple[str, str]:
    """Return how many numbers are done in an hour, and the time left, by the last two snapshots."""
    left = "nothing left" if not still_open else "not known"
    if len(points) < 2:
        return "not known", left
    (before, done_before, _total), (now, done, _all) = points[-2:]
    if now <= before or done < done_before:
        return "not known", left
    rate = (done - done_before) * 3600 / (now - before)
    if still_open and rate >= 1:
        left = duration(still_open * 3600 / rate)
    return "{0:.0f} an hour".format(rate), left


def _plot(points: t.Sequence[tuple[float, int, int]]) -> str:
    """Return the points of a line from left to right: percent done over time. Empty where there is no line."""
    if len(points) < 2 or points[-1][0] <= points[0][0]:
        return ""
    first, span = points[0][0], points[-1][0] - points[0][0]
    # More points would only make the page larger.
    step = -(-len(points) // POINTS)
    shown = [*points[:-1:step], points[-1]]
    return " ".join(
        "{0:.0f},{1:.0f}".format(
            (seconds - first) * WIDTH / span, HEIGHT - (HEIGHT * min(done, total) / total if total else 0)
        )
        for seconds, done, total in shown
    )


def _hours(number: t.Any, groups: t.Mapping[int, Entry]) -> str:
    """Return the calling hours of a time group as a person says them."""
    if not number:
        return "round the clock"
    group = groups.get(number)
    if group is None or "periods" not in group:
        name = group["name"] if group else "time group {0}".format(number)
        return "{0} (hours not known)".format(name)
    spans = "; ".join(_span(period) for period in group["periods"])
    return "{0}: {1}{2}".format(group["name"], "never during " if group.get("invert") else "", spans or "never")


def _span(period: Entry) -> str:
    text = "{0} {1} to {2}".format(_weekdays(period.get("days_week") or []), *_clocks(period))
    limits = [len(period.get("days_month") or []) < 31, len(period.get("months") or []) < 12]
    if any(limits) or period.get("startdate") or period.get("enddate"):
        text += " on some dates ({0})".format(period.get("name", ""))
    return text


def _clocks(period: Entry) -> tuple[str, str]:
    """Return from when to when; the end that the platform keeps is the last second that counts."""
    start, end = str(period.get("start", "")), str(period.get("end", ""))
    hour, minute, second = (int(part) for part in (end + ":0:0").split(":")[:3]) if end else (23, 59, 59)
    after = hour * 3600 + minute * 60 + second + 1
    return start[:5], "{0:02}:{1:02}".format(after // 3600, after % 3600 // 60)


def _weekdays(days: t.Sequence[str]) -> str:
    numbers = sorted(_DAYS.index(day) for day in days if day in _DAYS)
    if len(numbers) == len(_DAYS):
        return "every day"
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return "{0}-{1}".format(_DAYS[numbers[0]], _DAYS[numbers[-1]])
    return ", ".join(_DAYS[number] for number in numbers)


class FilterModule:
    """The filters of the role report."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {
            "from_report_history": from_report_history,
            "to_report_rows": to_report_rows,
            "to_report_snapshot": to_report_snapshot,
        }
