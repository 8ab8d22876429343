"""An official list as PDF: A4 landscape, headings on every page, numbered pages, Vietnamese type."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from portal.exchange.fonts import truetype
from portal.i18n import gettext as _

TEXT, STRONG = "BeVietnamPro", "BeVietnamPro-SemiBold"
PAGE = landscape(A4)
MARGIN = 14 * mm
WIDTH = PAGE[0] - 2 * MARGIN
LONGEST = 1500
"""Signs of a cell; a row must fit on a page."""
BODY = ParagraphStyle("body", fontName=TEXT, fontSize=7.5, leading=10, splitLongWords=1)
HEADING = ParagraphStyle("heading", parent=BODY, fontName=STRONG)
GROUP = ParagraphStyle("group", parent=BODY, fontName=STRONG, fontSize=9, leading=13, keepWithNext=1)
LEAD = ParagraphStyle("lead", parent=BODY, fontSize=9, leading=13)
TITLE = ParagraphStyle("title", parent=BODY, fontName=STRONG, fontSize=15, leading=20)


@dataclass(frozen=True)
class PrintedList:
    """What is printed: lines above the list, the running head, headings with their shares of the width, and
    rows by agency."""

    title: str
    lines: Sequence[str]
    running_head: str
    header: Sequence[str]
    widths: Sequence[float]
    groups: Mapping[str, Sequence[Sequence[str]]]


def write_pdf(printed: PrintedList) -> bytes:
    """The list as a PDF file; the same list gives the same bytes."""
    for name, weight in ((TEXT, 400), (STRONG, 600)):
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(truetype(weight))))
    made = io.BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=PAGE,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=18 * mm,
        bottomMargin=15 * mm,
        title=printed.title,
        lang="vi",
        invariant=1,
    )
    parts: list[Any] = [_paragraph(printed.title, TITLE), *(_paragraph(line, LEAD) for line in printed.lines)]
    total = sum(printed.widths)
    widths = [WIDTH * share / total for share in printed.widths]
    for agency, rows in printed.groups.items():
        parts += [Spacer(0, 4 * mm), _paragraph(agency, GROUP), _table(printed.header, widths, rows)]
    document.build(
        parts, canvasmaker=lambda *given, **named: _Numbered(printed.running_head, *given, **named)
    )
    return made.getvalue()


def _table(header: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> LongTable:
    cells = [[_paragraph(text, HEADING) for text in header]]
    cells += [[_paragraph(text, BODY) for text in row] for row in rows]
    look = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.4, HexColor("#9aa5a1")),
            ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e0efeb")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    return LongTable(cells, colWidths=widths, repeatRows=1, style=look)


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    short = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return Paragraph(escape(unicodedata.normalize("NFC", short), quote=False), style)


class _Numbered(Canvas):  # type: ignore[misc]
    """Writes head and number on every page once the number of pages is known."""

    def __init__(self, head: str, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head = unicodedata.normalize("NFC", head)
        self._states: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the library's name
        self._states.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        states = list(self._states)
        for number, state in enumerate(states, 1):
            self.__dict__.update(state)
            self.setFont(TEXT, 8)
            self.drawString(MARGIN, PAGE[1] - 11 * mm, self._head)
            text = _("Trang %(page)s/%(pages)s", page=number, pages=len(states))
            self.drawRightString(PAGE[0] - MARGIN, 8 * mm, text)
            super().showPage()
        super().save()
