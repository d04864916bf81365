"""What the documents promise is there: paths, targets, links, settings, numbering."""

import re
import tomllib
from pathlib import Path

import pytest

from ledger.domain.policy import PACKS
from tests.architecture import tree

DOCUMENTS = [path for path in tree.files() if path.suffix == ".md" and len(path.parts) == 1]
PICTURES_MOST, PICTURE_BYTES_MOST, ALT_WORDS_LEAST = 9, 150_000, 8
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", tree.read("Makefile"), re.MULTILINE))


def to_change_table() -> list[str]:
    """Every path that the second column of ARCHITECTURE.md's table names."""
    rows = re.findall(r"^\| (?!to change|---)[^|]+ \| ([^|]+) \|$", tree.read("ARCHITECTURE.md"), re.MULTILINE)
    return [path for cell in rows for path in re.findall(r"`([^`]+)`", cell)]


def test_the_table_is_there() -> None:
    assert "| to change… | open |" in tree.read("ARCHITECTURE.md")
    assert len(to_change_table()) > len(tree.PACKAGES)


@pytest.mark.parametrize("path", to_change_table())
def test_path_of_the_table_exists(path: str) -> None:
    assert (tree.ROOT / path).exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", tree.read(document))
    assert [link for link in links if not (tree.ROOT / link).exists()] == []


def test_the_tour_has_a_picture_a_step_each_said_in_words() -> None:
    """A picture that nobody shows, or one that says nothing to somebody who cannot see it, is a mistake too."""
    shown = re.findall(r"!\[([^]]*)\]\(([^)]+)\)", tree.read("README.md"))
    assert sorted(path for _, path in shown) == [str(path) for path in tree.files() if path.parts[0] == "docs"]
    assert 6 <= len(shown) <= PICTURES_MOST
    assert [path for words, path in shown if len(words.split()) < ALT_WORDS_LEAST] == []
    assert {path: size for _, path in shown if (size := (tree.ROOT / path).stat().st_size) > PICTURE_BYTES_MOST} == {}


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_named_make_targets_exist(document: Path) -> None:
    named = re.findall(r"(?:`|^)make ([a-z-]+)", tree.read(document), re.MULTILINE)
    assert set(named) <= TARGETS


def test_every_setting_is_explained() -> None:
    """Each environment variable that the sources name, and no other, is in ARCHITECTURE.md."""
    sources = "\n".join(tree.read(path) for path in tree.python_files(*tree.PACKAGES))
    explained = re.findall(r"^\| `(CUSTODY_\w+)` \|", tree.read("ARCHITECTURE.md"), re.MULTILINE)
    assert set(explained) == set(re.findall(r'"(CUSTODY_[A-Z_]+)"', sources))


def test_minutes_to_escalation_are_those_of_the_policy() -> None:
    said = re.findall(r"nobody has answered for (\d+) minutes", tree.read("README.md"))
    assert said == [str(PACKS[-1].offer_escalation_minutes)]


def test_the_two_commands_open_the_readme() -> None:
    assert {"demo", "test", "check", "drill"} <= TARGETS
    assert re.search(r"^make demo .*\nmake test ", tree.read("README.md"), re.MULTILINE)


def test_continuous_integration_runs_the_gate_and_the_suite() -> None:
    commands = re.findall(r"^make (\w+)$", tree.read(".ci/run"), re.MULTILINE)
    assert commands == ["check", "test"]


def test_changelog_opens_with_unreleased() -> None:
    assert re.findall(r"^## (.+)$", tree.read("CHANGELOG.md"), re.MULTILINE)[0] == "[Unreleased]"


def test_changelog_names_the_version() -> None:
    version = tomllib.loads(tree.read("pyproject.toml"))["project"]["version"]
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", tree.read("CHANGELOG.md"), re.MULTILINE)
    assert not released or released[0] == version


def test_decisions_are_numbered_in_order() -> None:
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", tree.read("DECISIONS.md"), re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1)) != []


def test_each_ignored_rule_has_its_reason() -> None:
    config = tree.read("pyproject.toml").partition("[tool.ruff.lint]")[2].partition("[tool.ruff.lint.mccabe]")[0]
    rules = re.findall(r'^    "[A-Z]+\d*",.*$', config, re.MULTILINE)
    assert [rule for rule in rules if not re.search(r"# \w+", rule)] == [] != rules


def test_each_script_is_explained() -> None:
    explained = tree.read("scripts/README.md")
    scripts = [path.name for path in tree.files() if path.parts[0] == "scripts" and path.name != "README.md"]
    assert [name for name in scripts if f"`{name}`" not in explained] == []
