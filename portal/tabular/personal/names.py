"""Names of Vietnamese people: their shape, and what else has it (streets are named after people)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.text import fold

_SURNAME_WORDS = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương "
    "đinh lâm phùng mai tô hà tạ chu cao thái tăng thạch lương quách từ kiều la lưu nghiêm đàm doãn khuất "
    "vi nông triệu ninh bế lò quàng giàng sùng vàng hầu thào bạch tống tôn phí khổng lại âu cù diệp hứa "
    "mạc lục nhâm cấn chử giáp thân tiêu sầm hoa lường cầm mùa thiều trà văn viên"
)
_STREET_NAMES = (
    "nguyễn trãi|nguyễn du|nguyễn huệ|trần hưng đạo|lê lợi|lê duẩn|lê thánh tông|lý thường kiệt|lý thái tổ|"
    "phan bội châu|phan chu trinh|phan đình phùng|hoàng quốc việt|hoàng diệu|hoàng hoa thám|hoàng văn thụ|"
    "nguyễn thị minh khai|nguyễn văn cừ|nguyễn văn linh|nguyễn chí thanh|nguyễn lương bằng|nguyễn khuyến|"
    "nguyễn thái học|nguyễn phong sắc|nguyễn xiển|nguyễn trường tộ|nguyễn công trứ|nguyễn khang|nguyễn tuân|"
    "nguyễn bỉnh khiêm|nguyễn đình chiểu|nguyễn hữu thọ|nguyễn cơ thạch|nguyễn hoàng|nguyễn siêu|võ thị sáu|"
    "võ nguyên giáp|võ chí công|võ văn kiệt|phạm văn đồng|phạm ngọc thạch|phạm hùng|phạm ngũ lão|"
    "lê hồng phong|lê đại hành|lê văn lương|lê trọng tấn|lê đức thọ|lê quý đôn|lê ngọc hân|lê thanh nghị|"
    "trần phú|trần nhân tông|trần quang khải|trần quốc toản|trần khát chân|trần duy hưng|trần thái tông|"
    "trần đại nghĩa|trần nguyên hãn|trần khánh dư|trần cung|ngô quyền|ngô gia tự|đinh tiên hoàng|"
    "đinh công tráng|bùi thị xuân|hồ tùng mậu|hồ đắc di|hồ xuân hương|tô hiến thành|tô hiệu|tô vĩnh diện|"
    "đào duy anh|đào tấn|đặng tiến đông|đặng thai mai|đặng văn ngữ|trương định|trương công định|"
    "dương đình nghệ|huỳnh thúc kháng|hà huy tập|chu văn an|tôn đức thắng|tôn thất tùng|tôn thất thuyết|"
    "lương thế vinh|lương định của|phùng hưng|phùng khoang|mai hắc đế|mai chí thọ|mai dịch|đoàn thị điểm|"
    "cao bá quát|cao thắng|lý tự trọng|lý nam đế|lưu hữu phước|trịnh hoài đức|trịnh công sơn|vũ trọng phụng|"
    "vũ phạm hàm|vũ tông phan|bùi xương trạch|triệu việt vương|thái phiên|thái hà|thái thịnh|hoàng cầu|"
    "hoàng liệt|hoàng mai|hoàng đạo thúy"
)
_ORDINARY_WORDS = (
    "thị văn đức hữu ngọc minh thanh quang xuân đình công quốc anh thu hồng kim bá duy gia tuấn hoài "
    "khánh phương bảo mạnh trọng mỹ diệu hải tiến"
)
_WORD = r"[^\W\d_]"
_SURNAMES = _SURNAME_WORDS.split()
_COMMON = frozenset(
    ["nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ"]
)
_COMMON_BARE = frozenset(map(fold, _COMMON))
_BARE = sorted(
    {fold(s) for s in _SURNAMES} - {"ho", "la", "tu", "lai", "au", "ma", "vi", "mua", "hoa", "ha", "van"}
)
_PERSON = re.compile(
    rf"(?i)^\s*(?:(?:ông|bà|anh|chị|cháu|em|cô|chú)[ .:]+)?(?:{'|'.join([*_SURNAMES, *_BARE])})"
    rf"(?: +{_WORD}+){{0,4}} +{_WORD}{{2,}}\s*$"
)
"""A surname, then up to five words, the last one written out: `Nguyễn Văn A` names nobody."""
_STREETS = frozenset(map(fold, _STREET_NAMES.split("|")))
_ORDINARY = frozenset(_ORDINARY_WORDS.split())


def is_person(text: str) -> bool:
    """Whether the text has the shape of a person's full name."""
    return _PERSON.match(text) is not None


def look_like_people(values: Sequence[str]) -> bool:
    """Whether a column of such values names people, judged by the values alone.

    Streets, schools and wards named after people are told apart: they are the same few hundred great names, hardly
    one of them with *Văn* or *Thị*.
    """
    if len(values) < 5:
        return False
    people = [fold_words(v) for v in values if is_person(v)]
    if len(people) < 0.8 * len(values):
        return False
    common = sum(words[0] in _COMMON or words[0] in _COMMON_BARE for words in people)
    long = [words for words in people if len(words) >= 3]
    ordinary = sum(not _ORDINARY.isdisjoint(words[1:-1]) for words in long)
    famous = sum(fold(" ".join(words)) in _STREETS for words in people)
    distinct = len({" ".join(words) for words in people})
    return (
        common >= 0.4 * len(people)
        and len(long) >= 0.6 * len(people)
        and (ordinary >= 0.3 * len(long) or _are_bare(people))
        and famous <= 0.2 * len(people)
        and distinct >= min(0.3 * len(people), 50)
    )


def fold_words(text: str) -> list[str]:
    """The words of a name in lower case, without *ông*, *bà*."""
    words = re.findall(rf"{_WORD}+", text.lower())
    return words[1:] if words[0] in ("ông", "bà", "anh", "chị", "cháu", "em", "cô", "chú") else words


def _are_bare(people: Sequence[Sequence[str]]) -> bool:
    words = {word for name in people for word in name}
    markers = {"van", "thi", "duc", "huu", "ngoc", "minh", "thanh", "quang", "xuan", "dinh"}
    return all(word.isascii() for word in words) and len(words & markers) >= 2
