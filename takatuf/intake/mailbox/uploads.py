"""How a form's file reaches us: piece by piece into memory, up to a small limit; everywhere else it is let go of at once."""

import re
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from takatuf.intake.mailbox.sniffing import LARGEST

FIELD = "document"
_PAGE = re.compile(r"/[a-z-]{2,10}/report/follow/document/")


class SmallOrNothing(FileUploadHandler):
    """The only handler of the house: no file of a form lies on a disk, and none is kept where no agency takes documents.

    A file that is too large is let go of, and stands as an empty one with `too_large`.
    """

    chunk_size = 64 * 1024

    def limit_for(self, path: str, field: str) -> int:
        """How many bytes this field of this page may bring; 0 where no file is taken."""
        taken = field == FIELD and settings.TAKATUF_DOCUMENTS and _PAGE.fullmatch(path)
        return LARGEST if taken else 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._limit = self.limit_for(getattr(self.request, "path", ""), str(self.field_name))
        if not self._limit:
            raise SkipFile
        self._data, self._too_large = BytesIO(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        del start
        if self._data.tell() + len(raw_data) > self._limit:
            self._too_large = True
            self._data = BytesIO()
        if not self._too_large:
            self._data.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._data.seek(0)
        file = InMemoryUploadedFile(
            self._data, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
        file.too_large = self._too_large  # type: ignore[attr-defined]
        return file
