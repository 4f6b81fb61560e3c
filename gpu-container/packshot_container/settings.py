"""The container's settings. Nothing else of ours reads the environment (boto3 finds its credentials there itself)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packshot_container.errors import SettingInvalid
from packshot_container.segmenter_table import OUR_TABLE

DEFAULT_PORT = 8080
"""Where SageMaker calls a container that is not given SAGEMAKER_BIND_TO_PORT."""
DEFAULT_HOST = "127.0.0.1"
"""Safe on a laptop; the Dockerfile says 0.0.0.0."""
DEFAULT_JOB_PLACES = 2
"""One job is worked on while the next one is read or the last one written; the endpoint's concurrency per instance."""
DEFAULT_WEIGHTS_FOLDER = "/opt/ml/model"
"""Where SageMaker puts what the model's data source holds."""
DEFAULT_DRAIN_SECONDS = 25
"""SageMaker ends the process 30 s after SIGTERM."""
HIGHEST_PORT = 65_535
MOST_JOB_PLACES = 64
LONGEST_DRAIN_SECONDS = 3600


@dataclass(frozen=True)
class Settings:
    """What the environment says; `aws_endpoint_url` is None on real AWS; there is an engine, a segmenter, or both."""

    engine: str | None
    segmenter: str | None
    weights_folder: Path
    weights_sha256: str | None
    flux_dev_agreement: str | None
    segmenter_table: Path
    denied_words: Path | None
    safety_policy: str | None
    aws_region: str
    aws_endpoint_url: str | None
    host: str
    port: int
    job_places: int
    drain_seconds: int
    exits_with_parent: bool


def read_settings(variables: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings from `variables`, by default the environment of the process. Empty counts as missing.

    Raises:
        SettingInvalid: A variable is missing or wrong; the sentence names it.
    """
    given = os.environ if variables is None else variables
    segmenter = given.get("PACKSHOT_SEGMENTER") or None
    return Settings(
        engine=_engine_beside(segmenter, given),
        segmenter=segmenter,
        weights_folder=Path(given.get("PACKSHOT_WEIGHTS_FOLDER") or DEFAULT_WEIGHTS_FOLDER),
        weights_sha256=given.get("PACKSHOT_WEIGHTS_SHA256") or None,
        flux_dev_agreement=given.get("ACCEPT_FLUX_DEV_COMMERCIAL_LICENSE") or None,
        segmenter_table=Path(given.get("PACKSHOT_SEGMENTER_TABLE") or OUR_TABLE),
        denied_words=_path(given, "PACKSHOT_DENIED_WORDS"),
        safety_policy=given.get("PACKSHOT_SAFETY_POLICY") or None,
        aws_region=_required(given, "AWS_REGION", "the region of the work bucket, for example eu-central-1"),
        aws_endpoint_url=given.get("AWS_ENDPOINT_URL") or None,
        host=given.get("PACKSHOT_HOST") or DEFAULT_HOST,
        port=_whole_number(given, "SAGEMAKER_BIND_TO_PORT", DEFAULT_PORT, HIGHEST_PORT),
        job_places=_whole_number(given, "PACKSHOT_JOB_PLACES", DEFAULT_JOB_PLACES, MOST_JOB_PLACES),
        drain_seconds=_whole_number(given, "PACKSHOT_DRAIN_SECONDS", DEFAULT_DRAIN_SECONDS, LONGEST_DRAIN_SECONDS),
        exits_with_parent=_switch(given, "PACKSHOT_EXIT_WITH_PARENT"),
    )


def _engine_beside(segmenter: str | None, given: Mapping[str, str]) -> str | None:
    """A container with a segmenter needs no engine."""
    if segmenter is not None:
        return given.get("PACKSHOT_ENGINE") or None
    return _required(given, "PACKSHOT_ENGINE", "an engine, for example studio (or a segmenter in PACKSHOT_SEGMENTER)")


def _required(given: Mapping[str, str], name: str, meaning: str) -> str:
    value = given.get(name)
    if not value:
        raise SettingInvalid(f"Expected {meaning} in {name}, got nothing: set it and start again.")
    return value


def _path(given: Mapping[str, str], name: str) -> Path | None:
    text = given.get(name)
    return Path(text) if text else None


def _whole_number(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = given.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= most:
        raise SettingInvalid(f"Expected a whole number from 1 to {most} in {name}, got {text!r}.")
    return int(text)


def _switch(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name) or "0"
    if text not in ("0", "1"):
        raise SettingInvalid(f"Expected 1 or 0 in {name}, got {text!r}.")
    return text == "1"
