"""What jobs say never reaches a log: the servers here write stdout and stderr, the web server's too, into one file."""

import hashlib
import json
import logging
import socket
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from packshot_container.quiet_log import QuietFormatter, trace_of
from tests.conftest import BUCKET, Server, running_server
from tests.jobs import Job, make_job

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PROMPT = "roses for the unannounced autumn launch"
SIZES = [(96, 64)]
Change = Callable[[Job], Job]


@pytest.fixture(scope="module")
def quoting(endpoint: str, s3: "S3Client", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("quoting") / "log"
    with running_server(endpoint, log, {"PACKSHOT_ENGINE": "quoting"}, "tests.serve_test_engine") as running:
        yield running


def assert_silent(server: Server, answer: httpx.Response, since: int) -> list[Job]:
    """The lines since then: whole JSON, with neither prompt nor picture in them; nor has the sentence of a failure."""
    text = server.log.read_text()[since:]
    lines: list[Job] = [json.loads(line) for line in text.splitlines()]
    assert lines, "it logged its job"
    for said in (text, answer.json().get("sentence", "")):
        for word in (PROMPT, "unannounced", "\\x89PNG", "IHDR", "IDAT"):
            assert word not in said
    return lines


def size_of_log(server: Server) -> int:
    return len(server.log.read_text())


def settings(**more: object) -> Change:
    return lambda job: job | {"settings": more}


def underpaint(**more: object) -> Change:
    return lambda job: job | {"underpaint": job["underpaint"] | more}


def first_pass(**more: object) -> Change:
    return lambda job: job | {"passes": [job["passes"][0] | more]}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda job: job, 200),
        (lambda job: job | {"prompt": f"{PROMPT} and a swastika"}, 422),
        (lambda job: job | {"engine": PROMPT}, 422),
        (lambda job: job | {"bucket": PROMPT}, 500),
        (lambda job: job | {"outputPrefix": f"{PROMPT}/"}, 200),
        (lambda job: job | {"outputPrefix": f"{PROMPT}/", "bucket": "no such bucket"}, 500),
        (lambda job: job | {"outputPrefix": PROMPT}, 400),
        (lambda job: job | {"plateId": PROMPT}, 400),
        (lambda job: job | {"seed": PROMPT}, 400),
        (lambda job: job | {"kind": PROMPT}, 400),
        (lambda job: job | {PROMPT: 1}, 400),
        (lambda job: job | {"prompt": [PROMPT]}, 400),
        (lambda job: job | {"prompt": {PROMPT: PROMPT}}, 400),
        (underpaint(key=PROMPT), 500),
        (underpaint(sha256=PROMPT), 400),
        (first_pass(name=PROMPT), 400),
        (first_pass(canvas={PROMPT: 1}), 400),
        (settings(negativePrompt=PROMPT), 422),
        (settings(scheduler=PROMPT), 422),
        (settings(**{PROMPT: 1}), 400),
        (lambda job: {"v": 1, "kind": "segment", "segmenter": PROMPT}, 400),
        (
            lambda job: {
                "v": 1,
                "kind": "segment",
                "segmenter": PROMPT,
                "bucket": BUCKET,
                "picture": job["underpaint"],
                "outputPrefix": "maps/acme/",
            },
            422,
        ),
    ],
)
def test_no_field_of_a_job_is_told_wherever_the_prompt_stands(
    s3: "S3Client", server: Server, change: Change, status: int
) -> None:
    job = change(make_job(s3, SIZES) | {"prompt": PROMPT})
    since = size_of_log(server)

    answer = server.invoke(job)

    assert answer.status_code == status, answer.text
    assert len(assert_silent(server, answer, since)) == 1


@pytest.mark.parametrize("body", [f'{{"prompt": "{PROMPT}"', f'"{PROMPT}"', PROMPT, f'{{"prompt": "{PROMPT}\\ud800"}}'])
def test_no_broken_body_is_told(server: Server, body: str) -> None:
    since = size_of_log(server)

    answer = httpx.post(f"{server.url}/invocations", content=body)

    assert answer.status_code == 400
    assert_silent(server, answer, since)


@pytest.mark.parametrize(
    "request_text",
    [
        f"{PROMPT}\r\n\r\n",
        f"GET /?prompt={PROMPT} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"POST /invocations HTTP/1.1\r\nHost: x\r\n{PROMPT}\r\n\r\n",
        f"POST /invocations HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{PROMPT}\r\n",
        f"POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n{PROMPT}",
    ],
)
def test_no_broken_request_is_told_by_the_web_server(server: Server, request_text: str) -> None:
    since = size_of_log(server)
    address = urlsplit(server.url)

    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(request_text.encode())
        connection.shutdown(socket.SHUT_WR)
        answered = b"".join(iter(lambda: connection.recv(4096), b""))

    after = server.invoke({})
    assert_silent(server, after, since)
    assert PROMPT.encode() not in answered


def test_no_byte_of_a_picture_is_told_where_it_cannot_be_read(s3: "S3Client", server: Server) -> None:
    job = make_job(s3, SIZES)
    whole = s3.get_object(Bucket=BUCKET, Key=job["underpaint"]["key"])["Body"].read()
    since = size_of_log(server)

    # Read until its samples end too early, and a chunk follows whose name is none: Pillow quotes it.
    strayed = whole[:33] + struct.pack(">I", 4) + whole[37:45] + struct.pack(">I", zlib.crc32(whole[37:45]))
    strayed += struct.pack(">I", 4) + b"r!se" + whole[45:]
    for broken in (strayed, whole[: len(whole) // 2], whole.replace(b"IDAT", b"XDAT"), PROMPT.encode(), whole[8:]):
        sha256 = hashlib.sha256(broken).hexdigest()
        key = f"underpaints/acme/{sha256}.png"
        s3.put_object(Bucket=BUCKET, Key=key, Body=broken)
        answer = server.invoke(underpaint(key=key, sha256=sha256)(make_job(s3, SIZES)))
        assert answer.status_code == 422
        assert_silent(server, answer, since)

    assert not [name for name in ("XDAT", "r!se") if name in server.log.read_text()]


def test_a_fault_of_an_engine_is_told_by_its_place_alone(s3: "S3Client", quoting: Server) -> None:
    since = size_of_log(quoting)

    answer = quoting.invoke(make_job(s3, SIZES) | {"engine": "quoting", "prompt": PROMPT})

    assert (answer.status_code, answer.json()["code"]) == (503, "PAINT_INTERRUPTED")
    warning, error, line = assert_silent(quoting, answer, since)
    assert (warning["logger"], warning["level"]) == ("transformers", "WARNING")
    assert warning["place"].split(":")[0].endswith("serve_test_engine.py")
    assert error["trace"] == ["ValueError"]
    assert "RuntimeError" in answer.json()["sentence"]
    assert [step for step in line["trace"] if " " not in step] == ["ValueError", "RuntimeError"]
    assert any(step.endswith(" paint") and "serve_test_engine.py:" in step for step in line["trace"])


def test_a_fault_of_a_safety_policy_is_told_by_its_place_alone(endpoint: str, s3: "S3Client", tmp_path: Path) -> None:
    extra = {"PACKSHOT_SAFETY_POLICY": "tests.policies:QuotingPolicy"}
    with running_server(endpoint, tmp_path / "log", extra) as server:
        answer = server.invoke(make_job(s3, SIZES) | {"prompt": PROMPT})

        assert (answer.status_code, answer.json()["retryable"]) == (503, True)
        (line,) = assert_silent(server, answer, 0)
        assert line["trace"][-1] == "RuntimeError"


@pytest.mark.parametrize(
    ("logger", "message"),
    [
        ("packshot_container.render_thread", f"about {PROMPT}"),
        ("uvicorn.error", f"about {PROMPT}"),
        ("asyncio", None),
        ("uvicornish", None),
    ],
)
def test_only_what_knows_how_to_keep_silent_is_told_in_its_words(logger: str, message: str | None) -> None:
    record = logging.LogRecord(logger, logging.ERROR, "file.py", 7, "about %s", (PROMPT,), None)

    told = json.loads(QuietFormatter().format(record))

    assert told.get("message") == message
    assert (told["logger"], told["place"]) == (logger, "file.py:7")


def test_a_trace_ends_though_exceptions_cause_each_other_without_end() -> None:
    def dig(depth: int) -> None:
        if depth == 0:
            raise KeyError(PROMPT)
        dig(depth - 1)

    try:
        dig(sys.getrecursionlimit() // 2)
    except KeyError as error:
        other = ValueError(PROMPT)
        error.__cause__, other.__cause__ = other, error
        trace = trace_of(error)

    assert trace[-1] == "KeyError"
    assert len(trace) < sys.getrecursionlimit() // 2
    assert PROMPT not in str(trace)
