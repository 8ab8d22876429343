"""A column on its way from text to a type."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.tabular.columns import ColumnType
from portal.tabular.folding import folded
from portal.tabular.ingest.candidates import BLANKS, Candidate
from portal.tabular.ingest.result import Failure, Question
from portal.tabular.options import ColumnOption
from portal.tabular.personal.masking import masked

MISFIT = "value that does not fit"
"""The error of a statement that trusted the sample."""
BLANK_LIST = ", ".join(f"'{blank}'" for blank in BLANKS)


@dataclass
class RawColumn:
    """A column as text. `name` is its heading, `at` its place in the file.

    `suspects` are the types that at least half of the sample fits; `chosen` is what it becomes. Of a chosen type
    either every value is known to fit (`is_counted`, with as many `misfits`), or whoever converts must check.
    `is_clean`: no cell has space around it or says “nothing”. `is_thin`: the sample held too few values to tell. `mask`
    is the kind of personal data whose form alone a masked column keeps, empty for no form.
    """

    name: str
    at: int
    forced: ColumnOption = field(default_factory=ColumnOption)
    suspects: tuple[Candidate, ...] = ()
    chosen: Candidate | None = None
    is_counted: bool = False
    is_clean: bool = False
    is_thin: bool = False
    misfits: int = 0
    blanks: int = 0
    failures: tuple[Failure, ...] = ()
    question: Question | None = None
    mask: str = ""

    @property
    def type(self) -> ColumnType:
        """What was found."""
        return self.chosen.type if self.chosen else ColumnType.TEXT

    @property
    def is_forced(self) -> bool:
        """Whether the steward chose the type, whatever the values are."""
        return bool(self.forced.type or self.forced.format)

    @property
    def is_masked(self) -> bool:
        """Whether nobody may read the values."""
        return self.forced.protection == "mask"

    @property
    def cell(self) -> str:
        """SQL of the cells."""
        return f'"c{self.at}"'

    @property
    def folded(self) -> str:
        """SQL of the folded text; a sign that folds to nothing leaves an empty text."""
        if self.is_masked:
            return folded(self.value)
        return f"CASE WHEN {self.cell} IS NOT NULL THEN coalesce(\"f{self.at}\", '') END"

    @property
    def trimmed(self) -> str:
        """SQL of a value without space around it, empty ones and those that say “nothing” left out."""
        return f"CASE WHEN trim({self.cell}) NOT IN ('', {BLANK_LIST}) THEN trim({self.cell}) END"

    @property
    def value(self) -> str:
        """SQL of the stored value; fails with `MISFIT` where the sample promised too much."""
        if self.is_masked:
            return masked(self.cell, self.mask)
        if self.chosen is None:
            return self.cell
        text = self.cell if self.is_clean else self.trimmed
        if not self.is_counted:
            return self.chosen.checked(text, f"error('{MISFIT}')")
        return self.chosen.checked(text, "NULL") if self.misfits else self.chosen.converted(text)
