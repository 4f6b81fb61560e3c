"""The metrics of a job in CloudWatch's embedded metric format: members of its log line, which CloudWatch reads out.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import time
from collections.abc import Mapping

from packshot_container.paint_job import SECONDS_DIGITS, JobOutcome

NAMESPACE = "Packshot"
"""As the functions' metrics."""
MILLISECONDS = 1000
BYTES_PER_MEBIBYTE = 2**20
UNITS = {"QueueSeconds": "Seconds", "PaintSeconds": "Seconds", "GpuMemoryBytes": "Bytes", "Failures": "Count"}

Members = dict[str, object]


def paint_metrics(outcome: JobOutcome) -> Members:
    """Gives how long a job waited and was painted and what it took of a GPU, by engine; nothing where none painted."""
    if outcome.times is None:
        return {}
    metrics: dict[str, float] = {
        "QueueSeconds": round(outcome.times.queue_seconds, SECONDS_DIGITS),
        "PaintSeconds": round(outcome.times.work_seconds, SECONDS_DIGITS),
    }
    memory = outcome.facts.gpu_memory_mib
    # Facts of a job that lost the race are those of the other one.
    if memory is not None and outcome.result == "painted":
        metrics["GpuMemoryBytes"] = memory * BYTES_PER_MEBIBYTE
    return _embed("Engine", outcome.facts.engine, metrics)


def failure_metrics(code: str) -> Members:
    """Gives the count of a failed job, by its code."""
    return _embed("Code", code, {"Failures": 1})


def _embed(dimension: str, value: str, metrics: Mapping[str, float]) -> Members:
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [[dimension]],
        "Metrics": [{"Name": name, "Unit": UNITS[name]} for name in metrics],
    }
    metadata = {"Timestamp": int(time.time() * MILLISECONDS), "CloudWatchMetrics": [directive]}
    return {"_aws": metadata, dimension: value, **metrics}
