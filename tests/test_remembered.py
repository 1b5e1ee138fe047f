"""What is read out of short texts is read once; what is long is never kept."""

from __future__ import annotations

from rag.remembered import LONGEST, remembering


def test_a_short_text_is_read_once_and_a_long_one_each_time() -> None:
    read: list[str] = []

    @remembering(2)
    def length(text: str) -> int:
        read.append(text)
        return len(text)

    long = "x" * (LONGEST + 1)
    assert [length(text) for text in ("ab", long, "ab", long)] == [2, LONGEST + 1, 2, LONGEST + 1]
    assert read == ["ab", long, long]
    assert [length(text) for text in ("c", "d", "ab")] == [1, 1, 2]  # two are kept: "ab" had to go
    assert read[3:] == ["c", "d", "ab"]
