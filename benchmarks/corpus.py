"""Made-up Vietnamese catalogue records, as many as wanted and always the same."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from random import Random

from portal.search.protocol import SearchDocument

_PHRASES = """
dữ liệu, thông tin, thành phố, quản lý, giao thông, cơ sở dữ liệu, danh sách, hệ thống, dịch vụ công,
báo cáo, thống kê, bản đồ, quy hoạch, đất đai, xây dựng, môi trường, y tế, giáo dục, bệnh viện,
trường học, ủy ban nhân dân, sở giao thông vận tải, doanh nghiệp, hộ kinh doanh, giấy phép, hồ sơ,
thủ tục hành chính, công dân, dân cư, hộ khẩu, tư pháp, hộ tịch, chứng thực, công chứng, luật sư,
khiếu nại, tố cáo, thanh tra, ngân sách, tài chính, đầu tư công, dự án, đấu thầu, hợp đồng, giá đất,
bảng giá, thuế, phí và lệ phí, tài sản công, nhà ở xã hội, chung cư, cấp nước, thoát nước, chiếu sáng,
cây xanh, công viên, rác thải, chất thải rắn, nước thải, chất lượng không khí, quan trắc, khí tượng,
thủy văn, lượng mưa, mực nước, ngập úng, đê điều, thủy lợi, hồ chứa, nông nghiệp, chăn nuôi, trồng trọt,
thú y, thủy sản, lâm nghiệp, rừng phòng hộ, hợp tác xã, làng nghề, an toàn thực phẩm, xe buýt,
đường sắt đô thị, bến xe, bãi đỗ xe, tuyến đường, cầu vượt, hầm chui, đèn tín hiệu, tai nạn giao thông,
biển báo, du lịch, di tích, lễ hội, bảo tàng, thư viện, nhà văn hóa, thể thao, sân vận động, khách sạn,
lữ hành, ẩm thực, giáo viên, học sinh, tuyển sinh, mầm non, tiểu học, trung học cơ sở,
trung học phổ thông, đại học, đào tạo nghề, học phí, trạm y tế, bác sĩ, nhà thuốc, tiêm chủng, dịch bệnh,
bảo hiểm y tế, bảo hiểm xã hội, người cao tuổi, người khuyết tật, trẻ em, hộ nghèo, việc làm, lao động,
tiền lương, trợ cấp, người có công, bảo trợ xã hội, bình đẳng giới, tệ nạn, công nghệ thông tin,
chuyển đổi số, chính quyền số, dữ liệu mở, dữ liệu dùng chung, tích hợp, chia sẻ, an toàn thông tin,
hạ tầng viễn thông, bưu chính, báo chí, xuất bản, truyền hình, trạm phát sóng, cáp quang,
trung tâm dữ liệu, chữ ký số, khoa học, sáng chế, tiêu chuẩn, đo lường, phòng thí nghiệm, khởi nghiệp,
đổi mới sáng tạo, khu công nghệ cao, khu công nghiệp, cụm công nghiệp, xuất khẩu, nhập khẩu, siêu thị,
chợ, điện lực, xăng dầu, thương mại điện tử, giá cả, phòng cháy chữa cháy, trật tự đô thị, an ninh,
quốc phòng, nghĩa vụ quân sự, cứu nạn, tìm kiếm, phạt vi phạm, tổ chức bộ máy, cán bộ công chức,
thi đua khen thưởng, cải cách hành chính, tôn giáo, dân tộc, thanh niên, phụ nữ, quận huyện, phường xã,
tổ dân phố, địa giới, địa danh, số nhà, tọa độ, ranh giới, thửa đất, quyền sử dụng đất, kế hoạch,
quyết định, nghị quyết, chỉ thị, văn bản, hướng dẫn, quy định, danh mục, biểu mẫu, kết quả, chỉ tiêu,
năm học, hàng tháng, hàng quý, hàng năm, cập nhật, theo dõi, đánh giá, kiểm tra, giám sát, cấp phép,
thu hồi, khu vực, địa bàn, vị trí, số lượng, diện tích, dân số, mật độ, tỷ lệ, chi phí, doanh thu,
sản lượng, năng suất, hoàn kiếm, ba đình, đống đa, hai bà trưng, cầu giấy, thanh xuân, long biên, tây hồ,
hoàng mai, hà đông, sơn tây, đông anh, gia lâm, sóc sơn, thanh trì, thường tín, phú xuyên, ứng hòa,
mỹ đức, quốc oai, thạch thất, hoài đức, điều tra, khảo sát, tổng hợp, phân tích, dự báo, cảnh báo,
công bố, công khai, minh bạch, phản ánh, kiến nghị
"""
PHRASES = tuple(phrase.strip() for phrase in _PHRASES.split(",") if phrase.strip())
ORGANIZATIONS = tuple(f"so-{number:02d}" for number in range(20))
THEMES = tuple(f"linh-vuc-{number:02d}" for number in range(15))
TAGS = tuple(f"nhan-{number:03d}" for number in range(200))
FORMATS = ("CSV", "XLSX", "JSON", "GeoJSON", "PDF", "API")
LICENCES = ("mo", "ghi-nguon", "han-che", "khac")
FREQUENCIES = ("ngay", "tuan", "thang", "quy", "nam", "khi-co", "mot-lan", "khac")
FACETS = ("organization", "theme", "tag", "format", "licence", "frequency")

_EPOCH = 1_500_000_000
_SPAN_SECONDS = 250_000_000


class Zipf:
    """Draws so that the n-th value comes up in proportion to 1/n."""

    def __init__(self, values: tuple[str, ...], random: Random) -> None:
        self._values = values
        self._random = random
        self._limits = list(accumulate(1 / rank for rank in range(1, len(values) + 1)))

    def draw(self) -> str:
        """One value."""
        return self._values[bisect(self._limits, self._random.random() * self._limits[-1])]

    def several(self, count: int) -> tuple[str, ...]:
        """Up to `count` different values."""
        return tuple(dict.fromkeys(self.draw() for _ in range(count)))


def documents(count: int, seed: int = 2026) -> Iterator[SearchDocument]:
    """`count` records: titles of 6 to 14 syllables, descriptions of about 72, three tags each."""
    random = Random(seed)
    phrases = Zipf(PHRASES, random)
    choices = [
        Zipf(values, random) for values in (ORGANIZATIONS, THEMES, TAGS, FORMATS, LICENCES, FREQUENCIES)
    ]
    for number in range(count):
        organization, theme, tags, formats, licence, frequency = choices
        facets = {
            "organization": (organization.draw(),),
            "theme": (theme.draw(),),
            "tag": tags.several(3),
            "format": formats.several(random.randint(1, 2)),
            "licence": (licence.draw(),),
            "frequency": (frequency.draw(),),
        }
        title = _text(phrases, random.randint(6, 14))
        modified = _EPOCH + random.randrange(_SPAN_SECONDS)
        yield SearchDocument(
            id=f"{number:06d}-{random.getrandbits(64):016x}",
            title=title.capitalize(),
            description=_text(phrases, 72),
            names=(f"Sở {PHRASES[int(facets['organization'][0][-2:])]}",),
            keywords=tuple(PHRASES[int(tag[-3:])] for tag in facets["tag"]),
            facets=facets,
            record_modified=modified,
            data_modified=modified,
            stamp=f"{random.getrandbits(64):016x}",
        )


def _text(phrases: Zipf, syllables: int) -> str:
    words: list[str] = []
    while len(words) < syllables:
        words.extend(phrases.draw().split(" "))
    return " ".join(words)
