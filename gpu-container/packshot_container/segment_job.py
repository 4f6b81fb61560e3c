"""One segment job from its request to its map in the work bucket. Safe to repeat: what is done is found, not redone."""

from dataclasses import dataclass

from pydantic import ValidationError

from packshot_container.contract import Size, StoredPicture, Weights
from packshot_container.errors import JobRefused, PayloadMissing, SegmentRefused, SizeMismatch, StorageFailed
from packshot_container.paint_job import MOST_JSON_BYTES, MOST_OVERHEAD_BYTES, SECONDS_DIGITS, Result
from packshot_container.picture import Levels
from packshot_container.png import read_picture, write_map
from packshot_container.render_thread import Run, WorkTimes
from packshot_container.segment_contract import SegmentFacts, SegmentJob
from packshot_container.segmenter import OnnxSegmenter, Probabilities
from packshot_container.storage import Storage, name_of, sha256_of

BYTES_PER_PIXEL = 3
"""Of 8-bit RGB, before compression."""


@dataclass(frozen=True)
class SegmentOutcome:
    """The facts to answer with, how they came about, and, where the network ran, how long it took."""

    facts: SegmentFacts
    result: Result
    times: WorkTimes | None


def run_segment_job(job: SegmentJob, storage: Storage, segmenter: OnnxSegmenter | None, run: Run) -> SegmentOutcome:
    """Gives the facts of the job's map; segments the picture unless that is done. Blocks: not for the event loop.

    Raises:
        SegmentRefused, SizeMismatch: The job can never be done as it stands.
        TransientError: The same job may succeed later.
    """
    if segmenter is None or segmenter.name != job.segmenter:
        runs = "none" if segmenter is None else segmenter.name
        raise SegmentRefused(f"Expected {runs} for segmenter, the one that this container runs, got another one.")
    try:
        return _segment(job, storage, segmenter, run)
    except JobRefused as error:
        raise SegmentRefused(error.sentence) from error


def _segment(job: SegmentJob, storage: Storage, segmenter: OnnxSegmenter, run: Run) -> SegmentOutcome:
    # Other weights give another map, so the facts are named by their hash.
    facts_key = f"{job.output_prefix}{segmenter.facts.sha256}.json"
    facts = _read_facts(job, storage, facts_key)
    if facts is not None:
        return SegmentOutcome(facts, "found", None)
    picture = _fetch_picture(job, storage, segmenter.facts.side_px)
    probabilities, times = run(lambda _: segmenter.segment(picture))
    facts = _store_map(job, storage, segmenter, probabilities, times)
    if storage.write_if_absent(job.bucket, facts_key, facts.to_json(), "application/json"):
        return SegmentOutcome(facts, "segmented", times)
    winner = _read_facts(job, storage, facts_key)
    if winner is None:
        raise StorageFailed("Expected the facts of the job that was faster, got nothing: send the job again.")
    return SegmentOutcome(winner, "lost the race", times)


def _read_facts(job: SegmentJob, storage: Storage, key: str) -> SegmentFacts | None:
    content = storage.read(job.bucket, key, MOST_JSON_BYTES)
    if content is None:
        return None
    try:
        return SegmentFacts.from_json(content)
    except ValidationError as error:
        raise StorageFailed(
            f"Expected facts as the contract says in {name_of(key)}, got another file: remove it."
        ) from error


def _fetch_picture(job: SegmentJob, storage: Storage, side_px: int) -> Levels:
    wanted = job.picture
    if wanted.size != Size(width_px=side_px, height_px=side_px):
        raise SizeMismatch(f"Expected a picture of {side_px}x{side_px} px for {job.segmenter}, got {wanted.size}.")
    most_bytes = side_px * side_px * BYTES_PER_PIXEL + MOST_OVERHEAD_BYTES
    content = storage.read(job.bucket, wanted.key, most_bytes)
    if content is None:
        raise PayloadMissing("Expected a picture at picture.key, got nothing.")
    sha256 = sha256_of(content)
    if sha256 != wanted.sha256:
        raise JobRefused(f"Expected the sha256 {wanted.sha256} for picture, got {sha256} from its key.")
    return read_picture(content, wanted.size)


def _store_map(
    job: SegmentJob, storage: Storage, segmenter: OnnxSegmenter, probabilities: Probabilities, times: WorkTimes
) -> SegmentFacts:
    """Writes the map under its hash, which makes a map that is there already the same map."""
    content = write_map(probabilities)
    sha256 = sha256_of(content)
    key = f"{job.output_prefix}{sha256}.png"
    storage.write_if_absent(job.bucket, key, content, "image/png")
    side_px = segmenter.facts.side_px
    return SegmentFacts(
        v=1,
        segmenter=segmenter.name,
        weights=Weights(id=segmenter.name, sha256=segmenter.facts.sha256),
        licence=segmenter.facts.licence,
        map=StoredPicture(key=key, sha256=sha256, width_px=side_px, height_px=side_px),
        seconds=round(times.work_seconds, SECONDS_DIGITS),
    )
