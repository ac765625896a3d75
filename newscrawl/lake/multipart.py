"""Large objects in pieces: the object is there when all of them are, and a failure leaves none behind."""

import base64
from collections.abc import Iterator
from contextlib import suppress
from hashlib import md5
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

THRESHOLD_BYTES = 32 * 1024 * 1024  # from here on a put that fails half-way has cost too much to begin again
PIECE_BYTES = 16 * 1024 * 1024  # S3 takes 5 MiB to 5 GiB, and 10,000 of them
MAY_NOT_LIST = {403, 405, 501}  # or the server cannot: then a lifecycle rule in the bucket has to clean up


def upload(client: "S3Client", bucket: str, key: str, body: bytes, digest: str) -> None:
    """Put ``body`` in pieces, the sha256 ``digest`` in the metadata and an MD5 of each piece on the way.

    Raise as the client does; the upload is given up then, unless it cannot even be told so: the next one of the same
    key gives it up.
    """
    give_up_all(client, bucket, key)
    upload_id = client.create_multipart_upload(Bucket=bucket, Key=key, Metadata={"sha256": digest})["UploadId"]
    try:
        pieces: list[CompletedPartTypeDef] = []
        for number, piece in enumerate(_pieces(body), 1):
            answer = client.upload_part(
                Bucket=bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=piece, ContentMD5=md5_of(piece)
            )
            pieces.append({"PartNumber": number, "ETag": answer["ETag"]})
        client.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": pieces})
    except BaseException:
        _give_up(client, bucket, key, upload_id)
        raise


def give_up_all(client: "S3Client", bucket: str, key: str) -> None:
    """Give up the uploads of this key that killed processes or lost answers left: a key has one writer."""
    try:
        found = client.list_multipart_uploads(Bucket=bucket, Prefix=key).get("Uploads", [])
    except ClientError as error:
        none_yet = error.response["Error"].get("Code") == "NoSuchUpload"  # as rclone says it
        if not none_yet and error.response["ResponseMetadata"]["HTTPStatusCode"] not in MAY_NOT_LIST:
            raise
        return
    for one in found:
        if one["Key"] == key:
            client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=one["UploadId"])


def md5_of(body: bytes) -> str:
    """Return the MD5 as the Content-MD5 header has it."""
    return base64.b64encode(md5(body, usedforsecurity=False).digest()).decode()


def _give_up(client: "S3Client", bucket: str, key: str, upload_id: str) -> None:
    with suppress(ClientError, BotoCoreError):  # the reason to give it up says more, and it may have taken effect
        client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload_id)


def _pieces(body: bytes) -> Iterator[bytes]:
    return (body[first : first + PIECE_BYTES] for first in range(0, len(body), PIECE_BYTES))
