"""How two texts relate: edits of one text are found, unrelated texts and filled-in templates are not."""

# ruff: noqa: RUF001 -- texts in their own scripts have their own punctuation

import unicodedata
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.stories import Fingerprint, Relation, fingerprint, pack, relate, unpack
from tests.stories.edits import EDITS, boilerplate
from tests.stories.texts import written

TEXTS = [written(str(number)) for number in range(60)]

WEATHER = (
    "Skies over the coast stay cloudy on {} with light rain in the afternoon. Temperatures reach {} degrees in "
    "the harbour and {} degrees in the hills. The wind blows from the west with {} kilometres per hour, and "
    "waves of {} metres are expected in the strait. The ferries keep to their timetable, the weather office "
    "said."
)
LOTTERY = (
    "The winning numbers of the draw on Saturday were {}, {}, {}, {} and {}. Nobody picked all of them, so the "
    "jackpot rises to {} million for the next draw. Winners have ninety days to bring their tickets to a shop "
    "of the lottery, where prizes of up to {} are paid at once. Larger prizes are paid by the head office in "
    "the capital."
)
MARKETS = (
    "Shares closed at {} points on the exchange in the capital, a change of {} per cent from the day before. "
    "Banks ended at {} points and mines at {} points. The currency was traded at {} to the dollar and gold at "
    "{} an ounce. Brokers said that investors waited for the decision of the central bank, which meets in the "
    "coming week."
)
CHINESE = (
    "市政府周二宣布，港口新建的轮渡码头将于下月正式开放，届时居民可以乘船前往对岸的旧城区。"
    "负责工程的官员表示，码头的建设比原计划提前了三个月完成，总费用没有超出预算。"
    "当地商会对此表示欢迎，认为新的航线会给沿岸的商店和餐馆带来更多的客人。"
)
JAPANESE = (
    "市は火曜日、港に新しく建設したフェリー乗り場を来月から利用できるようにすると発表した。"
    "工事は予定より三か月早く終わり、費用も予算の範囲に収まったという。"
    "地元の商工会は、観光客が増えることを期待している。"
)
THAI = (
    "เทศบาลประกาศเมื่อวันอังคารว่าท่าเรือข้ามฟากแห่งใหม่จะเปิดให้บริการในเดือนหน้า "
    "การก่อสร้างเสร็จเร็วกว่ากำหนดสามเดือนและไม่เกินงบประมาณที่ตั้งไว้ "
    "หอการค้าท้องถิ่นหวังว่าจะมีนักท่องเที่ยวเพิ่มขึ้นตามร้านค้าริมฝั่ง"
)
HINDI = (
    "नगर निगम ने मंगलवार को घोषणा की कि बंदरगाह पर बना नया नौका घाट अगले महीने खुल जाएगा और लोग पुराने शहर तक नाव से जा सकेंगे। "
    "अधिकारियों के अनुसार निर्माण कार्य तय समय से तीन महीने पहले पूरा हुआ और खर्च बजट के भीतर रहा।"
)
KHMER = "ក្រុងបានប្រកាសនៅថ្ងៃអង្គារថាកំពង់ផែសាឡាងថ្មីនឹងបើកដំណើរការនៅខែក្រោយ ការសាងសង់បានបញ្ចប់មុនកាលកំណត់បីខែ ហើយមិនលើសថវិកាដែលបានគ្រោងទុក"
LAO = "ເທດສະບານປະກາດໃນວັນອັງຄານວ່າທ່າເຮືອແຫ່ງໃໝ່ຈະເປີດໃຫ້ບໍລິການໃນເດືອນໜ້າ ການກໍ່ສ້າງສຳເລັດກ່ອນກຳນົດສາມເດືອນແລະບໍ່ເກີນງົບປະມານທີ່ຕັ້ງໄວ້"
BURMESE = (
    "မြို့တော်စည်ပင်က အင်္ဂါနေ့တွင် ဆိပ်ကမ်းသစ်ကို လာမည့်လတွင် ဖွင့်လှစ်မည်ဟု ကြေညာခဲ့သည် "
    "ဆောက်လုပ်ရေးလုပ်ငန်းသည် သတ်မှတ်ရက်ထက် သုံးလစော၍ ပြီးစီးခဲ့ပြီး ဘတ်ဂျက်ထက် မကျော်လွန်ခဲ့ပါ"
)
VIETNAMESE = (
    "Thành phố thông báo hôm thứ Ba rằng bến phà mới xây ở cảng sẽ mở cửa vào tháng tới, khi đó người dân có thể đi "
    "thuyền sang khu phố cổ ở bờ bên kia. Công trình hoàn thành sớm hơn kế hoạch ba tháng và chi phí không vượt quá "
    "ngân sách đã định."
)
SCRIPTS = {
    "zh": CHINESE,
    "ja": JAPANESE,
    "th": THAI,
    "hi": HINDI,
    "km": KHMER,
    "lo": LAO,
    "my": BURMESE,
    "vi": VIETNAMESE,
}


def related(a: str, b: str, language: str | None = "en") -> Relation:
    return relate(fingerprint(a, language), fingerprint(b, language))


def filled(template: str, seed: int) -> str:
    random = Random(seed)
    return template.format(*(str(random.randint(10, 9000)) for _ in range(template.count("{}"))))


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_text_is_related_to_the_text_it_was(edit: str) -> None:
    random = Random(7)
    lost = [
        number
        for number, text in enumerate(TEXTS)
        if related(EDITS[edit](text, TEXTS[number - 1], random), text).kind == "none"
    ]
    assert len(lost) <= len(TEXTS) // 20, f"{edit}: {lost}"


def test_unrelated_texts_are_not_related_even_with_one_outlets_navigation_around_them() -> None:
    long = [f"{one} {two}".split() for one, two in zip(TEXTS[::2], TEXTS[1::2], strict=True)]
    strange = [" ".join(Random(number).sample(words, len(words))) for number, words in enumerate(long)]
    wrapped = [fingerprint(boilerplate(text, "", Random()), "en") for text in strange]
    bare = [fingerprint(text, "en") for text in TEXTS]
    kinds = {relate(a, b).kind for prints in (wrapped, bare) for a, b in combinations(prints, 2)}
    assert kinds == {"none"}


def test_a_text_that_lies_in_another_is_contained_and_the_direction_says_which() -> None:
    whole, part = TEXTS[0], "\n\n".join(TEXTS[0].split("\n\n")[:2])
    inside, around = related(part, whole), related(whole, part)
    assert (inside.kind, inside.direction) == ("contained", "within")
    assert (around.kind, around.direction) == ("contained", "contains")
    assert inside.overlap == around.overlap == 1.0


def test_the_same_words_are_exact_whatever_case_quotes_and_breaks_they_are_set_in() -> None:
    text = TEXTS[0]
    assert related(text, text.upper().replace("\n\n", "\n")) == Relation(
        "exact", 1.0, len(fingerprint(text, "en").hashes), 1.0
    )
    assert (
        related(
            'It isn\'t 1,037 U.S. ships "at sea" today, he said.', "It isn’t 1037 US ships “at sea” today he said"
        ).kind
        == "exact"
    )


@given(st.text(st.sampled_from("aé\u0301\u00a0…ﬁ①½カﾞ\u1100\u1161가İß ."), max_size=40))
def test_the_same_characters_are_exact_however_unicode_writes_them(text: str) -> None:
    around = f"{text}\n{TEXTS[0]}"
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert relate(fingerprint(unicodedata.normalize(form, around), "en"), fingerprint(around, "en")).kind == "exact"


@pytest.mark.parametrize("template", [WEATHER, LOTTERY, MARKETS], ids=["weather", "lottery", "markets"])
def test_a_template_with_other_numbers_is_no_near_duplicate(template: str) -> None:
    prints = [fingerprint(filled(template, seed), "en") for seed in range(12)]
    assert {relate(a, b).kind for a, b in combinations(prints, 2)} == {"none"}
    assert relate(prints[0], fingerprint(filled(template, 0), "en")).kind == "exact"


def test_an_update_that_changes_one_number_stays_the_same_story() -> None:
    text = f"At least 12 people were hurt when the ferry ran aground. {TEXTS[0]}"
    assert related(text, text.replace("12 people", "15 people")).kind == "near"


@pytest.mark.parametrize(("text", "language"), [(text, code) for code, text in SCRIPTS.items()], ids=SCRIPTS)
def test_a_text_in_any_script_is_found_in_a_longer_one(text: str, language: str) -> None:
    assert related(text, f"{TEXTS[1]}\n\n{text}", language).kind == "contained"
    assert related(text, text.replace("\n", " "), language).kind == "exact"
    half = text[: len(text) // 2]
    assert related(half, text, language).kind == "contained"


def test_texts_in_one_script_are_not_related_for_that() -> None:
    prints = [fingerprint(text, None) for text in SCRIPTS.values()]
    assert {relate(a, b).kind for a, b in combinations(prints, 2)} == {"none"}


def test_a_number_is_the_same_in_any_scripts_digits() -> None:
    text = "वर्ष 2026 में 14 नाव और 37 घाट तथा 512 लोग इस नगर के बंदरगाह पर मौजूद थे"
    digits = str.maketrans("0123456789", "०१२३४५६७८९")
    assert related(text, text.translate(digits), "hi").kind == "exact"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ferry",
        "ferry " * 100_000,
        " ".join(map(str, range(5000))),
        "\ud800\udfff" * 1000,
        "One identical line that says the same again.\n" * 20_000,
        "One identical line that says the same again.\n" * 1_000_000,
        " ".join(f"w{number}" for number in range(700_000)),
        "天" * 10_000,
        "\u0301" * 100_000,
    ],
    ids=["empty", "word", "one word", "numbers", "surrogates", "lines", "many lines", "5 MB", "one letter", "marks"],
)
def test_what_says_nothing_relates_to_nothing_and_takes_no_room(text: str) -> None:
    found = fingerprint(text, None)
    assert (found.hashes, found.numbers) == ((), {})
    assert relate(found, found) == relate(found, fingerprint(TEXTS[0], "en")) == Relation("none")


def test_letters_of_all_scripts_in_one_text_relate_to_no_others() -> None:
    letters = sorted(set("".join([*SCRIPTS.values(), TEXTS[0]])) - {" ", "\n"})
    texts = ["".join(Random(seed).choices([*letters, " "], k=5000)) for seed in range(8)]
    prints = [fingerprint(text, None) for text in texts]
    assert {relate(a, b).kind for a, b in combinations(prints, 2)} == {"none"}


def test_half_a_surrogate_pair_in_a_text_does_not_matter() -> None:
    assert related(TEXTS[0].replace(" ", " \ud83d ", 5), TEXTS[0]).kind == "exact"


def test_a_long_text_has_a_bounded_fingerprint_and_its_parts_are_found() -> None:
    whole = " ".join(f"w{number * number % 99_991}" for number in range(90_000))
    found = fingerprint(whole, None)
    assert len(found.hashes) == 256
    part = " ".join(whole.split()[20_000:24_000])
    assert relate(fingerprint(part, None), found).direction == "within"


@given(st.text(), st.text(), st.sampled_from(["en", "vi", "zh", "tr", None]))
def test_any_two_texts_relate_the_same_way_seen_from_either_side(a: str, b: str, language: str | None) -> None:
    one, two = fingerprint(a, language), fingerprint(f"{a}\n{b}", language)
    there, back = relate(one, two), relate(two, one)
    assert (there.kind, there.overlap, there.shared) == (back.kind, back.overlap, back.shared)
    assert 0 <= there.overlap <= 1
    assert there.kind == "contained" or there.direction is None
    assert {there.direction, back.direction} in ({None}, {"within", "contains"})


@given(st.lists(st.sampled_from(TEXTS[0].split()), max_size=300))
def test_a_fingerprint_is_ascending_and_complete_below_its_bound(words: list[str]) -> None:
    found: Fingerprint = fingerprint(" ".join(words), "en")
    assert list(found.hashes) == sorted(set(found.hashes))
    assert all(one < found.bound for one in found.hashes)
    assert found == fingerprint(" ".join(words).upper(), "en")
    assert unpack(pack(found)) == found
