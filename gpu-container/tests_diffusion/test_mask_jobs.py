"""Jobs with a mask over HTTP: the mask is read from the bucket, checked, and what it keeps is in the plate."""

import hashlib
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from packshot_container.picture import Mask
from tests.conftest import BUCKET, Server
from tests.jobs import Job, make_job, sweep
from tests_diffusion.conftest import Serve

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ENGINE = "flux1-schnell"
WIDTH, HEIGHT = 384, 256


@pytest.fixture(scope="module")
def painting(s3: "S3Client", serve: Serve) -> Iterator[Server]:
    with serve(ENGINE) as running:
        yield running


def around_product() -> Mask:
    mask = np.ones((HEIGHT, WIDTH), np.bool_)
    mask[80:200, 150:230] = False
    return mask


def masked_job(s3: "S3Client", mask: Mask, sha256: str | None = None) -> Job:
    content = io.BytesIO()
    Image.fromarray(mask.astype(np.uint8) * 255).save(content, "PNG")
    digest = hashlib.sha256(content.getvalue()).hexdigest()
    key = f"underpaints/acme/{digest}.png"
    s3.put_object(Bucket=BUCKET, Key=key, Body=content.getvalue())
    height, width = mask.shape
    stored = {"key": key, "sha256": sha256 or digest, "widthPx": width, "heightPx": height}
    asked = {"engine": ENGINE, "prompt": "a table of oak", "settings": {"steps": 2}, "mask": stored}
    return make_job(s3, [(WIDTH, HEIGHT)]) | asked


def test_keeps_what_the_mask_keeps_and_paints_the_rest(s3: "S3Client", painting: Server) -> None:
    mask = around_product()

    answer = painting.invoke(masked_job(s3, mask))

    assert answer.status_code == 200, answer.text
    content = s3.get_object(Bucket=BUCKET, Key=answer.json()["plate"]["key"])["Body"].read()
    with Image.open(io.BytesIO(content)) as png:
        plate = np.asarray(png)
    underpaint = np.rint(sweep(WIDTH, HEIGHT) / 257)
    assert np.array_equal(plate[~mask], underpaint[~mask])
    assert (np.abs(plate[mask] - underpaint[mask]).max(1) > 1).mean() > 0.5


@pytest.mark.parametrize(
    ("mask", "sha256", "code", "says"),
    [
        (around_product(), "0" * 64, "PAINT_REFUSED", "for mask"),
        (around_product()[:, :256], None, "IMAGE_SIZE_MISMATCH", "mask of 384x256"),
        (np.zeros((HEIGHT, WIDTH), np.bool_), None, "PAINT_REFUSED", "something to paint"),
    ],
)
def test_says_in_failure_json_which_mask_it_cannot_take(
    s3: "S3Client", painting: Server, mask: Mask, sha256: str | None, code: str, says: str
) -> None:
    job = masked_job(s3, mask, sha256)

    answer = painting.invoke(job)

    failure = json.loads(s3.get_object(Bucket=BUCKET, Key=f"{job['outputPrefix']}failure.json")["Body"].read())
    assert answer.status_code == 422
    assert failure["code"] == code
    assert says in failure["sentence"]


def test_leaves_a_missing_mask_to_a_later_attempt(s3: "S3Client", painting: Server) -> None:
    job = masked_job(s3, around_product())
    gone = job | {"mask": job["mask"] | {"key": "underpaints/acme/gone.png"}}

    answer = painting.invoke(gone)

    assert answer.status_code == 500
    assert answer.json()["retryable"] is True
    assert "mask" in answer.json()["sentence"]
