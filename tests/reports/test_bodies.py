"""What a form sends is read within bounds, and what is no form is told from it."""

import pytest

from signage_api.reporting.bodies import LONGEST_FIELD, MOST_PARTS, BodyUnreadable, Form, read_form

KIND = "multipart/form-data; boundary=XyZ"


def body(*parts: tuple[str, bytes], end: bytes = b"--XyZ--\r\n") -> bytes:
    made = [
        b'--XyZ\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), content)
        for name, content in parts
    ]
    return b"".join(made) + end


def test_fields_are_text_and_the_photo_is_a_place_in_the_body() -> None:
    photo = b"\xff\xd8\r\n--Xy\r\n\r\n--"
    sent = body(("kind", b"gone"), ("photo", photo), ("text", "Tür".encode()))
    form = read_form(KIND, sent)
    assert form.fields == {"kind": "gone", "text": "Tür"}
    assert form.photo
    assert sent[slice(*form.photo)] == photo


def test_a_photo_field_left_empty_is_no_photo() -> None:
    assert read_form(KIND, body(("photo", b""))) == Form({}, None)


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert read_form(KIND, body(("text", b"\xff\xfe"))).fields == {"text": "��"}


def test_a_plain_form_will_do() -> None:
    assert read_form("application/x-www-form-urlencoded", b"kind=gone&text=%C3%BC").fields == {
        "kind": "gone",
        "text": "ü",
    }


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("", body(("a", b"b"))),
        ("text/plain", body(("a", b"b"))),
        ("multipart/form-data", body(("a", b"b"))),
        ("multipart/form-data; boundary=" + "x" * 80, body(("a", b"b"))),
        (KIND, b""),
        (KIND, b"--XyZ"),
        (KIND, b"--XyZ\r\n\r\n"),
        (KIND, body(("a", b"b"), end=b"")),
        (KIND, b"--XyZ\r\nno name\r\n\r\nb\r\n--XyZ--"),
        (KIND, b"--XyZ\r\n" + b"x" * 2000 + b'name="a"\r\n\r\nb\r\n--XyZ--'),
        (KIND, body(*[(f"a{number}", b"b") for number in range(MOST_PARTS + 1)])),
        (KIND, body(("text", b"x" * (LONGEST_FIELD + 1)))),
        ("application/x-www-form-urlencoded", b"a=1&" * 50),
        ("application/x-www-form-urlencoded", b"\xff=\xff"),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * (LONGEST_FIELD + 1)),
    ],
)
def test_what_is_no_form_is_unreadable(kind: str, sent: bytes) -> None:
    with pytest.raises(BodyUnreadable):
        read_form(kind, sent)
