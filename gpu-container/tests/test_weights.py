from collections.abc import Callable
from pathlib import Path

import pytest

from packshot_container.contract import Weights
from packshot_container.engines.engine import Deployment
from packshot_container.engines.registry import CREATE, ENGINES, create_engine
from packshot_container.errors import ModelNotUsable, SettingInvalid
from packshot_container.weights import check_weights, list_weights


def write_weights(folder: Path) -> Weights:
    (folder / "unet").mkdir(parents=True)
    (folder / "model_index.json").write_text("{}")
    (folder / "unet" / "model.safetensors").write_bytes(b"tensors")
    return Weights(id="tiny", sha256=list_weights(folder, "tiny"))


def test_takes_the_weights_that_were_listed(tmp_path: Path) -> None:
    wanted = write_weights(tmp_path)

    check_weights(tmp_path, wanted)

    assert list_weights(tmp_path, "tiny") == wanted.sha256


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda folder: (folder / "unet" / "model.safetensors").write_bytes(b"other"), "model.safetensors"),
        (lambda folder: (folder / "unet" / "model.safetensors").unlink(), "model.safetensors"),
        (lambda folder: (folder / "more.safetensors").write_bytes(b"tensors"), "more.safetensors"),
        (lambda folder: (folder / "weights.json").write_text("{}"), "sha256"),
        (lambda folder: (folder / "weights.json").unlink(), "weights.json"),
        (lambda folder: (folder / "model.bin").write_bytes(b"pickle"), "model.bin"),
        (lambda folder: (folder / "pipeline.py").write_text("print()"), "pipeline.py"),
        (lambda folder: (folder / "link.json").symlink_to(folder / "model_index.json"), "link.json"),
    ],
)
def test_refuses_weights_that_are_not_the_listed_ones(
    tmp_path: Path, change: Callable[[Path], object], named: str
) -> None:
    wanted = write_weights(tmp_path)
    change(tmp_path)

    with pytest.raises(ModelNotUsable, match=named):
        check_weights(tmp_path, wanted)


def test_refuses_the_weights_of_another_model(tmp_path: Path) -> None:
    wanted = write_weights(tmp_path)

    with pytest.raises(ModelNotUsable, match="other"):
        check_weights(tmp_path, Weights(id="other", sha256=wanted.sha256))


def test_lists_no_file_that_may_hold_code(tmp_path: Path) -> None:
    write_weights(tmp_path)
    (tmp_path / "model.ckpt").write_bytes(b"pickle")

    with pytest.raises(ModelNotUsable, match=r"model\.ckpt"):
        list_weights(tmp_path, "tiny")


@pytest.mark.parametrize("engine", [facts.name for facts in ENGINES if facts.weights])
def test_refuses_wrong_weights_before_a_model_library_is_loaded(tmp_path: Path, engine: str) -> None:
    write_weights(tmp_path / engine)

    with pytest.raises(ModelNotUsable, match="sha256"):
        create_engine(engine, Deployment(tmp_path, "0" * 64, "agreement-1")).load()


@pytest.mark.parametrize("engine", [facts.name for facts in ENGINES if facts.weights])
def test_wants_the_hash_of_the_weights_from_the_deployment(tmp_path: Path, engine: str) -> None:
    with pytest.raises(SettingInvalid, match="PACKSHOT_WEIGHTS_SHA256"):
        create_engine(engine, Deployment(tmp_path, None, "agreement-1"))


def test_creates_every_engine_of_the_table() -> None:
    assert [facts.name for facts in ENGINES] == list(CREATE)


@pytest.mark.parametrize("engine", ["flux1-dev", "flux1-fill-dev"])
def test_runs_dev_weights_under_an_agreement_alone(tmp_path: Path, engine: str) -> None:
    with pytest.raises(SettingInvalid, match="ACCEPT_FLUX_DEV_COMMERCIAL_LICENSE"):
        create_engine(engine, Deployment(tmp_path, "0" * 64, None))

    assert "agreement-1" in create_engine(engine, Deployment(tmp_path, "0" * 64, "agreement-1")).licence
