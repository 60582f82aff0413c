/* What stirs the stages: bits of lines, and which stages may say something of such lines though no rule does. */

enum {
    PARAGRAPH = 1, BLANK = 2, SIGNS = 4, STOPS = 8, TITLE = 16, BRIEF = 32, PARTED = 64, SITED = 128,
    OPENS_COUNTED = 256, CUT = 1024, BREAKS = 2048, TAILED = 4096, OUTLET = 8192,
    UNMARKED = 1 << 14, NAME = 1 << 15, ROW = 1 << 16, COUNTED = 1 << 17, LATIN = 1 << 18, COUNTER = 1 << 19,
    TITLED = 1 << 20, ANNOUNCES = 1 << 21, DOTTED = 1 << 22
};
enum { EDGES = 1, ECHOES = 2, REPEATS = 4, CLOCKS = 8, TICKERS = 16, TEASERS = 32, TITLES = 64, TEASED = 128, TAILS = 256, ABOUT = 512, MENUS = 1024, COUNTERS = 2048, SURROUNDED = 4096 };
#define CLOCKS_LEAST 4
#define TICKER_FEWEST 3
#define TICKER_BELOW 4
#define ABOUT_PARAGRAPHS 3
#define SITED_FEWEST 1
#define MENU_LINES 4
#define MENU_OPENING 3
#define MENU_NAME_WORDS 3
#define MENU_ROW_WORDS 6
#define MENU_ROWS 2
#define TEASER_PARAGRAPHS 4
#define TITLE_WORDS 4
#define BRIEF_WORDS 5
#define COMPANY 2
#define COMPANY_IN_BODY 6
#define OUTLET_WITHIN (OPENING + 16)  /* the longest of them begins there */
#define DOTS_BEHIND 3
#define TEASER_WORDS 15
#define DATELINE_FEWEST 2
#define DATELINE_MOST 6
#define COUNTER_LETTERS 6
#define ICON_LETTERS 2

/* What read() has told of the lines, and which of them are gone. */
typedef struct { uint32_t *bits; char *gone; Py_ssize_t lines; } Told;

/* Mark the lines of a set as gone. */
static int mark_gone(Told *told, PyObject *numbers) {
    PyObject *each = PyObject_GetIter(numbers), *number;
    if (!each) return -1;
    while ((number = PyIter_Next(each))) {
        Py_ssize_t line = PyLong_AsSsize_t(number);
        Py_DECREF(number);
        if (line == -1 && PyErr_Occurred()) break;
        if (line < 0 || line >= told->lines) { PyErr_SetString(PyExc_ValueError, "there is no such line"); break; }
        told->gone[line] = 1;
    }
    Py_DECREF(each);
    return PyErr_Occurred() ? -1 : 0;
}

/* Take what is told as Python has it; `gone` may be NULL. To be freed: the bits. */
static int take_told(Told *told, PyObject *bits, PyObject *gone) {
    size_t size = (size_t)PyBytes_GET_SIZE(bits);
    told->lines = (Py_ssize_t)size / 4;
    if (!(told->bits = PyMem_Malloc(size + (size_t)told->lines + 4))) { PyErr_NoMemory(); return -1; }
    memcpy(told->bits, PyBytes_AS_STRING(bits), size);
    told->gone = gone ? (char *)told->bits + size : NULL;
    if (!gone) return 0;
    memset(told->gone, 0, (size_t)told->lines);
    return mark_gone(told, gone);
}

#include "titles.h"

/* Tell whether lines may stand among removed ones, and their own lines are left: surroundings.find, which reads more of them. */
static int may_be_surrounded(const uint32_t *bits, const char *gone, Py_ssize_t lines, int alike) {
    Py_ssize_t company = 0, left = 0, paragraphs = 0, lost = 0, edges = 0, many = 0, brief = 0, row = 0;
    for (Py_ssize_t n = 0; n <= lines; n++) {
        if (n == lines || ((bits[n] & PARAGRAPH) && !gone[n])) {
            many += company >= COMPANY_IN_BODY;
            edges += (n == lines || !paragraphs) && company >= COMPANY && left;
            if (n < lines && !paragraphs++) row = bits[n] & UNMARKED;
            company = left = 0;
            continue;
        }
        lost += gone[n];
        company += gone[n] || alike || (bits[n] & (SIGNS | OPENS_COUNTED));
        left += !gone[n] && !(bits[n] & (SIGNS | BLANK));
        brief += !(bits[n] & (PARAGRAPH | BLANK | SIGNS)) && (bits[n] & BRIEF);
    }
    return lost >= COMPANY && paragraphs && (many || edges || (row && brief && paragraphs > 1));
}

/* Tell which stages may say something of lines with these bits, if no rule does. `gone` marks lines that are removed, or is NULL:
 * what stages say because of what stands beside them is not foreseen, but that they look among them for names and times too. */
static int stir(const uint32_t *bits, const char *gone, Py_ssize_t lines, int alike, int broad) {
    Py_ssize_t first = -1, last = -1, paragraphs = 0, stopping = 0, cut = 0, clocks = 0, titles = 0, sited = 0, named = 0, parted = 0, inner = 0, runs = 0, unclosed = 0, names = 0, rows = 0, below_names = 0, below_rows = 0, counters = 0, below_counters = 0, datelines = 0, beside_first = 0, beside_last = 0, since = 0, before_last = -1;
    int stirred = (alike ? ECHOES | REPEATS : 0) | (broad ? TICKERS : 0) | (gone && may_be_surrounded(bits, gone, lines, alike) ? SURROUNDED : 0);
    for (Py_ssize_t n = 0; n < lines; n++) {
        uint32_t is = bits[n], words = is >> WORDS_SHIFT;
        if (first < 0 && !(is & PARAGRAPH)) {
            named += (is & (TITLE | SIGNS)) != 0;
            sited += (is & SITED) != 0;
        }
        datelines += first < 0 && words >= DATELINE_FEWEST && words <= DATELINE_MOST;
        if (gone && gone[n]) {
            since++;
            if (is & PARAGRAPH) continue;
            clocks += (is & OPENS_COUNTED) != 0;
            below_names += (is & NAME) != 0;
            if (first < 0) names += (is & NAME) != 0;
            continue;
        }
        if (is & PARAGRAPH) {
            if (last >= 0) {
                runs += may_hold_titles(bits, gone, last, n);
                inner += last != first && !(bits[last] & STOPS);
            } else first = n;
            if (paragraphs == 1) beside_first = since;
            beside_last = since;
            since = 0;
            before_last = last;
            last = n;
            paragraphs++;
            stopping += (is & STOPS) != 0;
            unclosed += paragraphs > 1 && paragraphs <= TICKER_BELOW && !(is & STOPS);
            cut += (is & CUT) != 0;
            if (is & TAILED) stirred |= TAILS;
            if (paragraphs <= MENU_ROWS && (is & UNMARKED)) stirred |= MENUS;
            below_names = below_rows = below_counters = 0;
            continue;
        }
        if (is & SIGNS) stirred |= EDGES;
        clocks += (is & OPENS_COUNTED) != 0;
        below_names += (is & NAME) != 0;
        below_counters += (is & COUNTER) != 0;
        below_rows += (is & (ROW | UNMARKED)) == (ROW | UNMARKED);
        if (first < 0) {
            if (is & COUNTED) stirred |= COUNTERS;
            if (is & LATIN) stirred |= EDGES;
            names += (is & NAME) != 0;
            counters += (is & COUNTER) != 0;
            rows += (is & (ROW | UNMARKED)) == (ROW | UNMARKED);
            titles += (is & (TITLE | SIGNS)) != 0;
            parted += (is & PARTED) != 0;
        }
    }
    if ((first < 0 || first > 1) && sited && named >= SITED_FEWEST) stirred |= REPEATS;
    if (clocks >= CLOCKS_LEAST) stirred |= CLOCKS;
    if (first < 0) return stirred | MENUS;
    if (counters || (gone && below_counters)) stirred |= EDGES;
    if (rows || below_rows || names >= MENU_OPENING || names + below_names >= MENU_LINES) stirred |= MENUS;
    if (paragraphs > 1 && !(bits[first] & STOPS) && !unclosed) stirred |= TICKERS;
    if (last >= 2 && ((bits[first] & PARTED) || (first >= 2 && (parted || titles >= TICKER_FEWEST)))) stirred |= TICKERS;
    if (paragraphs >= TEASER_PARAGRAPHS && ((bits[first] | bits[last]) & BREAKS) && !inner) {
        if (beside_first || beside_last || ((bits[last] & BREAKS) && datelines) || (bits[last] & bits[before_last] & DOTTED)) stirred |= TEASERS;
    }
    if (paragraphs >= TITLES_PARAGRAPHS && runs && stopping >= TITLES_PUNCTUATED * paragraphs) stirred |= TITLES;
    if (paragraphs >= TEASER_PARAGRAPHS && cut == paragraphs) stirred |= TEASED;
    if (paragraphs >= ABOUT_PARAGRAPHS && (bits[last] & OUTLET)) stirred |= ABOUT;
    return stirred;
}

/* Take the lines that are gone out. */
static void leave_out(Told *told) {
    Py_ssize_t left = 0;
    for (Py_ssize_t n = 0; n < told->lines; n++) if (!told->gone[n]) told->bits[left++] = told->bits[n];
    told->lines = left;
    told->gone = NULL;
}

/* stir(bits, alike, broad, gone, out): the same for bits that read() has told, and the numbers of the lines that are gone, and out of the text or still to be seen. */
static PyObject *native_stir(PyObject *module, PyObject *args) {
    PyObject *bits, *gone = NULL, *stirred = NULL;
    Told told = {0};
    int alike, broad, out = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "Spp|Op", &bits, &alike, &broad, &gone, &out)) return NULL;
    if (take_told(&told, bits, gone) == 0) {
        if (out && told.gone) leave_out(&told);
        stirred = PyLong_FromLong(stir(told.bits, told.gone, told.lines, alike, broad));
    }
    PyMem_Free(told.bits);
    return stirred;
}

/* having(bits, some): the numbers of the lines that have one of some bits. */
static PyObject *native_having(PyObject *module, PyObject *args) {
    PyObject *bits, *found;
    unsigned int some;
    Told told = {0};
    (void)module;
    if (!PyArg_ParseTuple(args, "SI", &bits, &some)) return NULL;
    if (take_told(&told, bits, NULL) < 0 || !(found = PyList_New(0))) { PyMem_Free(told.bits); return NULL; }
    for (Py_ssize_t n = 0; found && n < told.lines; n++) {
        if ((told.bits[n] & some) && append_number(found, n) < 0) Py_CLEAR(found);
    }
    PyMem_Free(told.bits);
    return found;
}

/* Tell whether a reader sees nothing on a line: Looks.blank. What is of tatweel folds to nothing, and is seen. */
static int shows_nothing(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size, Line line) {
    for (Py_ssize_t i = 0; i < size; i++) if (!(is(letters, at[i]) & SPACE)) return 0;
    for (Py_ssize_t i = 0; i < line.size; i++) if (char_at(line, i) == 0x640) return 0;
    return 1;
}

/* Tell whether a line may hold several headlines: tickers._segments. */
static int is_parted(Line line, int seen) {
    Py_ssize_t size = line.size;
    if (!(seen & PARTS)) return 0;
    while (size && listed(around, COUNT(around), char_at(line, size - 1))) size--;
    Py_UCS4 last = size ? char_at(line, size - 1) : '.';
    return !(last == '.' || last == 0x61F || last == '!' || last == ':' || last == 0x60C);
}

/* Tell whether a line ends as teasers do: article._CUT, and more. */
static int is_cut(const Letters *letters, Line line) {
    Py_ssize_t size = line.size;
    while (size && (is(letters, char_at(line, size - 1)) & SPACE)) size--;
    Py_UCS4 last = size ? char_at(line, size - 1) : 0, before = size > 1 ? char_at(line, size - 2) : 0;
    return last == 0x2026 || ((before == '.' || before == 0x2026) && (last == '.' || last == ']' || last == ')' || last == 0xBB));
}

/* Tell whether a paragraph ends in dots, a few signs aside: teasers._DOTS. */
static int is_dotted(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    for (Py_ssize_t i = size; i > 0 && i >= size - DOTS_BEHIND; i--) {
        if (at[i - 1] == 0x2026 || (i > 1 && at[i - 1] == '.' && at[i - 2] == '.')) return 1;
        if (is(letters, at[i - 1]) & WORD) return 0;
    }
    return 0;
}

/* Return the bits of a paragraph that breaks off: teasers._breaks_off. */
static uint32_t broken(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size, int stops) {
    uint32_t dotted = is_dotted(letters, at, size) ? DOTTED : 0;
    return (dotted || !stops) && tokens_of(letters, at, size) >= TEASER_WORDS ? dotted | BREAKS : dotted;
}

static const Py_UCS4 trails[] = {0xBB, 0x203A, '>', '/', '|', 0xAB, '<', 0x2192, '\\'}; /* repeats._TRAIL_SIGNS */
static const Py_UCS4 homes[][8] = {{0x627, 0x644, 0x631, 0x64A, 0x64A, 0x633}, {'h', 'o', 'm', 'e'}, {'a', 'c', 'c', 'u', 'e', 'i', 'l'}, {0x627, 0x644, 0x635, 0x641, 0x62D, 0x647}};

/* Tell whether a folded line may be a headline with the name of a site behind it, or a path before it: repeats._may_repeat. */
static int is_sited(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    Py_ssize_t start = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 c = at[i];
        if ((c == '-' || c == 0x2013 || c == 0x2014) && i && i + 1 < size && at[i - 1] == ' ' && at[i + 1] == ' ') return 1;
        if (listed(trails, COUNT(trails), c) || (c == ' ' && i && at[i - 1] == ' ')) return 1;
    }
    while (start < size && !(is(letters, at[start]) & WORD)) start++;
    for (size_t n = 0; n < COUNT(homes); n++) {
        Py_ssize_t i = 0;
        while (homes[n][i] && start + i < size && at[start + i] == homes[n][i]) i++;
        if (!homes[n][i]) return 1;
    }
    return 0;
}
