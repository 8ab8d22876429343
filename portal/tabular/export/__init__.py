"""Tables handed out whole or as the answer to a query: CSV, TSV, JSON, NDJSON, XLSX, Parquet, GeoJSON."""
