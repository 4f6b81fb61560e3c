"""Every error that the container answers: its code, its HTTP status, and whether trying again helps.

The codes are those of shared/contracts/error-catalogue.ts. A permanent error is answered with 4xx, for a paint
job after `failure.json` was written; a transient one with 5xx, and whoever sent the job sends it again.
"""

from http import HTTPStatus
from typing import ClassVar


class ContainerError(Exception):
    """An error with a sentence for people: expected X for Y, got Z; then what to do. Holds no prompt and no bytes."""

    code: str
    status: ClassVar[HTTPStatus]
    is_retryable: ClassVar[bool]

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class PermanentError(ContainerError):
    """The job can never be done as it stands."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    is_retryable = False


class JobMalformed(PermanentError):
    """The body is no job, so it is not known where a failure would have to be written."""

    code = "PAINT_REFUSED"
    status = HTTPStatus.BAD_REQUEST


class JobRefused(PermanentError):
    """The job is well-formed, but asks for something that can't be done; the sentence names the field."""

    code = "PAINT_REFUSED"


class SegmentMalformed(PermanentError):
    """The body says that it is a segment job, and is none."""

    code = "SEGMENT_REFUSED"
    status = HTTPStatus.BAD_REQUEST


class SegmentRefused(PermanentError):
    """A segment job is well-formed, but asks for something that can't be done; the sentence names the field."""

    code = "SEGMENT_REFUSED"


class SizeMismatch(PermanentError):
    """Two pictures that belong together differ in size."""

    code = "IMAGE_SIZE_MISMATCH"


class PromptDenied(PermanentError):
    """A safety policy refuses the prompt."""

    code = "PROMPT_DENIED"

    def __init__(self, kind: str) -> None:
        """`kind` is what the prompt asks for, in words of the policy: never the prompt's own."""
        super().__init__(f"Expected a prompt that the safety policy allows, got one with {kind}: change the prompt.")


class PictureDenied(PermanentError):
    """A safety policy refuses the painted plate."""

    code = "PICTURE_DENIED"

    def __init__(self, kind: str) -> None:
        """`kind` is what the plate shows."""
        super().__init__(f"Expected a plate that the safety policy allows, got one with {kind}: change the prompt.")


class EarlierFailure(PermanentError):
    """An earlier attempt wrote `failure.json`; its code and sentence stand."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class TransientError(ContainerError):
    """The same job may succeed later."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    is_retryable = True


class ContainerBusy(TransientError):
    """All places for jobs are taken."""

    code = "CONTAINER_BUSY"


class ContainerNotReady(TransientError):
    """A model is being loaded, can't be loaded, or the container is stopping."""

    code = "CONTAINER_NOT_READY"


class PaintInterrupted(TransientError):
    """The container stopped, or failed unexpectedly, before the plate or map was written."""

    code = "PAINT_INTERRUPTED"


class PaintTimedOut(TransientError):
    """The job's time limit passed before its plate was painted; nobody waits for the answer.

    Not 503, which says that the container takes no job at present: this one was taken, and may be too large a job.
    """

    code = "PAINT_TIMED_OUT"
    status = HTTPStatus.GATEWAY_TIMEOUT


class OutOfMemory(TransientError):
    """A pass does not fit into the GPU's memory, and did not as smaller work either."""

    code = "OUT_OF_MEMORY"


class PayloadMissing(TransientError):
    """An object that the job names is not there (yet)."""

    code = "PAYLOAD_MISSING"
    status = HTTPStatus.INTERNAL_SERVER_ERROR


class StorageFailed(TransientError):
    """S3 did not answer as expected."""

    code = "DEPENDENCY_FAILED"
    status = HTTPStatus.INTERNAL_SERVER_ERROR


class ModelNotUsable(Exception):
    """Weights are missing, are not those that their hash says, or answer wrongly. Stops the start-up."""


class SettingInvalid(Exception):
    """A variable of the environment is missing or wrong; the message is the sentence. Stops the start-up."""
