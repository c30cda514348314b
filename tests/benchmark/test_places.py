"""Where definitions lie, and how one is found."""

import tomllib
from pathlib import Path

import pytest

from lowres.benchmark.definition import benchmark_names, find_benchmark
from lowres.benchmark.places import (
    definition_file,
    names_in,
    shipped_benchmarks,
    shipped_published,
    shipped_systems,
)
from lowres.errors import UserError

ROOT = Path(__file__).parents[2]


def test_a_checkout_has_the_definitions_beside_the_package() -> None:
    assert shipped_benchmarks() == ROOT / "benchmarks"
    assert shipped_systems().is_dir()
    assert shipped_published().is_dir()


def test_a_definition_is_found_by_its_name_or_by_its_path() -> None:
    by_name = definition_file("topics_sib200", shipped_benchmarks(), "the benchmark")
    assert definition_file(str(by_name), Path("elsewhere"), "the benchmark") == by_name
    assert find_benchmark(str(by_name)) == find_benchmark("topics_sib200")
    assert "topics_sib200" in benchmark_names()


def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").touch()
    with pytest.raises(UserError) as refused:
        definition_file("topcs", tmp_path, "the benchmark")
    assert str(refused.value) == (
        "the benchmark is 'topcs', but must be one of: topics, or a path to a file. Did you mean 'topics'?"
    )


def test_a_path_that_leads_nowhere_is_refused_with_the_nearest_beside_it(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").touch()
    with pytest.raises(UserError, match=r"topcs\.yaml does not exist\. Did you mean 'topics'\?"):
        definition_file(str(tmp_path / "topcs.yaml"), tmp_path, "the benchmark")


def test_names_are_those_of_yaml_files_in_the_order_of_the_alphabet(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", "c.jsonl"):
        (tmp_path / name).touch()
    (tmp_path / "systems").mkdir()
    assert names_in(tmp_path) == ["a", "b"]


def test_an_installed_package_holds_all_definitions() -> None:
    """The wheel takes them from where a checkout has them to where the package looks first."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    taken = {path for pattern in wheel["wheel"]["include"] for path in ROOT.glob(pattern.removeprefix("/"))}
    wanted = [*ROOT.glob("benchmarks/*.yaml"), *ROOT.glob("benchmarks/systems/*"), *ROOT.glob("benchmarks/published/*")]
    assert wanted and set(wanted) <= taken
    assert wheel["wheel"]["sources"] == {"benchmarks": "lowres/benchmarks"}
