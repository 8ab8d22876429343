"""The peer of downloads: Flask's plain `send_file` of the file named by PEER_FILE, and nothing around it."""

from __future__ import annotations

import os

from flask import Flask, Response, send_file

app = Flask(__name__)


@app.get("/file")
def file() -> Response:
    """The file as an attachment."""
    return send_file(os.environ["PEER_FILE"], as_attachment=True)
