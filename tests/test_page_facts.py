"""What a page says about its article: each source of each fact, which goes first, and what is not believed."""

from __future__ import annotations

import json
import pickle
from dataclasses import fields

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.engine import Cleaner, clean_html
from cleaner.model import Metadata, Record, Value, Verdict
from cleaner.parse import json_ld, names
from cleaner.parse.claims import Code
from cleaner.parse.stamps import stamp
from cleaner.render import audit
from cleaner.schema import load_schema

TITLE = "توسعة الطريق الساحلي تبدأ الثلاثاء بكلفة ثمانين مليون دينار"
LEAD = "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة."
CLOSE = "وقال مهندس المشروع إن الحركة ستحول إلى الجسر الجديد، وإن العمل سيجري ليلاً حتى لا تتعطل مصالح السكان والتجار."
URL = "https://www.coast-news.example/economy/41877"


def page(head: str = "", *, above: str = "", under: str = "", after: str = "", title: str = f"<h1>{TITLE}</h1>", html: str = '<html lang="ar">') -> str:
    """Return a page: a menu, the headline with what stands above it and under it, the article, a footer."""
    body = f"<div class='story'><p>{LEAD}</p><p>{CLOSE}</p>{after}</div>"
    return f"<!doctype html>{html}<head>{head}</head><body><nav>الرئيسية</nav><main>{above}{title}{under}{body}</main><footer>جميع الحقوق محفوظة</footer></body></html>"


def ld(*objects: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(one, ensure_ascii=False)}</script>' for one in objects)


def meta(**values: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in values.items())


def article(**fields: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **fields}


def told(html: str, url: str | None = URL) -> Metadata:
    return clean_html(html, url=url).metadata


def said(value: Value | None) -> tuple[str, str] | None:
    return (value.value, value.where) if value else None


def authors(html: str) -> list[str]:
    return [value.value for value in told(html).authors]


# The title


def test_the_title_is_the_line_that_prints_it() -> None:
    verdict = clean_html(page(f"<title>{TITLE} | صحيفة الساحل</title>" + meta(og__title=f"{TITLE} - صحيفة الساحل")))
    title = verdict.metadata.title
    assert title
    assert title.value in verdict.text.split("\n")
    assert title.span
    assert verdict.document.text[title.span.start : title.span.end] == title.value == TITLE
    assert title.where == "text"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (f'<meta property="og:title" content="{TITLE}"><title>صحيفة الساحل</title>', (TITLE, "og")),
        (meta(og__title=f"{TITLE} - صحيفة الساحل", og__site_name="صحيفة الساحل"), (TITLE, "og")),
        (f"<title>{TITLE} | محليات | صحيفة الساحل</title>", (TITLE, "page")),
        (f'<meta name="twitter:title" content="{TITLE}">', (TITLE, "meta")),
        (ld(article()), (TITLE, "json-ld")),
        (f'<meta itemprop="headline" content="{TITLE}">', (TITLE, "microdata")),
        (meta(og__title="&amp;quot;الجسر&amp;quot; يفتح &lt;b&gt;غداً&lt;/b&gt; أمام السيارات"), ('"الجسر" يفتح غداً أمام السيارات', "og")),
    ],
)
def test_a_headline_that_is_not_printed_is_what_the_head_calls_it(head: str, title: tuple[str, str]) -> None:
    assert said(told(page(head, title="")).title) == title


def test_a_line_of_the_text_that_says_something_else_is_no_title() -> None:
    html = page(meta(og__title=TITLE), title="<p>الأسعار ترتفع في الأسواق القديمة</p>")
    title = told(html).title
    assert title
    assert title.value == TITLE


# Authors


@pytest.mark.parametrize(
    "value",
    [
        "منى الحوراني",
        ["منى الحوراني"],
        {"@type": "Person", "name": "منى الحوراني"},
        [{"@type": "Person", "name": "منى الحوراني", "url": "https://coast-news.example/a/1"}],
        {"@type": ["Person"], "name": ["منى الحوراني"]},
        {"@type": "Person", "name": "بقلم: منى الحوراني - بيروت"},
        [{"@type": "Organization", "name": "صحيفة الساحل"}, {"@type": "Person", "name": "منى الحوراني"}],
    ],
)
def test_authors_of_json_ld(value: object) -> None:
    found = told(page(ld(article(author=value)))).authors
    assert [said(one) for one in found] == [("منى الحوراني", "json-ld")]


def test_an_author_named_elsewhere_in_the_graph() -> None:
    person = {"@type": "Person", "@id": "#/person/7", "name": "منى الحوراني"}
    graph = {"@graph": [article(author={"@id": "#/person/7"}), person, {"@type": "WebSite", "name": "صحيفة الساحل"}]}
    assert authors(page(ld(graph))) == ["منى الحوراني"]


@pytest.mark.parametrize(
    ("head", "where"),
    [
        ('<meta name="author" content="منى الحوراني">', "meta"),
        ('<meta property="article:author" content="منى الحوراني">', "og"),
        ('<meta name="DC.Creator" content="منى الحوراني">', "meta"),
        ('<meta name="parsely-author" content="منى الحوراني">', "meta"),
        ('<meta name="sailthru.author" content="منى الحوراني">', "meta"),
        ('<meta name="twitter:label1" content="كُتب بواسطة"><meta name="twitter:data1" content="منى الحوراني">', "meta"),
        ('<meta itemprop="author" content="منى الحوراني">', "microdata"),
    ],
)
def test_authors_of_the_head(head: str, where: str) -> None:
    assert [said(one) for one in told(page(head)).authors] == [("منى الحوراني", where)]


@pytest.mark.parametrize(
    "under",
    [
        '<a rel="author" href="/a/1">منى الحوراني</a>',
        '<span class="author vcard"><a class="fn" href="/author/mona">منى الحوراني</a></span>',
        '<div itemscope itemtype="https://schema.org/NewsArticle"><i itemprop="author" itemscope><b itemprop="name">منى الحوراني</b></i></div>',
        "<p>بقلم: منى الحوراني</p>",
    ],
)
def test_authors_of_what_is_shown(under: str) -> None:
    assert authors(page(under=under)) == ["منى الحوراني"]


def test_the_author_beside_another_story_is_not_this_ones() -> None:
    others = "".join(f'<div class="card"><h3>خبر آخر عن الميناء</h3><a rel="author">كاتب {n} الساحل</a></div>' for n in range(6))
    assert authors(page(after="").replace("</main>", f"</main><aside>{others}</aside>")) == []


@pytest.mark.parametrize(
    "name",
    [
        "admin", "Administrator", "Editor", "المحرر", "محرر الموقع", "صحيفة الساحل", "coast-news", "https://www.facebook.com/coast",
        "www.coast-news.example", "editor7", "2024", "القاهرة", "كاتب لبناني", "-", "", "يناير", "mona",
    ],
)  # fmt: skip
def test_who_is_no_author(name: str) -> None:
    head = meta(og__site_name="صحيفة الساحل") + f'<meta name="author" content="{name}">' + ld(article(author={"name": name}))
    assert authors(page(head)) == []


def test_a_handle_only_where_no_name_is_known() -> None:
    handles = '<meta name="twitter:site" content="@coast"><meta name="twitter:creator" content="{}">'
    assert authors(page(handles.format("@mona_h"))) == ["@mona_h"]
    assert authors(page(handles.format("@Coast"))) == []
    assert authors(page(handles.format("@mona_h") + '<meta name="author" content="منى الحوراني">')) == ["منى الحوراني"]


def test_a_byline_behind_its_label_goes_before_who_was_logged_in() -> None:
    head = ld(article(author={"name": "سالم عدلي"}))
    assert authors(page(head, under="<p>بقلم: منى الحوراني</p>")) == ["منى الحوراني"]


def test_several_authors_and_what_stands_beside_them() -> None:
    assert authors(page(ld(article(author="منى الحوراني، سالم عدلي")))) == ["منى الحوراني", "سالم عدلي"]
    assert names.read("سالم عدلي - رويترز") == names.Names(("سالم عدلي",), ("رويترز",))
    assert names.read("Hourani, Mona").people == ("Hourani, Mona",)
    assert names.read("Mona Hourani and Salem Adli").people == ("Mona Hourani", "Salem Adli")


def test_an_agency_in_the_place_of_an_author_is_the_agency() -> None:
    facts = told(page(ld(article(author={"@type": "Organization", "name": "رويترز"}))))
    assert (facts.authors, said(facts.agency)) == ((), ("رويترز", "json-ld"))


# Dates


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (ld(article(datePublished="2024-04-03T08:15:00+03:00")), ("2024-04-03T08:15:00+03:00", "json-ld")),
        (meta(article__published_time="2024-04-03T08:15:00+0300"), ("2024-04-03T08:15:00+03:00", "og")),
        ('<meta itemprop="datePublished" content="2024-04-03">', ("2024-04-03", "microdata")),
        ('<meta name="parsely-pub-date" content="2024-04-03T05:15:00Z">', ("2024-04-03T05:15:00Z", "meta")),
        ('<meta name="DC.date.issued" content="2024-04-03">', ("2024-04-03", "meta")),
        ('<meta name="pubdate" content="Wed, 03 Apr 2024 05:15:00 GMT">', ("2024-04-03T05:15:00Z", "meta")),
        ("", None),
    ],
)
def test_when_it_was_published(head: str, published: tuple[str, str] | None) -> None:
    assert said(told(page(head)).published) == published


@pytest.mark.parametrize(
    ("under", "value", "printed", "where"),
    [
        ('<time datetime="2024-04-03T08:15:00+03:00">٣ نيسان ٢٠٢٤</time>', "2024-04-03T08:15:00+03:00", "٣ نيسان ٢٠٢٤", "page"),
        ("<div>نشر في: 3 أبريل 2024 - 10:45 م</div>", "2024-04-03T22:45", "3 أبريل 2024 - 10:45 م", "text"),
        ("<div>الأربعاء 3 جانفي 2024</div>", "2024-01-03", "الأربعاء 3 جانفي 2024", "text"),
        ("<div>24 رمضان 1445 هـ - 3 أبريل 2024</div>", "2024-04-03", "24 رمضان 1445 هـ - 3 أبريل 2024", "text"),
        ("<div>الأربعاء 24 رمضان 1445 هـ</div>", "الأربعاء 24 رمضان 1445 هـ", "الأربعاء 24 رمضان 1445 هـ", "text"),
        ("<div>5 غشت 2023</div>", "2023-08-05", "5 غشت 2023", "text"),
    ],
)
def test_dates_that_are_shown(under: str, value: str, printed: str, where: str) -> None:
    published = told(page(under=under)).published
    assert published
    assert (published.value, published.printed, published.where) == (value, printed, where)


def test_the_codes_moment_in_the_printing_of_the_page() -> None:
    html = page(ld(article(datePublished="2024-04-03T22:15:00Z")), under="<div>٢٥ رمضان ١٤٤٥ هـ - ٤ نيسان ٢٠٢٤</div>")
    verdict = clean_html(html)
    published = verdict.metadata.published
    assert published
    assert (published.value, published.where) == ("2024-04-03T22:15:00Z", "json-ld")
    assert published.span
    assert verdict.document.text[published.span.start : published.span.end] == published.printed
    assert "رمضان" in published.printed


def test_an_hour_that_only_the_page_prints() -> None:
    published = told(page(ld(article(datePublished="2024-04-03")), under="<div>3 أبريل 2024 - 10:45 م</div>")).published
    assert said(published) == ("2024-04-03T22:45", "text")


def test_a_day_in_the_address_is_the_last_resort() -> None:
    url = "https://www.coast-news.example/2024/04/03/bridge"
    assert said(told(page(), url).published) == ("2024-04-03", "link")
    assert said(told(page(under="<div>4 أبريل 2024</div>"), url).published) == ("2024-04-04", "text")


def test_when_it_was_changed() -> None:
    dates = article(datePublished="2024-04-03T08:15:00+03:00", dateModified="2024-04-05T09:00:00+03:00")
    assert said(told(page(ld(dates))).modified) == ("2024-04-05T09:00:00+03:00", "json-ld")
    assert told(page(ld(dates | {"dateModified": "2023-01-01"}))).modified is None
    shown = told(page(under="<div>نشر في: 3 أبريل 2024 | آخر تحديث: 5 أبريل 2024</div>"))
    assert (said(shown.published), said(shown.modified)) == (("2024-04-03", "text"), ("2024-04-05", "text"))


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2020-06-03T03:01+0400", "2020-06-03T03:01+04:00"),
        ("2020-06-03T03:01:00.0000000+03:00", "2020-06-03T03:01:00+03:00"),
        ("2020-06-03T03:01:00+04", "2020-06-03T03:01:00+04:00"),
        ("2020-06-03T03:01:00+00:00Z", "2020-06-03T03:01:00+00:00"),
        ("2020-03-15 20:18:45 GST", "2020-03-15T20:18:45+04:00"),
        ("Wed Jun 03 2020 03:01:00 GMT+0400 (Gulf Standard Time)", "2020-06-03T03:01:00+04:00"),
        ("1591138860", "2020-06-02T23:01:00Z"),
        ("1591138860000", "2020-06-02T23:01:00Z"),
        ("/Date(1591138860000+0400)/", "2020-06-03T03:01:00+04:00"),
        ("6/3/2020 3:01:00 PM", "2020-06-03T15:01:00"),
        ("3/6/2020", "2020-06-03"),
        ("٢٠٢٠-٠٦-٠٣T٠٣:٠١:٠٠", "2020-06-03T03:01:00"),
        ("3 حزيران 2020", "2020-06-03"),
        ("20200603", "2020-06-03"),
        ("1441-10-11T00:00:00+03:00", None),
        ("1970-01-01T00:00:00+00:00", None),
        ("0001-01-01T00:00:00", None),
        ("2020-06-31", None),
        ("2020-06-03T25:00:00", None),
        ("0", None),
        ("١١ شوال ١٤٤١", None),
        ("منذ ساعتين", None),
        ("", None),
        ("9" * 100, None),
    ],
)
def test_times_of_machines(written: str, iso: str | None) -> None:
    assert stamp(written) == iso


def test_a_date_that_is_none_leaves_room_for_the_next_source() -> None:
    head = ld(article(datePublished="0001-01-01T00:00:00")) + meta(article__published_time="2024-04-03")
    assert said(told(page(head)).published) == ("2024-04-03", "og")


# JSON-LD as it is found


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "%s", "datePublished": "2024-04-03",}',
        '<!-- {"@type": "NewsArticle", "headline": "%s", "datePublished": "2024-04-03"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "%s", "datePublished": "2024-04-03"}\n//]]>',
        '/*<![CDATA[*/{"@type": "NewsArticle", "headline": "%s", "datePublished": "2024-04-03"}/*]]>*/',
        '{"@type": "NewsArticle", "headline": "%s", "description": "سطر\nوآخر\t", "datePublished": "2024-04-03"};',
        '{"@type": "NewsArticle", "headline": "%s", "description": "قال "نعم" ومضى", "datePublished": "2024-04-03"}',
        '{"@type": "WebSite"}\n{"@type": "NewsArticle", "headline": "%s", "datePublished": "2024-04-03"}',
        '[{"@type": "Organization"}, {"@type": ["Article", "NewsArticle"], "headline": "%s", "datePublished": "2024-04-03"}]',
        '{"@graph": [{"@type": "WebPage"}, {"@type": "BlogPosting", "headline": "%s", "datePublished": "2024-04-03"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "%s", "datePublished": ["2024-04-03"]}}',
        '{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;%s&quot;, &quot;datePublished&quot;: &quot;2024-04-03&quot;}',
        '\ufeff{"@type": "schema:NewsArticle", "headline": "%s", "datePublished": "2024-04-03", "wordCount": 1e999}',
        '{"@type": "NewsArticle", "headline": "%s", "datePublished": "2024-04-03", "author": {"name": "منى"',
    ],
)
def test_json_ld_that_is_not_quite_json(script: str) -> None:
    head = f'<script type="application/ld+json">{script.replace("%s", TITLE)}</script>'
    assert said(told(page(head)).published) == ("2024-04-03", "json-ld")


def test_the_article_among_others() -> None:
    other = article(headline="ميناء الصيد يستقبل أول سفينة", datePublished="2024-01-01")
    assert said(told(page(ld([other, article(datePublished="2024-04-03")]))).published) == ("2024-04-03", "json-ld")
    others = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": other}]}
    assert told(page(meta(og__title=TITLE) + ld(others))).published is None
    assert told(page(meta(og__title=TITLE) + ld(other, other | {"headline": "سوق السمك"}))).published is None
    assert said(told(page(ld({"@type": "WebPage", "datePublished": "2024-04-03"}))).published) == ("2024-04-03", "json-ld")


# Microdata


def test_properties_belong_to_the_nearest_item() -> None:
    card = '<div itemscope itemtype="http://schema.org/NewsArticle"><h3 itemprop="headline">{}</h3><time itemprop="datePublished" datetime="{}"></time></div>'
    related = card.format("ميناء الصيد يستقبل أول سفينة", "2024-01-01")
    own = card.format(TITLE, "2024-04-03")
    assert said(told(page(above=related, under=own)).published) == ("2024-04-03", "microdata")


# The rest


def test_the_site_is_not_the_source() -> None:
    facts = told(page(ld(article(publisher={"name": "صحيفة الساحل"})), after="<p>المصدر: صحيفة الجبل</p>"))
    assert (said(facts.site), said(facts.source)) == (("صحيفة الساحل", "json-ld"), ("صحيفة الجبل", "text"))


@pytest.mark.parametrize(
    ("head", "site"),
    [
        (meta(og__site_name="Coast") + '<meta itemprop="publisher" content="صحيفة الساحل">', ("صحيفة الساحل", "microdata")),
        (meta(og__site_name="Coast"), ("Coast", "og")),
        (ld(article(publisher={"@type": "Organization", "name": "Blogger"})), None),
        (ld({"@type": "WebSite", "name": "صحيفة الساحل"}), ("صحيفة الساحل", "json-ld")),
        ('<meta name="application-name" content="الساحل">', ("الساحل", "meta")),
        (f"<title>{TITLE} - صحيفة الساحل</title>", ("صحيفة الساحل", "page")),
    ],
)
def test_what_the_site_calls_itself(head: str, site: tuple[str, str] | None) -> None:
    assert said(told(page(head)).site) == site


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ('<link rel="canonical" href="/economy/41877#top">', (URL, "link")),
        (f'<link rel="canonical" href="https://www.coast-news.example/">{meta(og__url=URL)}', (URL, "og")),
        ('<link rel="canonical" href="javascript:alert(1)">' + ld(article(mainEntityOfPage={"@id": URL})), (URL, "json-ld")),
        ('<base href="https://cdn.coast-news.example/x/"><link rel="canonical" href="41877">', ("https://cdn.coast-news.example/x/41877", "link")),
        ('<link rel="canonical" href="http://[">', None),
    ],
)
def test_the_address(head: str, canonical: tuple[str, str] | None) -> None:
    assert said(told(page(head)).canonical) == canonical


def test_pictures_are_addresses_in_full() -> None:
    assert said(told(page(meta(og__image="//cdn.coast-news.example/1.jpg"))).image) == ("https://cdn.coast-news.example/1.jpg", "og")
    assert said(told(page(ld(article(image=[{"@type": "ImageObject", "url": "/1.jpg"}])))).image) == ("https://www.coast-news.example/1.jpg", "json-ld")
    assert told(page(meta(og__image="data:image/png;base64,AAAA") + ld(article(image="javascript:x()")))).image is None


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('<html lang="ar-EG">', "", ("ar-EG", "page")),
        ("<html>", meta(og__locale="ar_AR"), ("ar", "og")),
        ("<html>", ld(article(inLanguage={"name": "Arabic", "alternateName": "ar"})), ("ar", "json-ld")),
        ('<html lang="en-US">', "", ("ar", "text")),
        ('<html lang="en-US">', '<meta name="language" content="Arabic">', ("ar", "meta")),
        ("<html>", "", ("ar", "text")),
    ],
)
def test_the_language_is_the_one_that_the_text_is_in(html: str, head: str, language: tuple[str, str]) -> None:
    assert said(told(page(head, html=html)).language) == language


def test_the_section() -> None:
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"name": "الرئيسية"}, {"item": {"name": "اقتصاد"}}, {"name": TITLE}]}
    assert said(told(page(ld(article(articleSection=["محليات", "أخبار"])))).section) == ("محليات", "json-ld")
    assert said(told(page(meta(article__section="محليات"))).section) == ("محليات", "og")
    assert said(told(page(ld(crumbs))).section) == ("اقتصاد", "json-ld")
    assert told(page(ld(article(articleSection="غير مصنف")))).section is None
    assert said(told(page(above="<span>محليات</span>")).section) == ("محليات", "text")
    menu = "".join(f"<span>{name}</span><br>" for name in ("أخبار", "رياضة", "ثقافة", "محليات"))
    assert told(page(above=f"<div>{menu}</div>")).section is None


def test_tags() -> None:
    assert [said(one) for one in told(page('<meta property="article:tag" content="الجسر القديم"><meta property="article:tag" content="الطرق">')).tags] == [
        ("الجسر القديم", "og"), ("الطرق", "og"),
    ]  # fmt: skip
    assert [one.value for one in told(page(ld(article(keywords="الجسر القديم، الطرق")))).tags] == ["الجسر القديم", "الطرق"]
    shown = page(under='<a rel="tag" href="/t/1">#الطرق</a>')
    assert [said(one) for one in told(shown).tags] == [("الطرق", "page")]


def test_search_words_are_tags_where_the_text_holds_them() -> None:
    words = '<meta name="keywords" content="{}">'
    assert [one.value for one in told(page(words.format("الجسر القديم, مهندس المشروع, شات"))).tags] == ["الجسر القديم", "مهندس المشروع"]
    assert told(page(words.format("أخبار, راديو, شات, الجسر القديم, يوتيوب"))).tags == ()
    assert told(page(words.format(",".join(TITLE.split())))).tags == ()


def test_the_description_says_more_than_the_title() -> None:
    text = "أعمال صيانة الجسر القديم تستمر ستة أسابيع"
    assert said(told(page(meta(og__description=f"&amp;nbsp;{text}"))).description) == (text, "og")
    assert told(page(meta(og__description=TITLE) + '<meta name="description" content="| أخبار">')).description is None


# Where facts stand, and what it costs


def test_lines_cut_between_headline_and_article_are_read() -> None:
    under = "<div>محليات</div><div>منى الحوراني - بيروت</div><div>3 أبريل 2024</div>"
    verdict = clean_html(page(meta(og__title=TITLE), under=under))
    facts = verdict.metadata
    assert [value.value for value in facts.authors] == ["منى الحوراني"]
    assert facts.published
    for value in (*facts.authors, facts.published, facts.title):
        assert value
        assert value.span
        assert verdict.document.text[value.span.start : value.span.end] == value.printed


def test_labelled_lines_under_the_article_are_read() -> None:
    footer = "<footer><p>مرسلة بواسطة منى الحوراني في 8:15 ص</p><p>الأكثر قراءة: سالم عدلي</p></footer>"
    assert authors(page().replace("<footer>", footer + "<footer>")) == ["منى الحوراني"]


def test_months_of_members_are_no_dates() -> None:
    assert said(told(page(under="<div>تاريخ التسجيل</div><div>Jan 2011</div><div>02-07-2013, 09:12 PM#1</div>")).published) == ("2013-07-02T21:12", "text")


def test_dates_of_other_stories_are_not_read() -> None:
    others = "".join(f"<li><a href='/{n}'>خبر آخر عن الميناء القديم</a><span>{n} مارس 2023</span></li>" for n in range(1, 9))
    html = page().replace("</main>", f"</main><aside><h4>الأكثر قراءة</h4><ul>{others}</ul></aside>")
    assert told(html).published is None


def test_a_page_without_an_article_still_says_what_it_is() -> None:
    verdict = clean_html("<html lang=ar><head>" + meta(og__title=TITLE, article__published_time="2024-04-03") + "</head><body></body></html>")
    assert said(verdict.metadata.title) == (TITLE, "og")
    assert said(verdict.metadata.published) == ("2024-04-03", "og")


def test_cleaning_reads_no_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("read while cleaning")

    monkeypatch.setattr(Code, "__init__", fail)
    verdict = clean_html(page(ld(article())))
    with pytest.raises(AssertionError, match="read while cleaning"):
        _ = verdict.metadata


def test_metadata_is_read_once_and_verdicts_travel() -> None:
    verdict = Cleaner().html(Record(page(ld(article(author="منى الحوراني")))))
    assert verdict.metadata is verdict.metadata
    copy: Verdict = pickle.loads(pickle.dumps(verdict))
    assert copy.metadata == verdict.metadata


def test_rows_fit_the_schema() -> None:
    head = ld(article(author="منى الحوراني", articleSection="محليات", datePublished="2024-04-03", image="/1.jpg")) + meta(
        og__site_name="صحيفة الساحل", og__description="أعمال صيانة الجسر القديم تستمر ستة أسابيع", og__url=URL
    )
    row = {"cleaner": audit(clean_html(page(head), url=URL), version="0.1.0", rules="0" * 16)}
    assert {"site", "canonical", "language", "section", "image", "description"} <= row["cleaner"]["metadata"].keys()
    jsonschema.Draft202012Validator(load_schema()).validate(json.loads(json.dumps(row)))


# Hostile pages


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"' + "ا" * 5_000_000 + '"}</script>',
        '<script type="application/ld+json">' + '{"a":' * 150_000 + "1" + "}" * 150_000 + "</script>",
        '<script type="application/ld+json">{"@type":"NewsArticle"}</script>' * 2_000,
        '<meta name="author" content="منى الحوراني">' * 100_000,
        '<meta name="keywords" content="' + "ا،" * 500_000 + '">',
        '<meta name="author" content="\ud800 س">\udfff',
        "<title>" + " - ".join(["كلمة"] * 20_000) + "</title>",
        '<link rel="canonical" href="http://[">' * 20_000,
        '<p itemprop="author">س</p>' * 20_000,
        "\0<meta name=author\0 content='\0'>",
    ],
    ids=lambda head: head[:24],
)
def test_hostile_heads_are_read_within_bounds(head: str) -> None:
    code = Code(page(head), URL, TITLE)
    for read in (code.titles, code.published, code.modified, code.sites, code.canonical, code.images, code.languages, code.sections, code.descriptions):
        assert len(list(read())) < 5_000
    assert sum(len(values) for _, values, _ in code.authors()) < 5_000


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","author":[[["x"]]]}',
        '{"@type":{"a":1},"author":5}',
        '{"@type":["NewsArticle",null,3],"headline":{"@value":["x"]},"author":{"name":{"a":"b"}},"image":[[]],"inLanguage":["ar",{}],"keywords":{"a":1}}',
        '{"@type":"NewsArticle","publisher":[null,{"name":[]}],"mainEntityOfPage":true,"@id":["x"],"datePublished":NaN}',
        '{"@type":"BreadcrumbList","itemListElement":[1,{"item":{"name":["x",1]}},{"name":{}}]}',
        '[1, 2, null, "x"]',
        "null",
        '{"@type":"NewsArticle","wordCount":' + "9" * 5_000 + "}",
        '"name":"x' * 20_000,
        "<!--" * 20_000,
    ],
    ids=lambda script: script[:24],
)
def test_odd_json_is_no_error(script: str) -> None:
    assert told(page(f'<script type="application/ld+json">{script}</script>')).title


@pytest.mark.parametrize("deep", ["<div>" * 30_000, "<div " + "".join(f" a{n}=1" for n in range(30_000)) + ">"], ids=["nested", "crowded"])
def test_of_a_page_that_is_too_deep_only_the_head_is_read(deep: str) -> None:
    html = page(meta(og__title=TITLE, article__published_time="2024-04-03")).replace("<main>", deep)
    assert said(told(html).published) == ("2024-04-03", "og")
    assert told(deep + html).published is None


def test_too_much_json_is_not_read() -> None:
    assert json_ld.read(['{"headline": "' + "ا" * 1_100_000 + '"}']) == []
    assert len(json_ld.read(["[" + ",".join(["{}"] * 10_000) + "]"])) <= 3_000


# Laws

PIECES = (
    ld(article(datePublished="2024-04-03T08:15:00Z", author="منى الحوراني")), '<script type="application/ld+json">{"@type": "NewsArticle", ',
    meta(og__title=TITLE), '<meta name="author" content="', f"<title>{TITLE} - صحيفة الساحل</title>", f"<h1>{TITLE}</h1>", f"<h2>{TITLE}</h2>", f"<p>{LEAD}</p>", f"<p>{CLOSE}</p>",
    "<div>منى الحوراني - بيروت</div>", "<div>3 أبريل 2024 - 10:45 م</div>", "<span>محليات</span>", "<div>الرئيسية</div>", '<time datetime="2024-04-03">٣ نيسان</time>',
    '<a rel="author">سالم عدلي</a>', '<a rel="tag">#الطرق</a>', "<nav>رياضة</nav>", "<aside>اقرأ أيضا</aside>", "<article>", "</article>", "<p>المصدر: رويترز</p>", "<footer>", '">', "</script>", "\0",
)  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=14))
def test_any_page_tells_facts_that_stand_where_they_say(pieces: list[str]) -> None:
    verdict = clean_html("".join(pieces), url=URL)
    text = verdict.document.text
    for item in fields(Metadata):
        told = getattr(verdict.metadata, item.name)
        for value in told if isinstance(told, tuple) else filter(None, [told]):
            assert value.value
            assert value.span is None or text[value.span.start : value.span.end] == value.printed
            assert value.where == "text" or value.span is None or item.name in ("authors", "published", "modified")
