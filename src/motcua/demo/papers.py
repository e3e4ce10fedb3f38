"""Small papers that are nobody's: one page, a line of plain letters."""

from __future__ import annotations

from functools import cache


@cache
def small_pdf(line: str) -> bytes:
    """A valid PDF of one page with ``line`` (ASCII without brackets) on it; about 600 bytes, always the same."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
    text = f"BT /F1 14 Tf 72 760 Td ({line}) Tj ET".encode("ascii")
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page + b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length " + str(len(text)).encode() + b" >>\nstream\n" + text + b"\nendstream",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += str(number).encode() + b" 0 obj\n" + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 " + str(len(bodies) + 1).encode() + b"\n0000000000 65535 f \n"
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += b"trailer << /Size " + str(len(bodies) + 1).encode() + b" /Root 1 0 R >>\n"
    return bytes(out + b"startxref\n" + str(table).encode() + b"\n%%EOF\n")
