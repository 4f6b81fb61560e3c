"""The two routes that SageMaker calls. Knows no model library; the work is in paint_job.py and segment_job.py."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from packshot_container.deadline import Deadline
from packshot_container.engines.engine import Engine
from packshot_container.errors import ContainerError, JobMalformed, PaintInterrupted
from packshot_container.job_log import log_failure, log_outcome
from packshot_container.paint_job import JobOutcome, run_paint_job
from packshot_container.parse_job import Job, parse_job
from packshot_container.quiet_log import trace_of
from packshot_container.render_thread import RenderThread
from packshot_container.safety import SafetyPolicy
from packshot_container.same_plate import SamePlate
from packshot_container.segment_contract import SegmentJob
from packshot_container.segment_job import SegmentOutcome, run_segment_job
from packshot_container.segmenter import OnnxSegmenter
from packshot_container.storage import Storage

MOST_BODY_BYTES = 65_536
"""A job with three passes has about 2 kB, and a prompt may be long."""


@dataclass(frozen=True)
class Models:
    """What the container runs, one of them at least."""

    engine: Engine | None
    segmenter: OnnxSegmenter | None


@dataclass(frozen=True)
class JobRunner:
    """How a job is run, whatever its kind."""

    render_thread: RenderThread
    models: Models
    policy: SafetyPolicy
    storage: Storage
    same_plate: SamePlate = field(default_factory=SamePlate)

    def run(self, job: Job, received: float) -> JobOutcome | SegmentOutcome:
        """Runs a job whose request came at `received`, of `time.perf_counter`. Blocks: not for the event loop."""
        if isinstance(job, SegmentJob):
            return run_segment_job(job, self.storage, self.models.segmenter, self.render_thread.run)
        deadline = Deadline(received, job.timeout_seconds)
        run = partial(self.render_thread.run, deadline=deadline)
        with self.same_plate.alone(job.plate_id, deadline):
            return run_paint_job(job, self.storage, self.models.engine, self.policy, run)


def create_app(render_thread: RenderThread, models: Models, policy: SafetyPolicy, storage: Storage) -> FastAPI:
    """Gives the app; the models start to load when the app starts, and `/ping` answers meanwhile."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        render_thread.load_models()
        yield
        render_thread.close()

    runner = JobRunner(render_thread, models, policy, storage)
    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/ping")
    async def ping() -> Response:
        is_ready = render_thread.state == "ready"
        return Response(status_code=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)

    @app.post("/invocations")
    async def invocations(request: Request) -> Response:
        # A job's time limit counts from here: whoever asked waits from now on.
        started = time.perf_counter()
        job: Job | None = None
        try:
            job = parse_job(await _read_body(request))
            with render_thread.place():
                outcome = await asyncio.to_thread(runner.run, job, started)
        except ContainerError as error:
            return _answer_failure(job, error, [], started)
        except Exception as error:
            unexpected = PaintInterrupted(f"The container failed unexpectedly ({type(error).__name__}): see its log.")
            return _answer_failure(job, unexpected, trace_of(error), started)
        log_outcome(job, outcome, time.perf_counter() - started)
        return Response(outcome.facts.to_json(), media_type="application/json")

    return app


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY_BYTES:
            raise JobMalformed(f"Expected a job of at most {MOST_BODY_BYTES} bytes, got more.")
    return bytes(body)


def _answer_failure(job: Job | None, error: ContainerError, trace: list[str], started: float) -> Response:
    log_failure(job, error, trace, time.perf_counter() - started)
    body = {"code": error.code, "sentence": error.sentence, "retryable": error.is_retryable}
    return JSONResponse(body, status_code=error.status)
