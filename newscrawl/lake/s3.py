"""A lake in an S3-compatible bucket; credentials, region and endpoint come from boto3's usual places."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
)

from newscrawl.errors import LakeRefused, LakeUnreachable
from newscrawl.lake import multipart
from newscrawl.lake.storage import Stored

# One attempt: botocore would repeat a put whose answer got lost without looking whether it took effect.
# Checksums only where we ask for them: several S3-compatible servers refuse the trailers boto3 adds by default.
CONFIG = Config(
    connect_timeout=5,
    read_timeout=60,
    retries={"mode": "standard", "total_max_attempts": 1},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    s3={"addressing_style": "auto"},
)
DELETED_AT_ONCE = 1000  # what S3 takes in a request
REFUSALS = {
    "NoSuchBucket": "there is no bucket {bucket}; create it or set NEWSCRAWL_LAKE",
    "InvalidAccessKeyId": "the access key is not known there; set AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "the secret key is wrong; set AWS_SECRET_ACCESS_KEY",
    "ExpiredToken": "the session token has expired; renew the credentials",
    "RequestTimeTooSkewed": "it does not believe this machine's clock; set the clock",
    "AccessDenied": "access is denied; check the credentials and the bucket's policy",
}
# A bucket name, an address, a region or a profile that cannot be right: ValueError is boto3's word for a bad endpoint.
MISCONFIGURED = (ParamValidationError, NoRegionError, InvalidRegionError, ProfileNotFound, ValueError)
PASSING = {"NoSuchUpload"}  # of another process that delivers the same part: one of the two has brought it
REFUSING_STATUS = {401: "AccessDenied", 403: "AccessDenied", 404: "NoSuchBucket"}


class Bucket:
    """Objects in a bucket below a prefix; the sha256 of each is kept in its metadata."""

    def __init__(self, bucket: str, prefix: str = "") -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        with self._told():
            self._client = boto3.client("s3", config=CONFIG)

    @property
    def location(self) -> str:
        """Return the lake as an s3:// URL."""
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def check(self) -> None:
        """Ask for the bucket, and for one key to see that listing is allowed."""
        with self._told():
            self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1)

    def put(self, key: str, body: bytes, digest: str) -> None:
        """Put the object with its sha256 in the metadata and its MD5 on the way."""
        with self._told():
            if len(body) >= multipart.THRESHOLD_BYTES:
                multipart.upload(self._client, self._bucket, self._prefix + key, body, digest)
                return
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + key,
                Body=body,
                ContentMD5=multipart.md5_of(body),
                Metadata={"sha256": digest},
            )

    def head(self, key: str) -> Stored | None:
        """Return size and sha256 of the object, or None."""
        with self._told():
            try:
                answer = self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
            except ClientError as error:
                if _status(error) == 404:
                    return None
                raise
        metadata = {name.lower(): value for name, value in answer["Metadata"].items()}  # servers differ in the case
        return Stored(size=answer["ContentLength"], sha256=metadata.get("sha256"))

    def get(self, key: str) -> bytes:
        """Return the object; raise KeyError if there is none."""
        with self._told():
            try:
                return self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)["Body"].read()
            except ClientError as error:
                if error.response["Error"].get("Code") == "NoSuchKey":
                    raise KeyError(key) from error
                raise

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with ``prefix``, in order."""
        pages = self._client.get_paginator("list_objects_v2")
        with self._told():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix):
                for entry in page.get("Contents", []):
                    yield entry["Key"].removeprefix(self._prefix)

    def delete(self, keys: Sequence[str]) -> None:
        """Delete the objects, a thousand in a request."""
        for first in range(0, len(keys), DELETED_AT_ONCE):
            batch = keys[first : first + DELETED_AT_ONCE]
            with self._told():
                answer = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": [{"Key": self._prefix + key} for key in batch]}
                )
            for error in answer.get("Errors", []):
                raise LakeRefused(f"lake {self.location}: {error['Key']} cannot be deleted: {error['Message']}")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise LakeRefused(
                f"lake {self.location}: no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            ) from error
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            raise LakeUnreachable(
                f"lake {self.location}: {self._client.meta.endpoint_url} does not answer; check AWS_ENDPOINT_URL"
            ) from error
        except ClientError as error:
            raise self._judged(error) from error
        except MISCONFIGURED as error:
            reason = " ".join(str(error).split())
            raise LakeRefused(
                f"lake {self.location}: {reason}; check NEWSCRAWL_LAKE and the AWS_ variables of the environment"
            ) from error
        except BotoCoreError as error:
            raise LakeUnreachable(f"lake {self.location}: {' '.join(str(error).split())}") from error

    def _judged(self, error: ClientError) -> LakeRefused | LakeUnreachable:
        code = error.response.get("Error", {}).get("Code", "")
        known = code if code in REFUSALS else REFUSING_STATUS.get(_status(error), "")
        if known and code not in PASSING:
            return LakeRefused(f"lake {self.location}: {REFUSALS[known].format(bucket=self._bucket)}")
        return LakeUnreachable(f"lake {self.location}: {error}")


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
