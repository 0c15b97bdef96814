# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sphinx: how the documentation site is built. Nothing is fetched from the network; see scripts/artifact.py."""

from __future__ import annotations

import typing as t

from docutils import nodes
from sphinx.application import Sphinx

project = "telephony.enswitch"
title = html_title = html_short_title = "telephony.enswitch: outbound campaigns of Enswitch with Ansible"
copyright = "the telephony.enswitch contributors"

extensions = ["sphinx_antsibull_ext"]
nitpicky = True
default_role = "any"
highlight_language = "yaml+jinja"

html_theme = "sphinx_rtd_theme"
html_theme_options = {"navigation_depth": 2, "collapse_navigation": False}
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_use_index = False

ANSIBLE = "https://docs.ansible.com/projects/ansible-core/devel/"
# Generated pages point to a few places in the documentation of Ansible. Its inventory of labels would have to be
# downloaded for each build; these do not change.
ELSEWHERE = {
    "action_plugins": ("Action plugins", ANSIBLE + "plugins/action.html"),
    "common_return_values": ("Common Return Values", ANSIBLE + "reference_appendices/common_return_values.html"),
    "ansible_configuration_settings": ("Ansible Configuration Settings", ANSIBLE + "reference_appendices/config.html"),
}
SETTINGS = ANSIBLE + "reference_appendices/config.html#envvar-"


def _elsewhere(_app: Sphinx, _env: t.Any, node: nodes.Element, content: nodes.Element) -> nodes.reference | None:
    """A link into the documentation of Ansible; None for a reference that is broken, which ends the build."""
    target = node["reftarget"]
    if node["reftype"] == "ref" and target in ELSEWHERE:
        text, address = ELSEWHERE[target]
        if node["refexplicit"]:
            text = content.astext()
        return nodes.reference("", text, internal=False, refuri=address)
    if node["reftype"] == "envvar" and target.startswith("ANSIBLE_"):
        return nodes.reference("", "", content, internal=False, refuri=SETTINGS + target)
    return None


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("missing-reference", _elsewhere)
