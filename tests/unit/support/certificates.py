# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates for the tests of the transport, made with the command ``openssl``."""

from __future__ import annotations

import ssl
import subprocess

_CONFIGURATION = """
[ca]
default_ca = test
[test]
dir = {folder}
new_certs_dir = {folder}
database = {folder}/index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
"""
ALWAYS = ("20200101000000Z", "20991231235959Z")
LONG_AGO = ("20200101000000Z", "20200102000000Z")


class Authority:
    """A certificate authority in a folder."""

    def __init__(self, folder):
        self._folder = folder
        (folder / "index.txt").write_text("")
        (folder / "openssl.cnf").write_text(_CONFIGURATION.format(folder=folder))
        self.path = str(folder / "ca.pem")
        self._key = str(folder / "ca.key")
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30000",
            "-subj", "/CN=Test CA", "-keyout", self._key, "-out", self.path,
            "-addext", "basicConstraints=critical,CA:true", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        )  # fmt: skip

    def _openssl(self, *arguments):
        command = ["openssl", arguments[0], "-config", str(self._folder / "openssl.cnf"), *arguments[1:]]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def issue(self, name, alternative="IP:127.0.0.1", valid=ALWAYS):
        """Make a certificate; return the paths of certificate and key."""
        place = self._folder / name
        certificate, key, request = (str(place) + ending for ending in (".pem", ".key", ".csr"))
        self._openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", "/CN=" + name, "-keyout", key, "-out", request, "-addext", "subjectAltName=" + alternative,
        )  # fmt: skip
        self._openssl(
            "ca", "-batch", "-notext", "-in", request, "-out", certificate, "-cert", self.path, "-keyfile", self._key,
            "-startdate", valid[0], "-enddate", valid[1],
        )  # fmt: skip
        return certificate, key

    def context(self, pair, clients=False):
        """The server's side of TLS with a certificate; ``clients``: it wants one of this authority from clients."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair)
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.path)
        return context
