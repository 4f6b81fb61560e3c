import copy
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from packshot_container.contract import ContractModel, PaintFacts, PaintFailure, PaintJob
from packshot_container.errors import JobMalformed, SegmentMalformed
from packshot_container.parse_job import parse_job
from packshot_container.segment_contract import SegmentFacts, SegmentJob

FOLDER = Path(__file__).parents[2] / "test" / "contracts" / "examples"
MODELS: dict[str, type[ContractModel]] = {
    "paint-job": PaintJob,
    "paint-facts": PaintFacts,
    "paint-failure": PaintFailure,
    "segment-job": SegmentJob,
    "segment-facts": SegmentFacts,
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


def test_reads_a_painted_json_from_before_layouts_were_told_as_started_from_the_underpaint() -> None:
    body = examples("paint-facts")["valid"]["of an engine with schedulers"]
    older = {field: value for field, value in body.items() if field != "layout"}

    facts = PaintFacts.from_json(json.dumps(older).encode())

    assert facts.layout == "init"
    assert json.loads(facts.to_json()) == older


@pytest.mark.parametrize(("name", "model"), [("paint-job", PaintJob), ("segment-job", SegmentJob)])
def test_tells_the_kinds_of_jobs_apart(name: str, model: type[ContractModel]) -> None:
    for body in examples(name)["valid"].values():
        assert type(parse_job(json.dumps(body).encode())) is model


@pytest.mark.parametrize(
    ("body", "error", "named"),
    [
        ({"kind": "segment", "v": 1}, SegmentMalformed, "segment.segmenter: missing"),
        ({"kind": "develop", "v": 1}, JobMalformed, "union_tag_invalid"),
        ({"kind": 7}, JobMalformed, "union_tag_invalid"),
        ({"v": 1}, JobMalformed, "paint.plateId: missing"),
        ([], JobMalformed, "paint: model_type"),
    ],
)
def test_names_what_is_wrong_with_a_body(body: object, error: type[Exception], named: str) -> None:
    with pytest.raises(error, match=named):
        parse_job(json.dumps(body).encode())
