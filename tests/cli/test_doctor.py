import json
from pathlib import Path

from typer.testing import CliRunner

from lowres.cli.doctor import cpu_features, missing_extras
from lowres.cli.main import app


def test_doctor_says_what_this_machine_is_and_has() -> None:
    outcome = CliRunner().invoke(app, ["doctor", "--json"])
    assert outcome.exit_code == 0
    found = json.loads(outcome.stdout)
    assert found["versions"]["torch"].startswith("2.")
    assert found["machine"]["threads"] >= 1
    assert found["folders"]["free_disk_gb"] > 0


def test_doctor_prints_the_same_as_a_table() -> None:
    outcome = CliRunner().invoke(app, ["doctor"])
    assert outcome.exit_code == 0
    assert [word for word in ("versions", "bfloat16", "cache", "free_disk_gb") if word not in outcome.stdout] == []


def test_cpu_features_are_read_from_the_flags(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("model name\t: some amx_bf16 CPU\nflags\t\t: fpu avx512_bf16 sse2\n")
    assert cpu_features(cpuinfo) == {"amx_bf16": False, "avx512_bf16": True}


def test_cpu_features_are_unknown_where_the_system_does_not_say(tmp_path: Path) -> None:
    assert cpu_features(tmp_path / "absent") == {"amx_bf16": None, "avx512_bf16": None}


def test_an_extra_that_is_missing_names_the_command_that_installs_it() -> None:
    # pytest itself declares the extra `dev`, of which nobody here installs `hypothesis`
    assert "pip install 'pytest[dev]'" in missing_extras("pytest")["dev"]


def test_a_package_without_extras_misses_none() -> None:
    assert missing_extras("no-such-package") == {}
