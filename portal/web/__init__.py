"""Pages for people: views that parse, call one service and render."""
