"""The promise of the file store: what does not open, was changed; what opens, is exactly what was handed in."""

from __future__ import annotations

import io
import itertools
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.documents import crypto
from motcua.documents.crypto import CHUNK, MAGIC, SEALED, DamagedError, PlainReader

KEY = bytes(range(32))
UID = uuid.UUID("01890000-0000-7000-8000-000000000001")
SIZES = [0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 17]


def _long(size: int) -> bytes:
    return b"".join(index.to_bytes(4, "big") for index in range(size // 4 + 1))[:size]


def _pieces(content: bytes, cuts: list[int]) -> Iterator[bytes]:
    edges = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    yield from (content[start:end] for start, end in itertools.pairwise(edges))


def _seal(content: bytes, key: bytes = KEY) -> bytes:
    return b"".join(crypto.encrypt([content], key))


def _open(blob: bytes, key: bytes = KEY) -> bytes:
    return b"".join(crypto.decrypt([blob], key))


@pytest.mark.parametrize("size", SIZES)
def test_round_trip_at_every_edge_of_a_chunk_gives_the_same_bytes(size: int) -> None:
    content = _long(size)

    blob = _seal(content)

    assert len(blob) == crypto.sealed_size(size)
    assert _open(blob) == content


@given(
    content=st.binary(max_size=3000).map(lambda part: part * 200),
    in_cuts=st.lists(st.integers(0, 700_000), max_size=8),
    out_cuts=st.lists(st.integers(0, 700_000), max_size=8),
)
def test_round_trip_however_both_streams_are_cut_gives_the_same_bytes(
    content: bytes, in_cuts: list[int], out_cuts: list[int]
) -> None:
    blob = b"".join(crypto.encrypt(_pieces(content, in_cuts), KEY))

    assert blob == _seal(content)
    assert b"".join(crypto.decrypt(_pieces(blob, out_cuts), KEY)) == content


def test_ciphertext_shows_nothing_of_the_content() -> None:
    blob = _seal(b"Nguyen Van An " * 1000)

    assert b"Nguyen" not in blob


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7), size=st.sampled_from([0, 1, 500, CHUNK, CHUNK + 5]))
def test_opening_after_any_flipped_bit_is_refused(position: int, bit: int, size: int) -> None:
    blob = bytearray(_seal(_long(size)))
    blob[(position * 7919) % len(blob)] ^= 1 << bit

    with pytest.raises(DamagedError):
        _open(bytes(blob))


def test_opening_after_each_single_flipped_byte_of_a_small_blob_is_refused() -> None:
    blob = _seal(b"birth certificate".ljust(40))

    for position in range(len(blob)):
        changed = bytearray(blob)
        changed[position] ^= 0x80
        with pytest.raises(DamagedError):
            _open(bytes(changed))


def test_opening_a_blob_cut_at_any_byte_is_refused() -> None:
    blob = _seal(b"x" * 90)

    for length in range(len(blob)):
        with pytest.raises(DamagedError):
            _open(blob[:length])


@pytest.mark.parametrize("kept", [1, 2])
def test_opening_a_blob_cut_between_chunks_is_refused(kept: int) -> None:
    blob = _seal(_long(2 * CHUNK + 9))

    with pytest.raises(DamagedError):
        _open(blob[: len(MAGIC) + kept * SEALED])


@given(extra=st.binary(min_size=1, max_size=SEALED + 1))
def test_opening_a_blob_with_bytes_added_at_the_end_is_refused(extra: bytes) -> None:
    with pytest.raises(DamagedError):
        _open(_seal(b"abc") + extra)


def test_opening_after_two_chunks_changed_places_is_refused() -> None:
    blob = _seal(_long(3 * CHUNK))
    first, second = (blob[len(MAGIC) + index * SEALED :][:SEALED] for index in (0, 1))
    swapped = blob[: len(MAGIC)] + second + first + blob[len(MAGIC) + 2 * SEALED :]

    with pytest.raises(DamagedError):
        _open(swapped)


def test_opening_after_a_chunk_came_from_another_file_is_refused() -> None:
    ours, theirs = _seal(_long(2 * CHUNK)), _seal(_long(2 * CHUNK), bytes(32))
    spliced = ours[: len(MAGIC) + SEALED] + theirs[len(MAGIC) + SEALED :]

    with pytest.raises(DamagedError):
        _open(spliced)


def test_opening_with_another_key_is_refused() -> None:
    with pytest.raises(DamagedError):
        _open(_seal(b"abc"), bytes(32))


def test_opening_gives_out_nothing_of_a_chunk_that_fails() -> None:
    blob = bytearray(_seal(_long(2 * CHUNK)))
    blob[-1] ^= 1
    seen = []

    with pytest.raises(DamagedError):
        seen.extend(crypto.decrypt([bytes(blob)], KEY))

    assert b"".join(seen) == _long(CHUNK)


def test_encrypting_a_long_stream_holds_back_little_more_than_a_chunk() -> None:
    taken = 0

    def stream() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(40):
            taken += 65_536
            yield bytes(65_536)

    given_out = 0
    for piece in crypto.encrypt(stream(), KEY):
        given_out += len(piece)
        assert taken - given_out <= CHUNK + 65_536


@given(wrapping=st.binary(min_size=32, max_size=32), file_key=st.binary(min_size=32, max_size=32))
def test_unwrapping_with_the_same_key_and_file_gives_the_file_key(wrapping: bytes, file_key: bytes) -> None:
    wrapped = crypto.wrap_key(file_key, wrapping_key=wrapping, file_uid=UID)

    assert len(wrapped) == 60
    assert crypto.unwrap_key(wrapped, wrapping_key=wrapping, file_uid=UID) == file_key


@pytest.mark.parametrize("fault", ["file", "key", "bytes", "short", "empty"])
def test_unwrapping_with_anything_else_is_refused(fault: str) -> None:
    wrapped = crypto.wrap_key(KEY, wrapping_key=KEY, file_uid=UID)
    changed = {"bytes": wrapped[:-1] + b"\x00", "short": wrapped[:20], "empty": b""}.get(fault, wrapped)
    if changed == wrapped and fault == "bytes":
        changed = wrapped[:-1] + b"\x01"

    with pytest.raises(DamagedError):
        crypto.unwrap_key(
            changed,
            wrapping_key=bytes(32) if fault == "key" else KEY,
            file_uid=uuid.UUID(int=1) if fault == "file" else UID,
        )


@given(
    size=st.sampled_from(SIZES),
    reads=st.lists(st.tuples(st.integers(0, 600_000), st.integers(0, 300_000)), max_size=12),
)
def test_reader_at_any_place_reads_what_the_plaintext_has_there(size: int, reads: list[tuple[int, int]]) -> None:
    content = _long(size)
    reader = io.BufferedReader(PlainReader(io.BytesIO(_seal(content)), KEY, size))

    for place, length in reads:
        reader.seek(place)
        assert reader.read(length) == content[place : place + length]


def test_reader_with_a_seek_before_the_start_is_refused() -> None:
    reader = PlainReader(io.BytesIO(_seal(b"abc")), KEY, 3)

    with pytest.raises(ValueError, match="negative"):
        reader.seek(-1)


def test_reader_on_a_changed_chunk_is_refused() -> None:
    blob = bytearray(_seal(_long(2 * CHUNK)))
    blob[len(MAGIC) + SEALED + 3] ^= 1
    reader = PlainReader(io.BytesIO(bytes(blob)), KEY, 2 * CHUNK)

    reader.seek(CHUNK)

    with pytest.raises(DamagedError):
        reader.read(1)


def test_reader_on_a_blob_of_another_length_is_refused() -> None:
    with pytest.raises(DamagedError):
        PlainReader(io.BytesIO(_seal(b"abc")), KEY, 4)
