"""Facts without a label: told where they stand, dropped where they are not wanted, and nothing else."""

from __future__ import annotations

import pytest

from cleaner import EITHER, Cleaner, Options, clean

TITLE = "توسعة الطريق الساحلي تبدأ الثلاثاء بكلفة ثمانين مليون دينار"
LEAD = "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة."
CLOSE = "وقال مهندس المشروع إن الحركة ستحول إلى الجسر الجديد، وإن العمل سيجري ليلاً حتى لا تتعطل مصالح السكان والتجار."
PHOTO = "جانب من أعمال التوسعة على الطريق الساحلي"
DROPPING = Cleaner(options=Options(drop=EITHER))


@pytest.mark.parametrize(
    ("fact", "field"),
    [
        ("محمد عبد الله", "authors"),
        (PHOTO + " (رويترز)", "captions"),
        (PHOTO + "، فيتو", "captions"),
        (PHOTO + " / أ ف ب", "captions"),
        (PHOTO + "\n\n" + PHOTO, "captions"),
        ("جانب من أعمال التوسعة\n" + PHOTO, "captions"),
        ("IMG-20240312-WA0012\n" + PHOTO, "captions"),
    ],
)
def test_a_fact_without_a_label_is_told_and_dropped(fact: str, field: str) -> None:
    text = f"{TITLE}\n\n{fact}\n\n{LEAD}\n\n{CLOSE}"
    verdict = DROPPING(text)
    assert verdict.text == f"{TITLE}\n\n{LEAD}\n\n{CLOSE}"
    assert getattr(clean(text).metadata, field)
    assert verdict.metadata == clean(text).metadata
    assert clean(text).text.count(fact.split("\n")[-1]) == 1


@pytest.mark.parametrize(
    ("opening", "field", "value"),
    [
        ("كتبت:منى الحوراني ", "authors", "منى الحوراني"),
        ("القاهرة: محمد عبد الله ", "authors", "محمد عبد الله"),
        ("دار المعارف ", "source", "دار المعارف"),
        ("شفق نيوز- بغداد", "place", "بغداد"),
    ],
)
def test_what_runs_into_the_first_sentence(opening: str, field: str, value: str) -> None:
    text = f"{TITLE}\n\n{opening}{LEAD}\n\n{CLOSE}"
    told = getattr(clean(text).metadata, field)
    assert [one.value for one in (told if isinstance(told, tuple) else (told,))] == [value]
    assert clean(text).text == text
    assert DROPPING(text).text == f"{TITLE}\n\n{LEAD}\n\n{CLOSE}"


@pytest.mark.parametrize(
    "line",
    [
        "دعم ثابت",
        "خلفيات الأزمة",
        "محمد صلاح يتألق",
        "سامي الحاج من غزة",
        "القاهرة مدينة لا تنام",
        "القاهرة: لا تراجع عن الموقف",
        "وقال في تصريح لرويترز إن المشروع سيبدأ غداً",
        "مصدر الصورة جندي رفض ذكر اسمه",
        "د. محمد أحمد: العلاج متوفر",
        "سارة الخطيب (34 عاما): فقدت كل شيء",
        "«لن نتراجع عن حقوقنا»",
        "يا دار مية بالعلياء فالسند",
        "انتهى زمن الوساطات",
        "12 مارس: توقيع الاتفاق",
        "منذ ثلاث سنوات لم تمطر السماء",
    ],
)
@pytest.mark.parametrize("place", range(4))
def test_lines_of_the_article_stay(line: str, place: int) -> None:
    rows = [TITLE, LEAD, CLOSE]
    text = "\n\n".join([*rows[:place], line, *rows[place:]])
    assert DROPPING(text).text == text


@pytest.mark.parametrize(
    "sentence",
    [
        "سكاي نيوز أعلنت أنها ستوقف البث في المدينة مطلع العام المقبل بعد خلاف طويل على الترخيص.",
        "القاهرة: محمد صلاح أكد أنه باق في ناديه حتى نهاية الموسم على الأقل وأن المفاوضات مؤجلة.",
        "كتب محمد عبد الله رسالته الأخيرة قبل أن يغادر القرية بيومين ولم يعرف أحد بأمرها حتى الآن.",
    ],
)
def test_a_subject_of_the_first_sentence_stays(sentence: str) -> None:
    text = f"{TITLE}\n\n{sentence}\n\n{CLOSE}"
    cleaner = Cleaner(options=Options(drop={"byline"}))
    assert cleaner(text).text == text


@pytest.mark.parametrize("headline", [TITLE + " (رويترز)", f"{TITLE}\n{TITLE}", f"الرئيسية\nمحليات\nرياضة\nثقافة\nفنون\n{TITLE}\n{TITLE}"])
def test_the_headline_is_no_caption(headline: str) -> None:
    verdict = DROPPING(f"{headline}\n\n{LEAD}\n\n{CLOSE}")
    assert TITLE in verdict.text
    assert verdict.metadata.title
    assert verdict.metadata.title.value.startswith(TITLE)
