"""What a record must hold: field specifications and vocabularies, read from `catalog_schemas/`."""
