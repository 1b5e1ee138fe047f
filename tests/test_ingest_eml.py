"""E-mail: the words of the sender under the name of the outlet, on the day and hour of its zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.eml import read
from rag.ingest.mail_words import own_words
from rag.ingest.records import Records
from rag.types import Article

FIRST = "The ships of the northern fleet left the harbor on Monday, the mayor told the town at noon."
SECOND = "They carry 40 tons of grain and will be back in Lima in three days, unless the storm comes early."
DATE = "Tue, 04 Mar 2025 23:30:00 -0500"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><table><tr><td><table>
<tr><td><a href="https://example.org/v">View in browser</a></td></tr><tr><td><h1>Harbor Notes</h1></td></tr>
<tr><td><p>{}</p><p>{}</p></td></tr>
<tr><td>You get this email because you signed up. <a href="u">Unsubscribe</a></td></tr>
</table></td></tr></table></body></html>"""


def accept(article: Article) -> Article:
    if not article.text:
        raise UnreadableFile(article.id, "has no text that can be read")
    return article


def mail(text: str = f"{FIRST}\n\n{SECOND}\n", page: str = "", **headers: str) -> EmailMessage:
    made = EmailMessage()
    if text:
        made.set_content(text)
    if page:
        made.add_alternative(page, subtype="html") if text else made.set_content(page, subtype="html")
    given = {"From": "Ann Lee <ann@harborpost.example>", "Subject": "Ships leave", "Date": DATE}
    for name, value in (given | headers).items():
        made[name.replace("_", "-")] = value
    return made


def records(message: EmailMessage | bytes) -> Records:
    return read(message if isinstance(message, bytes) else message.as_bytes(), "in/a.eml", accept)


def one(message: EmailMessage | bytes) -> Article:
    (article,) = records(message).articles
    return article


def test_a_message_has_the_fields_of_its_headers() -> None:
    message_id = "<42@mail.harborpost.example>"
    article = one(mail(Message_ID=message_id, Organization="The Harbor Post", Content_Language="en-GB"))
    assert article == Article(
        id="in/a.eml",
        title="Ships leave",
        source="The Harbor Post",
        text=f"{FIRST}\n\n{SECOND}",
        published=date(2025, 3, 4),  # on the sender's clock; in London it was the fifth
        author="Ann Lee",
        path="in/a.eml",
        published_at=datetime(2025, 3, 4, 23, 30, tzinfo=timezone(timedelta(hours=-5))),
        language="en",
        key="42@mail.harborpost.example",
        found=(
            ("title", "header Subject"),
            ("author", "header From"),
            ("source", "header Organization"),
            ("published", "header Date"),
            ("language", "header Content-Language"),
            ("key", "header Message-ID"),
        ),
    )


def test_a_newsletter_is_read_as_the_page_it_is_and_named_after_its_list() -> None:
    message = mail(
        "Open this newsletter in a browser.",
        PAGE.format(FIRST, SECOND),
        From="Ann Lee from Harbor Notes <notes@letters.example>",
        List_Id="Harbor Notes Daily <notes.letters.example>",
        List_Unsubscribe="<https://letters.example/u>",
        Archived_At="<https://letters.example/ships>",
    )
    article = one(message)
    assert article.text.endswith(f"{FIRST}\n{SECOND}")
    assert "browser" not in article.text and "signed up" not in article.text
    assert (article.source, article.author) == ("Harbor Notes Daily", "Ann Lee")
    assert (article.url, article.language) == ("https://letters.example/ships", "en")
    assert dict(article.found)["source"] == "header List-Id"


@pytest.mark.parametrize(
    ("sender", "headers", "author", "source"),
    [
        ("Harbor Notes <n@letters.example>", {"List_Unsubscribe": "<u>"}, "", "Harbor Notes"),
        ("Ann Lee at Harbor Notes <n@x.example>", {"List_Id": "<n.x.example>"}, "Ann Lee", "Harbor Notes"),
        (
            "Ann Lee <ann@x.example>",
            {"List_Id": "Sailors <s.x>", "List_Post": "<mailto:s@x>"},
            "Ann Lee",
            "Sailors",
        ),
        ("Ann Lee <ann@harborpost.example>", {}, "Ann Lee", "harborpost.example"),
        ("ann@harborpost.example", {}, "", "harborpost.example"),
        ('"ann@x.example" <ann@harborpost.example>', {}, "", "harborpost.example"),
        (
            "=?utf-8?q?Ana_Nu=C3=B1ez?= <ana@x.example>",
            {"Organization": "El Puerto"},
            "Ana Nuñez",
            "El Puerto",
        ),
    ],
)
def test_who_wrote_and_who_sent_it(sender: str, headers: dict[str, str], author: str, source: str) -> None:
    article = one(mail(From=sender, **headers))
    assert (article.author, article.source) == (author, source)


def test_a_piece_of_html_is_read_whole() -> None:
    article = one(mail("", f"<div dir='ltr'>{FIRST}<br><br><div>{SECOND}</div></div>"))
    assert article.text == f"{FIRST}\n{SECOND}"


def test_texts_around_a_picture_are_one() -> None:
    message = mail(f"{FIRST}\n")
    message.add_attachment(b"PNG", maintype="image", subtype="png", filename="fleet.png")
    message.add_attachment(f"{SECOND}\n".encode(), maintype="text", subtype="plain", disposition="inline")
    assert one(message).text == f"{FIRST}\n\n{SECOND}"
    assert records(message).skipped == ()  # a picture is no article


def test_a_text_that_flows_is_put_together() -> None:
    start, end = FIRST.split(" harbor ")
    message = f"Content-Type: text/plain; format=flowed\n\n{start} \nharbor {end}\n\n{SECOND}\n-- \nAnn"
    assert one(message.encode()).text == f"{FIRST}\n\n{SECOND}"


# Whose words


@pytest.mark.parametrize(
    "text",
    [
        f"> Did they leave?\n\n{FIRST}\n\n> And then?\n{SECOND}",
        f"{FIRST}\n{SECOND}\n\nOn Mon, 3 Mar 2025 at 09:00, Bo Ruiz wrote:\n> Did they leave?\n>> No.\n",
        f"{FIRST}\n{SECOND}\n\nOn Mon, 3 Mar 2025 at 09:00, Bo\n<bo@x.example> wrote:\n> Did they leave?\n",
        f"{FIRST}\n{SECOND}\n\nAm 3. März 2025 um 09:00 schrieb Bo Ruiz:\nDid they leave?\n",
        f"{FIRST}\n{SECOND}\n\n-----Original Message-----\nFrom: Bo Ruiz\nDid they leave?",
        f"{FIRST}\n{SECOND}\n\nFrom: Bo Ruiz\nSent: Monday\nTo: Ann Lee\n\nDid they leave?",
        f"{FIRST}\n{SECOND}\n\n-- \nAnn Lee\nThe Harbor Post",
    ],
)
def test_what_is_answered_and_what_is_signed_is_not_said(text: str) -> None:
    article = one(mail(text, Subject="Re: AW: Ships leave", In_Reply_To="<1@x.example>"))
    assert (article.title, article.text.split()) == ("Ships leave", f"{FIRST} {SECOND}".split())


def test_the_page_of_an_answer_gives_way_to_its_plain_text() -> None:
    page = f"<html><body><p>{FIRST}</p><blockquote><p>Did they leave?</p></blockquote></body></html>"
    assert one(mail(f"{FIRST}\n\n> Did they leave?\n", page, Subject="Re: Ships")).text == FIRST


def test_what_is_no_answer_stays_whole() -> None:
    text = f"{FIRST}\n> 40 tons of grain\nFrom: Lima\nOn Monday the captain wrote:\n{SECOND}"
    assert one(mail(text)).text == text


def test_what_was_forwarded_is_what_was_sent() -> None:
    text = f"---------- Forwarded message ---------\nFrom: Bo Ruiz\nDate: Monday\n\n{FIRST}"
    article = one(mail(text, Subject="Fwd: Ships leave"))
    assert article.title == "Ships leave" and article.text.endswith(FIRST)


def test_an_answer_of_nothing_but_a_quotation_is_not_emptied() -> None:
    assert own_words("> Did they leave?", answers=True, mailing=False) == "> Did they leave?"


# Attached files and bad messages


def test_an_attached_file_is_told_and_the_message_read() -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Press release.pdf")
    message.add_attachment(b"BEGIN:VCARD", maintype="text", subtype="x-vcard", filename="ann.vcf")
    found = records(message)
    assert found.articles[0].text == f"{FIRST}\n\n{SECOND}"
    ((name, reason),) = found.skipped
    assert name == "in/a.eml#Press release.pdf"
    assert reason == "is attached (application/pdf); save it beside the message to have it read"


def test_a_message_that_is_nothing_but_a_file_says_so() -> None:
    message = EmailMessage()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="ships.pdf")
    with pytest.raises(UnreadableFile, match=r"only attached files \(ships.pdf\); save those"):
        records(message)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no text that can be read"),
        (b"Subject: x\n\n", "no text that can be read"),
        (
            b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b"JVBERi0xLjcKAAA=",
            "is a PDF",
        ),
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 1_500, "more parts in it"),
        (b"Content-Type: message/rfc822\n\n" * 3_000, "more parts in it"),
    ],
)
def test_a_bad_message_says_what_is_wrong(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        records(data)


@pytest.mark.parametrize(
    "value", ['"' * 9_000, "(" * 9_000, "," * 9_000, "a." * 9_000, "=?utf-8?q?x?=" * 900]
)
def test_headers_built_to_stall_do_not(value: str) -> None:
    article = one(f"From: {value}\nSubject: {value}\nDate: {value}\n\n{FIRST}\n".encode())
    assert article.text == FIRST and article.published is None


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 3_000), st.integers(0, 60), st.binary(max_size=20))
def test_a_message_spoiled_anywhere_gives_an_article_or_a_reason(at: int, cut: int, new: bytes) -> None:
    data = mail(page=PAGE.format(FIRST, SECOND)).as_bytes()
    at %= len(data)
    try:
        found = records(data[:at] + new + data[at + cut :])
    except UnreadableFile as error:
        assert error.name == "in/a.eml" and error.reason
        return
    assert all(article.text for article in found.articles)


LINES = st.sampled_from(
    [
        *("Subject: x", "From: a@b", "Content-Type: text/html", "Content-Type: message/rfc822"),
        *("Content-Type: multipart/alternative; boundary=b", "Content-Transfer-Encoding: base64"),
        *("--b", "--b--", "", "<p>x</p>", "x", "> y", "=?x?q?"),
    ]
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=14))
def test_any_lines_give_an_article_or_a_reason(lines: list[str]) -> None:
    try:
        assert one("\n".join(lines).encode()).text
    except UnreadableFile as error:
        assert error.reason
