import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from packshot_container.contract import LARGEST_SAFE_INTEGER
from packshot_container.deadline import NO_DEADLINE, Deadline
from packshot_container.engines.engine import PaintControl
from packshot_container.errors import PaintTimedOut
from tests.conftest import Server, running_server
from tests.jobs import Job, make_job
from tests.test_paint_job import names

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MODULE = "tests.serve_test_engine"
SIZES = [(512, 384)]
FOR_20_S, FOR_6_S, FOR_3_S = 400, 120, 60


@pytest.fixture(scope="module")
def slow(endpoint: str, s3: "S3Client", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("slow") / "log"
    with running_server(endpoint, log, {"PACKSHOT_ENGINE": "slow"}, MODULE) as running:
        yield running


def slow_job(s3: "S3Client", steps: int, **more: object) -> Job:
    return make_job(s3, SIZES, steps) | {"engine": "slow"} | more


def assert_timed_out(s3: "S3Client", answer: httpx.Response, job: Job, when: str) -> None:
    assert answer.status_code == 504, answer.text
    assert answer.json()["code"] == "PAINT_TIMED_OUT"
    assert answer.json()["retryable"] is True
    assert when in answer.json()["sentence"]
    assert names(s3, job) == []


def test_stops_at_its_next_step_past_its_time_limit_and_paints_the_next_job(s3: "S3Client", slow: Server) -> None:
    job = slow_job(s3, FOR_20_S, timeoutSeconds=1)

    answer = slow.invoke(job)
    line = json.loads(slow.log.read_text().splitlines()[-1])
    after = slow.invoke(slow_job(s3, 1))

    assert_timed_out(s3, answer, job, "of a pass was painted")
    assert line["code"] == "PAINT_TIMED_OUT"
    assert line["durationMs"] < 20_000
    assert after.status_code == 200


def test_does_not_begin_a_job_whose_time_went_by_in_the_queue(s3: "S3Client", slow: Server) -> None:
    first, second = slow_job(s3, FOR_6_S), slow_job(s3, FOR_20_S, timeoutSeconds=1)
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(slow.invoke(first)))
    thread.start()
    time.sleep(0.5)

    answer = slow.invoke(second)
    line = json.loads(slow.log.read_text().splitlines()[-1])

    thread.join()
    assert line["plateId"] == second["plateId"]
    assert line["durationMs"] < 4000, "it was answered while the first job was still painted"
    assert_timed_out(s3, answer, second, "before its turn came")
    assert [answer.status_code for answer in answers] == [200]


def test_does_not_wait_for_the_same_plate_past_the_time_limit(s3: "S3Client", slow: Server) -> None:
    job = slow_job(s3, FOR_3_S)
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(slow.invoke(job)))
    thread.start()
    time.sleep(0.5)

    impatient = slow.invoke({**job, "attempt": 2, "timeoutSeconds": 1})

    thread.join()
    assert impatient.status_code == 504
    assert "same plate" in impatient.json()["sentence"]
    assert [answer.status_code for answer in answers] == [200]


def test_counts_from_before_the_body_has_arrived(s3: "S3Client", slow: Server) -> None:
    job = slow_job(s3, 1, timeoutSeconds=1)
    body = json.dumps(job).encode()
    address = urlsplit(slow.url)
    head = f"POST /invocations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"

    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode())
        time.sleep(1.5)
        connection.sendall(body)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))

    assert b"504" in answer.splitlines()[0]
    assert b"before its turn came" in answer
    assert names(s3, job) == []


def test_stops_between_passes_where_an_engine_tells_nothing(endpoint: str, s3: "S3Client", tmp_path: Path) -> None:
    job = make_job(s3, [(512, 384), (768, 384)], 30) | {"engine": "stepless", "timeoutSeconds": 1}

    with running_server(endpoint, tmp_path / "log", {"PACKSHOT_ENGINE": "stepless"}, MODULE) as stepless:
        answer = stepless.invoke(job)

    assert_timed_out(s3, answer, job, "0% of a pass")


def test_finds_and_paints_within_the_longest_time_limit_that_a_job_can_have(s3: "S3Client", slow: Server) -> None:
    job = slow_job(s3, 1, timeoutSeconds=LARGEST_SAFE_INTEGER)

    statuses = [slow.invoke({**job, "attempt": attempt}).status_code for attempt in (1, 2)]

    assert statuses == [200, 200]


def test_a_deadline_passes_as_many_seconds_after_the_request_as_the_job_says() -> None:
    now = time.perf_counter()

    PaintControl(threading.Event(), Deadline(now, 60)).step(0.25)
    PaintControl(threading.Event(), NO_DEADLINE).step(0.25)

    with pytest.raises(PaintTimedOut, match=r"within the 60 s of timeoutSeconds, got none when 25%"):
        PaintControl(threading.Event(), Deadline(now - 61, 60)).step(0.25)
