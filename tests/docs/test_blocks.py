# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The YAML blocks of README, CONTRIBUTING and the guides parse, and name only what there is."""

from __future__ import annotations

import re
import typing as t

import jinja2
import jinja2.nodes
import pytest
import yaml
from documents import BLOCKS, DOCUMENTS, YAML_BLOCKS, Block, Document

PREFIX = "telephony.enswitch."
GROUP = "group/telephony.enswitch.enswitch"
# What every module returns, as registered variables have it.
COMMON = {"changed", "failed", "msg", "diff", "error", "results", "skipped", "warnings"}
# These hold bare expressions.
EXPRESSIONS = ("when", "until", "failed_when", "changed_when", "that")


class Plugins:
    """What ansible-doc says of the collection's modules and of its inventory plugin."""

    def __init__(self, ansible: t.Any) -> None:
        listed = ansible.doc("--metadata-dump", "--no-fail-on-errors", "telephony.enswitch")["all"]
        self.modules: dict[str, t.Any] = listed["module"]
        self.inventory: dict[str, t.Any] = listed["inventory"]

    def options(self, name: str) -> set[str]:
        """The options of a module, with their aliases."""
        found = self.modules[name]["doc"]["options"]
        return {*found, *(alias for option in found.values() for alias in option.get("aliases", []))}

    def returns(self, name: str) -> dict[str, t.Any]:
        """The return values of a module."""
        returned: dict[str, t.Any] = self.modules[name]["return"]
        return returned


@pytest.fixture(scope="module")
def plugins(ansible: t.Any) -> Plugins:
    return Plugins(ansible)


def mappings(data: t.Any) -> t.Iterator[dict[str, t.Any]]:
    """All mappings in nested data, the outer ones first."""
    if isinstance(data, dict):
        yield data
    if isinstance(data, (dict, list)):
        for entry in data.values() if isinstance(data, dict) else data:
            yield from mappings(entry)


def our_tasks(data: t.Any) -> t.Iterator[tuple[str, dict[str, t.Any], dict[str, t.Any]]]:
    """All tasks with modules of the collection: module, options, task."""
    for mapping in mappings(data):
        for key, options in mapping.items():
            if isinstance(key, str) and key.startswith(PREFIX):
                yield key, options, mapping


def test_there_is_something_to_test() -> None:
    assert len(DOCUMENTS) >= 13
    assert len(YAML_BLOCKS) > 40
    assert {block.kind for block in YAML_BLOCKS} == {"playbook", "tasks", "data"}


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_block_says_its_language(block: Block) -> None:
    assert block.language in ("yaml", "yaml+jinja", "console", "text", "python")


@pytest.mark.parametrize("block", YAML_BLOCKS, ids=str)
def test_yaml_parses_without_duplicate_keys(block: Block) -> None:
    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[t.Any, t.Any]:
        keys = [loader.construct_object(key) for key, _value in node.value]
        assert len(keys) == len(set(keys)), f"{block}: a key comes twice in {keys}"
        return loader.construct_mapping(node, deep=True)

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    assert yaml.load(block.text, Strict) is not None


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "python"], ids=str)
def test_python_runs(block: Block) -> None:
    exec(compile(block.text, str(block), "exec"), {})


def test_modules_and_options_exist(plugins: Plugins) -> None:
    tested = 0
    for block in YAML_BLOCKS:
        for name, options, task in our_tasks(block.data):
            assert name in plugins.modules, f"{block}: there is no module {name}"
            unknown = set(options) - plugins.options(name)
            assert not unknown, f"{block}: {name} has no options {sorted(unknown)}"
            for mapping in mappings(options.get("campaigns", [])):
                assert set(mapping) <= plugins.options(f"{PREFIX}bulk_campaign") - {"state"}, f"{block}: {mapping}"
            assert "name" in task, f"{block}: a task without a name"
            tested += 1
        for mapping in mappings(block.data):
            defaults = mapping.get("module_defaults", {})
            for options in [defaults[GROUP]] if GROUP in defaults else []:
                for name in plugins.modules:
                    assert set(options) <= plugins.options(name), f"{block}: not all options are of {name}"
    assert tested > 40


def test_inventory_files_use_options_that_exist(plugins: Plugins) -> None:
    found = [block for block in YAML_BLOCKS if isinstance(block.data, dict) and "plugin" in block.data]
    assert found
    for block in found:
        name = block.data["plugin"]
        assert set(block.data) <= set(plugins.inventory[name]["doc"]["options"]), str(block)
        assert block.caption and block.caption.endswith((".enswitch.yml", ".enswitch.yaml")), str(block)


def test_the_credential_type_sets_what_the_modules_read(plugins: Plugins) -> None:
    parts = {block.marker["credential"]: block.data for block in YAML_BLOCKS if "credential" in block.marker}
    fields = {field["id"]: field for field in parts["inputs"]["fields"]}
    assert set(parts["inputs"]["required"]) <= set(fields)
    assert fields["password"]["secret"]
    options = plugins.inventory[f"{PREFIX}customers"]["doc"]["options"]
    variables = {entry["name"] for option in options.values() for entry in option.get("env", [])}
    environment = parts["injectors"]["env"]
    assert set(environment) <= variables
    values = {name: f"value of {name}" for name in fields}
    strict = jinja2.Environment(undefined=jinja2.StrictUndefined)
    rendered = {variable: strict.from_string(text).render(values) for variable, text in environment.items()}
    assert set(rendered.values()) == set(values.values())


def strings(data: t.Any, key: str | None = None) -> t.Iterator[str]:
    """All Jinja2 templates in a task, also where Ansible takes a bare expression for one."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from strings(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value, key)
    elif isinstance(data, str):
        yield f"{{{{ {data} }}}}" if key in EXPRESSIONS else data


def chain(node: jinja2.nodes.Node) -> tuple[str, list[str]] | None:
    """A name and the attributes that follow: ``a.b[0].c`` is a, [b, [], c]. None for anything else."""
    if isinstance(node, jinja2.nodes.Name):
        return node.name, []
    if isinstance(node, jinja2.nodes.Getattr):
        found = chain(node.node)
        return found and (found[0], [*found[1], node.attr])
    if isinstance(node, jinja2.nodes.Getitem):
        found = chain(node.node)
        return found and (found[0], [*found[1], "[]"])
    return None


def paths(template: str) -> t.Iterator[tuple[str, list[str]]]:
    """Every name with the longest chain of attributes that a template takes from it."""
    names = set(re.findall(r"\w+", template))
    environment = jinja2.Environment()
    # Ansible's own filters and tests are only there while it runs; here their names are enough.
    environment.filters.update(dict.fromkeys(names, str))
    environment.tests.update(dict.fromkeys(names, str))
    tree = environment.parse(template)
    inner = {
        id(node.node)
        for node in tree.find_all((jinja2.nodes.Getattr, jinja2.nodes.Getitem))
        if isinstance(node, (jinja2.nodes.Getattr, jinja2.nodes.Getitem))
    }
    for node in tree.find_all((jinja2.nodes.Getattr, jinja2.nodes.Getitem)):
        found = chain(node)
        if found and id(node) not in inner:
            yield found


def check_path(returned: dict[str, t.Any], path: list[str], where: str) -> None:
    """Follow attributes into the documented return values, as far as those describe what is inside."""
    values = returned
    for position, attribute in enumerate(path):
        if attribute == "[]":
            continue
        if position == 0 and attribute in COMMON and attribute not in values:
            return
        assert attribute in values, f"{where}: {'.'.join(path)} is not documented; there are {sorted(values)}"
        inside = values[attribute].get("contains")
        if not inside:
            return
        if attribute == "campaigns":
            # Its other keys are the options of bulk_campaign.
            return
        values = inside


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_return_values_that_are_used_are_documented(document: Document, plugins: Plugins) -> None:
    registered: dict[str, str] = {}
    for block in document.blocks:
        if not block.is_yaml:
            continue
        for name, _options, task in our_tasks(block.data):
            if "register" in task:
                registered[task["register"]] = name
        for template in strings(block.data):
            for name, path in paths(template):
                if name in registered and path:
                    check_path(plugins.returns(registered[name]), path, str(block))


def test_a_return_value_that_is_not_documented_is_noticed(plugins: Plugins) -> None:
    returned = plugins.returns(f"{PREFIX}bulk_destinations")
    (found,) = paths("{{ loaded.summary.gone | default(1) }}")
    assert found == ("loaded", ["summary", "gone"])
    check_path(returned, ["summary", "added"], "here")
    with pytest.raises(AssertionError, match="summary.gone is not documented"):
        check_path(returned, found[1], "here")
