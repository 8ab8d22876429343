"""What travels between the portal and its SQL workers: a length of four bytes, then that much JSON."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct("!I")
HEAD_BYTES = _LENGTH.size


def frame(payload: bytes) -> bytes:
    """`payload` with its length in front."""
    return _LENGTH.pack(len(payload)) + payload


def packed(message: Any) -> bytes:
    """`message` as a frame."""
    return frame(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def length_of(head: bytes) -> int:
    """How many bytes follow the head of a frame."""
    length: int = _LENGTH.unpack(head)[0]
    return length


def read_message(stream: BinaryIO) -> Any:
    """The next message of a blocking stream; None at its end, also in the middle of a message."""
    head = stream.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES:
        return None
    length = length_of(head)
    payload = stream.read(length)
    return json.loads(payload) if len(payload) == length else None
