import sys
from pathlib import Path

import pytest

from lowres.data.corpus import FilePair, LocalFile, PackageFile
from lowres.data.locate import locate
from lowres.errors import CorpusError, MissingPackageError
from lowres.files import sha256_of


def packaged(folder: Path, **changes: object) -> PackageFile:
    """A package whose import would fail, so that a test sees it when any of its code runs."""
    text = folder / "lowres_test_text" / "corpora" / "text.csv"
    text.parent.mkdir(parents=True)
    text.write_text("atl,agua\n", encoding="utf-8")
    (folder / "lowres_test_text" / "__init__.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    known = {"sha256": sha256_of(text), "bytes": 9, "version_tested": "1.0"}
    return PackageFile.model_validate(
        {"package": "lowres_test_text", "file": "corpora/text.csv", "extra": "quickstart", **known, **changes}
    )


def test_a_file_in_a_package_is_found_without_importing_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = packaged(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert locate(source, Path()) == [tmp_path / "lowres_test_text" / "corpora" / "text.csv"]
    assert "lowres_test_text" not in sys.modules


@pytest.mark.parametrize("changes", [{"sha256": "0" * 64}, {"bytes": 10}])
def test_another_file_than_the_recipe_means_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object]
) -> None:
    source = packaged(tmp_path, **changes)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CorpusError, match="pip install --force-reinstall 'lowres_test_text==1.0'"):
        locate(source, Path())


def test_a_package_without_the_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = packaged(tmp_path, file="corpora/other.csv")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CorpusError, match=r"has no file corpora/other\.csv"):
        locate(source, Path())


def test_a_missing_package_is_answered_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(MissingPackageError, match=r"pip install 'lowres\[quickstart\]'"):
        locate(packaged(tmp_path), Path())
    with pytest.raises(CorpusError, match="pip install 'no_such_package==1.0'"):
        locate(packaged(tmp_path / "more", package="no_such_package", extra=None), Path())


def test_a_relative_path_starts_at_the_recipe_and_an_absolute_one_goes_anywhere(tmp_path: Path) -> None:
    text = tmp_path / "data" / "text.csv"
    text.parent.mkdir()
    text.write_text("atl,agua\n", encoding="utf-8")
    assert locate(LocalFile(path=Path("data/../data/text.csv")), tmp_path) == [text]
    assert locate(LocalFile(path=text, sha256=sha256_of(text)), tmp_path / "elsewhere") == [text]
    assert locate(FilePair(target=Path("data/text.csv"), pivot=text), tmp_path) == [text, text]


def test_a_relative_path_that_leads_out_of_the_recipe_s_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "recipes"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("atl,agua\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "out").symlink_to(tmp_path)
    for path in ("../secret.csv", "link.csv", "out/secret.csv"):
        with pytest.raises(CorpusError, match="leads out of the corpus recipe's folder"):
            locate(LocalFile(path=Path(path)), folder)


def test_a_missing_file_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "text.csv").write_text("", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"does not exist. Did you mean 'text.csv'\?"):
        locate(LocalFile(path=Path("texts.csv")), tmp_path)
    with pytest.raises(CorpusError, match="is not a file"):
        locate(LocalFile(path=Path()), tmp_path)
    with pytest.raises(CorpusError, match="does not exist"):
        locate(LocalFile(path=Path("nowhere/text.csv")), tmp_path)


def test_a_wrong_sum_is_answered_with_both_sums(tmp_path: Path) -> None:
    (tmp_path / "text.csv").write_text("atl,agua\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=f"has the SHA-256 [0-9a-f]{{64}}, but the corpus recipe says {'0' * 64}"):
        locate(LocalFile(path=Path("text.csv"), sha256="0" * 64), tmp_path)
