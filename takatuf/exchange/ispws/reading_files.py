"""Files are read to us and thrown away: what stays of a file is its digests, its size and its name."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers, StopUpload

LARGEST_FILE = 8 * 1024**3  # bytes; the longest recordings that senders speak of are below this


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file that was read: `name` as the sender gave it, digests in hexadecimal."""

    name: str
    size: int
    md5: str
    sha256: str


class ReadFile(UploadedFile):  # type: ignore[type-arg]  # Django's own has no parts
    """Stands where Django expects the file; there is nothing in it."""

    def __init__(self, facts: FileFacts) -> None:
        super().__init__(file=None, name=facts.name, size=facts.size)
        self.facts = facts


class ReadAndForget(FileUploadHandler):
    """Takes the digests of each chunk and lets go of it: no file ever lies in memory as a whole, or on a disk.

    The request's only handler: Django's own, which write to memory and to a temporary folder, never see a byte.
    """

    chunk_size = 64 * 1024

    def __init__(self) -> None:
        super().__init__()
        self.too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._md5 = hashlib.md5(usedforsecurity=False)  # what the protocol answers
        self._sha256 = hashlib.sha256()
        self._size = 0
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        del start
        self._size += len(raw_data)
        if self._size > LARGEST_FILE:
            self.too_large = True
            raise StopUpload(connection_reset=True)
        self._md5.update(raw_data)
        self._sha256.update(raw_data)

    def file_complete(self, file_size: int) -> ReadFile:
        del file_size
        facts = FileFacts(self.file_name or "", self._size, self._md5.hexdigest(), self._sha256.hexdigest())
        return ReadFile(facts)

    def upload_interrupted(self) -> None:
        """Nothing was written, so nothing is to be cleared away."""
