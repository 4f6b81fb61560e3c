"""The whole container with a diffusion engine: from a job over HTTP to a plate in the bucket."""

import io
import json
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.conftest import BUCKET, Server
from tests.jobs import make_job
from tests_diffusion.conftest import Serve

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ENGINE = "flux2-klein-4b"
PROMPT = "a secret campaign on oak"
PING_SECONDS = 2
"""SageMaker waits no longer."""


@pytest.fixture(scope="module")
def painting(s3: "S3Client", serve: Serve) -> Iterator[Server]:
    with serve(ENGINE) as running:
        yield running


def test_paints_a_plate_of_two_passes_and_says_how(
    s3: "S3Client", painting: Server, weights: tuple[Path, dict[str, str]]
) -> None:
    job = make_job(s3, [(384, 256), (512, 256)]) | {"engine": ENGINE, "prompt": PROMPT, "settings": {"steps": 2}}

    answer = painting.invoke(job)

    facts = answer.json()
    assert answer.status_code == 200, facts
    assert facts["engine"] == ENGINE
    assert facts["weights"] == {"id": "flux2-klein-4b", "sha256": weights[1][ENGINE]}
    assert facts["licence"] == "Apache-2.0"
    assert facts["promptUsed"] is True
    assert facts["layout"] == "reference"
    assert facts["steps"] == 4
    assert facts["scheduler"] is None
    assert facts["gpuMemoryMib"] is None
    content = s3.get_object(Bucket=BUCKET, Key=facts["plate"]["key"])["Body"].read()
    with Image.open(io.BytesIO(content)) as plate:
        assert plate.size == (512, 256)
    line = json.loads(painting.log.read_text().splitlines()[-1])
    assert (line["weights"], line["weightsSha256"]) == ("flux2-klein-4b", weights[1][ENGINE])
    assert (line["engine"], line["licence"], line["seed"], line["steps"]) == (ENGINE, "Apache-2.0", 1, 4)
    assert {metric["Name"] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]} == {
        "QueueSeconds",
        "PaintSeconds",
    }


def test_writes_failure_json_for_a_setting_that_it_cannot_honour(s3: "S3Client", painting: Server) -> None:
    job = make_job(s3, [(384, 256)]) | {"engine": ENGINE, "prompt": PROMPT, "settings": {"scheduler": "DDIM"}}

    answer = painting.invoke(job)

    failure = json.loads(s3.get_object(Bucket=BUCKET, Key=f"{job['outputPrefix']}failure.json")["Body"].read())
    assert answer.status_code == 422
    assert failure["sentence"] == answer.json()["sentence"]
    assert "settings.scheduler" in failure["sentence"]


def test_never_logs_the_prompt(s3: "S3Client", painting: Server) -> None:
    painting.invoke(make_job(s3, [(384, 256)]) | {"engine": ENGINE, "prompt": PROMPT * 40})

    log = painting.log.read_text()
    assert PROMPT not in log
    assert json.loads(log.splitlines()[-1])["code"] == "PAINT_REFUSED"


def test_stops_a_pipeline_past_the_time_limit_and_paints_the_next_job(s3: "S3Client", serve: Serve) -> None:
    usual = {"engine": "sdxl", "prompt": PROMPT}
    long = {"settings": {"steps": 60, "strength": 1}, "timeoutSeconds": 2}
    job = make_job(s3, [(1024, 1024)]) | usual | long
    next_job = make_job(s3, [(256, 256)]) | usual | {"settings": {"steps": 2}}

    with serve("sdxl") as server:
        timed_out = server.invoke(job)
        painted = server.invoke(next_job)

    assert timed_out.status_code == 504
    assert timed_out.json()["code"] == "PAINT_TIMED_OUT"
    assert timed_out.json()["retryable"] is True
    assert "of a pass was painted" in timed_out.json()["sentence"]
    assert s3.list_objects_v2(Bucket=BUCKET, Prefix=job["outputPrefix"]).get("Contents", []) == []
    assert painted.status_code == 200, painted.text


def test_answers_while_it_paints_and_stops_in_the_middle_when_told_to(s3: "S3Client", serve: Serve) -> None:
    # Far more than a second's work: 60 steps of a megapixel.
    long = {"engine": "sdxl", "prompt": PROMPT, "settings": {"steps": 60, "strength": 1}}
    job = make_job(s3, [(1024, 1024)]) | long
    answers: list[tuple[int, bool]] = []

    with serve("sdxl", PACKSHOT_DRAIN_SECONDS="1") as server:

        def invoke() -> None:
            answer = server.invoke(job)
            answers.append((answer.status_code, answer.json()["retryable"]))

        thread = threading.Thread(target=invoke)
        thread.start()
        time.sleep(1)
        asked = time.monotonic()
        while_painting = server.ping()
        waited = time.monotonic() - asked
        server.process.send_signal(signal.SIGTERM)
        thread.join(20)
        status = server.process.wait(20)

    assert while_painting == 200
    assert waited < PING_SECONDS
    assert answers == [(503, True)]
    assert status == 0
    assert s3.list_objects_v2(Bucket=BUCKET, Prefix=job["outputPrefix"]).get("Contents", []) == []
