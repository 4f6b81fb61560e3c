"""The two routes that SageMaker calls. Knows no engine and no model library; the work is in paint_job.py."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from packshot_container.contract import PaintJob, parse_paint_job
from packshot_container.errors import ContainerError, JobMalformed, PaintInterrupted
from packshot_container.job_log import log_failure, log_outcome
from packshot_container.paint_job import run_paint_job
from packshot_container.render_thread import RenderThread
from packshot_container.storage import Storage

MOST_BODY_BYTES = 65_536
"""A job with three passes has about 2 kB, and a prompt may be long."""


def create_app(render_thread: RenderThread, storage: Storage) -> FastAPI:
    """Gives the app; the engine starts to load when the app starts, and `/ping` answers meanwhile."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        render_thread.load_engine()
        yield
        render_thread.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/ping")
    async def ping() -> Response:
        is_ready = render_thread.state == "ready"
        return Response(status_code=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)

    @app.post("/invocations")
    async def invocations(request: Request) -> Response:
        started = time.perf_counter()
        job: PaintJob | None = None
        try:
            job = parse_paint_job(await _read_body(request))
            with render_thread.place():
                outcome = await asyncio.to_thread(
                    run_paint_job, job, storage, render_thread.engine_facts, render_thread.paint
                )
        except ContainerError as error:
            return _answer_failure(job, error, started)
        except Exception as error:
            logging.getLogger(__name__).exception("Painting failed unexpectedly")
            unexpected = PaintInterrupted(f"The container failed unexpectedly ({type(error).__name__}): see its log.")
            return _answer_failure(job, unexpected, started)
        log_outcome(job, outcome, time.perf_counter() - started)
        return Response(outcome.facts.to_json(), media_type="application/json")

    return app


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY_BYTES:
            raise JobMalformed(f"Expected a paint job of at most {MOST_BODY_BYTES} bytes, got more.")
    return bytes(body)


def _answer_failure(job: PaintJob | None, error: ContainerError, started: float) -> Response:
    log_failure(job, error, time.perf_counter() - started)
    body = {"code": error.code, "sentence": error.sentence, "retryable": error.is_retryable}
    return JSONResponse(body, status_code=error.status)
