"""From rows of text to a stored table: types that lose nothing, a Parquet file, a profile of every column."""
