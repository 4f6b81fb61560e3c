"""The few S3 calls: read an object up to a limit, write one only if it is absent."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from packshot_container.errors import JobRefused, StorageFailed

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONNECT_SECONDS = 5
READ_SECONDS = 30
CALL_ATTEMPTS = 3
CONFLICT_ATTEMPTS = 5
"""S3 answers 409 while another conditional write of the same key is under way."""
OUR_NAME = re.compile(r"(?:[0-9a-f]{64}\.(?:png|json)|painted\.json|failure\.json)")


class Storage:
    """The buckets, over one S3 client; safe to use from several threads."""

    def __init__(self, region: str, endpoint_url: str | None) -> None:
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": CALL_ATTEMPTS},
            # A local AWS has no name for each bucket.
            s3={"addressing_style": "path" if endpoint_url else "auto"},
        )
        self._client: S3Client = boto3.client("s3", region_name=region, endpoint_url=endpoint_url, config=config)

    def read(self, bucket: str, key: str, max_bytes: int) -> bytes | None:
        """Gives an object's bytes, None where there is no such object.

        Raises:
            JobRefused: The object is larger than `max_bytes`; it is not read.
            StorageFailed: S3 did not answer as expected.
        """
        with _failures_named(f"reading {name_of(key)}"):
            try:
                answer = self._client.get_object(Bucket=bucket, Key=key)
            except self._client.exceptions.NoSuchKey:
                return None
            if answer["ContentLength"] > max_bytes:
                answer["Body"].close()
                raise JobRefused(
                    f"Expected at most {max_bytes} bytes in {name_of(key)}, got {answer['ContentLength']}."
                )
            return answer["Body"].read()

    def write_if_absent(self, bucket: str, key: str, content: bytes, content_type: str) -> bool:
        """Writes an object unless one is there already; says whether it was written.

        Raises:
            StorageFailed: S3 did not answer as expected.
        """
        with _failures_named(f"writing {name_of(key)}"):
            for _ in range(CONFLICT_ATTEMPTS):
                try:
                    self._client.put_object(
                        Bucket=bucket, Key=key, Body=content, ContentType=content_type, IfNoneMatch="*"
                    )
                except ClientError as error:
                    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                    if status == HTTPStatus.PRECONDITION_FAILED:
                        return False
                    if status != HTTPStatus.CONFLICT:
                        raise
                else:
                    return True
        raise StorageFailed(
            f"Expected to write {name_of(key)}, but another write of it was under way {CONFLICT_ATTEMPTS} times."
        )


def name_of(key: str) -> str:
    """Gives the last part of a key where it is a name that the pipeline gives files: what it says can be logged."""
    name = key.rpartition("/")[2]
    return name if OUR_NAME.fullmatch(name) else "an object"


def sha256_of(content: bytes) -> str:
    """Gives the hash that names a payload, as 64 hex characters."""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _failures_named(doing: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "no code")
        raise StorageFailed(f"S3 answered {code} when {doing}.") from error
    except (BotoCoreError, OSError) as error:
        raise StorageFailed(f"S3 gave no answer ({type(error).__name__}) when {doing}.") from error
