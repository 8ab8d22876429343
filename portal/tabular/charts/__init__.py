"""Charts of a table: which one suits it, which groups it asks for, how Vega-Lite is to draw them."""
