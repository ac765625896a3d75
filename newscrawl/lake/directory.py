"""A lake in a directory."""

import errno
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from newscrawl.errors import LakeRefused, LakeUnreachable
from newscrawl.lake.storage import Stored

# Faults that pass or that an operator mends without touching newscrawl: full, busy, gone away.
PASSING = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE, errno.EBUSY, errno.ENODEV, errno.EMFILE, errno.ENFILE}


class Directory:
    """Objects as files below a directory; a file appears under its name only when it is whole and on disk."""

    def __init__(self, location: str) -> None:
        self._root = Path(location).absolute()

    @property
    def location(self) -> str:
        """Return the directory's absolute path."""
        return str(self._root)

    def check(self) -> None:
        """Write and delete a file."""
        with self._told(), tempfile.NamedTemporaryFile(dir=self._made(self._root), prefix=".check-"):
            pass

    def put(self, key: str, body: bytes, digest: str) -> None:  # noqa: ARG002 -- a file has no metadata to keep it in
        """Write a file beside its place, sync it, and move it there."""
        with self._told():
            folder = self._made((self._root / key).parent)
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".part-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
                Path(temporary).chmod(0o644)
                Path(temporary).replace(self._root / key)
            except BaseException:
                with suppress(OSError):
                    Path(temporary).unlink()
                raise
            _sync_folder(folder)

    def head(self, key: str) -> Stored | None:
        """Read the file to know its sha256."""
        try:
            body = self.get(key)
        except KeyError:
            return None
        return Stored(size=len(body), sha256=sha256(body).hexdigest())

    def get(self, key: str) -> bytes:
        """Return the file's bytes; raise KeyError if there is none."""
        with self._told():
            try:
                return (self._root / key).read_bytes()
            except FileNotFoundError as error:
                raise KeyError(key) from error

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with ``prefix``, in order; files in the making are not there yet."""
        folder = prefix.rpartition("/")[0]
        with self._told():
            yield from (key for key in self._below(f"{folder}/" if folder else "") if key.startswith(prefix))

    def delete(self, keys: Sequence[str]) -> None:
        """Unlink the files, then make that durable."""
        paths = [self._root / key for key in keys]
        with self._told():
            for path in paths:
                path.unlink(missing_ok=True)
            for folder in {path.parent for path in paths if path.parent.is_dir()}:
                _sync_folder(folder)

    def _below(self, folder: str) -> Iterator[str]:
        """Yield the keys below a folder, whose name ends with a slash, holding one folder's names at a time."""
        try:
            with os.scandir(self._root / folder) as entries:
                names = sorted(f"{one.name}/" if one.is_dir() else one.name for one in entries if one.name[0] != ".")
        except FileNotFoundError:
            return
        for name in names:
            if name.endswith("/"):
                yield from self._below(folder + name)
            else:
                yield folder + name

    def _made(self, folder: Path) -> Path:
        if not folder.is_dir():
            above = self._made(folder.parent)
            folder.mkdir(exist_ok=True)
            _sync_folder(above)
        return folder

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = f"lake {self._root}: {error.strerror or error}"
            if error.errno in (errno.EEXIST, errno.ENOTDIR):
                raise LakeRefused(
                    f"lake {self._root}: there is a file where a directory has to be; set NEWSCRAWL_LAKE or --lake"
                ) from error
            if error.errno in PASSING:
                raise LakeUnreachable(reason) from error
            raise LakeRefused(f"{reason}; make it writable, or set NEWSCRAWL_LAKE or --lake") from error


def _sync_folder(folder: Path) -> None:
    """Make the new name durable: fsync of the file covers its content, not its place in the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
