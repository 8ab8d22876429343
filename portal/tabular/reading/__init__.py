"""From the bytes of a file to rows of text: formats, encodings, delimiters, header rows, totals, merged cells.

`table.read_table` writes any of them as one plain CSV, `opening.open_rows` gives the rows as they lie in the
file, `plain.plain_csv` tells when the file is plain enough to be read without either.
"""
