"""What the text says about the article: each fact in an article of two paragraphs, where such facts stand."""

from __future__ import annotations

import pytest

from cleaner.dates import iso, moments
from cleaner.engine import clean
from cleaner.model import Metadata

TITLE = "توسعة الطريق الساحلي تبدأ الثلاثاء بكلفة ثمانين مليون دينار"
LEAD = "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة."
CLOSE = "وقال مهندس المشروع إن الحركة ستحول إلى الجسر الجديد، وإن العمل سيجري ليلاً حتى لا تتعطل مصالح السكان والتجار."


def told(head: str = "", tail: str = "", before: str = "", after: str = "") -> Metadata:
    """Return the metadata of an article with a fact in its head, in its tail, or glued to its prose."""
    rows = [TITLE, head, before + LEAD, CLOSE + after, tail]
    return clean("\n\n".join(filter(None, rows))).metadata


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("كتب-محمد عبد الله:", "محمد عبد الله"),
        ("بقلم/ د. منى الحوراني", "د. منى الحوراني"),
        ("حاورتها: سمر الخوالدة", "سمر الخوالدة"),
        ("Author, كايلا إبستين وأنجليكا كاساس", "كايلا إبستين وأنجليكا كاساس"),
        ("حسام أبو العلا - القاهرة", "حسام أبو العلا"),
        ("شروق صبري", "شروق صبري"),
        ("تقرير: سارة الخطيب", "سارة الخطيب"),
        ("فريق التحرير", "فريق التحرير"),
    ],
)
def test_author_in_the_head(head: str, author: str) -> None:
    assert [value.value for value in told(head).authors] == [author]


@pytest.mark.parametrize(
    "head",
    [
        "دعم ثابت",
        "على فكرة",
        "تقرير: الاقتصاد اليمني يخسر نصف ناتجه",
        "كتب محمود درويش القصيدة في بيروت ونشرها بعد عامين.",
        "الكاتب: لم أقصد الإساءة إلى أحد",
        "خاص المدربان جولة مفاوضات ثانية مع الإدارة، ولم يحسما شيئاً.",
    ],
)
def test_no_author_and_no_source_is_invented(head: str) -> None:
    facts = told(head)
    assert (facts.authors, facts.source) == ((), None)


def test_a_name_that_the_story_speaks_of_is_no_author() -> None:
    facts = clean(f"{TITLE}\n\nسالم العتيبي\n\nقال سالم العتيبي إن المشروع سيبدأ غداً وإنه سيستمر عاماً كاملاً على الأقل.\n{CLOSE}")
    assert facts.metadata.authors == ()


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("الأربعاء، 12 فبراير 2020", "2020-02-12"),
        ("٠٢:٠٠ الثلاثاء ١ / ١٢ / ٢٠٢٠", "2020-12-01T02:00"),
        ("الجمعة, 29 أبريل 2016 - 10:19 م", "2016-04-29T22:19"),
        ("2017/03/01 18:33", "2017-03-01T18:33"),
        ("3 مارس/ آذار 2024", "2024-03-03"),
        ("12 جانفي 2021", "2021-01-12"),
        ("5 غشت 2019", "2019-08-05"),
        ("السبت 8 كانون الثاني 2022 - 12:05 ص", "2022-01-08T00:05"),
        ("12-03-2024", "2024-03-12"),
        ("Mar 12, 2024", "2024-03-12"),
        ("25 شوال 1436 هـ الموافق 10 أغسطس 2015 م", "2015-08-10"),
        ("14 شعبان 1445", None),
        ("31 فبراير 2020", None),
    ],
)
def test_dates_are_iso(printed: str, value: str | None) -> None:
    assert iso(printed) == value


def test_published_and_modified_are_told_apart() -> None:
    facts = told("نشر في: 12 مارس 2024 - 10:45 م | آخر تحديث: 13 مارس 2024 - 09:00 ص")
    assert facts.published
    assert facts.published.value == "2024-03-12T22:45"
    assert facts.modified
    assert facts.modified.value == "2024-03-13T09:00"


def test_the_machines_stamp_beside_a_date_is_the_change() -> None:
    facts = told("2018-11-03T00:12:35Z\nالجمعة, 2 نوفمبر 2018 - 06:46 ص")
    assert facts.published
    assert facts.published.printed == "الجمعة, 2 نوفمبر 2018 - 06:46 ص"
    assert facts.modified
    assert facts.modified.value == "2018-11-03T00:12:35Z"
    assert len(moments("2018-11-03T00:12:35Z الجمعة, 2 نوفمبر 2018 - 06:46 ص")) == 2


@pytest.mark.parametrize(
    ("where", "text", "field", "value"),
    [
        ("after", "(وكالات)", "agency", "وكالات"),
        ("after", " – رويترز", "agency", "رويترز"),
        ("after", " (د ب أ)", "agency", "د ب أ"),
        ("before", "البيضاء 12 مايو 2023 (وال) – ", "agency", "وال"),
        ("before", "البيضاء 12 مايو 2023 (وال) – ", "published", "2023-05-12"),
        ("before", "سيول: ", "place", "سيول"),
        ("head", "عمان 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس", "published", "2015-08-10"),
        ("head", "عمان 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس", "agency", "واس"),
        ("head", "عين اليوم – متابعات", "source", "عين اليوم"),
        ("head", "(أبوظبي - البيان)", "source", "البيان"),
        ("tail", "المصدر: صحيفة الساحل", "source", "صحيفة الساحل"),
        ("tail", "المصدر: الجزيرة + وكالات", "source", "الجزيرة + وكالات"),
        ("tail", "تم نشر الخبر اعلاه علي : https://example.org/a/sign-pact/\u00a0", "source", "https://example.org/a/sign-pact/"),
        ("head", "القارات السبع", "kicker", "القارات السبع"),
        ("tail", "// انتهى //", "end_mark", "انتهى"),
    ],
)
def test_single_facts(where: str, text: str, field: str, value: str) -> None:
    found = getattr(told(**{where: text}), field)
    assert found is not None
    assert found.value == value


def test_captions_and_contact() -> None:
    facts = told("التعليق على الصورة،\nمتظاهرة تحمل لافتة في وسط المدينة", tail="writer@example.org")
    assert [value.value for value in facts.captions] == ["متظاهرة تحمل لافتة في وسط المدينة"]
    assert [value.value for value in facts.contact] == ["writer@example.org"]


def test_the_headline_is_the_title_and_a_headline_with_a_place_keeps_it() -> None:
    title = told().title
    assert title
    assert title.value == TITLE
    facts = clean(f"بيروت: مدينة تعيد ترميم شرفاتها للمرة الثالثة\n\n{LEAD}\n{CLOSE}").metadata
    assert facts.place is None
    assert clean(f"{LEAD}\n{CLOSE}").metadata.title is None


def test_spans_are_those_of_the_document() -> None:
    text = f"{TITLE}\n\n     كَتَبَ: منى الحـوراني   \n{LEAD}\n{CLOSE} (وام)"
    facts = clean(text).metadata
    for value in (*facts.authors, facts.agency, facts.title):
        assert value
        assert value.span
        assert text[value.span.start : value.span.end] == value.printed
