import hashlib
import io
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from packshot_container.errors import ModelNotUsable, PaintInterrupted, SettingInvalid
from packshot_container.render_thread import RenderThread
from packshot_container.segmenter import OnnxSegmenter, create_segmenter
from packshot_container.segmenter_table import OUR_TABLE, read_segmenters
from tests.conftest import BUCKET, Server, running_server
from tests.jobs import Job, make_job, png16, sweep
from tests.tiny_onnx import make_tiny_onnx

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SIDE = 48
WEIGHTS = (0.9, -0.4, 0.3)
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
ONE_LEVEL = 1 / 65535


def write_weights(folder: Path, answer: str = "logit", side: int = SIDE) -> Path:
    """Tiny weights and a table that names them as `tiny`, in a folder; gives the table's path."""
    content = make_tiny_onnx(side, WEIGHTS, has_sigmoid=answer == "probability")
    (folder / "tiny.onnx").write_bytes(content)
    facts = {
        "file": "tiny.onnx",
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": "MIT",
        "sidePx": SIDE,
        "mean": MEAN,
        "deviation": DEVIATION,
        "answer": answer,
    }
    table = folder / "segmenters.json"
    table.write_text(json.dumps({"tiny": facts}))
    return table


def settings(folder: Path, engine: str = "") -> dict[str, str]:
    return {
        "PACKSHOT_ENGINE": engine,
        "PACKSHOT_SEGMENTER": "tiny",
        "PACKSHOT_WEIGHTS_FOLDER": str(folder),
        "PACKSHOT_SEGMENTER_TABLE": str(folder / "segmenters.json"),
    }


@pytest.fixture(scope="module")
def segmenting(endpoint: str, s3: "S3Client", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("segmenting")
    write_weights(folder)
    with running_server(endpoint, folder / "log", settings(folder)) as running:
        yield running


def picture(seed: int) -> npt.NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 241, (SIDE, SIDE, 3), np.uint8)


def segment_job(s3: "S3Client", content: bytes | npt.NDArray[np.uint8], segmenter: str = "tiny") -> Job:
    if not isinstance(content, bytes):
        png = io.BytesIO()
        Image.fromarray(content).save(png, "PNG")
        content = png.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    prefix = f"segments/{sha256}/"
    s3.put_object(Bucket=BUCKET, Key=f"{prefix}picture.png", Body=content)
    return {
        "v": 1,
        "kind": "segment",
        "segmenter": segmenter,
        "bucket": BUCKET,
        "picture": {"key": f"{prefix}picture.png", "sha256": sha256, "widthPx": SIDE, "heightPx": SIDE},
        "outputPrefix": prefix,
    }


def expected_map(levels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """What the tiny network says, worked out from the published normalisation."""
    normal = (levels / levels.max() - MEAN) / DEVIATION
    return np.asarray(1 / (1 + np.exp(-(normal @ np.array(WEIGHTS)))))


def names(s3: "S3Client", job: Job) -> list[str]:
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix=job["outputPrefix"]).get("Contents", [])
    return sorted(entry["Key"].removeprefix(job["outputPrefix"]) for entry in listed)


def test_writes_the_probabilities_as_a_16_bit_grey_png_under_its_hash(s3: "S3Client", segmenting: Server) -> None:
    levels = picture(1)
    job = segment_job(s3, levels)

    answer = segmenting.invoke(job)

    assert answer.status_code == 200, answer.text
    facts = answer.json()
    content = s3.get_object(Bucket=BUCKET, Key=facts["map"]["key"])["Body"].read()
    assert facts["map"]["key"] == f"{job['outputPrefix']}{hashlib.sha256(content).hexdigest()}.png"
    assert (facts["segmenter"], facts["licence"], facts["map"]["widthPx"]) == ("tiny", "MIT", SIDE)
    with Image.open(io.BytesIO(content)) as image:
        assert image.mode == "I;16"
        found = np.asarray(image) / 65535
    assert np.abs(found - expected_map(levels)).max() < ONE_LEVEL


def test_takes_probabilities_as_they_are(tmp_path: Path) -> None:
    segmenter = create_segmenter("tiny", tmp_path, write_weights(tmp_path, "probability"))
    segmenter.load()

    found = segmenter.segment(picture(2))

    assert np.abs(found - expected_map(picture(2))).max() < ONE_LEVEL


def test_answers_a_second_time_from_what_was_segmented_first(s3: "S3Client", segmenting: Server) -> None:
    job = segment_job(s3, picture(3))

    first, second = segmenting.invoke(job), segmenting.invoke(job)

    assert second.json() == first.json()
    facts = first.json()
    assert names(s3, job) == sorted(
        ["picture.png", f"{facts['map']['sha256']}.png", f"{facts['weights']['sha256']}.json"]
    )
    logged = [json.loads(line) for line in segmenting.log.read_text().splitlines()[-2:]]
    assert [line["result"] for line in logged] == ["segmented", "found"]
    assert {line["pictureSha256"] for line in logged} == {job["picture"]["sha256"]}
    assert {line["weightsSha256"] for line in logged} == {facts["weights"]["sha256"]}


def test_ends_with_one_answer_when_two_jobs_race(s3: "S3Client", segmenting: Server) -> None:
    job = segment_job(s3, picture(4))

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(segmenting.invoke, [job, job]))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    ("change", "status", "code", "named"),
    [
        ({"segmenter": "birefnet-lite"}, 422, "SEGMENT_REFUSED", "Expected tiny for segmenter"),
        ({"picture": {"sha256": "0" * 64}}, 422, "SEGMENT_REFUSED", "sha256"),
        ({"picture": {"widthPx": 64}}, 422, "IMAGE_SIZE_MISMATCH", "48x48"),
        ({"outputPrefix": "segments"}, 400, "SEGMENT_REFUSED", "outputPrefix"),
        ({"prompt": None}, 400, "SEGMENT_REFUSED", "segment: extra_forbidden"),
    ],
)
def test_refuses_for_good_what_it_can_never_do(
    s3: "S3Client", segmenting: Server, change: Job, status: int, code: str, named: str
) -> None:
    job = segment_job(s3, picture(5))
    wrong = {**job, **change, "picture": {**job["picture"], **change.get("picture", {})}}

    answer = segmenting.invoke(wrong)

    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (status, code, False)
    assert named in answer.json()["sentence"]
    assert names(s3, job) == ["picture.png"]


@pytest.mark.parametrize(
    "content",
    [b"no picture", png16(sweep(SIDE, SIDE)), make_tiny_onnx(SIDE, WEIGHTS, has_sigmoid=True)],
    ids=["text", "16 bits", "a network"],
)
def test_refuses_what_is_no_8_bit_picture(s3: "S3Client", segmenting: Server, content: bytes) -> None:
    answer = segmenting.invoke(segment_job(s3, content))

    assert (answer.status_code, answer.json()["code"]) == (422, "SEGMENT_REFUSED")


def test_leaves_a_missing_picture_to_a_later_attempt(s3: "S3Client", segmenting: Server) -> None:
    job = segment_job(s3, picture(6))
    s3.delete_object(Bucket=BUCKET, Key=job["picture"]["key"])

    answer = segmenting.invoke(job)

    assert (answer.status_code, answer.json()["retryable"]) == (500, True)


def test_refuses_by_name_what_it_does_not_run(s3: "S3Client", segmenting: Server, server: Server) -> None:
    painting, segmenting_job = make_job(s3, [(64, 64)]), segment_job(s3, picture(7))

    unpainted, unsegmented = segmenting.invoke(painting), server.invoke(segmenting_job)

    assert (unpainted.status_code, unpainted.json()["code"]) == (422, "PAINT_REFUSED")
    assert "got one without an engine" in unpainted.json()["sentence"]
    assert (unsegmented.status_code, unsegmented.json()["code"]) == (422, "SEGMENT_REFUSED")
    assert "Expected none for segmenter" in unsegmented.json()["sentence"]


def test_runs_an_engine_and_a_segmenter_in_one_container(endpoint: str, s3: "S3Client", tmp_path: Path) -> None:
    write_weights(tmp_path)
    with running_server(endpoint, tmp_path / "log", settings(tmp_path, "studio")) as both:
        answers = [both.invoke(make_job(s3, [(64, 64)])), both.invoke(segment_job(s3, picture(8)))]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_does_not_start_with_weights_of_another_hash(endpoint: str, tmp_path: Path) -> None:
    write_weights(tmp_path)
    (tmp_path / "tiny.onnx").write_bytes(make_tiny_onnx(SIDE, (1, 1, 1), has_sigmoid=False))

    with (
        pytest.raises(AssertionError, match="did not answer"),
        running_server(endpoint, tmp_path / "log", settings(tmp_path)),
    ):
        pass

    assert "they are not used" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("content", [b"", None, make_tiny_onnx(2 * SIDE, WEIGHTS, has_sigmoid=True)])
def test_does_not_load_what_is_no_such_network(tmp_path: Path, content: bytes | None) -> None:
    table = write_weights(tmp_path)
    facts = read_segmenters(table)["tiny"]
    sha256 = hashlib.sha256(content or b"").hexdigest()
    file = tmp_path / "other.onnx"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ModelNotUsable):
        OnnxSegmenter("tiny", facts.model_copy(update={"sha256": sha256}), file).load()


def test_knows_the_segmenters_of_the_pipeline(tmp_path: Path) -> None:
    assert {"birefnet-general", "birefnet-lite"} <= set(read_segmenters())
    with pytest.raises(SettingInvalid, match="birefnet-general, birefnet-lite"):
        create_segmenter("sam", tmp_path, OUR_TABLE)
    (tmp_path / "table.json").write_text('{"tiny": {}}')
    with pytest.raises(SettingInvalid, match="table of segmenters"):
        read_segmenters(tmp_path / "table.json")


def test_sends_back_what_waits_when_it_stops_and_ends_what_runs() -> None:
    thread = RenderThread([], job_places=2)
    thread.load_models()
    begun, released = threading.Event(), threading.Event()

    def wait_for_release() -> bool:
        begun.set()
        return released.wait(5)

    with ThreadPoolExecutor(2) as jobs:
        running = jobs.submit(thread.run, lambda _: wait_for_release())
        begun.wait(5)
        waiting = jobs.submit(thread.run, lambda _: True)

        thread.drain(0, 0)
        released.set()

        assert running.result()[0] is True
        with pytest.raises(PaintInterrupted, match="before this job's turn came"):
            waiting.result()
    thread.close()
