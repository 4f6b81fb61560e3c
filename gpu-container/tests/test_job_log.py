import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from packshot_container.contract import PaintFacts
from packshot_container.job_metrics import failure_metrics, paint_metrics
from packshot_container.paint_job import JobOutcome, Result
from packshot_container.render_thread import WorkTimes
from tests.conftest import Server
from tests.jobs import Job, make_job

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

EXAMPLES = Path(__file__).parents[2] / "test" / "contracts" / "examples" / "paint-facts.json"
UNITS_OF_CLOUDWATCH = {
    *("Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"),
    *("Bits", "Percent", "Count", "Bytes/Second", "Count/Second", "None"),
}
LONGEST_NAME, MOST_DIMENSIONS, MOST_METRICS, LONGEST_VALUE = 1024, 30, 100, 1024
LARGEST_EVENT_BYTES = 262_144
"""Of CloudWatch Logs before 2025; the limit is higher by now."""
TIMES = WorkTimes(queue_seconds=0.25, work_seconds=2.5, cpu_seconds=2.25)


def metrics_in(line: Job) -> dict[str, tuple[float, str, dict[str, str]]]:
    """What CloudWatch reads out of a line, by its specification of the embedded metric format: value, unit, dimensions.

    Fails where the line breaks one of its rules.
    """
    metadata = line["_aws"]
    assert set(metadata) == {"Timestamp", "CloudWatchMetrics"}
    assert isinstance(metadata["Timestamp"], int), "milliseconds since 1970"
    found: dict[str, tuple[float, str, dict[str, str]]] = {}
    for directive in metadata["CloudWatchMetrics"]:
        assert set(directive) == {"Namespace", "Dimensions", "Metrics"}
        assert 1 <= len(directive["Namespace"]) <= LONGEST_NAME
        assert len(directive["Metrics"]) <= MOST_METRICS
        (dimensions,) = directive["Dimensions"]
        assert len(dimensions) <= MOST_DIMENSIONS
        by = {name: line[name] for name in dimensions}
        assert all(isinstance(value, str) and 1 <= len(value) <= LONGEST_VALUE for value in by.values())
        for metric in directive["Metrics"]:
            assert set(metric) == {"Name", "Unit"}
            assert metric["Unit"] in UNITS_OF_CLOUDWATCH
            value = line[metric["Name"]]
            assert isinstance(value, int | float)
            assert not isinstance(value, bool)
            found[metric["Name"]] = (value, metric["Unit"], by)
    return found


def line_of(server: Server, body: object) -> Job:
    """The one line that a job adds to the log."""
    before = len(server.log.read_text().splitlines())
    server.invoke(body)
    (text,) = server.log.read_text().splitlines()[before:]
    assert len(text) < LARGEST_EVENT_BYTES
    line: Job = json.loads(text)
    return line


def outcome(example: str, result: Result, times: WorkTimes | None) -> JobOutcome:
    body: Any = json.loads(EXAMPLES.read_text())["valid"][example]
    return JobOutcome(PaintFacts.from_json(json.dumps(body).encode()), result, times)


def test_a_painted_job_gives_its_queue_and_paint_time_by_engine(s3: "S3Client", server: Server) -> None:
    began = time.time()

    line = line_of(server, make_job(s3, [(512, 384)]))

    metrics = metrics_in(line)
    assert set(metrics) == {"QueueSeconds", "PaintSeconds"}
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Packshot"
    seconds, unit, by = metrics["PaintSeconds"]
    assert (unit, by) == ("Seconds", {"Engine": "studio"})
    assert 0 < seconds <= line["durationMs"] / 1000 + 0.001
    assert metrics["QueueSeconds"][0] >= 0
    assert began * 1000 - 1 <= line["_aws"]["Timestamp"] <= time.time() * 1000


def test_a_job_that_was_painted_before_gives_no_metric(s3: "S3Client", server: Server) -> None:
    job = make_job(s3, [(512, 384)])
    server.invoke(job)

    line = line_of(server, job)

    assert line["result"] == "found"
    assert "_aws" not in line


@pytest.mark.parametrize(
    ("change", "code"),
    [({"engine": "flux"}, "PAINT_REFUSED"), ({"prompt": "a pistol"}, "PROMPT_DENIED"), ({"v": 7}, "PAINT_REFUSED")],
)
def test_a_failed_job_counts_once_by_its_code(s3: "S3Client", server: Server, change: Job, code: str) -> None:
    line = line_of(server, make_job(s3, [(512, 384)]) | change)

    assert metrics_in(line) == {"Failures": (1, "Count", {"Code": code})}


@pytest.mark.parametrize(
    ("example", "result", "times", "expected"),
    [
        ("of an engine without weights", "painted", TIMES, {"QueueSeconds": 0.25, "PaintSeconds": 2.5}),
        (
            "of an engine with weights, in whole seconds",
            "painted",
            TIMES,
            {"QueueSeconds": 0.25, "PaintSeconds": 2.5, "GpuMemoryBytes": 17408 * 1024 * 1024},
        ),
        (
            "of an engine with weights, in whole seconds",
            "lost the race",
            TIMES,
            {"QueueSeconds": 0.25, "PaintSeconds": 2.5},
        ),
    ],
)
def test_gpu_memory_is_measured_where_a_gpu_painted_this_plate(
    example: str, result: Result, times: WorkTimes, expected: dict[str, float]
) -> None:
    metrics = metrics_in(paint_metrics(outcome(example, result, times)))

    assert {name: value for name, (value, _, _) in metrics.items()} == expected


def test_members_of_a_metric_never_take_the_place_of_a_fact(s3: "S3Client", server: Server) -> None:
    painted = line_of(server, make_job(s3, [(512, 384)]))
    members = {*paint_metrics(outcome("of an engine without weights", "painted", TIMES)), *failure_metrics("CODE")}

    assert painted["engine"] == "studio"
    assert not members & {"engine", "code", "result", "step", "plateId"}
