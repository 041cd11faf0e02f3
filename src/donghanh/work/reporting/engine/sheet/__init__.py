"""A return as a spreadsheet and back, without loss."""

from donghanh.kit.workbook import CellError, name_of
from donghanh.work.reporting.engine.sheet.model import Book, FigureRow, ReadBook, SectionRow, sheet_name
from donghanh.work.reporting.engine.sheet.reading import read
from donghanh.work.reporting.engine.sheet.writing import write

__all__ = ["Book", "CellError", "FigureRow", "ReadBook", "SectionRow", "name_of", "read", "sheet_name", "write"]
