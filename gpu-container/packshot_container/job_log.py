"""One line of JSON on stdout for each job: facts about it, never its prompt, never bytes."""

import json
import resource
import sys

from packshot_container.contract import PaintJob
from packshot_container.errors import ContainerError
from packshot_container.paint_job import JobOutcome

MILLISECONDS = 1000
RSS_UNITS_PER_MEBIBYTE = 2**20 if sys.platform == "darwin" else 2**10
"""Of getrusage: bytes on macOS, kibibytes on Linux."""

Fields = dict[str, str | int | float | bool | None]


def log_outcome(job: PaintJob, outcome: JobOutcome, seconds: float) -> None:
    """Writes the line of a job that ended with a plate."""
    facts, times = outcome.facts, outcome.times
    fields: Fields = {
        "result": outcome.result,
        "engine": facts.engine,
        "licence": facts.licence,
        "weights": facts.weights.id if facts.weights else None,
        "seed": facts.seed,
        "steps": facts.steps,
        "promptUsed": facts.prompt_used,
        "plateSha256": facts.plate.sha256,
        "widthPx": facts.plate.width_px,
        "heightPx": facts.plate.height_px,
    }
    if times is not None:
        fields |= {
            "queueMs": _milliseconds(times.queue_seconds),
            "paintMs": _milliseconds(times.paint_seconds),
            "paintCpuMs": _milliseconds(times.cpu_seconds),
        }
    _write_line(job, fields, seconds)


def log_failure(job: PaintJob | None, error: ContainerError, seconds: float) -> None:
    """Writes the line of a job that failed; `job` is None where the body was no job."""
    fields: Fields = {
        "result": "failed",
        "code": error.code,
        "sentence": error.sentence,
        "retryable": error.is_retryable,
    }
    _write_line(job, fields, seconds)


def _write_line(job: PaintJob | None, fields: Fields, seconds: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // RSS_UNITS_PER_MEBIBYTE
    line: Fields = {
        "step": "paint-plate",
        "plateId": job.plate_id if job else None,
        "attempt": job.attempt if job else None,
        **fields,
        "durationMs": _milliseconds(seconds),
        "peakMemoryMib": peak,
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _milliseconds(seconds: float) -> int:
    return round(seconds * MILLISECONDS)
