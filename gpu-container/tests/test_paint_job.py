import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests.conftest import BUCKET, Server
from tests.jobs import Job, make_job, sweep

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MOST_SEAM = 1.3


def read(s3: "S3Client", key: str) -> bytes:
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


def painted(s3: "S3Client", server: Server, job: Job) -> npt.NDArray[np.float64]:
    answer = server.invoke(job)
    assert answer.status_code == 200, answer.text
    with Image.open(io.BytesIO(read(s3, answer.json()["plate"]["key"]))) as plate:
        return np.asarray(plate).astype(np.float64)


def names(s3: "S3Client", job: Job) -> list[str]:
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix=job["outputPrefix"])
    return [entry["Key"].removeprefix(job["outputPrefix"]) for entry in listed.get("Contents", [])]


@pytest.mark.parametrize(
    "sizes",
    [
        [(512, 384)],
        [(512, 512), (1024, 512)],
        [(384, 512), (384, 1024)],
        [(512, 256), (1024, 256), (1024, 512)],
        [(256, 256), (512, 256), (512, 256)],
        [(512, 256), (1024, 256)],
    ],
)
def test_paints_exactly_the_asked_canvas(s3: "S3Client", server: Server, sizes: list[tuple[int, int]]) -> None:
    plate = painted(s3, server, make_job(s3, sizes))

    width, height = sizes[-1]
    assert plate.shape == (height, width, 3)


def test_gives_the_same_bytes_for_a_seed_and_others_for_another(s3: "S3Client", server: Server) -> None:
    sizes = [(512, 384), (768, 384)]

    first, again, other = (server.invoke(make_job(s3, sizes, seed)).json()["plate"]["sha256"] for seed in (7, 7, 8))

    assert first == again
    assert first != other


def test_differs_from_the_underpaint_by_texture_and_keeps_its_layout(s3: "S3Client", server: Server) -> None:
    plate = painted(s3, server, make_job(s3, [(512, 384)]))

    underpaint = sweep(512, 384) / 257
    difference = plate - underpaint
    assert 0.3 < difference.std() < 4
    assert np.corrcoef(plate.mean(2).ravel(), underpaint.mean(2).ravel())[0, 1] > 0.95


@pytest.mark.parametrize("sizes", [[(512, 512), (1024, 512)], [(512, 512), (512, 1024)]])
def test_extends_without_a_seam(s3: "S3Client", server: Server, sizes: list[tuple[int, int]]) -> None:
    plate = painted(s3, server, make_job(s3, sizes)).mean(2)

    lines = plate if sizes[-1][0] > sizes[-1][1] else plate.T
    step = np.abs(np.diff(lines, axis=1)).mean(0)
    border = (lines.shape[1] - 512) // 2 - 1
    beside = np.concatenate([step[border - 8 : border - 2], step[border + 3 : border + 9]]).mean()
    assert step[border] / beside < MOST_SEAM


def test_says_that_studio_starts_from_the_underpaint(s3: "S3Client", server: Server) -> None:
    job = make_job(s3, [(512, 384), (768, 384)])

    answer = server.invoke(job)

    stored = json.loads(read(s3, f"{job['outputPrefix']}painted.json"))
    line = json.loads(server.log.read_text().splitlines()[-1])
    assert [facts["layout"] for facts in (answer.json(), stored, line)] == ["init"] * 3


def test_answers_a_second_time_from_what_was_painted_first(s3: "S3Client", server: Server) -> None:
    job = make_job(s3, [(512, 384)])

    first = server.invoke(job)
    second = server.invoke({**job, "attempt": 2})

    assert second.json() == first.json()
    assert sorted(names(s3, job)) == sorted([f"{first.json()['plate']['sha256']}.png", "painted.json"])
    assert json.loads(server.log.read_text().splitlines()[-1])["result"] == "found"


def test_paints_once_when_the_same_job_comes_twice_at_once(s3: "S3Client", server: Server) -> None:
    job = make_job(s3, [(1024, 768)])
    before = len(server.log.read_text().splitlines())

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(server.invoke, [job, {**job, "attempt": 2}]))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert len([name for name in names(s3, job) if name.endswith(".png")]) == 1
    results = [json.loads(line)["result"] for line in server.log.read_text().splitlines()[before:]]
    assert sorted(results) == ["found", "painted"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"engine": "flux"}, "engine"),
        ({"underpaint": {"sha256": "0" * 64}}, "underpaint"),
    ],
)
def test_says_in_failure_json_what_can_never_be_painted(
    s3: "S3Client", server: Server, change: Job, field: str
) -> None:
    job = make_job(s3, [(512, 384)])
    wrong = {**job, **change} if field == "engine" else {**job, "underpaint": {**job["underpaint"], **change[field]}}

    answer = server.invoke(wrong)

    assert 400 <= answer.status_code < 500
    assert answer.json()["retryable"] is False
    failure = json.loads(read(s3, f"{job['outputPrefix']}failure.json"))
    assert failure["sentence"] == answer.json()["sentence"]
    assert field in failure["sentence"]
    assert names(s3, job) == ["failure.json"]


def test_leaves_a_missing_underpaint_to_a_later_attempt(s3: "S3Client", server: Server) -> None:
    job = make_job(s3, [(512, 384)])
    gone = {**job, "underpaint": {**job["underpaint"], "key": "underpaints/acme/gone.png"}}

    answer = server.invoke(gone)

    assert answer.status_code == 500
    assert answer.json()["retryable"] is True
    assert names(s3, job) == []


@pytest.mark.parametrize("body", [{}, {"v": 2}, [], "text"])
def test_refuses_what_is_no_job(server: Server, body: object) -> None:
    answer = server.invoke(body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "PAINT_REFUSED"


def test_logs_one_line_of_facts_a_job_without_the_prompt(s3: "S3Client", server: Server) -> None:
    job = {**make_job(s3, [(512, 384)]), "prompt": "secret-campaign"}
    before = len(server.log.read_text().splitlines())

    server.invoke(job)

    lines = server.log.read_text().splitlines()[before:]
    assert len(lines) == 1
    assert json.loads(lines[0])["plateId"] == job["plateId"]
    assert "secret-campaign" not in server.log.read_text()
