import copy
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from packshot_container.contract import ContractModel, PaintFacts, PaintFailure, PaintJob

FOLDER = Path(__file__).parents[2] / "test" / "contracts" / "examples"
MODELS: dict[str, type[ContractModel]] = {
    "paint-job": PaintJob,
    "paint-facts": PaintFacts,
    "paint-failure": PaintFailure,
}


def examples(name: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return parsed


def changed(valid: dict[str, Any], change: dict[str, Any]) -> object:
    """A valid example with one member removed or set, as an invalid example describes it."""
    body = copy.deepcopy(valid[change["of"]])
    *path, last = change["at"]
    place = body
    for step in path:
        place = place[step]
    if change.get("removed"):
        del place[last]
    else:
        place[last] = change["value"]
    return body


VALID = [(name, says, body) for name in MODELS for says, body in examples(name)["valid"].items()]
INVALID = [
    (name, each["says"], changed(examples(name)["valid"], each))
    for name in MODELS
    for each in examples(name)["invalid"]
]


@pytest.mark.parametrize(("name", "says", "body"), VALID, ids=lambda it: it if isinstance(it, str) else "")
def test_takes_every_valid_example_and_gives_it_back(name: str, says: str, body: object) -> None:
    model = MODELS[name].from_json(json.dumps(body).encode())

    assert json.loads(model.to_json()) == body, says


@pytest.mark.parametrize(("name", "says", "body"), INVALID, ids=lambda it: it if isinstance(it, str) else "")
def test_refuses_every_invalid_example(name: str, says: str, body: object) -> None:
    with pytest.raises(ValidationError):
        MODELS[name].from_json(json.dumps(body).encode())
