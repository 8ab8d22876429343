"""Records of other catalogues, read and brought into our own lists."""
