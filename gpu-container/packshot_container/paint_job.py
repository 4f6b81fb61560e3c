"""One paint job from its request to its plate in the work bucket. Safe to repeat: what is done is found, not redone."""

from dataclasses import dataclass
from typing import Literal, TypeVar

from pydantic import ValidationError

from packshot_container.check_job import check_job
from packshot_container.contract import ContractModel, PaintFacts, PaintFailure, PaintJob, StoredPicture
from packshot_container.engines.engine import Engine, PaintControl
from packshot_container.engines.used_layout import used_layout
from packshot_container.errors import (
    EarlierFailure,
    JobRefused,
    PayloadMissing,
    PermanentError,
    SizeMismatch,
    StorageFailed,
)
from packshot_container.picture import Levels, Mask, Picture, size_of, to_levels
from packshot_container.png import read_mask, read_underpaint, write_plate
from packshot_container.render_thread import Run, WorkTimes
from packshot_container.safety import SafetyPolicy
from packshot_container.storage import Storage, sha256_of

PAINTED = "painted.json"
FAILURE = "failure.json"
MOST_JSON_BYTES = 65_536
"""A file of facts has less than 1 kB."""
BYTES_PER_PIXEL = 6
"""Of 16-bit RGB, before compression."""
MOST_OVERHEAD_BYTES = 1_048_576
"""What filters, chunks and bad compression may add to a picture."""
SECONDS_DIGITS = 3

Result = Literal["painted", "segmented", "found", "lost the race"]
"""`found`: it was done already. `lost the race`: it was done elsewhere meanwhile, and those facts count."""

Model = TypeVar("Model", bound=ContractModel)


@dataclass(frozen=True)
class JobOutcome:
    """The facts to answer with, how they came about, and, where painting took place, how long it took."""

    facts: PaintFacts
    result: Result
    times: WorkTimes | None


@dataclass(frozen=True)
class Painting:
    """What the passes of a job came to, and how often the engine's network ran for it."""

    plate: Levels
    steps: int
    gpu_memory_mib: int | None


def run_paint_job(job: PaintJob, storage: Storage, engine: Engine | None, policy: SafetyPolicy, run: Run) -> JobOutcome:
    """Gives the facts of the job's plate; paints it unless that is done. Blocks: not for the event loop.

    Raises:
        PermanentError: The job can never be painted; `failure.json` says so.
        TransientError: The same job may succeed later.
    """
    facts = _find_earlier(job, storage)
    if facts is not None:
        return JobOutcome(facts, "found", None)
    try:
        if engine is None:
            raise JobRefused("Expected a container that runs the job's engine, got one without an engine.")
        check_job(job, engine.facts)
        if job.prompt is not None:
            policy.check_prompt(job.prompt)
        underpaint = read_underpaint(_fetch(job, job.underpaint, "underpaint", storage), job.underpaint.size)
        mask = read_mask(_fetch(job, job.mask, "mask", storage), job.mask.size) if job.mask else None
        painting, times = run(lambda control: _paint_plate(job, engine, underpaint, mask, policy, control))
        facts = _store_plate(job, storage, engine, painting, times)
    except PermanentError as error:
        failure = PaintFailure(v=1, plate_id=job.plate_id, code=error.code, sentence=error.sentence, retryable=False)
        _store_json(job, storage, FAILURE, failure)
        raise
    if _store_json(job, storage, PAINTED, facts):
        return JobOutcome(facts, "painted", times)
    winner = _read_json(job, storage, PAINTED, PaintFacts)
    if winner is None:
        raise StorageFailed(f"Expected {PAINTED} of the attempt that was faster, got nothing: send the job again.")
    return JobOutcome(winner, "lost the race", times)


def _find_earlier(job: PaintJob, storage: Storage) -> PaintFacts | None:
    """Gives the facts of a plate that is painted already; fails again where it failed for good."""
    facts = _read_json(job, storage, PAINTED, PaintFacts)
    if facts is not None:
        return facts
    failure = _read_json(job, storage, FAILURE, PaintFailure)
    if failure is not None:
        raise EarlierFailure(failure.code, failure.sentence)
    return None


def _fetch(job: PaintJob, wanted: StoredPicture, field: str, storage: Storage) -> bytes:
    most_bytes = wanted.width_px * wanted.height_px * BYTES_PER_PIXEL + MOST_OVERHEAD_BYTES
    content = storage.read(job.bucket, wanted.key, most_bytes)
    if content is None:
        raise PayloadMissing(f"Expected a picture at {field}.key, got nothing.")
    sha256 = sha256_of(content)
    if sha256 != wanted.sha256:
        raise JobRefused(f"Expected the sha256 {wanted.sha256} for {field}, got {sha256} from its key.")
    return content


def _paint_plate(
    job: PaintJob, engine: Engine, picture: Picture, mask: Mask | None, policy: SafetyPolicy, control: PaintControl
) -> Painting:
    for index, paint_pass in enumerate(job.passes):
        control.step(0)
        picture = engine.paint(paint_pass, picture, job, control, mask if index == 0 else None)
        if size_of(picture) != paint_pass.canvas:
            asked_for = f"{paint_pass.canvas} px from {job.engine} for the pass {paint_pass.name}"
            raise SizeMismatch(f"Expected {asked_for}, got {size_of(picture)}: report it.")
    plate = to_levels(picture)
    policy.check_picture(plate)
    return Painting(plate, control.steps, control.gpu_memory_mib)


def _store_plate(job: PaintJob, storage: Storage, engine: Engine, painting: Painting, times: WorkTimes) -> PaintFacts:
    """Writes the plate under its hash, which makes a plate that is there already the same plate."""
    size = job.passes[-1].canvas
    content = write_plate(painting.plate)
    sha256 = sha256_of(content)
    key = f"{job.output_prefix}{sha256}.png"
    storage.write_if_absent(job.bucket, key, content, "image/png")
    return PaintFacts(
        v=1,
        plate_id=job.plate_id,
        plate=StoredPicture(key=key, sha256=sha256, width_px=size.width_px, height_px=size.height_px),
        engine=engine.facts.name,
        weights=engine.weights,
        licence=engine.licence,
        seed=job.seed,
        steps=painting.steps,
        scheduler=job.settings.scheduler or next(iter(engine.facts.schedulers), None),
        seconds=round(times.work_seconds, SECONDS_DIGITS),
        gpu_memory_mib=painting.gpu_memory_mib,
        prompt_used=engine.facts.is_prompted,
        layout=used_layout(job, engine.facts),
    )


def _store_json(job: PaintJob, storage: Storage, name: str, model: ContractModel) -> bool:
    return storage.write_if_absent(job.bucket, job.output_prefix + name, model.to_json(), "application/json")


def _read_json(job: PaintJob, storage: Storage, name: str, model: type[Model]) -> Model | None:
    content = storage.read(job.bucket, job.output_prefix + name, MOST_JSON_BYTES)
    if content is None:
        return None
    try:
        return model.from_json(content)
    except ValidationError as error:
        raise StorageFailed(
            f"Expected {name} as the contract says, got another file: remove it, then try again."
        ) from error
