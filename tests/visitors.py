"""A browser without JavaScript for tests of forms, and what it types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.model import Organization
from portal.text import sort_key

PASSWORD = "một mật khẩu dài"
CONSTRUCTION = "so-xay-dung"
SCHOOLS = "so-giao-duc-va-dao-tao"
LIMIT_BYTES = 3_000_000


def organization(name: str, title: str) -> Organization:
    return Organization(
        name=name,
        title=title,
        title_key=sort_key(title),
        values={},
        publishes_directly=True,
        valid_from=date(2025, 3, 1),
        modified_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@dataclass
class Visitor:
    """Somebody at a browser without JavaScript: fills in the form of a page and sends it."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def token(self, path: str = "/account/sign-in") -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(path).text)
        assert found, f"no form on {path}"
        return found.group(1)

    def send(self, path: str, values: Mapping[str, Any], form: str | None = None) -> TestResponse:
        """Send `values` to `path` with the token of the page `form` (the same path if not given)."""
        return self.client.post(path, data={"csrf_token": self.token(form or path), **values})

    def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.send("/account/sign-in", {"login": login, "password": password, **more})


DATABASE = {
    "title": "Cơ sở dữ liệu cấp giấy phép xây dựng",
    "purpose": "Quản lý việc cấp giấy phép xây dựng trên địa bàn.",
    "description": "Gồm mọi giấy phép xây dựng đã cấp từ năm 2015 trên toàn thành phố, theo từng công trình.",
    "data_items.name": ["Số giấy phép", "Chủ đầu tư"],
    "data_items.sharing_class": ["open", "restricted"],
    "data_items.note": ["", ""],
    "themes": ["housing"],
    "organization": CONSTRUCTION,
    "contact": "Phòng Cấp phép xây dựng",
    "source": "Hồ sơ cấp phép",
    "update_frequency": "daily",
    "access_level": "shared",
    "sharing_methods": ["platform"],
    "holds_personal_data": "true",
    "security_level": "3",
}
"""A city database as its form sends it."""

DATASET = {
    "title": "Điểm dừng xe buýt trên địa bàn thành phố",
    "description": "Danh sách điểm dừng xe buýt có trợ giá. Mỗi dòng là một điểm dừng theo một chiều. "
    "Lấy từ hồ sơ tuyến; chưa có điểm dừng tạm khi thi công.",
    "themes": ["transport"],
    "tags": "xe buýt, điểm dừng",
    "period.start": "01/01/2026",
    "languages": ["vi"],
    "organization": CONSTRUCTION,
    "contact": "Phòng Quản lý vận tải",
    "update_frequency": "monthly",
    "planned_on": "31/12/2026",
    "licence": "cc-by-4.0",
    "access_level": "open",
}
"""An open dataset as its form sends it."""
