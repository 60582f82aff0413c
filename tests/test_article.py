"""Pages that are no articles, and texts damaged on the way: refused whole; everything near them is not."""

from __future__ import annotations

import pytest

from cleaner import Status, clean

STORY = (
    "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة.\n\n"
    "وقال مهندس المشروع إن الحركة ستحول إلى الجسر الجديد، وإن العمل سيجري ليلاً حتى لا تتعطل مصالح السكان والتجار."
)


def _misread(text: str, meant: str, seen: str) -> str:
    """Read the bytes of a text as crawlers do: what an encoding does not know becomes a control character."""
    return "".join(bytes([byte]).decode(seen, "ignore") or chr(byte) for byte in text.encode(meant))


SEEN = ("latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1256", "cp1257", "mac_roman", "cp437", "cp850", "koi8-r")
DAMAGED = {
    **{f"UTF-8 as {seen}": (_misread(STORY, "utf-8", seen), "mojibake") for seen in SEEN},
    "twice": (_misread(_misread(STORY, "utf-8", "cp1252"), "utf-8", "cp1252"), "mojibake"),
    "windows-1256 as Latin-1": (_misread(STORY, "cp1256", "latin-1"), "mojibake"),
    "windows-1256 as windows-1251": (_misread(STORY, "cp1256", "cp1251"), "mojibake"),
    "ISO 8859-6 as Latin-1": (_misread(STORY, "iso8859_6", "latin-1"), "mojibake"),
    "windows-1256 as UTF-8": (STORY.encode("cp1256").decode("utf-8", "replace"), "mojibake"),
    "question marks": (STORY.encode("ascii", "replace").decode(), "mojibake"),
    "character references": (STORY.encode("ascii", "xmlcharrefreplace").decode(), "mojibake"),
    "escapes": (STORY.encode("ascii", "backslashreplace").decode(), "mojibake"),
    "each line reversed": ("\n".join(row[::-1] for row in STORY.split("\n")), "visual_order"),
    "all reversed": (STORY[::-1], "visual_order"),
    "letters apart": (" ".join(STORY), "glyphs"),
    "no spaces": (STORY.replace(" ", ""), "no_spaces"),
}


@pytest.mark.parametrize(("text", "code"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_refused_whole(text: str, code: str) -> None:
    verdict = clean(text + "\nاترك تعليقاً")
    assert verdict.status is Status.REJECTED
    assert [note.code for note in verdict.notes] == [code]
    assert verdict.text == verdict.document.text
    assert verdict.removed == ()


NEAR = {
    "the story": STORY,
    "presentation forms that join": "ﺃﻋﻠﻨﺖ ﺍﻟﺒﻠﺪﻳﺔ ﺻﺒﺎﺡ ﺍﻟﻴﻮﻡ ﺑﺪﺀ ﺃﻋﻤﺎﻝ ﺻﻴﺎﻧﺔ ﺍﻟﺠﺴﺮ ﺍﻟﻘﺪﻳﻢ ﺍﻟﺬﻱ ﻳﺮﺑﻂ ﺍﻟﻀﻔﺘﻴﻦ ﻓﻲ ﺍﻟﻤﺪﻳﻨﺔ.",
    "French": "Le ministère a annoncé hier que la Société des Étangs fermera dès l'été, à côté d'Évreux où l'on s'inquiète.",
    "Danish": "Øen Ærø får ny færge, og Ørsted rejser møller på øerne, hvor både ældre og børn øjner håb om øget trafik.",
    "Russian": "Щука и ёрш живут в реке, а ещё в пруду: школьники Шатуры щедро делятся рыбой с щенками, пишет «Шахтёр».",
    "questions": "لماذا؟ ومتى؟ ومن؟ وكيف؟ أسئلة يطرحها الناس في المدينة منذ أيام ولا يجيب عنها أحد من المسؤولين.",
    "a laugh": f"{STORY}\n{'ه' * 300}",
    "no article in the words": "لا تقل لي لا، قل كلا، قلها مرارا، أولا وآخرا، لا تقل إلا كلا، هلا قلتها؟ ألا تقولها؟ أجل، كلا، كلا، كلا.",
    "one line": "عاجل: زلزال بقوة 5,8 درجات يضرب سواحل هرمز",
    "a score": "الأهلي 2\nالزمالك 1",
    "empty search box beside one line": "لا توجد نتائج\nعاجل: زلزال بقوة 5,8 درجات يضرب سواحل هرمز",
    "noscript beside one line": "عاجل: زلزال بقوة 5,8 درجات يضرب سواحل هرمز\nيرجى تفعيل الجافاسكريبت",
    "consent beside one line": "عاجل: زلزال بقوة 5,8 درجات يضرب سواحل هرمز\nنستخدم ملفات تعريف الارتباط لتحسين تجربتك",
}


@pytest.mark.parametrize("text", NEAR.values(), ids=NEAR)
def test_what_is_near_is_not_refused(text: str) -> None:
    assert clean(text).status is not Status.REJECTED
