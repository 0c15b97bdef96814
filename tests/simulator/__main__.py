# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m simulator`: start a simulator and say in plain words how to reach it."""

from __future__ import annotations

import argparse
import json
import pathlib
import shlex
import sqlite3
import sys
import tempfile
from typing import Any

from simulator import options, server
from simulator.seed_default import DEFAULT
from simulator.world import World

DEFAULT_PORT = 8642
DEFAULT_LIFETIME = 8 * 3600


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="A stateful Enswitch on 127.0.0.1, for tests, demos and playbooks without a platform.",
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port (0: a free one; default: %(default)s)")
    parser.add_argument("--port-file", type=pathlib.Path, help="write the port to this file once it is open")
    parser.add_argument("--state", type=pathlib.Path, help="file with the state (default: a temporary one)")
    parser.add_argument("--seed", type=pathlib.Path, help="JSON file with objects to add to the default ones")
    parser.add_argument(
        "--lifetime",
        type=float,
        default=DEFAULT_LIFETIME,
        help="stop after so many seconds (0: never; default: %(default)s)",
    )
    parser.add_argument("--parent", type=int, default=0, help="stop when the process of this ID is gone")
    parser.add_argument("--tls-cert", type=pathlib.Path, help="certificate chain: the listener speaks TLS")
    parser.add_argument("--tls-key", type=pathlib.Path, help="its private key")
    parser.add_argument("--tls-client-ca", type=pathlib.Path, help="ask clients for a certificate of this CA")
    options.add_arguments(parser)
    return parser


def _banner(base: str, control: str, lifetime: float, tls: bool) -> str:
    accounts = "\n".join(
        f"  {person['username']:<14} {person['password']:<18} {person['role']:<15} {_customer(person['customer'])}"
        for person in DEFAULT["people"]
    )
    example = " ".join(
        ["curl", "-k"] * tls
        + ["curl"] * (not tls)
        + ["-d", "auth_username=acme.admin", "-d", "auth_password=acme-password", shlex.quote(base + "user/login/")]
    )
    ends = f"It stops by itself after {lifetime:.0f} seconds." if lifetime else "It runs until it is stopped."
    return (
        f"Ready: the simulated Enswitch listens at {base}\n"
        f"Control interface (state, journal, faults, clock): {control}\n"
        f"Accounts (username, password, role, customer):\n{accounts}\n"
        f"Try it:\n  {example}\n"
        f"{ends} Ctrl-C stops it at once."
    )


def _customer(number: int) -> str:
    names = {customer["id"]: str(customer["name"]) for customer in DEFAULT["customers"]}
    return names[number]


def _start(arguments: argparse.Namespace, state: pathlib.Path) -> None:
    extra: Any = None if arguments.seed is None else json.loads(arguments.seed.read_text(encoding="utf-8"))
    world = World(str(state), options.from_arguments(arguments), extra)
    sock = server.listen(arguments.port)
    port = sock.getsockname()[1]
    tls = arguments.tls_cert is not None
    origin = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    if arguments.port_file is not None:
        # Whole or not at all, for readers that wait for the file.
        draft = arguments.port_file.with_name(arguments.port_file.name + ".new")
        draft.write_text(f"{port}\n", encoding="ascii")
        draft.replace(arguments.port_file)
    base = f"{origin}{world.options.prefix}/api/json/"
    print(_banner(base, f"{origin}/_sim/", arguments.lifetime, tls), flush=True)
    server.run(
        world,
        sock,
        tls_cert=arguments.tls_cert,
        tls_key=arguments.tls_key,
        tls_client_ca=arguments.tls_client_ca,
        lifetime=arguments.lifetime,
        parent=arguments.parent,
    )


def main(words: list[str] | None = None) -> int:
    """Run a simulator; the exit code."""
    parser = _parser()
    arguments = parser.parse_args(words)
    if arguments.tls_client_ca and not arguments.tls_cert:
        parser.error("--tls-client-ca needs --tls-cert")
    try:
        if arguments.state is not None:
            _start(arguments, arguments.state)
        else:
            with tempfile.TemporaryDirectory(prefix="enswitch-simulator-") as folder:
                _start(arguments, pathlib.Path(folder) / "state.sqlite")
    except (OSError, ValueError, sqlite3.Error) as exc:
        print(f"The simulator cannot run: {exc}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
