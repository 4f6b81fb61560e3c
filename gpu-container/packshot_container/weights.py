"""The weights of an engine on disk: which files they are, checked by their hashes before any of them is read.

Weights are a folder with `weights.json`, which names every file by its hash. The hash of `weights.json` is that of the
weights: a deployment states it, receipts bear it. Only formats that hold no code are taken.
"""

import hashlib
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from packshot_container.contract import ContractModel, Sha256, Version, Weights
from packshot_container.errors import ModelNotUsable

LIST = "weights.json"
SUFFIXES = frozenset({".safetensors", ".json", ".txt", ".jinja"})
"""Tensors, settings, vocabularies and chat templates. A pickle may run code when it is read, and so may a module."""


class WeightsList(ContractModel):
    """What `weights.json` holds: the weights' id, and the sha256 of each file by its path in the folder."""

    v: Version
    id: str
    files: Annotated[dict[str, Sha256], Field(min_length=1)]


def list_weights(folder: Path, weights_id: str) -> str:
    """Writes `weights.json` for a folder of weights; gives its hash, which a deployment states.

    Raises:
        ModelNotUsable: A file has a format that is not taken.
    """
    files = {path: _sha256_of_file(folder / path) for path in _find_files(folder)}
    content = WeightsList(v=1, id=weights_id, files=files).to_json()
    (folder / LIST).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def check_weights(folder: Path, wanted: Weights) -> None:
    """Passes a folder that holds exactly the wanted weights. Reads every file once.

    Raises:
        ModelNotUsable: A file is missing, is one too many, has another hash or a format that is not taken.
    """
    listed = _read_list(folder, wanted)
    found = _find_files(folder)
    for path in sorted(set(found) ^ set(listed)):
        raise ModelNotUsable(f"Expected the files of {LIST} in {folder}, got {path} in one of the two alone.")
    for path, sha256 in listed.items():
        got = _sha256_of_file(folder / path)
        if got != sha256:
            raise ModelNotUsable(f"Expected the sha256 {sha256} for {folder / path}, got {got}: fetch it again.")


def _read_list(folder: Path, wanted: Weights) -> dict[str, str]:
    try:
        content = (folder / LIST).read_bytes()
    except OSError as error:
        raise ModelNotUsable(f"Expected weights in {folder}, got no {LIST}: see docs/add-an-engine.md.") from error
    got = hashlib.sha256(content).hexdigest()
    if got != wanted.sha256:
        raise ModelNotUsable(f"Expected weights of the sha256 {wanted.sha256} in {folder}, got {got}.")
    try:
        weights = WeightsList.from_json(content)
    except ValidationError as error:
        raise ModelNotUsable(f"Expected a list of files in {folder / LIST}, got {error}.") from error
    if weights.id != wanted.id:
        raise ModelNotUsable(f"Expected the weights {wanted.id} in {folder}, got {weights.id}.")
    return weights.files


def _find_files(folder: Path) -> list[str]:
    """Paths of all files but the list itself, sorted."""
    paths = [path for path in sorted(folder.rglob("*")) if not path.is_dir() and path != folder / LIST]
    for path in paths:
        if path.suffix not in SUFFIXES or path.is_symlink():
            raise ModelNotUsable(f"Expected only files of {', '.join(sorted(SUFFIXES))} in {folder}, got {path}.")
    return [path.relative_to(folder).as_posix() for path in paths]


def _sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
