# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module documents is what its task specifies: options, suboptions, and the error that it returns."""

from __future__ import annotations

import importlib
import pathlib
import typing as t

import pytest
import yaml
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.modules import bulk_campaign

COLLECTION = "ansible_collections.telephony.enswitch.plugins"
MODULES = sorted(path.stem for path in pathlib.Path(bulk_campaign.__file__).parent.glob("[!_]*.py"))
# What the documentation and the argument spec both say of an option.
FACTS = ("type", "elements", "default", "choices", "required", "aliases")

Options = t.Dict[str, t.Dict[str, t.Any]]


def documented(name: str) -> Options:
    """The options in the documentation of a module, with those of its fragments."""
    own = yaml.safe_load(importlib.import_module(f"{COLLECTION}.modules.{name}").DOCUMENTATION)
    options: Options = dict(own.get("options") or {})
    for fragment in own["extends_documentation_fragment"]:
        file, _dot, part = fragment.removeprefix("telephony.enswitch.").partition(".")
        texts = importlib.import_module(f"{COLLECTION}.doc_fragments.{file}").ModuleDocFragment
        shared = yaml.safe_load(getattr(texts, (part or "documentation").upper())).get("options") or {}
        # As Ansible does it: an option may have one part here and the other there.
        options.update({option: {**value, **options.get(option, {})} for option, value in shared.items()})
    return options


def facts(option: dict[str, t.Any], inner: str) -> dict[str, t.Any]:
    """What is said of an option, and of its suboptions."""
    # Ansible takes these for granted.
    said = {"type": "str", "required": False, **{fact: option[fact] for fact in FACTS if fact in option}}
    said["aliases"] = sorted(said.get("aliases", []))
    if option.get(inner):
        said["options"] = {name: facts(suboption, inner) for name, suboption in option[inner].items()}
    return said


@pytest.mark.parametrize("name", MODULES)
def test_options_are_documented_as_they_are_specified(name: str) -> None:
    spec = importlib.import_module(f"{COLLECTION}.modules.{name}").TASK.argument_spec
    shown = {option: facts(value, "suboptions") for option, value in documented(name).items()}
    assert shown == {option: facts(value, "options") for option, value in spec.items()}


@pytest.mark.parametrize("name", MODULES)
def test_the_error_is_documented_as_it_is_returned_and_in_the_same_words(name: str) -> None:
    first = yaml.safe_load(bulk_campaign.RETURN)["error"]
    error = yaml.safe_load(importlib.import_module(f"{COLLECTION}.modules.{name}").RETURN)["error"]
    assert error == first
    assert list(error["contains"]) == list(EnswitchError("No.").as_dict())


@pytest.mark.parametrize("name", MODULES)
def test_only_credentials_are_hidden(name: str) -> None:
    spec = importlib.import_module(f"{COLLECTION}.modules.{name}").TASK.argument_spec
    assert {option for option, value in spec.items() if value.get("no_log")} == {"auth_password", "auth_token"}
