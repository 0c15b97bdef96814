# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The process: command line, state file, restart and SIGKILL, the end of its life, TLS."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import urllib.request

import pytest
import requests
from simulator.testing import TESTS, Simulator, SimulatorError
from unit.support.certificates import Authority

LOGIN = {"auth_username": "acme.admin", "auth_password": "acme-password"}


def command(*words, **arguments):
    """The simulator as a user starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *words],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **arguments,
    )


def finish(process):
    """What it printed, and how it ended."""
    with process:
        out, err = process.stdout.read(), process.stderr.read()
    return out, err, process.returncode


@pytest.mark.parametrize("kill", [False, True])
def test_everything_survives_a_restart(own, tmp_path, kill):
    simulator, api = own(state=tmp_path / "state")
    campaign = api.campaign(attempts=2, retry=60)
    api.load(campaign, "2125550106", "2125550101")
    simulator.advance(40)
    simulator.fault("*", "html", count=5, after=1)
    simulator.options(quoted_integers=True)
    token = api("user/login", token=1).data["auth_token"]

    def everything():
        seen = (simulator.state, simulator.journal, simulator.calls, simulator.faults, simulator.options)
        return simulator.url, simulator.destinations(campaign), [look() for look in seen]

    before = everything()
    assert simulator.restart(kill=kill) == ""
    api.close()
    assert everything() == before
    simulator.clear_faults()
    assert api.with_token("user/login", token).code == 200
    # The call that was up goes on, and the number that waits for its second try still has it.
    simulator.advance(1000)
    assert api.numbers(campaign) == {"2125550106": "failed", "2125550101": "success"}
    assert [call["dnumber"] for call in simulator.calls()] == ["2125550106", "2125550101", "2125550106"]


def test_sigkill_during_a_load_loses_nothing_that_was_answered(own):
    simulator, api = own()
    campaign = api.campaign(maximum=50)
    simulator.speed(1000)
    loaded = []
    for start in range(0, 2000, 100):
        numbers = [f"2125{n:06}" for n in range(start, start + 100)]
        assert api.load(campaign, *numbers).code == 200
        loaded += numbers
        if start in (500, 1500):
            simulator.restart(kill=True)
            api.close()
    assert list(api.numbers(campaign)) == loaded
    assert sum(call["took_effect"] for call in simulator.writes()) == 21
    simulator.speed(0)
    simulator.advance(100_000)
    dialled = [call["dnumber"] for call in simulator.calls()]
    assert sorted(dialled) == loaded


def test_other_options_on_the_command_line_win(tmp_path):
    state = tmp_path / "state"
    with Simulator(state=state, api_version="4.0") as simulator:
        simulator.options(code_type="int", api_version="4.1")
    with Simulator(state=state, api_version="4.0") as simulator:
        assert simulator.options()["api_version"] == "4.1"
    with Simulator(state=state, api_version="3.14") as simulator:
        assert simulator.options()["api_version"] == "3.14"
        assert simulator.options()["code_type"] == "str"


def test_the_state_file_is_private(own, tmp_path):
    own(state=tmp_path / "state")
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o600


def test_command_line(tmp_path):
    seed = tmp_path / "seed.json"
    seed.write_text('{"customers": [{"id": 9, "name": "Hooli"}]}', encoding="utf-8")
    port_file = tmp_path / "port"
    process = command("--port=0", f"--port-file={port_file}", f"--seed={seed}", "--code-type=int", "--quoted-integers")
    first = process.stdout.readline()
    port = int(port_file.read_text(encoding="ascii"))
    assert first == f"Ready: the simulated Enswitch listens at http://127.0.0.1:{port}/api/json/\n"
    answer = requests.post(
        f"http://127.0.0.1:{port}/api/json/customers/get/",
        data={"auth_username": "admin", "auth_password": "s3cret;&=+% ü", "id": 9},
        timeout=30,
    ).json()
    assert answer["data"]["name"] == "Hooli"
    assert (answer["data"]["id"], answer["responses"][0]["code"]) == ("9", 200)
    process.terminate()
    out, err, code = finish(process)
    assert (err, code) == ("", 0)
    assert f"curl -d auth_username=acme.admin -d auth_password=acme-password http://127.0.0.1:{port}" in out
    assert "globex.agent" in out


def test_it_listens_on_loopback_only(simulator):
    with socket.socket() as other:
        # Another address of this machine; nobody listens there.
        other.settimeout(5)
        with pytest.raises(OSError):
            other.connect(("127.0.0.2", simulator.port))


def test_the_end_of_its_lifetime():
    out, err, code = finish(command("--port=0", "--lifetime=0.1"))
    assert (err, code) == ("", 0)
    assert out.startswith("Ready")


def test_the_end_of_its_parent():
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = command("--port=0", f"--parent={parent.pid}")
    assert process.stdout.readline().startswith("Ready")
    parent.communicate(b"\n", timeout=60)
    assert finish(process)[1:] == ("", 0)


def test_it_can_be_told_to_end():
    simulator = Simulator(lifetime=0)
    simulator.start()
    process = simulator._process
    requests.post(simulator.control_url + "stop", timeout=60).raise_for_status()
    assert process.wait(30) == 0
    simulator.stop()


def test_a_port_that_is_taken(simulator):
    out, err, code = finish(command(f"--port={simulator.port}"))
    assert (out, code) == ("", 1)
    assert err.startswith("The simulator cannot run:")
    with pytest.raises(SimulatorError, match="did not start"):
        Simulator(port=simulator.port).start()


@pytest.mark.parametrize(
    "words",
    [
        ["--api-version=9"],
        ["--latency=-1"],
        ["--tls-client-ca=x"],
        ["--seed=/nonexistent"],
        ["--tls-cert=/nonexistent"],
    ],
)
def test_bad_command_lines(words):
    out, err, code = finish(command("--port=0", *words))
    assert code != 0
    assert "Traceback" not in err
    assert err


def test_a_temporary_state_is_removed():
    with Simulator() as simulator:
        state = simulator.state_file
        assert state.exists()
    assert not state.parent.exists()


def test_tls(own, tmp_path):
    authority = Authority(tmp_path)
    cert, key = authority.issue("server")
    simulator, api = own(tls_cert=cert, tls_key=key)
    assert simulator.url.startswith("https://")
    assert api.said(api.post("user/login", LOGIN, verify=authority.path)).code == 200
    with pytest.raises(requests.exceptions.SSLError):
        api.post("user/login", LOGIN)
    # Faults of the connection are real below TLS, too.
    for fault, error in (
        ("drop_after", requests.ConnectionError),
        ("truncated", requests.exceptions.ChunkedEncodingError),
    ):
        simulator.fault("*", fault)
        with pytest.raises(error):
            api.post("user/login", LOGIN, verify=authority.path)
    assert [line["fault"] for line in simulator.journal()] == [None, "drop_after", "truncated"]


def test_tls_with_client_certificates(own, tmp_path):
    authority = Authority(tmp_path)
    (cert, key), client = authority.issue("server"), authority.issue("client")
    ours = dict(zip(("client_cert", "client_key"), client))
    simulator, api = own(tls_cert=cert, tls_key=key, tls_client_ca=authority.path, **ours)
    answer = api.post("user/login", LOGIN, verify=authority.path, cert=client)
    assert api.said(answer).code == 200
    context = ssl.create_default_context(cafile=authority.path)
    with pytest.raises(OSError):
        urllib.request.urlopen(simulator.control_url + "health", context=context, timeout=30)
