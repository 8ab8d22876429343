"""SQL of strangers, run read-only in worker processes that hold nothing but the tables asked about."""
