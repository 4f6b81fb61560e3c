"""The whole container with a diffusion engine: from a job over HTTP to a plate in the bucket."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.conftest import BUCKET, Server, running_server
from tests.jobs import make_job

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ENGINE = "flux2-klein-4b"
PROMPT = "a secret campaign on oak"


@pytest.fixture(scope="module")
def painting(
    endpoint: str,
    s3: "S3Client",
    weights: tuple[Path, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    folder, hashes = weights
    settings = {
        "PACKSHOT_ENGINE": ENGINE,
        "PACKSHOT_WEIGHTS_FOLDER": str(folder),
        "PACKSHOT_WEIGHTS_SHA256": hashes[ENGINE],
    }
    with running_server(endpoint, tmp_path_factory.mktemp("painting") / "log", settings) as running:
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
    assert facts["steps"] == 4
    assert facts["scheduler"] is None
    assert facts["gpuMemoryMib"] is None
    content = s3.get_object(Bucket=BUCKET, Key=facts["plate"]["key"])["Body"].read()
    with Image.open(io.BytesIO(content)) as plate:
        assert plate.size == (512, 256)


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
