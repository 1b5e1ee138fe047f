"""What is packed in a file: read where it lies, within bounds, and never written anywhere."""

from __future__ import annotations

import gzip
import io
import random
import stat
import tracemalloc
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.load import load
from rag.ingest.reading import Reading
from rag.ingest.unpack import Leaf, leaves
from rag.settings import Settings

STORY = "The ships left the harbor on Monday. They will be back on Friday, the mayor said."
READING = Reading.of(Settings())
MB = 1_000_000


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return memory.getvalue()


def encrypted(members: Mapping[str, str]) -> bytes:
    """As `packed`, each member said to be encrypted: the flag in both of its headers."""
    data = bytearray(packed(members))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            data[place + flags] |= 1
    return bytes(data)


def found(data: bytes, name: str = "a.zip", reading: Reading = READING) -> list[Leaf]:
    return list(leaves(data, name, reading))


def told(data: bytes, name: str = "a.zip", reading: Reading = READING) -> dict[str, str]:
    """What each leaf is: its form, or why it is not read."""
    return {leaf.name: leaf.form or leaf.problem for leaf in leaves(data, name, reading)}


def test_a_file_that_is_not_packed_is_its_own_leaf() -> None:
    assert found(STORY.encode(), "a.txt") == [Leaf("a.txt", "a.txt", "txt", STORY.encode())]


def test_members_are_named_after_what_they_are_packed_in() -> None:
    inner = packed({"x/b.txt": STORY})
    archive = packed(
        {"march/a.html": f"<html>{STORY}</html>", "in.zip": inner, "c.txt.gz": gzip.compress(b"Hi.")}
    )
    assert [(leaf.name, leaf.own, leaf.form) for leaf in found(archive, "news/all.zip")] == [
        ("news/all.zip!march/a.html", "march/a.html", "html"),
        ("news/all.zip!in.zip!x/b.txt", "x/b.txt", "txt"),
        ("news/all.zip!c.txt.gz", "c.txt", "txt"),
    ]


def test_ids_paths_and_titles_of_packed_articles(tmp_path: Path) -> None:
    rows = f'{{"id": 7, "text": "{STORY}"}}\n{{"id": 8, "text": "Another: {STORY}"}}\n'
    (tmp_path / "all.zip").write_bytes(packed({"march/fleet-visit.txt": STORY, "feed.jsonl": rows}))
    (tmp_path / "feed.jsonl.gz").write_bytes(gzip.compress(rows.encode()))
    articles = load(tmp_path / "all.zip", "all.zip", Settings()).articles
    assert [(a.id, a.path, a.text) for a in articles] == [
        ("all.zip!march/fleet-visit.txt", "all.zip", STORY),
        ("all.zip!feed.jsonl#7", "all.zip", STORY),
        ("all.zip!feed.jsonl#8", "all.zip", f"Another: {STORY}"),
    ]
    assert articles[0].title == "Fleet visit"
    articles = load(tmp_path / "feed.jsonl.gz", "feed.jsonl.gz", Settings()).articles
    assert [a.id for a in articles] == ["feed.jsonl.gz#7", "feed.jsonl.gz#8"]


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_way_of_packing_is_unpacked(method: int) -> None:
    assert told(packed({"a.txt": STORY}, method)) == {"a.zip!a.txt": "txt"}


def test_a_gzip_file_of_several_parts_is_read_to_its_end() -> None:
    data = gzip.compress(b"The ships left. ") + gzip.compress(STORY.encode()) + bytes(100)
    (leaf,) = found(data, "a.txt.gz")
    assert leaf.data == b"The ships left. " + STORY.encode()


# What is passed over, and names


def test_what_systems_pack_along_and_parts_of_pages_are_passed_over() -> None:
    members = dict.fromkeys(
        ["a.txt", ".hidden", "x/.git/a.txt", "__MACOSX/._a.txt", "x/Thumbs.db", "x/~$a.docx",
         "x/page.html", "x/page_files/ad.html", "x/page_files/deep/ad.txt", "y/page_files/b.txt"],
        STORY,
    )  # fmt: skip
    assert list(told(packed({**members, "folder/": ""}))) == [
        "a.zip!a.txt", "a.zip!x/page.html", "a.zip!y/page_files/b.txt"
    ]  # fmt: skip


def test_names_lead_nowhere_else_and_none_hides_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [
        "../../etc/a.txt",
        "/etc/a.txt",
        "etc/a.txt",
        "C:\\etc\\b.txt",
        "..\\b.txt",
        "a\u202etxt.exe\n.txt",
        "//",
    ]
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo("x")
            info.filename = name  # as it is: the constructor would tidy it
            archive.writestr(info, STORY)
    monkeypatch.chdir(tmp_path)
    assert [name.removeprefix("a.zip!") for name in told(memory.getvalue())] == [
        "etc/a.txt", "etc/a.txt~2", "etc/a.txt~3", "etc/b.txt", "b.txt", "atxt.exe .txt"
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_links_are_told_and_not_followed() -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        link = zipfile.ZipInfo("passwd.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", STORY)
    assert told(memory.getvalue()) == {
        "a.zip!passwd.txt": "is a link, which is never followed",
        "a.zip!a.txt": "txt",
    }


# Bad members lose nobody else


def test_an_encrypted_member_is_told_and_the_others_are_read() -> None:
    assert told(encrypted({"a.txt": STORY})) == {"a.zip!a.txt": "is encrypted; unpack it with its password"}
    both = packed({"in.zip": encrypted({"a.txt": STORY}), "b.txt": STORY})
    assert told(both) == {
        "a.zip!in.zip!a.txt": "is encrypted; unpack it with its password", "a.zip!b.txt": "txt"
    }  # fmt: skip


def test_a_damaged_member_is_told_and_the_others_are_read() -> None:
    data = bytearray(
        packed({"a.txt": STORY, "b.txt": STORY * 2, "c.png": b"\x89PNG\r\n\x1a\n\0"}, zipfile.ZIP_STORED)
    )
    data[data.index(b"harbor")] ^= 1
    leaf_a, leaf_b, leaf_c = found(bytes(data))
    assert "is damaged (Bad CRC-32" in leaf_a.problem and leaf_b.form == "txt"
    assert "PNG picture" in leaf_c.problem and leaf_c.strange


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.zip", packed({"a.txt": STORY * 9})[:-30], "cut off or damaged; copy it again"),
        ("a.gz", gzip.compress(STORY.encode(), mtime=0)[:-20], "gzip file that is cut off; copy it again"),
        (
            "a.gz",
            gzip.compress(STORY.encode(), mtime=0)[:-8] + bytes(8),
            "damaged gzip file .*; copy it again",
        ),
        ("a.gz", gzip.compress(b"", mtime=0), "is empty"),
        ("a.zip", packed({}), "has no articles"),
        (
            "a.zip",
            packed({"a.png": b"\x89PNG\r\n\x1a\n\0"}),
            "holds nothing but a.png, which is a PNG picture",
        ),
        (
            "a.zip",
            encrypted({"a.txt": "x", "b.txt": "y"}),
            "has 2 records and none can be read; the first, a.zip!a.txt",
        ),
        ("a.tgz", gzip.compress(b"a.txt" + bytes(252) + b"ustar\x0000", mtime=0), "is a tar archive"),
    ],
)
def test_a_packed_file_that_gives_nothing_says_why(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile, match=reason) as error:
        load(tmp_path / name, name, Settings())
    assert error.value.name == name


# Bombs


def test_a_member_of_too_high_a_ratio_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"bomb.txt": bytes(15 * MB), "a.txt": STORY})  # 15 MB in 15 kB
    monkeypatch.setattr(
        zipfile.ZipExtFile, "read", lambda self, n: pytest.fail("unpacked") if "bomb" in self.name else b""
    )
    problem = told(bomb)["a.zip!bomb.txt"]
    assert problem.startswith("unpacks to over 100 times its size, as bombs do") and "unpack_ratio" in problem


def test_a_gzip_bomb_is_stopped_while_it_unpacks() -> None:
    bomb = gzip.compress(bytes(100 * MB), 9)
    assert len(bomb) < 100_000
    tracemalloc.start()
    (leaf,) = found(bomb, "bomb.gz")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "to more than 10 MB" in leaf.problem or "over 100 times its size" in leaf.problem
    assert peak < 40 * MB


def test_many_small_members_are_bounded_together() -> None:
    """60 members of 0.9 MB, none a bomb by itself: 54 MB out of 60 kB, where 6 MB may come out."""
    data = packed({f"{n:02}.txt": b"word " * 180_000 for n in range(60)})
    assert 50_000 < len(data) < 200_000
    *read, last = found(data)
    assert 1 <= len(read) < 25 and all(leaf.form == "txt" for leaf in read)
    assert last.name == "a.zip" and "so the rest of it was left" in last.problem


def test_members_that_lie_over_each_other_are_not_unpacked() -> None:
    """The directory names the same 0.9 MB a thousand times: 900 MB out of 600 kB."""
    one = packed({"0.txt": random.Random(1).randbytes(450_000).hex()})
    place = one.index(b"PK\x01\x02")
    entries = one[place : one.index(b"PK\x05\x06")] * 1_000
    sizes = len(entries).to_bytes(4, "little") + place.to_bytes(4, "little")
    many = one[:place] + entries + b"PK\x05\x06\0\0\0\0" + (1_000).to_bytes(2, "little") * 2 + sizes + b"\0\0"
    assert told(many) == {"a.zip": "has files that lie over each other, as bombs do; pack it anew"}


def test_nested_bombs_end_at_the_depth_or_at_the_sum() -> None:
    nest = packed({"a.txt": STORY})
    for _ in range(5):
        nest = packed({"in.zip": nest})
    (deep,) = found(nest)
    assert deep.name == "a.zip!in.zip!in.zip!in.zip" and "over 3 deep" in deep.problem
    assert "unpack_depth" in deep.problem
    leaf = packed({f"{n}.txt": b"word " * 190_000 for n in range(10)})
    wide = packed({f"{n}.zip": leaf for n in range(10)})
    read = found(packed({f"{n}.zip": wide for n in range(10)}))
    assert "so the rest of it was left" in read[-1].problem
    assert sum(len(leaf.data) for leaf in read) <= MB  # of the 950 MB in it; a hundredfold of it is less


def test_the_number_of_members_is_bounded() -> None:
    *read, last = found(packed({f"{n}.txt": STORY for n in range(12)}), reading=replace(READING, members=10))
    assert len(read) == 10
    assert (
        last.problem.startswith("has more than 10 files in it, so the rest was left") and last.name == "a.zip"
    )


def test_a_member_larger_than_a_file_may_be_is_told() -> None:
    data = packed({"a.txt": random.Random(1).randbytes(600_000).hex(), "b.txt": STORY})
    assert (
        "over 1 MB, the limit of one file" in told(data, reading=replace(READING, file_mb=1))["a.zip!a.txt"]
    )


def test_a_size_that_is_a_lie_is_found_out() -> None:
    data = bytearray(packed({"a.txt": bytes(30 * MB)}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    (leaf,) = found(bytes(data))
    assert "is damaged" in leaf.problem


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_any_damage_gives_leaves_or_reasons(data: st.DataObject) -> None:
    whole = bytearray(
        data.draw(
            st.sampled_from(
                [packed({"a.txt": STORY, "b.zip": packed({"c.txt": STORY})}), gzip.compress(b"x" * 99)]
            )
        )
    )
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    for leaf in leaves(bytes(whole[: data.draw(st.integers(5, len(whole)))]), "a.zip", READING):
        assert leaf.form or leaf.problem
