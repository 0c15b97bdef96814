# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes an artifact depend on nothing but the files in it: not on the time, nor on the order of a file system.

So whoever builds the same commit gets the same checksum. ansible-galaxy leaves both in.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import pathlib
import tarfile

# 1980-01-01, the oldest time that every format of archives knows. SOURCE_DATE_EPOCH overrides it.
_TIME = 315532800

MANIFEST, FILES = "MANIFEST.json", "FILES.json"


def checksum(artifact: pathlib.Path) -> str:
    """The sha256 of a file, as hexadecimal text."""
    return hashlib.sha256(artifact.read_bytes()).hexdigest()


def normalize(artifact: pathlib.Path) -> None:
    """Writes an artifact of ansible-galaxy anew: members and lists sorted, all times the same."""
    with tarfile.open(artifact) as archive:
        members = {member.name: member for member in archive.getmembers()}
        contents = {name: _content(archive, member) for name, member in members.items() if member.isfile()}
    listed = json.loads(contents[FILES])
    listed["files"].sort(key=lambda entry: entry["name"])
    contents[FILES] = _json(listed)
    manifest = json.loads(contents[MANIFEST])
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(contents[FILES]).hexdigest()
    contents[MANIFEST] = _json(manifest)
    # ansible-galaxy reads the two lists first.
    order = [MANIFEST, FILES, *sorted(set(members) - {MANIFEST, FILES})]
    time = int(os.environ.get("SOURCE_DATE_EPOCH") or _TIME)
    written = io.BytesIO()
    with (
        gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=written, mtime=time) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in order:
            member = members[name]
            clean = tarfile.TarInfo(name)
            clean.type, clean.mode, clean.linkname = member.type, member.mode, member.linkname
            clean.mtime = time
            content = contents.get(name, b"")
            clean.size = len(content)
            archive.addfile(clean, io.BytesIO(content))
    artifact.write_bytes(written.getvalue())


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    handle = archive.extractfile(member)
    assert handle is not None, f"{member.name} is no file"
    with handle:
        return handle.read()


def _json(data: object) -> bytes:
    return json.dumps(data, indent=1).encode()
