"""Tables: tell a file's real type, read uploads into one plain form (UTF-8 CSV), hand it out in others."""
