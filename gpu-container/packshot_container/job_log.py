"""One line of JSON on stdout for each job: facts about it and its metrics, never its prompt, never bytes."""

import json
import resource
import sys

from packshot_container.contract import PaintJob
from packshot_container.errors import ContainerError
from packshot_container.job_metrics import MILLISECONDS, failure_metrics, paint_metrics
from packshot_container.paint_job import JobOutcome
from packshot_container.parse_job import Job
from packshot_container.segment_contract import SegmentJob
from packshot_container.segment_job import SegmentOutcome

RSS_UNITS_PER_MEBIBYTE = 2**20 if sys.platform == "darwin" else 2**10
"""Of getrusage: bytes on macOS, kibibytes on Linux."""

Fields = dict[str, object]


def log_outcome(job: Job, outcome: JobOutcome | SegmentOutcome, seconds: float) -> None:
    """Writes the line of a job that ended with a plate or a map."""
    fields = _segment_fields(outcome) if isinstance(outcome, SegmentOutcome) else _paint_fields(outcome)
    _write_line(job, {"result": outcome.result, **fields}, seconds)


def _segment_fields(outcome: SegmentOutcome) -> Fields:
    facts, times = outcome.facts, outcome.times
    fields: Fields = {
        "segmenter": facts.segmenter,
        "licence": facts.licence,
        "weightsSha256": facts.weights.sha256,
        "mapSha256": facts.map.sha256,
    }
    if times is not None:
        fields |= {"queueMs": _milliseconds(times.queue_seconds), "segmentMs": _milliseconds(times.work_seconds)}
    return fields


def _paint_fields(outcome: JobOutcome) -> Fields:
    facts, times = outcome.facts, outcome.times
    fields: Fields = {
        "engine": facts.engine,
        "licence": facts.licence,
        "weights": facts.weights.id if facts.weights else None,
        "weightsSha256": facts.weights.sha256 if facts.weights else None,
        "seed": facts.seed,
        "steps": facts.steps,
        "scheduler": facts.scheduler,
        "gpuMemoryMib": facts.gpu_memory_mib,
        "promptUsed": facts.prompt_used,
        "layout": facts.layout,
        "plateSha256": facts.plate.sha256,
        "widthPx": facts.plate.width_px,
        "heightPx": facts.plate.height_px,
    }
    if times is not None:
        fields |= {
            "queueMs": _milliseconds(times.queue_seconds),
            "paintMs": _milliseconds(times.work_seconds),
            "paintCpuMs": _milliseconds(times.cpu_seconds),
        }
    return fields | paint_metrics(outcome)


def log_failure(job: Job | None, error: ContainerError, trace: list[str], seconds: float) -> None:
    """Writes the line of a job that failed; `job` is None where the body was no job.

    `trace` is where an error that was not expected came from.
    """
    fields: Fields = {
        "result": "failed",
        "code": error.code,
        "sentence": error.sentence,
        "retryable": error.is_retryable,
    }
    if trace:
        fields["trace"] = trace
    _write_line(job, fields | failure_metrics(error.code), seconds)


def _write_line(job: Job | None, fields: Fields, seconds: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // RSS_UNITS_PER_MEBIBYTE
    line: Fields = {
        **_names_of(job),
        **fields,
        "durationMs": _milliseconds(seconds),
        "peakMemoryMib": peak,
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _names_of(job: Job | None) -> Fields:
    if isinstance(job, SegmentJob):
        return {"step": "segment-picture", "pictureSha256": job.picture.sha256}
    if isinstance(job, PaintJob):
        return {"step": "paint-plate", "plateId": job.plate_id, "attempt": job.attempt}
    return {"step": "parse-job"}


def _milliseconds(seconds: float) -> int:
    return round(seconds * MILLISECONDS)
