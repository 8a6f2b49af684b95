"""A form with a file in it (multipart/form-data, RFC 7578), within the bounds that every body has."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from signage.services.accounts.sessions import SignedIn
from signage_api.desk.signed_in import (
    TOKEN_FIELD,
    Fields,
    require_own_page,
    require_token,
    signed_in,
    unreadable_form,
    without_nul,
)

MOST_PARTS = 50
_LONGEST_HEAD = 2_000
_BOUNDARY = re.compile(
    r"multipart/form-data;.*?\bboundary=(?:\"([^\"\r\n]{1,70})\"|([^\s;\"]{1,70}))", re.IGNORECASE
)
_NAME = re.compile(rb"(?<![a-z*])name=\"([^\"\r\n]{1,80})\"", re.IGNORECASE)
_FILE_NAME = re.compile(rb"filename=\"([^\"\r\n]{0,400})\"", re.IGNORECASE)


@dataclass(frozen=True)
class SentFile:
    """The fields of the form and its one file; without a name where none was chosen."""

    fields: Fields
    name: str
    content: bytes


async def sent_file(request: Request, me: Annotated[SignedIn, Depends(signed_in)]) -> SentFile:
    """A form of this very session with a file. Raises Forbidden, Unreadable."""
    require_own_page(request)
    found = read_form(request.headers.get("content-type", ""), await request.body())
    require_token(request, me, found.fields.text(TOKEN_FIELD))
    return found


def read_form(content_type: str, body: bytes) -> SentFile:
    """The form in a body. Raises Unreadable."""
    boundary = _BOUNDARY.match(content_type[:500])
    if boundary is None:
        raise unreadable_form()
    mark = b"--" + (boundary[1] or boundary[2]).encode("latin-1", "replace")
    if not body.startswith(mark):
        raise unreadable_form()
    pairs: list[tuple[str, str]] = []
    name, content, at = "", b"", len(mark)
    for _ in range(MOST_PARTS + 1):
        if body[at : at + 2] == b"--":
            return SentFile(without_nul(Fields(pairs)), name.replace("\0", ""), content)
        gap = body.find(b"\r\n\r\n", at, at + _LONGEST_HEAD)
        end = body.find(b"\r\n" + mark, max(gap + 2, 0))
        field = _NAME.search(body[at : max(gap, at)])
        if gap < 0 or end < 0 or field is None:
            break
        file = _FILE_NAME.search(body[at:gap])
        part = body[min(gap + 4, end) : end]
        if file is None:
            pairs.append((field[1].decode("utf-8", "replace"), part.decode("utf-8", "replace")))
        elif file[1]:
            name, content = file[1].decode("utf-8", "replace"), part
        at = end + 2 + len(mark)
    raise unreadable_form()


UploadedFile = Annotated[SentFile, Depends(sent_file)]
