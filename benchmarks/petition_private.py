"""Made-up reports with private words at known places: how many the rules of masking find, and what they take besides.

The names, numbers and addresses are drawn here, from lists of this file and not from those of the rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from motcua.core.search_text import fold
from motcua.petitions.masking.texts import Kind, Span, draft
from motcua.simulate.chance import Dice
from motcua.simulate.petitions.happenings import Happenings, grounds

END = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
_FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Hoàng",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Cao",
    "Châu",
    "Lương",
    "Mai",
    "Kiều",
    "Đoàn",
)
_MIDDLE = (
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Ngọc",
    "Thanh",
    "Quốc",
    "Thị Kim",
    "Thị Mỹ",
    "Trọng",
    "Bá",
    "Công",
    "Khánh",
    "Diệu",
)
_GIVEN = (
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hùng",
    "Khoa",
    "Lan",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Thảo",
    "Tuấn",
    "Vy",
    "Xuân",
    "Yến",
    "Đạt",
    "Ánh",
)
_TITLES = ("ông", "bà", "anh", "chị", "cô", "chú", "bác", "em")
_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_CARRIERS = (
    *("Tôi là {0}.", "Liên hệ {0} nhé.", "Hỏi {0} thì rõ.", "Gọi {0}.", "{0}", "Người phản ánh: {0}."),
    *("Chủ nhà là {0} đã hứa rồi lại không làm.", "(Tôi: {0})", "Việc này {0} biết."),
)


def labelled(seed: int, count: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Texts with the private words in them, each with its kind; one in five has none."""
    told = Happenings(seed, count, END - dt.timedelta(days=30), END, grounds())
    for number, one in enumerate(one for one in told if one.track not in {"denunciation", "spam"}):
        dice = Dice(seed, "private", number)
        text, secrets = one.text, []
        for _time in range(0 if dice.happens(0.2) else 1 + dice.below(2)):
            kind = list(Kind)[dice.below(len(Kind))]
            secret = _secret(kind, dice)
            if dice.happens(0.25):
                secret = fold(secret)
            carrier = _carrier(kind, dice)
            text = f"{text}. {carrier.format(secret)}" if dice.happens(0.6) else f"{carrier.format(secret)} {text}"
            secrets.append((kind.value, secret))
        yield text, secrets


def _carrier(kind: Kind, dice: Dice) -> str:
    said = {
        Kind.ID_NUMBER: ("CCCD {0}", "căn cước công dân số {0}.", "cmnd {0}", "số định danh {0}."),
        Kind.PLATE: ("Xe biển số {0} đậu ở đó.", "biển {0}", "xe {0} chạy ẩu."),
        Kind.ADDRESS: ("Nhà tôi ở {0}.", "Đến {0} mà xem.", "Cạnh {0}"),
        Kind.ACCOUNT: ("Chuyển vào stk {0} Vietcombank.", "số tài khoản {0}", "tài khoản ngân hàng: {0}."),
        Kind.LINK: ("Xem {0}", "clip ở {0} đây"),
        Kind.EMAIL: ("Trả lời qua {0}", "email: {0}"),
        Kind.PHONE: ("Gọi {0}.", "sđt {0}", "Số của tôi {0} cảm ơn.", "alo {0} gặp tôi"),
    }
    return dice.choice(said.get(kind, _CARRIERS))


def _secret(kind: Kind, dice: Dice) -> str:
    digits = "".join(str(dice.below(10)) for _one in range(14))
    if kind == Kind.NAME:
        full = f"{dice.choice(_FAMILY)} {dice.choice(_MIDDLE)} {dice.choice(_GIVEN)}"
        return full if dice.happens(0.7) else f"{dice.choice(_TITLES)} {dice.choice(_GIVEN)}"
    if kind == Kind.PHONE:
        return _phone("0" + "35789"[dice.below(5)] + digits[:8], dice)
    if kind == Kind.ID_NUMBER:
        number = "0" + digits[:11]
        return number if dice.happens(0.6) else f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
    if kind == Kind.PLATE:
        series = "ABCDGHK"[dice.below(7)]
        return dice.choice(
            (
                f"77{series}-{digits[:3]}.{digits[3:5]}",
                f"77{series}1 {digits[:5]}",
                f"51{series}{digits[:4]}",
                f"77-{series}1 {digits[:3]}.{digits[3:5]}",
            )
        )
    if kind == Kind.ADDRESS:
        house, street = str(1 + dice.below(400)), dice.choice(("Trần Phú", "Lê Lai", "Hàm Nghi"))
        return dice.choice(
            (
                f"số nhà {house} {street}",
                f"{house}/{digits[:1]}5 {street}",
                f"nhà số {house}",
                f"số {house} đường {street}",
            )
        )
    if kind == Kind.EMAIL:
        return dice.choice(
            (f"hoa{digits[:3]}@gmail.com", f"binh.{digits[:2]}@yahoo.com.vn", f"lan{digits[:2]} (at) outlook.com")
        )
    if kind == Kind.ACCOUNT:
        return digits[: 9 + dice.below(5)]
    return dice.choice(
        (f"https://facebook.com/u{digits[:5]}", f"www.vi-du.vn/{digits[:3]}", f"http://zalo.me/{digits[:9]}")
    )


def _phone(plain: str, dice: Dice) -> str:
    way = dice.below(8)
    if way == 0:
        return " ".join(_WORDS[int(one)] for one in plain)
    if way == 1:
        return "+84 " + plain[1:]
    if way == 2:
        return f"{plain[:4]}.{plain[4:7]}.{plain[7:]}"
    if way == 3:
        return f"{plain[:4]} {plain[4:7]} {plain[7:]}"
    if way == 4:
        return " ".join(_WORDS[int(one)] if number % 2 else one for number, one in enumerate(plain))
    if way == 5:
        return f"{plain[:3]}-{plain[3:6]}-{plain[6:]}"
    return plain


def judged(seed: int, count: int) -> dict[str, object]:
    """Recall by kind (a secret counts only when no letter of what tells it is left), and spans in texts that have no
    secret, other than house numbers and names that the made-up reports have of themselves."""
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    besides = clean = spans = 0
    for text, secrets in labelled(seed, count):
        drafted = draft(text)
        for kind, secret in secrets:
            there[kind] += 1
            found[kind] += _is_covered(text, kind, secret, drafted)
        if not secrets:
            clean += 1
            spans += len(drafted)
            besides += any(one.kind not in {Kind.ADDRESS} for one in drafted)
    return {
        "texts": count,
        "recall": {kind: round(found[kind] / there[kind], 4) for kind in sorted(there)},
        "recall_all": round(found.total() / max(1, there.total()), 4),
        "secrets": there.total(),
        "texts_without_secret": clean,
        "of_them_with_a_span_that_is_no_house_number": besides,
    }


def _is_covered(text: str, kind: str, secret: str, drafted: list[Span]) -> bool:
    start = text.find(secret)
    told = range(start, start + len(secret))
    covered = {place for one in drafted for place in range(one.start, one.end)}
    if kind == Kind.ADDRESS:
        return all(place in covered for place in told if text[place].isdecimal())
    skipped = len(secret.split()[0]) if kind == Kind.NAME and fold(secret.split()[0]) in map(fold, _TITLES) else 0
    return all(place in covered for place in told[skipped:] if text[place].isalnum())


def missed(seed: int, count: int) -> Iterator[tuple[str, str, str]]:
    for text, secrets in labelled(seed, count):
        for kind, secret in secrets:
            if not _is_covered(text, kind, secret, draft(text)):
                yield kind, secret, text
