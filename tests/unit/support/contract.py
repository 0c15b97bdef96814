# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The machine-readable contract of the API, which everything is held against."""

from __future__ import annotations

import pathlib

import yaml

_PATH = pathlib.Path(__file__).resolve().parent.parent.parent / "contract" / "bulk_api.yml"
CONTRACT = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
FUNCTIONS = CONTRACT["functions"]
