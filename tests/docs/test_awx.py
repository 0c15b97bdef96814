# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The job templates of the guide about AWX: their surveys ask for what the roles take, and what they launch works."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
import yaml
from conftest import ROOT
from documents import DOCUMENTS
from simulator.testing import Simulator

(GUIDE,) = [document for document in DOCUMENTS if document.path.name == "guide_awx.rst"]
SURVEYS = {survey["role"]: survey for survey in yaml.safe_load(GUIDE.files["surveys.yml"])["surveys"]}
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())
# How AWX asks for a value of a role, and of which type its answer and its default are.
ASKED = {
    "str": "text",
    "path": "text",
    "list": "textarea",
    "bool": "multiplechoice",
    "int": "integer",
    "float": "float",
}
ANSWERS = {"text": str, "textarea": str, "multiplechoice": str, "integer": int, "float": float}
# Where the module of awx.awx would be. It keeps what it is given, one line a job template.
JOB_TEMPLATE = """\
from __future__ import annotations

import json
import os

from ansible.module_utils.basic import AnsibleModule

TEXTS = ("description", "organization", "project", "playbook", "inventory", "execution_environment")
FLAGS = ("allow_simultaneous", "ask_job_type_on_launch", "survey_enabled")


def main():
    options = {"name": {"required": True}, "credentials": {"type": "list", "elements": "str"}}
    options["survey_spec"] = {"type": "dict"}
    options.update({name: {"type": "str"} for name in TEXTS})
    options.update({name: {"type": "bool"} for name in FLAGS})
    module = AnsibleModule(options, supports_check_mode=True)
    with open(os.path.join(os.environ["ANSIBLE_HOME"], "job_templates.jsonl"), "a", encoding="utf-8") as handle:
        handle.write(json.dumps(module.params) + "\\n")
    module.exit_json(changed=True)


main()
"""


def load(*parts: str) -> dict[str, t.Any]:
    loaded: dict[str, t.Any] = yaml.safe_load(ROOT.joinpath("roles", *parts).read_text(encoding="utf-8"))
    return loaded


def options(role: str) -> dict[str, t.Any]:
    """The options of a role by name."""
    found: dict[str, t.Any] = load(role, "meta", "argument_specs.yml")["argument_specs"]["main"]["options"]
    return found


def as_answer(value: t.Any) -> t.Any:
    """A default of a role as a survey gives it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "\n".join(value)
    return "" if value is None else value


def in_files(role: str) -> set[str]:
    """The variables of a role that stand in a file of the project."""
    (played,) = yaml.safe_load(GUIDE.files[f"{role}.yml"])
    return {name for file in played.get("vars_files", []) for name in yaml.safe_load(GUIDE.files[file])}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The project with the files of the guide."""
    folder = tmp_path_factory.mktemp("project")
    for name, text in GUIDE.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def templates(ansible: t.Any, project: pathlib.Path) -> dict[str, dict[str, t.Any]]:
    """The job templates by their role, as the playbook of the guide makes them."""
    home = pathlib.Path(ansible.environment()["ANSIBLE_HOME"])
    modules = home.parent / "ansible_collections" / "awx" / "awx" / "plugins" / "modules"
    modules.mkdir(parents=True)
    (modules / "job_template.py").write_text(JOB_TEMPLATE, encoding="utf-8")
    ansible.play(project / "job-templates.yml")
    lines = (home / "job_templates.jsonl").read_text(encoding="utf-8").splitlines()
    made = [json.loads(line) for line in lines]
    return {template["playbook"].removesuffix(".yml"): template for template in made}


def test_every_role_has_a_job_template(templates: dict[str, dict[str, t.Any]]) -> None:
    assert sorted(templates) == sorted(SURVEYS) == ROLES
    for role, template in templates.items():
        assert template["survey_enabled"] and template["survey_spec"]["spec"] == SURVEYS[role]["questions"]
        assert not template["allow_simultaneous"]
        (played,) = yaml.safe_load(GUIDE.files[template["playbook"]])
        assert played["roles"] == [f"telephony.enswitch.{role}"]


@pytest.mark.parametrize("role", ROLES)
def test_a_survey_asks_for_the_options_of_its_role(role: str) -> None:
    wanted, defaults = options(role), load(role, "defaults", "main.yml")
    questions = {question["variable"]: question for question in SURVEYS[role]["questions"]}
    assert len(questions) == len(SURVEYS[role]["questions"])
    # Each option is asked for, or stands in a file.
    assert {*questions, *in_files(role)} >= {name for name, option in wanted.items() if option.get("required")}
    assert {*questions, *in_files(role)} == set(wanted) and not in_files(role).intersection(questions)
    for name, question in questions.items():
        option = wanted[name]
        assert question["type"] == ASKED[option["type"]], name
        assert question.get("choices") == (["true", "false"] if option["type"] == "bool" else option.get("choices"))
        assert option.get("default", defaults.get(name)) == defaults.get(name), name
        if "default" in question:
            assert question["default"] == as_answer(defaults[name]), name
        else:
            # A limit and a file have no default: they are asked for.
            assert question["required"] and defaults.get(name) is None, name


def plain(value: t.Any, kind: type) -> bool:
    """Tell whether a value is of a kind. A boolean is no integer here."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


@pytest.mark.parametrize("role", ROLES)
def test_a_survey_is_as_awx_takes_it(role: str) -> None:
    for question in SURVEYS[role]["questions"]:
        known = {"variable", "type", "required", "default", "question_name", "choices", "min", "max"}
        assert {"variable", "type", "required", "question_name"} <= set(question) <= known
        assert isinstance(question["question_name"], str) and isinstance(question["required"], bool)
        assert all(plain(question[limit], int) for limit in ("min", "max") if limit in question)
        default = question.get("default", "")
        # Optional questions that are left open are answered with nothing, which only a text can be.
        assert question["required"] or question["type"] in ("text", "textarea")
        assert default == "" or plain(default, ANSWERS[question["type"]])
        assert "choices" not in question or default in question["choices"]


def launch(
    ansible: t.Any, project: pathlib.Path, template: dict[str, t.Any], *, check: bool = False, **answers: t.Any
) -> str:
    """Launch a job template with some answers: what it prints. The defaults answer the other questions, as in AWX."""
    questions = template["survey_spec"]["spec"]
    given = {question["variable"]: question["default"] for question in questions if "default" in question}
    assert set(answers) <= {question["variable"] for question in questions}
    given |= answers
    assert {question["variable"] for question in questions if question["required"]} <= set(given)
    for question in questions:
        if question["variable"] in given:
            assert plain(given[question["variable"]], ANSWERS[question["type"]])
    path = project / "answers.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    said: str = ansible.play(*["--check"] * check, "--extra-vars", f"@{path}", project / template["playbook"])
    return said


def test_the_job_templates_do_their_jobs(
    ansible: t.Any, templates: dict[str, dict[str, t.Any]], project: pathlib.Path, simulator: Simulator
) -> None:
    simulator.reset()
    files = {name: str(project / name) for name in ("plan", "record", "page", "history", "numbers")}
    (project / "numbers").write_text("2125550100\n2125550101\n2125550102\n", encoding="utf-8")

    def play(role: str, *, check: bool = False, **answers: t.Any) -> str:
        return launch(ansible, project, templates[role], check=check, **answers)

    def enabled() -> list[str]:
        return sorted(row["name"] for row in simulator.state()["campaigns"] if row["enabled"])

    play("provision", check=True, provision_max_enabled=0, provision_plan_dest=files["plan"])
    assert simulator.writes() == []
    play("provision", provision_max_enabled=0, provision_plan_src=files["plan"])
    assert [row["name"] for row in simulator.state()["campaigns"]] == ["Payment reminders"]

    simulator.speed(20000)
    play("launch", launch_numbers=files["numbers"], launch_max_added=3, launch_watch_delay=0.1)
    simulator.speed(0)
    assert enabled() == ["Recall"] and len(simulator.calls()) >= 3

    play("stop", stop_customers="Acme Ltd\n", stop_names="Other *", stop_record=files["record"])
    assert enabled() == ["Recall"]
    play("stop", stop_customers="Acme Ltd\n", stop_record=files["record"])
    assert enabled() == []
    play("restore", restore_record=files["record"])
    assert enabled() == ["Recall"]
    play("report", report_all_customers="true", report_dest=files["page"], report_history=files["history"])
    assert "Recall" in (project / "page").read_text(encoding="utf-8")
