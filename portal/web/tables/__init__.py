"""How tables look on pages: addresses, cells, filters, rows, columns, the two sides of a comparison."""
