/* Looks and look-ups in one pass over the letters of a text: what arabic.py, looks.py and match.py do in
 * Python, where there was a C compiler. Says the same, to the last offset; tests hold it to that.
 *
 * Comes in: the lines of a document. Goes out: which are paragraphs, the words and keys of the others, how
 * paragraphs end, and for each line on which a rule may have a say the patterns worth trying. Nothing is
 * matched here: regular expressions stay in Python. Every loop runs over letters once, in bounded memory.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#if defined(__GNUC__)
#define ALWAYS inline __attribute__((always_inline))
#else
#define ALWAYS inline
#endif
#define BMP 0x10000
#define DROP 0xFFFF  /* folds to nothing; no character */
#define MANY 0xFFFE  /* folds to several characters */
enum { WORD = 1, SPACE = 2, DIGIT = 4, PARTS = 8, ODD = 16, MARK = 32 }; /* what characters are */
static const Py_UCS4 parting[] = {'|', 0x2022, 0xB7, '*', 0x25CF, 0x25AA, 0x25A0, 0x25C6, 0xAB, 0xBB}; /* tickers._MAY_PART_RAW */
static const Py_UCS4 around[] = {' ', '|', 0x2022, 0xB7, '*', 0x25CF, 0x25AA, 0x25A0, 0x25C6, 0xBB, 0xAB, '-', 0x2013}; /* tickers._AROUND */
static const Py_UCS4 marks[] = {'.', 0x60C, 0x61B, 0x61F, '!', ':', '"', 0xAB, 0xBB}; /* menus._MARKS */
static const Py_UCS4 odd[] = {0x201E, 0x84, 0xFFFD}; /* damage._SIGNS_OF_PARTS */

/* ---- Letters: what each character folds to, and what it is ---- */

typedef struct {
    PyObject_HEAD
    uint32_t of[BMP];  /* what it folds to, and above that what it is */
    PyObject *many;  /* {code: str} for what folds to several characters */
} Letters;

#define COUNT(list) (sizeof(list) / sizeof(*list))
static int listed(const Py_UCS4 *list, size_t count, Py_UCS4 c) {
    for (size_t i = 0; i < count; i++) if (list[i] == c) return 1;
    return 0;
}

static int kind_of(Py_UCS4 c) {
    int kind = 0;
    if (!Py_UNICODE_ISPRINTABLE(c) || listed(parting, COUNT(parting), c)) kind |= PARTS;
    if (listed(odd, COUNT(odd), c)) kind |= ODD;
    if (listed(marks, COUNT(marks), c)) kind |= MARK;
    if (Py_UNICODE_ISALNUM(c) || c == '_') kind |= WORD;
    if (Py_UNICODE_ISSPACE(c)) kind |= SPACE;
    if (Py_UNICODE_ISDIGIT(c)) kind |= DIGIT;
    return kind;
}

static inline int is(const Letters *letters, Py_UCS4 c) { return c < BMP ? (int)(letters->of[c] >> 16) : kind_of(c); }
static inline void set_fold(Letters *letters, Py_UCS4 c, uint32_t to) { letters->of[c] = (letters->of[c] & ~(uint32_t)0xFFFF) | to; }

static int letters_init(Letters *self, PyObject *args, PyObject *kwargs) {
    PyObject *folded, *key, *value;
    Py_ssize_t pos = 0;
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "O!", &PyDict_Type, &folded)) return -1;
    for (Py_UCS4 c = 0; c < BMP; c++) {
        self->of[c] = (uint32_t)kind_of(c) << 16 | c;
    }
    set_fold(self, DROP, MANY);
    set_fold(self, MANY, MANY); /* told apart from the marks by the table of several */
    Py_XSETREF(self->many, PyDict_New());
    if (!self->many) return -1;
    for (unsigned c = MANY; c <= DROP; c++) {
        PyObject *code = PyLong_FromUnsignedLong(c), *own = PyUnicode_FromOrdinal((int)c);
        int failed = !code || !own || PyDict_SetItem(self->many, code, own) < 0;
        Py_XDECREF(code);
        Py_XDECREF(own);
        if (failed) return -1;
    }
    while (PyDict_Next(folded, &pos, &key, &value)) {
        if (!PyUnicode_Check(key) || !PyUnicode_Check(value) || PyUnicode_GET_LENGTH(key) != 1 || PyUnicode_READ_CHAR(key, 0) >= MANY) {
            PyErr_SetString(PyExc_ValueError, "single characters of the first plane are folded");
            return -1;
        }
        Py_UCS4 c = PyUnicode_READ_CHAR(key, 0);
        Py_ssize_t length = PyUnicode_GET_LENGTH(value);
        if (!length) set_fold(self, c, DROP);
        else if (length == 1 && PyUnicode_READ_CHAR(value, 0) < MANY) set_fold(self, c, PyUnicode_READ_CHAR(value, 0));
        else {
            PyObject *code = PyLong_FromUnsignedLong(c);
            int failed = !code || PyDict_SetItem(self->many, code, value) < 0;
            Py_XDECREF(code);
            if (failed) return -1;
            set_fold(self, c, MANY);
        }
    }
    return 0;
}

static void letters_dealloc(Letters *self) {
    Py_XDECREF(self->many);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* ---- Runs of folded characters ---- */

typedef struct { Py_UCS4 *at; Py_ssize_t size, room; } Run;

static int make_room(Run *run, Py_ssize_t more) {
    if (run->size + more <= run->room) return 0;
    Py_ssize_t room = run->size + more + run->room / 2 + 256;
    Py_UCS4 *at = PyMem_Realloc(run->at, (size_t)room * sizeof(Py_UCS4));
    if (!at) { PyErr_NoMemory(); return -1; }
    run->at = at;
    run->room = room;
    return 0;
}

static PyObject *text_of(const Py_UCS4 *at, Py_ssize_t size) {
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, at, size);
}

/* Add what a character that folds to several becomes; `left` characters are still to come. */
static int add_many(const Letters *letters, Py_UCS4 c, Run *run, Py_ssize_t left) {
    PyObject *code = PyLong_FromUnsignedLong(c);
    PyObject *parts = code ? PyDict_GetItemWithError(letters->many, code) : NULL;
    Py_XDECREF(code);
    if (!parts) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_SystemError, "a character without its folding");
        return -1;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(parts);
    if (make_room(run, length + left) < 0) return -1;
    for (Py_ssize_t i = 0; i < length; i++) run->at[run->size++] = PyUnicode_READ_CHAR(parts, i);
    return 0;
}

#define BLOCK 65536
typedef struct { Py_ssize_t lam, alif, spaces, runs, mark; int wide, broad, seen; } Counted; /* `runs`, `mark` and `seen` of the last line */

/* Count the letters and spaces of a line: loops that a compiler turns into a few instructions for many letters. */
static ALWAYS void count_kind(const Letters *letters, int kind, const void *data, Py_ssize_t size, Counted *counted) {
    Py_ssize_t first = 0, last = size, lam = 0, alif = 0, spaces = 0, beside = 0;
    int wide = 0, broad = 0;
    for (Py_ssize_t start = 0, end; start < size; start = end) {
        uint32_t l = 0, a = 0, s = 0, pairs = 0;
        end = size - start > BLOCK ? start + BLOCK : size;
        for (Py_ssize_t i = start; i < end; i++) {
            Py_UCS4 c = PyUnicode_READ(kind, data, i);
            l += c == 0x644;
            a += c == 0x627;
            s += c == ' ';
        }
        for (Py_ssize_t i = start ? start : 1; i < end; i++) {
            Py_UCS4 c = PyUnicode_READ(kind, data, i);
            pairs |= (c == PyUnicode_READ(kind, data, i - 1)) & ((c == ' ') | (c == 0xA0));
        }
        lam += l;
        alif += a;
        spaces += s;
        beside |= pairs;
    }
    while (first < last && (is(letters, PyUnicode_READ(kind, data, first)) & SPACE)) first++;
    while (last > first && (is(letters, PyUnicode_READ(kind, data, last - 1)) & SPACE)) last--;
    Py_ssize_t runs = first < last ? spaces : 0;
    for (Py_ssize_t i = 0; i < first && runs; i++) runs -= PyUnicode_READ(kind, data, i) == ' ';
    for (Py_ssize_t i = last; i < size && runs; i++) runs -= PyUnicode_READ(kind, data, i) == ' ';
    for (Py_ssize_t i = 1; i < size && beside; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if ((c != ' ' && c != 0xA0) || c != PyUnicode_READ(kind, data, i - 1)) continue;
        wide |= c == ' ';
        broad |= i > 1 && PyUnicode_READ(kind, data, i - 2) == c;
        runs -= (c == ' ') & (i > first) & (i < last); /* one of a run counts */
    }
    counted->lam += lam;
    counted->alif += alif;
    counted->spaces += spaces;
    counted->runs = runs;
    counted->wide |= wide;
    counted->broad |= broad;
    counted->seen = wide ? PARTS : 0;
}

/* Fold a line behind a run; `mark` becomes where the last `window` characters start. */
static ALWAYS int fold_kind(
    const Letters *letters, int kind, const void *data, Py_ssize_t size, Py_ssize_t window, Run *run, Counted *counted
) {
    uint32_t seen = 0;
    if (make_room(run, size) < 0) return -1;
    counted->mark = run->size;
    for (Py_ssize_t i = 0, end; i < size; i = end) {
        Py_UCS4 *out = run->at + run->size;
        end = i < size - window ? size - window : size;
        counted->mark = run->size;
        for (; i < end; i++) {
            Py_UCS4 c = PyUnicode_READ(kind, data, i);
            if (c >= BMP) { seen |= (uint32_t)kind_of(c) << 16; *out++ = c; continue; }
            uint32_t entry = letters->of[c], folded = entry & 0xFFFF;
            seen |= entry;
            *out = folded;
            out += folded != DROP;
            if (folded != MANY) continue;
            run->size = out - 1 - run->at;
            if (add_many(letters, c, run, size - i) < 0) return -1;
            out = run->at + run->size;
        }
        run->size = out - run->at;
    }
    count_kind(letters, kind, data, size, counted);
    counted->seen |= (int)(seen >> 16);
    return 0;
}

static int fold_line(const Letters *letters, PyObject *line, Py_ssize_t window, Run *run, Counted *counted) {
    const void *data = PyUnicode_DATA(line);
    Py_ssize_t size = PyUnicode_GET_LENGTH(line);
    switch (PyUnicode_KIND(line)) {
    case PyUnicode_1BYTE_KIND: return fold_kind(letters, PyUnicode_1BYTE_KIND, data, size, window, run, counted);
    case PyUnicode_2BYTE_KIND: return fold_kind(letters, PyUnicode_2BYTE_KIND, data, size, window, run, counted);
    default: return fold_kind(letters, PyUnicode_4BYTE_KIND, data, size, window, run, counted);
    }
}

static PyObject *unready(void) {
    PyErr_SetString(PyExc_ValueError, "made without __init__");
    return NULL;
}

static PyObject *letters_fold(Letters *self, PyObject *text) {
    Run run = {NULL, 0, 0};
    Counted counted = {0};
    PyObject *folded = NULL;
    if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "a str is folded, not %R", Py_TYPE(text));
    if (!self->many) return unready();
    if (fold_line(self, text, 0, &run, &counted) == 0) folded = text_of(run.at, run.size);
    PyMem_Free(run.at);
    return folded;
}

static PyTypeObject LettersType;

/* ---- Needles: which of many texts stand in a line ----
 *
 * Each is told by its rarest three letters side by side: a line is asked for those of all needles at once, and few places of it
 * have any. Needles of two letters are told by the one that is no Arabic letter.
 */

#define TRIPLES 65536
#define NEAR 16384  /* as many are told apart in one line */
#define SHORT 192  /* characters below may tell a needle of two */
/* Return the number of three characters, from that of the three before the last of them: what is older is shifted out. */
static inline uint32_t triple_of(uint32_t before, Py_UCS4 c) { return (before << 6 ^ c * 37) % TRIPLES; }

typedef struct { const Py_UCS4 *at; Py_ssize_t size, offset; int32_t place, next; } Needle;  /* where in it stands what tells it; the next one told so */

typedef struct {
    uint64_t triples[TRIPLES / 64];
    uint8_t shorts[SHORT];  /* whether any needle is told so */
    int32_t by_triple[TRIPLES], by_short[SHORT];  /* 1 + the first needle that is, or 0 */
    Needle *needles;
    Py_UCS4 *letters;
    int32_t rules;
    PyObject *openings;  /* place: with what a paragraph opens that the rule may fit: () never, None anything */
    PyObject *patterns;  /* place: the patterns of the rule */
} Needles;

static void free_needles(Needles *needles) {
    if (!needles) return;
    PyMem_Free(needles->needles);
    PyMem_Free(needles->letters);
    Py_XDECREF(needles->openings);
    Py_XDECREF(needles->patterns);
    PyMem_Free(needles);
}

/* Return how often a character stands in a thousand of news, counted on the development dumps; 1 for what is rarer. */
static double share_of(Py_UCS4 c) {
    static const uint8_t arabic[] = { /* from hamza to yeh */
        3, 1, 1, 1, 1, 1, 143, 28, 1, 38, 5, 11, 14, 7, 24, 5, 38, 5, 20, 8, 7, 5, 7, 2, 26, 3, 1, 1, 1, 1, 1, 1, 21, 18, 16, 91, 51, 41, 45, 45, 1, 72};
    return c == ' ' ? 165 : c == 0x60C ? 9 : c == '.' ? 7 : c >= 0x621 && c <= 0x64A ? arabic[c - 0x621] : 1;
}

/* Say by what a needle is told. */
static int tell_needle(Needles *n, int32_t number) {
    Needle *needle = &n->needles[number];
    double least = 0;
    if (needle->size == 2) {
        needle->offset = needle->at[0] < SHORT && needle->at[0] != ' ' ? 0 : 1;
        Py_UCS4 c = needle->at[needle->offset];
        if (c >= SHORT) { PyErr_SetString(PyExc_ValueError, "a needle of two has one that is no Arabic letter"); return -1; }
        n->shorts[c] = 1;
        needle->next = n->by_short[c];
        n->by_short[c] = number + 1;
        return 0;
    }
    for (Py_ssize_t i = 0; i + 2 < needle->size; i++) {
        double share = share_of(needle->at[i]) * share_of(needle->at[i + 1]) * share_of(needle->at[i + 2]);
        if (i && share >= least) continue;
        least = share;
        needle->offset = i;
    }
    uint32_t triple = 0;
    for (int i = 0; i < 3; i++) triple = triple_of(triple, needle->at[needle->offset + i]);
    n->triples[triple / 64] |= (uint64_t)1 << triple % 64;
    needle->next = n->by_triple[triple];
    n->by_triple[triple] = number + 1;
    return 0;
}

static Needles *make_needles(PyObject *listed) {
    Needles *n = PyMem_Calloc(1, sizeof(Needles));
    Py_ssize_t letters = 0, count = PyList_GET_SIZE(listed);
    PyObject *text;
    int place;
    if (!n) { PyErr_NoMemory(); return NULL; }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!PyArg_ParseTuple(PyList_GET_ITEM(listed, i), "Ui", &text, &place)) goto failed;
        if (place < 0 || PyUnicode_GET_LENGTH(text) < 2) { PyErr_SetString(PyExc_ValueError, "needles have two letters or more, and a place"); goto failed; }
        if (place >= n->rules) n->rules = place + 1;
        letters += PyUnicode_GET_LENGTH(text) + 1;
    }
    n->needles = PyMem_Calloc((size_t)count + 1, sizeof(Needle));
    n->letters = PyMem_Calloc((size_t)letters + 1, sizeof(Py_UCS4));
    if (!n->needles || !n->letters) { PyErr_NoMemory(); goto failed; }
    letters = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!PyArg_ParseTuple(PyList_GET_ITEM(listed, i), "Ui", &text, &place)) goto failed;
        Py_ssize_t size = PyUnicode_GET_LENGTH(text);
        if (!PyUnicode_AsUCS4(text, n->letters + letters, size + 1, 1)) goto failed;
        n->needles[i] = (Needle){n->letters + letters, size, 0, place, 0};
        letters += size + 1;
        if (tell_needle(n, (int32_t)i) < 0) goto failed;
    }
    return n;
failed:
    free_needles(n);
    return NULL;
}

/* Mark the rules of the needles told by what stands at an offset; return 0 without memory for it. */
static int mark_needles(const Needles *n, int32_t number, const Py_UCS4 *at, Py_ssize_t size, Py_ssize_t i, uint8_t **seen) {
    for (; number; number = n->needles[number - 1].next) {
        const Needle *needle = &n->needles[number - 1];
        Py_ssize_t start = i - needle->offset;
        if (start < 0 || start + needle->size > size || at[start] != needle->at[0] || at[start + needle->size - 1] != needle->at[needle->size - 1]) continue;
        if (memcmp(at + start, needle->at, (size_t)needle->size * sizeof(Py_UCS4))) continue;
        if (!*seen && !(*seen = PyMem_Calloc((size_t)n->rules, 1))) return 0;
        (*seen)[needle->place] = 1;
    }
    return 1;
}

/* Mark the rules of which a needle stands in a line: a byte for each place, or NULL; without an error: none. */
static uint8_t *find_needles(const Needles *n, const Py_UCS4 *at, Py_ssize_t size) {
    uint8_t *seen = NULL;
    uint32_t triple = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 c = at[i], low = c < SHORT ? c : 0;
        triple = triple_of(triple, c);
        if (!((n->triples[triple / 64] >> triple % 64 & 1) | n->shorts[low])) continue;
        if (!mark_needles(n, n->by_triple[triple], at, size, i - 2, &seen) || !mark_needles(n, n->by_short[low], at, size, i, &seen)) { PyErr_NoMemory(); return NULL; }
    }
    return seen;
}

static int opens_with(const Py_UCS4 *at, Py_ssize_t size, PyObject *text) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t i = 0; i < length; i++)
        if (i >= size || at[i] != PyUnicode_READ_CHAR(text, i)) return 0;
    return 1;
}

/* Tell whether a paragraph opens as a rule with needles asks: match._opens. */
static int opens_as(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size, PyObject *openings) {
    if (openings == Py_None) return 1;
    while (size && !(is(letters, *at) & WORD)) { at++; size--; }
    for (Py_ssize_t i = 0; size && i < PyTuple_GET_SIZE(openings); i++) {
        PyObject *text = PyTuple_GET_ITEM(openings, i);
        Py_UCS4 first = PyUnicode_GET_LENGTH(text) ? PyUnicode_READ_CHAR(text, 0) : 0;
        if (first == '0' ? (is(letters, *at) & DIGIT) != 0 : first == ':' ? *at < 128 : opens_with(at, size, text)) return 1;
    }
    return 0;
}

/* ---- Words by their numbers: most are in no table, and that is seen without making a text of them ---- */

typedef struct { uint64_t *at; size_t mask; } Numbers;

#define NOTHING 1469598103934665603u
static inline uint64_t mix(uint64_t number, Py_UCS4 c) { return (number ^ c) * 1099511628211u; }
static inline uint64_t done(uint64_t number) { return (number ^ (number >> 29)) | 1; } /* 0 is an empty place */

static uint64_t number_of(const Py_UCS4 *at, Py_ssize_t size) {
    uint64_t number = NOTHING;
    for (Py_ssize_t i = 0; i < size; i++) number = mix(number, at[i]);
    return done(number);
}

/* Return the number of the letters of a line, signs aside. */
static uint64_t key_number(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    uint64_t number = NOTHING;
    for (Py_ssize_t i = 0; i < size; i++) if (is(letters, at[i]) & WORD) number = mix(number, at[i]);
    return done(number);
}

static int has_number(const Numbers *numbers, uint64_t number) {
    for (size_t place = number & numbers->mask; numbers->at[place]; place = (place + 1) & numbers->mask)
        if (numbers->at[place] == number) return 1;
    return 0;
}

/* Add a number; tell whether it was there. There has to be room. */
static int add_number(Numbers *numbers, uint64_t number) {
    size_t place = number & numbers->mask;
    while (numbers->at[place] && numbers->at[place] != number) place = (place + 1) & numbers->mask;
    int known = numbers->at[place] != 0;
    numbers->at[place] = number;
    return known;
}

static int make_room_for(Numbers *numbers, size_t most) {
    size_t room = 64;
    while (room < most * 4) room *= 2;
    PyMem_Free(numbers->at);
    if (!(numbers->at = PyMem_Calloc(room, sizeof(uint64_t)))) { PyErr_NoMemory(); return -1; }
    numbers->mask = room - 1;
    return 0;
}

static int make_numbers(Numbers *numbers, PyObject *words) {
    PyObject *word, *value;
    Py_ssize_t pos = 0;
    if (make_room_for(numbers, (size_t)PyDict_GET_SIZE(words)) < 0) return -1;
    while (PyDict_Next(words, &pos, &word, &value)) {
        Py_ssize_t size = PyUnicode_GET_LENGTH(word);
        Py_UCS4 *letters = PyUnicode_AsUCS4Copy(word);
        if (!letters) return -1;
        add_number(numbers, number_of(letters, size));
        PyMem_Free(letters);
    }
    return 0;
}

/* ---- Reader: the lines of a document, and what is worth trying on each ---- */

#define PHRASE_SPACES 16  /* the numbers of looks.py, match.py and tails.py; a test compares them */
#define SENTENCE_SPACES 7
#define PHRASE_CHARACTERS 1200
#define EDGE 200
#define LINE_LIMIT 2000
#define LONG_SPACES 60
#define TAIL 900
#define TAIL_WORDS 12
#define PIECE_SPACES 30
#define PIECES 3

typedef struct {
    PyObject_HEAD
    Letters *letters;
    PyObject *closing, *exact, *long_exact, *keyed, *inners, *openers, *closers; /* edges: (words, get) */
    Needles *needles, *outlets;
    Numbers opening, ending, keys, keyed_keys, inner, long_first;  /* the words of the tables, so that most look-ups need no text */
} Reader;

static PyObject *name_long, *name_most, *name_needs, *name_find_needs, *number_word, *latin_word, *end_word;

typedef struct { Py_ssize_t *at, size, room; } Spans;  /* start, end, start, end … */

static int add_span(Spans *spans, Py_ssize_t start, Py_ssize_t end) {
    if (spans->size + 2 > spans->room) {
        Py_ssize_t room = spans->room * 2 + 64;
        Py_ssize_t *at = PyMem_Realloc(spans->at, (size_t)room * sizeof(Py_ssize_t));
        if (!at) { PyErr_NoMemory(); return -1; }
        spans->at = at;
        spans->room = room;
    }
    spans->at[spans->size++] = start;
    spans->at[spans->size++] = end;
    return 0;
}

/* Add the spans of the words between two offsets. */
static int split(const Letters *letters, const Py_UCS4 *at, Py_ssize_t start, Py_ssize_t end, Spans *spans) {
    for (Py_ssize_t i = start; i < end;) {
        if (!(is(letters, at[i]) & WORD)) { i++; continue; }
        Py_ssize_t from = i;
        while (i < end && (is(letters, at[i]) & WORD)) i++;
        if (add_span(spans, from, i) < 0) return -1;
    }
    return 0;
}

static Py_ssize_t count_words(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    Py_ssize_t words = 0;
    for (Py_ssize_t i = 0, before = 0; i < size; i++) {
        int word = is(letters, at[i]) & WORD;
        words += word && !before;
        before = word;
    }
    return words;
}

static int among(PyObject *signs, Py_UCS4 c) {
    return PyUnicode_FindChar(signs, c, 0, PyUnicode_GET_LENGTH(signs), 1) >= 0;
}

static int stops(Py_UCS4 c) { return c == '.' || c == 0x2026; }

/* Tell whether a line ends in a full stop, closing signs aside. */
static int ends_sentence(const Reader *self, const Py_UCS4 *at, Py_ssize_t size) {
    while (size && !stops(at[size - 1]) && !(is(self->letters, at[size - 1]) & WORD) && among(self->closing, at[size - 1])) size--;
    return size && stops(at[size - 1]);
}

static int raw_ends_sentence(const Reader *self, PyObject *line) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(line);
    int kind = PyUnicode_KIND(line);
    const void *data = PyUnicode_DATA(line);
    while (size && !stops(PyUnicode_READ(kind, data, size - 1)) && among(self->closing, PyUnicode_READ(kind, data, size - 1))) size--;
    return size && stops(PyUnicode_READ(kind, data, size - 1));
}

/* What is worth trying on a line. */
typedef struct {
    PyObject *tried;   /* {pattern: None}, or NULL */
    int exact;         /* its key is that of a phrase */
} Found;

static void drop(Found *found) {
    Py_CLEAR(found->tried);
    found->exact = 0;
}

static int add_pattern(Found *found, PyObject *pattern) {
    if (!found->tried && !(found->tried = PyDict_New())) return -1;
    return PyDict_SetItem(found->tried, pattern, Py_None);
}

static int add_patterns(Found *found, PyObject *patterns) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(patterns); i++)
        if (add_pattern(found, PyList_GET_ITEM(patterns, i)) < 0) return -1;
    return 0;
}

/* ---- Needs: words of which one of each kind stands in every match of a pattern: Pattern.find_needs ---- */

typedef struct { const Py_UCS4 *at; Py_ssize_t size; } Word;

typedef struct {
    PyObject_HEAD
    Py_ssize_t widest;  /* characters that a line may have, or 0: any number */
    Py_ssize_t window;  /* characters at the end of a line in which the words stand, or 0: anywhere */
    int apart;          /* a word follows the end of a sentence */
    Py_ssize_t kinds, *counts;
    Word *words;  /* those of the first kind, of the second … */
    Py_UCS4 *letters;
} Needs;

static PyTypeObject NeedsType;

static void needs_dealloc(Needs *self) {
    PyMem_Free(self->counts);
    PyMem_Free(self->words);
    PyMem_Free(self->letters);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *make_needs(PyObject *told) {
    Py_ssize_t widest, window, words = 0, letters = 1, word = 0, letter = 0;
    int apart;
    PyObject *kinds;
    if (!PyArg_ParseTuple(told, "nnpO!", &widest, &window, &apart, &PyTuple_Type, &kinds)) return NULL;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(kinds); i++) {
        PyObject *kind = PyTuple_GET_ITEM(kinds, i);
        if (!PyTuple_Check(kind)) return PyErr_Format(PyExc_TypeError, "a kind of words is a tuple, not %R", Py_TYPE(kind));
        words += PyTuple_GET_SIZE(kind);
        for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(kind); k++) {
            if (!PyUnicode_Check(PyTuple_GET_ITEM(kind, k))) return PyErr_Format(PyExc_TypeError, "words are texts");
            letters += PyUnicode_GET_LENGTH(PyTuple_GET_ITEM(kind, k)) + 1;
        }
    }
    Needs *made = (Needs *)NeedsType.tp_alloc(&NeedsType, 0);
    if (!made) return NULL;
    made->widest = widest;
    made->window = window;
    made->apart = apart;
    made->kinds = PyTuple_GET_SIZE(kinds);
    made->counts = PyMem_Calloc((size_t)made->kinds + 1, sizeof(Py_ssize_t));
    made->words = PyMem_Calloc((size_t)words + 1, sizeof(Word));
    made->letters = PyMem_Calloc((size_t)letters, sizeof(Py_UCS4));
    if (!made->counts || !made->words || !made->letters) { Py_DECREF(made); return PyErr_NoMemory(); }
    for (Py_ssize_t i = 0; i < made->kinds; i++) {
        PyObject *kind = PyTuple_GET_ITEM(kinds, i);
        made->counts[i] = PyTuple_GET_SIZE(kind);
        for (Py_ssize_t k = 0; k < made->counts[i]; k++) {
            PyObject *text = PyTuple_GET_ITEM(kind, k);
            Py_ssize_t size = PyUnicode_GET_LENGTH(text);
            if (!PyUnicode_AsUCS4(text, made->letters + letter, size + 1, 1)) { Py_DECREF(made); return NULL; }
            made->words[word++] = (Word){made->letters + letter, size};
            letter += size + 1;
        }
    }
    return (PyObject *)made;
}

static PyTypeObject NeedsType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cleaner._native.Needs",
    .tp_doc = "Words of which one of each kind stands in every match of a pattern.",
    .tp_basicsize = sizeof(Needs),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)needs_dealloc,
};

#define SEARCHED 400
/* A line, and which three letters stand in it side by side: a word that is not there has three that do not. */
typedef struct { const Letters *letters; const Py_UCS4 *at; Py_ssize_t size; int known, parted; uint64_t triples[NEAR / 64]; } Lettered;

/* Tell whether a word follows the end of a sentence: what stands apart has to. */
static int goes_on(Lettered *line) {
    static const Py_UCS4 ends[] = {'.', 0x61F, '?', '!', 0x2026, 0xBB, 0x201D, '"', ']', ')'}; /* match._ENDED */
    if (line->parted < 0) {
        Py_ssize_t i = 0;
        while (i < line->size && ((is(line->letters, line->at[i]) & WORD) || !listed(ends, COUNT(ends), line->at[i]))) i++;
        while (i < line->size && !(is(line->letters, line->at[i]) & WORD)) i++;
        line->parted = i < line->size;
    }
    return line->parted;
}

static int may_hold(Lettered *line, Word word) {
    uint32_t triple = 0;
    if (!line->known) {
        memset(line->triples, 0, sizeof(line->triples));
        for (Py_ssize_t i = 0; i < line->size; i++) {
            triple = triple_of(triple, line->at[i]);
            line->triples[triple % NEAR / 64] |= (uint64_t)1 << triple % 64;
        }
        line->known = 1;
    }
    triple = 0;
    for (Py_ssize_t i = 0; i < word.size; i++) {
        triple = triple_of(triple, word.at[i]);
        if (i > 1 && !(line->triples[triple % NEAR / 64] >> triple % 64 & 1)) return 0;
    }
    return 1;
}

/* Tell whether a word stands in a line from an offset on. */
static int holds(Lettered *line, Py_ssize_t start, Word word) {
    if (!may_hold(line, word)) return 0;
    const Py_UCS4 first = word.at[0], second = word.size > 1 ? word.at[1] : 0;
    for (const Py_UCS4 *at = line->at + start, *last = line->at + line->size - word.size; at <= last; at++)
        if (*at == first && (!second || at[1] == second) && !memcmp(at, word.at, (size_t)word.size * sizeof(Py_UCS4))) return 1;
    return 0;
}

/* Tell whether all may stand in a folded line that every match of a pattern holds. */
static int has_needs(PyObject *pattern, Lettered *line) {
    PyObject *found = PyObject_GetAttr(pattern, name_needs);
    if (found == Py_None) {
        PyObject *told = PyObject_CallMethodNoArgs(pattern, name_find_needs);
        Py_SETREF(found, told ? make_needs(told) : NULL);
        Py_XDECREF(told);
        if (!found || PyObject_SetAttr(pattern, name_needs, found) < 0) { Py_XDECREF(found); return -1; }
    }
    if (!found || !PyObject_TypeCheck(found, &NeedsType)) {
        if (found) PyErr_SetString(PyExc_TypeError, "needs are made here");
        Py_XDECREF(found);
        return -1;
    }
    const Needs *needs = (const Needs *)found;
    if ((needs->widest && line->size > needs->widest) || (needs->apart && !goes_on(line))) { Py_DECREF(found); return 0; }
    Py_ssize_t start = needs->window && line->size > needs->window ? line->size - needs->window : 0;
    const Word *word = needs->words;
    int has = 1;
    for (Py_ssize_t i = 0; has && i < needs->kinds; word += needs->counts[i++]) {
        has = 0;
        /* in a long line it may be there: to be sure would take as long as an expression */
        for (Py_ssize_t k = 0; !has && k < needs->counts[i]; k++) has = line->size - start > SEARCHED ? may_hold(line, word[k]) : holds(line, start, word[k]);
    }
    Py_DECREF(found);
    return has;
}

/* Return all that a word beside another may be looked up by: lookup.forms. */
static PyObject *forms(PyObject *word, int back) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(word);
    PyObject *found = PyList_New(0), *one = NULL;
    if (!found) return NULL;
    if (!size) {
        if (PyList_Append(found, end_word) < 0) goto failed;
        return found;
    }
    for (Py_ssize_t i = back ? 0 : 1; i < size + !back; i++) {
        one = back ? PyUnicode_Substring(word, i, size) : PyUnicode_Substring(word, 0, i);
        if (!one || PyList_Append(found, one) < 0) goto failed;
        Py_CLEAR(one);
    }
    if (back) return found;
    one = PyUnicode_Concat(word, end_word);
    if (!one || PyList_Append(found, one) < 0) goto failed;
    Py_CLEAR(one);
    Py_UCS4 first = PyUnicode_READ_CHAR(word, 0);
    if (Py_UNICODE_ISDIGIT(first) && PyList_Append(found, number_word) < 0) goto failed;
    if (first < 128 && PyList_Append(found, latin_word) < 0) goto failed;
    return found;
failed:
    Py_XDECREF(one);
    Py_DECREF(found);
    return NULL;
}

static int any_in(PyObject *words, PyObject *near) {
    int found = 0;
    for (Py_ssize_t i = 0; !found && i < PyList_GET_SIZE(near); i++) found = PySet_Contains(words, PyList_GET_ITEM(near, i));
    return found;
}

/* Add the patterns of a tables.Table that fit the words beside: tables.collect. */
static int collect_from(PyObject *table, PyObject *beside, PyObject **near, int back, int anything, Found *found) {
    PyObject *listed = PyTuple_GET_ITEM(table, 2);
    if (add_patterns(found, PyTuple_GET_ITEM(table, 0)) < 0) return -1;
    if (!PyList_GET_SIZE(listed)) return 0;
    if (!*near && !(*near = forms(beside, back))) return -1;
    int fits = anything ? 1 : any_in(PyTuple_GET_ITEM(table, 1), *near);
    if (fits <= 0) return fits;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(listed); i++) {
        PyObject *pair = PyList_GET_ITEM(listed, i);
        fits = anything ? 1 : any_in(PyTuple_GET_ITEM(pair, 0), *near);
        if (fits < 0 || (fits && add_patterns(found, PyTuple_GET_ITEM(pair, 1)) < 0)) return -1;
    }
    return 0;
}

/* Do so for the table of a word, if it has one. */
static int collect(PyObject *edges, PyObject *word, PyObject *beside, PyObject **near, int back, int anything, Found *found) {
    int known = PyDict_Contains(PyTuple_GET_ITEM(edges, 0), word);
    if (known <= 0) return known;
    PyObject *table = PyObject_CallOneArg(PyTuple_GET_ITEM(edges, 1), word);
    if (!table) return -1;
    int failed = PyTuple_Check(table) && PyTuple_GET_SIZE(table) == 3 && collect_from(table, beside, near, back, anything, found) < 0;
    Py_DECREF(table);
    return failed ? -1 : 0;
}

static int is_digit_at(PyObject *word, int last) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(word);
    return size && Py_UNICODE_ISDIGIT(PyUnicode_READ_CHAR(word, last ? size - 1 : 0));
}

/* Return the word of a span, or an empty one. */
static PyObject *word_at(const Py_UCS4 *at, const Spans *spans, Py_ssize_t number) {
    if (number < 0 || number * 2 >= spans->size) return PyUnicode_New(0, 0);
    return text_of(at + spans->at[number * 2], spans->at[number * 2 + 1] - spans->at[number * 2]);
}

/* Return the first word without the digits that it begins with, of which something is left. */
static PyObject *counted_word(const Py_UCS4 *at, const Spans *spans) {
    for (Py_ssize_t i = 0; i < spans->size; i += 2) {
        Py_ssize_t start = spans->at[i], end = spans->at[i + 1];
        while (start < end && at[start] >= '0' && at[start] <= '9') start++;
        if (start < end) return text_of(at + start, end - start);
    }
    return PyUnicode_New(0, 0);
}

/* Collect by the first two words of a line and its last two: match._at_edges. */
static int at_edges(const Reader *self, PyObject *first, PyObject *second, PyObject *before, PyObject *last, Found *found) {
    PyObject *after = NULL, *near = NULL;
    int counted = is_digit_at(first, 0), closes = is_digit_at(last, 1), failed;
    failed = collect(self->openers, counted ? number_word : first, second, &after, 0, counted && is_digit_at(second, 0), found) < 0
        || (PyUnicode_READ_CHAR(first, 0) < 128 && collect(self->openers, latin_word, second, &after, 0, 0, found) < 0)
        || collect(self->closers, closes ? number_word : last, before, &near, 1, closes && is_digit_at(before, 1), found) < 0;
    Py_XDECREF(after);
    Py_XDECREF(near);
    return failed ? -1 : 0;
}

/* Do so for words given by their spans: match._edges_of. */
static int at_edges_of(const Reader *self, const Py_UCS4 *at, const Spans *spans, Found *found) {
    Py_ssize_t count = spans->size / 2;
    int failed = -1;
    if (!count) return 0;
    const Py_ssize_t *ends = spans->at + spans->size - 2;
    Py_UCS4 opens = at[spans->at[0]];
    int may_open = opens < 128 || (is(self->letters, opens) & DIGIT) || has_number(&self->opening, number_of(at + spans->at[0], spans->at[1] - spans->at[0]));
    if (!may_open && !(is(self->letters, at[ends[1] - 1]) & DIGIT) && !has_number(&self->ending, number_of(at + ends[0], ends[1] - ends[0]))) return 0;
    PyObject *first = word_at(at, spans, 0), *last = word_at(at, spans, count - 1), *before = word_at(at, spans, count > 1 ? count - 2 : -1);
    PyObject *second = !first ? NULL : is_digit_at(first, 0) ? counted_word(at, spans) : word_at(at, spans, count > 1 ? 1 : -1);
    if (first && last && before && second) failed = at_edges(self, first, second, before, last, found);
    Py_XDECREF(first);
    Py_XDECREF(last);
    Py_XDECREF(before);
    Py_XDECREF(second);
    return failed;
}

/* Keep the patterns that may fit: with all they need in the line, and not too many words; `long` ones alone if asked. */
static int sift(Found *found, Lettered *line, Py_ssize_t words, int only_long) {
    PyObject *kept, *pattern, *none;
    Py_ssize_t pos = 0;
    if (!found->tried) return 0;
    if (!(kept = PyDict_New())) return -1;
    PyObject *count = PyFloat_FromDouble((double)words);
    int failed = !count;
    while (!failed && PyDict_Next(found->tried, &pos, &pattern, &none)) {
        PyObject *most = PyObject_GetAttr(pattern, name_most);
        int fits = most ? PyObject_RichCompareBool(most, count, Py_GE) : -1;
        Py_XDECREF(most);
        if (fits > 0 && only_long) {
            PyObject *is_long = PyObject_GetAttr(pattern, name_long);
            fits = is_long ? PyObject_IsTrue(is_long) : -1;
            Py_XDECREF(is_long);
        }
        if (fits > 0) fits = has_needs(pattern, line);
        failed = fits < 0 || (fits && PyDict_SetItem(kept, pattern, Py_None) < 0);
    }
    Py_XDECREF(count);
    if (!failed && !PyDict_GET_SIZE(kept)) Py_CLEAR(kept);
    if (failed) Py_CLEAR(kept);
    Py_XSETREF(found->tried, kept);
    return failed ? -1 : 0;
}

/* Add what may fit of the patterns of rules with a needle in the line. */
static int add_needled(const Reader *self, const uint8_t *seen, Lettered *line, int paragraph, Found *found) {
    const Needles *n = self->needles;
    for (int32_t place = 0; place < n->rules; place++) {
        if (!seen[place] || (paragraph && !opens_as(self->letters, line->at, line->size, PyList_GET_ITEM(n->openings, place)))) continue;
        PyObject *patterns = PyList_GET_ITEM(n->patterns, place);
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(patterns); i++) {
            int has = has_needs(PyList_GET_ITEM(patterns, i), line);
            if (has < 0 || (has && add_pattern(found, PyList_GET_ITEM(patterns, i)) < 0)) return -1;
        }
    }
    return 0;
}

static PyObject *key_of(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    Run run = {NULL, 0, 0};
    if (make_room(&run, size) < 0) return NULL;
    for (Py_ssize_t i = 0; i < size; i++)
        if (is(letters, at[i]) & WORD) run.at[run.size++] = at[i];
    PyObject *key = text_of(run.at, run.size);
    PyMem_Free(run.at);
    return key;
}

/* Find what is worth trying on a line that is no paragraph: match._read_phrase. */
static int find_in_phrase(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, const Spans *spans, Found *found) {
    uint64_t number = key_number(self->letters, at, size);
    int exact = has_number(&self->keys, number), keyed = has_number(&self->keyed_keys, number);
    if (at_edges_of(self, at, spans, found) < 0) return -1;
    if (exact || keyed) {
        PyObject *key = key_of(self->letters, at, size), *patterns = key ? PyDict_GetItemWithError(self->keyed, key) : NULL;
        found->exact = key ? PyDict_Contains(self->exact, key) : -1;
        int failed = found->exact < 0 || (patterns ? add_patterns(found, patterns) < 0 : PyErr_Occurred() != NULL);
        Py_XDECREF(key);
        if (failed) return -1;
    }
    for (Py_ssize_t i = 0; i < spans->size; i += 2) {
        const Py_UCS4 *start = at + spans->at[i];
        Py_ssize_t length = spans->at[i + 1] - spans->at[i];
        if (!has_number(&self->inner, number_of(start, length))) continue;
        PyObject *word = text_of(start, length), *patterns = word ? PyDict_GetItemWithError(self->inners, word) : NULL;
        int failed = !word || (patterns ? add_patterns(found, patterns) < 0 : PyErr_Occurred() != NULL);
        Py_XDECREF(word);
        if (failed) return -1;
    }
    Lettered line;
    line.letters = self->letters;
    line.at = at;
    line.size = size;
    line.known = 0;
    line.parted = -1;
    if (sift(found, &line, spans->size / 2, 0) < 0) return -1;
    uint8_t *seen = find_needles(self->needles, at, size);
    int failed = seen ? add_needled(self, seen, &line, 0, found) < 0 : PyErr_Occurred() != NULL;
    PyMem_Free(seen);
    return failed ? -1 : 0;
}

/* Put the words near the edges of a long line into spans, as match._edges does. */
static int edge_words(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, Spans *spans) {
    const Letters *letters = self->letters;
    Py_ssize_t end = size < EDGE ? size : EDGE, start = size > EDGE ? size - EDGE : 0, i = 0;
    Py_ssize_t head[4] = {-1, -1, -1, -1}, tail[4] = {-1, -1, -1, -1};
    for (int n = 0; n < 4; n += 2) {
        while (i < end && !(is(letters, at[i]) & WORD)) i++;
        if (i >= end) break;
        head[n] = i;
        while (i < end && (is(letters, at[i]) & WORD)) i++;
        head[n + 1] = i;
    }
    i = size;
    for (int n = 3; n > 0; n -= 2) {
        while (i > start && !(is(letters, at[i - 1]) & WORD)) i--;
        if (i <= start) break;
        tail[n] = i;
        while (i > start && (is(letters, at[i - 1]) & WORD)) i--;
        tail[n - 1] = i;
    }
    if (head[2] < 0 || tail[0] < 0 || (is(letters, at[head[0]]) & DIGIT))
        return split(letters, at, 0, end, spans) < 0 || split(letters, at, start, size, spans) < 0 ? -1 : 0;
    return add_span(spans, head[0], head[1]) < 0 || add_span(spans, head[2], head[3]) < 0
        || add_span(spans, tail[0], tail[1]) < 0 || add_span(spans, tail[2], tail[3]) < 0 ? -1 : 0;
}

/* Find what is worth trying on a paragraph: match._read_long. */
static int find_in_paragraph(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, Spans *spans, Found *found) {
    PyObject *first = NULL, *key = NULL;
    uint8_t *seen = NULL;
    Lettered line;
    int failed = -1, known = 0;
    spans->size = 0;
    if (edge_words(self, at, size, spans) < 0) return -1;
    if (!spans->size) return 0;
    if (at_edges_of(self, at, spans, found) < 0) goto done;
    if (size <= LINE_LIMIT && has_number(&self->long_first, number_of(at + spans->at[0], spans->at[1] - spans->at[0]))) {
        if (!(first = word_at(at, spans, 0)) || (known = PyDict_Contains(self->long_exact, first)) < 0) goto done;
        if (known && (!(key = key_of(self->letters, at, size)) || (found->exact = PyDict_Contains(self->exact, key)) < 0)) goto done;
    }
    seen = find_needles(self->needles, at, size);
    if (!seen && PyErr_Occurred()) goto done;
    line.letters = self->letters;
    line.at = at;
    line.size = size;
    line.known = 0;
    line.parted = -1;
    failed = sift(found, &line, found->tried ? count_words(self->letters, at, size) : 0, 1) < 0 || (seen && add_needled(self, seen, &line, 1, found) < 0);
done:
    PyMem_Free(seen);
    Py_XDECREF(first);
    Py_XDECREF(key);
    return failed ? -1 : 0;
}

static PyObject *words_of(const Py_UCS4 *at, const Spans *spans) {
    PyObject *words = PyList_New(spans->size / 2);
    for (Py_ssize_t i = 0; words && i < spans->size / 2; i++) {
        PyObject *word = word_at(at, spans, i);
        if (!word) Py_CLEAR(words);
        else PyList_SET_ITEM(words, i, word);
    }
    return words;
}

static int append_number(PyObject *list, Py_ssize_t value) {
    PyObject *number = PyLong_FromSsize_t(value);
    int failed = !number || PyList_Append(list, number) < 0;
    Py_XDECREF(number);
    return failed ? -1 : 0;
}

/* ---- Ends of long lines: is there anything that tails.py would take for a line of its own? ---- */

/* Tell whether a rule may have a say on a part of a tail, read as a line: tails._as_line. */
static int worth_as_line(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, Spans *spans) {
    Found found = {NULL, 0};
    Py_ssize_t spaces = 0, runs = 0;
    while (size && (is(self->letters, at[size - 1]) & SPACE)) size--;
    while (size && (is(self->letters, at[0]) & SPACE)) { at++; size--; }
    for (Py_ssize_t i = 0; i < size; i++)
        if (at[i] == ' ') { spaces++; runs += at[i - 1] != ' '; }
    if (!size || spaces >= PIECE_SPACES) return 0;
    int failed = 0;
    if (runs > PHRASE_SPACES || (runs >= SENTENCE_SPACES && ends_sentence(self, at, size)) || size > PHRASE_CHARACTERS) {
        failed = find_in_paragraph(self, at, size, spans, &found) < 0;
    } else {
        spans->size = 0;
        failed = split(self->letters, at, 0, size, spans) < 0 || (spans->size && find_in_phrase(self, at, size, spans, &found) < 0);
    }
    int worth = failed ? -1 : found.exact || found.tried;
    drop(&found);
    return worth;
}

static int among_stops(Py_UCS4 c) { return c == '.' || c == 0x61F || c == '!' || c == 0x2026; }
static int among_closers(Py_UCS4 c) { return c == 0xBB || c == 0x201D || c == ')'; }

/* Return where something may start behind the end of a sentence at an offset, or 0: tails._SENTENCE_END. */
static Py_ssize_t sentence_start(const Letters *letters, const Py_UCS4 *at, Py_ssize_t i, Py_ssize_t size) {
    Py_UCS4 sign = at[i++];
    if (among_stops(sign)) {
        for (int n = 0; n < 4 && i < size && (among_closers(at[i]) || at[i] == '"' || at[i] == ']' || (is(letters, at[i]) & SPACE)); n++) i++;
    } else if (among_closers(sign)) {
        while (i < size && (is(letters, at[i]) & SPACE)) i++;
    } else if (sign == '"') {
        Py_ssize_t from = i;
        if (i < 2 || !(is(letters, at[i - 2]) & WORD)) return 0;
        while (i < size && (is(letters, at[i]) & SPACE)) i++;
        if (i == from) return 0;
    } else return 0;
    if (i >= size) return 0;
    Py_UCS4 c = at[i];
    if ((is(letters, c) & SPACE) || Py_UNICODE_ISDECIMAL(c) || among_stops(c) || among_closers(c)) return 0;
    return c == '"' || c == ']' || c == 0xAB || c == 0x201C || c == '(' ? 0 : i;
}

/* Add the offset of a part of a tail that is worth reading as a line. */
static int try_tail(const Reader *self, const Py_UCS4 *at, Py_ssize_t start, Py_ssize_t size, Spans *spans, PyObject *starts) {
    int worth = worth_as_line(self, at + start, size - start, spans);
    return worth > 0 ? append_number(starts, start) : worth;
}

/* Add where tails.py may find something at the end of a line: what the first step of tails._peel reads as lines. */
static int worth_peeling(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, Spans *spans, PyObject *into) {
    Py_ssize_t starts[PIECES] = {0, 0, 0}, words[TAIL_WORDS][2], count = 0, found = 0, i = size;
    const Letters *letters = self->letters;
    for (Py_ssize_t n = 0; n < size;) {
        Py_ssize_t start = sentence_start(letters, at, n, size);
        if (!start) { n++; continue; }
        starts[found++ % PIECES] = start;
        n = start;
    }
    for (Py_ssize_t n = 0; n < found && n < PIECES; n++) {
        if (try_tail(self, at, starts[n], size, spans, into) < 0) return -1;
    }
    while (count < TAIL_WORDS) {
        while (i > 0 && !(is(letters, at[i - 1]) & WORD)) i--;
        if (!i) break;
        words[count][1] = i;
        while (i > 0 && (is(letters, at[i - 1]) & WORD)) i--;
        words[count++][0] = i;
    }
    Py_ssize_t end = size;
    while (end && (is(letters, at[end - 1]) & SPACE)) end--;
    Py_UCS4 last = end ? at[end - 1] : 0;
    int open = !(among_stops(last) || last == 0xBB || last == 0x201D || last == '"');
    for (Py_ssize_t n = 0; n < count; n++) {
        Py_ssize_t start = words[n][0];
        int worth = has_number(&self->keys, key_number(letters, at + start, size - start))
            || (open && has_number(&self->opening, number_of(at + start, words[n][1] - start)));
        if (worth && try_tail(self, at, start, size, spans, into) < 0) return -1;
    }
    return 0;
}

/* ---- What stirs the stages: bits of lines, and which stages may say something of such lines though no rule does ---- */

enum {
    PARAGRAPH = 1, BLANK = 2, SIGNS = 4, STOPS = 8, TITLE = 16, BRIEF = 32, PARTED = 64, SITED = 128,
    OPENS_COUNTED = 256, CUT = 1024, BREAKS = 2048, TAILED = 4096, OUTLET = 8192,
    UNMARKED = 1 << 14, NAME = 1 << 15, ROW = 1 << 16, COUNTED = 1 << 17, LATIN = 1 << 18, COUNTER = 1 << 19
};
enum { EDGES = 1, ECHOES = 2, REPEATS = 4, CLOCKS = 8, TICKERS = 16, TEASERS = 32, TITLES = 64, TEASED = 128, TAILS = 256, ABOUT = 512, MENUS = 1024, COUNTERS = 2048 };
#define CLOCKS_LEAST 4
#define TICKER_FEWEST 3
#define TICKER_BELOW 4
#define ABOUT_PARAGRAPHS 3
#define SITED_FEWEST 1
#define MENU_LINES 4
#define MENU_NAME_WORDS 3
#define MENU_ROW_WORDS 6
#define MENU_ROWS 2
#define TEASER_PARAGRAPHS 4
#define TITLES_PARAGRAPHS 3
#define TITLES_FEWEST 2
#define TITLES_MOST 8
#define TITLES_PUNCTUATED 0.85
#define TITLE_WORDS 4
#define BRIEF_WORDS 5
#define BREAK_WINDOW 40
#define COUNTER_LETTERS 6
#define ICON_LETTERS 2

/* Tell whether lines between two paragraphs may be a run of titles: titles._between. */
static int may_be_titles(const uint32_t *bits, const char *gone, Py_ssize_t above, Py_ssize_t below) {
    Py_ssize_t count = 0, last = -1;
    for (Py_ssize_t n = above + 1; n < below; n++) if (!(bits[n] & BLANK) && !(gone && gone[n])) { count++; last = n; }
    Py_ssize_t less = last >= 0 && (bits[last] & (BRIEF | SIGNS)) ? count - 1 : count;
    if (last >= 0 && (bits[last] & SIGNS) && count >= TITLES_FEWEST && count <= TITLES_MOST) return 1;
    return less >= TITLES_FEWEST && less <= TITLES_MOST;
}

/* Tell which stages may say something of lines with these bits, if no rule does. `gone` marks lines that are removed, or is NULL:
 * what stages say because of what stands beside them is not foreseen, but that they look among them for names and times too. */
static int stir(const uint32_t *bits, const char *gone, Py_ssize_t lines, int alike, int broad) {
    Py_ssize_t first = -1, last = -1, paragraphs = 0, stopping = 0, cut = 0, clocks = 0, titles = 0, sited = 0, parted = 0, inner = 0, runs = 0, unclosed = 0, names = 0, rows = 0, below_names = 0, below_rows = 0, counters = 0, below_counters = 0;
    int stirred = (alike ? ECHOES | REPEATS : 0) | (broad ? TICKERS : 0);
    for (Py_ssize_t n = 0; n < lines; n++) {
        uint32_t is = bits[n];
        if (gone && gone[n]) {
            if (is & PARAGRAPH) continue;
            clocks += (is & OPENS_COUNTED) != 0;
            below_names += (is & NAME) != 0;
            if (first < 0) names += (is & NAME) != 0;
            continue;
        }
        if (is & PARAGRAPH) {
            if (last >= 0) {
                runs += n - last > TITLES_FEWEST && may_be_titles(bits, gone, last, n);
                inner += last != first && !(bits[last] & STOPS);
            } else first = n;
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
            sited += (is & SITED) != 0;
            parted += (is & PARTED) != 0;
        }
    }
    if ((first < 0 || first > 1) && sited && titles >= SITED_FEWEST) stirred |= REPEATS;
    if (clocks >= CLOCKS_LEAST) stirred |= CLOCKS;
    if (first < 0) return stirred | MENUS;
    if (counters || (gone && below_counters)) stirred |= EDGES;
    if (rows || below_rows || names + below_names >= MENU_LINES) stirred |= MENUS;
    if (paragraphs > 1 && !(bits[first] & STOPS) && !unclosed) stirred |= TICKERS;
    if (last >= 2 && ((bits[first] & PARTED) || (first >= 2 && (parted || titles >= TICKER_FEWEST)))) stirred |= TICKERS;
    if (paragraphs >= TEASER_PARAGRAPHS && ((bits[first] | bits[last]) & BREAKS) && !inner) stirred |= TEASERS;
    if (paragraphs >= TITLES_PARAGRAPHS && runs && stopping >= TITLES_PUNCTUATED * paragraphs) stirred |= TITLES;
    if (paragraphs >= TEASER_PARAGRAPHS && cut == paragraphs) stirred |= TEASED;
    if (paragraphs >= ABOUT_PARAGRAPHS && (bits[last] & OUTLET)) stirred |= ABOUT;
    return stirred;
}

/* stir(bits, alike, broad, gone): the same for bits that read() has told, and a byte for each line: whether it is gone. */
static PyObject *native_stir(PyObject *module, PyObject *args) {
    Py_buffer told, gone = {0};
    int alike, broad;
    PyObject *stirred = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*pp|y*", &told, &alike, &broad, &gone)) return NULL;
    uint32_t *bits = PyMem_Malloc((size_t)told.len + 4);
    if (!bits) PyErr_NoMemory();
    else if (gone.buf && gone.len * 4 != told.len) PyErr_SetString(PyExc_ValueError, "there is a byte for each line, and there are four bytes of what it looks like");
    else {
        memcpy(bits, told.buf, (size_t)told.len);
        stirred = PyLong_FromLong(stir(bits, gone.buf, told.len / 4, alike, broad));
    }
    PyMem_Free(bits);
    PyBuffer_Release(&told);
    if (gone.buf) PyBuffer_Release(&gone);
    return stirred;
}

static Py_UCS4 char_at(PyObject *line, Py_ssize_t i) { return PyUnicode_READ(PyUnicode_KIND(line), PyUnicode_DATA(line), i); }

/* Tell whether a line may hold several headlines: tickers._segments. */
static int is_parted(PyObject *line, int seen) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(line);
    if (!(seen & PARTS)) return 0;
    while (size && listed(around, COUNT(around), char_at(line, size - 1))) size--;
    Py_UCS4 last = size ? char_at(line, size - 1) : '.';
    return !(last == '.' || last == 0x61F || last == '!' || last == ':' || last == 0x60C);
}

/* Tell whether a line ends as teasers do: article._CUT, and more. */
static int is_cut(const Letters *letters, PyObject *line) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(line);
    while (size && (is(letters, char_at(line, size - 1)) & SPACE)) size--;
    Py_UCS4 last = size ? char_at(line, size - 1) : 0, before = size > 1 ? char_at(line, size - 2) : 0;
    return last == 0x2026 || ((before == '.' || before == 0x2026) && (last == '.' || last == ']' || last == ')' || last == 0xBB));
}

/* Tell whether a paragraph may break off: teasers._breaks_off. */
static ALWAYS int points_of(int kind, const void *data, Py_ssize_t start, Py_ssize_t size) {
    int points = 0;
    for (Py_ssize_t i = start; i < size; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        points += (c == '.') + 2 * (c == 0x2026);
    }
    return points;
}

static int is_broken(PyObject *line, int stops) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(line), start = size > BREAK_WINDOW ? size - BREAK_WINDOW : 0;
    const void *data = PyUnicode_DATA(line);
    int kind = PyUnicode_KIND(line);
    if (!stops) return 1;
    return (kind == PyUnicode_2BYTE_KIND ? points_of(PyUnicode_2BYTE_KIND, data, start, size) : points_of(kind, data, start, size)) > 1;
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

/* ---- A document ---- */

typedef struct {
    PyObject *prose, *spaces, *tried, *tails; /* what read() returns, in this order */
    Numbers letters;  /* of each line, of paragraphs those at their edges: equal ones are alike */
    Counted counted;
    Run run;
    Spans spans;
    uint32_t *bits;  /* of every line */
    int alike, odd;
} Reading;

/* Write down what is worth trying on a line, if anything is. */
static int append_found(PyObject *tried, PyObject *number, Found *found) {
    if (!found->exact && !found->tried) return 0;
    PyObject *patterns = found->tried ? PyDict_Keys(found->tried) : PyList_New(0);
    PyObject *row = patterns ? PyTuple_Pack(3, number, patterns, found->exact ? Py_True : Py_False) : NULL;
    int failed = !row || PyList_Append(tried, row) < 0;
    Py_XDECREF(patterns);
    Py_XDECREF(row);
    return failed ? -1 : 0;
}

#define TOLD 24
/* Return the number of the letters at the edges of a paragraph. */
static uint64_t edges_number(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    uint64_t number = NOTHING;
    int count = 0;
    for (Py_ssize_t i = 0; i < size && count < TOLD; i++) if (is(letters, at[i]) & WORD) { number = mix(number, at[i]); count++; }
    for (Py_ssize_t i = size; i > 0 && count < 2 * TOLD; i--) if (is(letters, at[i - 1]) & WORD) { number = mix(number, at[i - 1]); count++; }
    return done(number);
}

static int read_paragraph(const Reader *self, Reading *into, PyObject *line, PyObject *number, uint32_t *bits) {
    const Py_UCS4 *at = into->run.at;
    Py_ssize_t size = into->run.size;
    Found found = {NULL, 0};
    int stops = ends_sentence(self, at, size), seen = into->counted.seen;
    *bits = PARAGRAPH | (seen & MARK ? 0 : UNMARKED) | (stops ? STOPS : 0) | (is_parted(line, seen) ? PARTED : 0)
        | (is_cut(self->letters, line) ? CUT : 0) | (is_broken(line, stops) ? BREAKS : 0);
    into->alike |= add_number(&into->letters, edges_number(self->letters, at, size));
    int failed = PyList_Append(into->prose, number) < 0 || append_number(into->spaces, into->counted.runs) < 0
        || find_in_paragraph(self, at, size, &into->spans, &found) < 0
        || append_found(into->tried, number, &found) < 0;
    drop(&found);
    return failed ? -1 : 0;
}

/* Tell whether a line may be a bare number, or the letter of a network: edges._is_counter. */
static int is_counter(const Letters *letters, const Py_UCS4 *at, const Spans *spans) {
    Py_ssize_t count = 0;
    for (Py_ssize_t n = 0; n < spans->size && count <= COUNTER_LETTERS; n += 2) count += spans->at[n + 1] - spans->at[n];
    Py_UCS4 first = at[spans->at[0]];
    return count <= COUNTER_LETTERS && (Py_UNICODE_ISDIGIT(first) || (is(letters, first) & DIGIT) || (count <= ICON_LETTERS && first < 128));
}

/* Return the bits of a line that is no paragraph. */
static uint32_t phrase_bits(const Reader *self, const Reading *into, PyObject *line) {
    const Py_UCS4 *at = into->run.at;
    Py_ssize_t size = into->run.size, words = into->spans.size / 2, blank = 0;
    int seen = into->counted.seen;
    uint32_t bits = (is_parted(line, seen) ? PARTED : 0) | (is_sited(self->letters, at, size) ? SITED : 0) | (seen & MARK ? 0 : UNMARKED)
        | (seen & DIGIT ? COUNTED : 0) | (PyUnicode_IS_ASCII(line) ? LATIN : 0);
    if (words) {
        if (is(self->letters, at[into->spans.at[0]]) & DIGIT) bits |= OPENS_COUNTED;
        if (is_counter(self->letters, at, &into->spans)) bits |= COUNTER;
        return bits | (words >= TITLE_WORDS ? TITLE : 0) | (words <= BRIEF_WORDS ? BRIEF : 0) | (words <= MENU_NAME_WORDS ? NAME : 0) | (words >= MENU_ROW_WORDS ? ROW : 0);
    }
    while (blank < size && (is(self->letters, at[blank]) & SPACE)) blank++;
    if (blank < size) return bits | SIGNS;
    /* a line of tatweel folds to nothing, and is seen */
    return bits | (PyUnicode_FindChar(line, 0x640, 0, PyUnicode_GET_LENGTH(line), 1) < 0 ? BLANK : SIGNS);
}

static int read_phrase(const Reader *self, Reading *into, PyObject *line, PyObject *number, uint32_t *bits) {
    const Py_UCS4 *at = into->run.at;
    Py_ssize_t size = into->run.size;
    Found found = {NULL, 0};
    into->spans.size = 0;
    if (split(self->letters, at, 0, size, &into->spans) < 0) return -1;
    *bits = phrase_bits(self, into, line);
    if (!into->spans.size) return 0;
    into->alike |= add_number(&into->letters, key_number(self->letters, at, size) - 1); /* no paragraph is like it */
    int failed = find_in_phrase(self, at, size, &into->spans, &found) < 0 || append_found(into->tried, number, &found) < 0;
    drop(&found);
    return failed ? -1 : 0;
}

static int peel(const Reader *self, Reading *into, PyObject *number, uint32_t *bits) {
    PyObject *starts = PyList_New(0);
    int failed = !starts || worth_peeling(self, into->run.at + into->counted.mark, into->run.size - into->counted.mark, &into->spans, starts) < 0;
    if (!failed && PyList_GET_SIZE(starts)) {
        *bits |= TAILED;
        failed = PyDict_SetItem(into->tails, number, starts) < 0;
    }
    Py_XDECREF(starts);
    return failed ? -1 : 0;
}

/* Read what is only asked of the last paragraph, or of one that stands alone (-1: none does). */
static int read_last(const Reader *self, Reading *into, PyObject *lines, Py_ssize_t alone, Py_ssize_t last) {
    Counted counted = {0};
    into->run.size = 0;
    if (fold_line(self->letters, PyList_GET_ITEM(lines, last), TAIL, &into->run, &counted) < 0) return -1;
    into->counted.mark = counted.mark;
    uint8_t *seen = find_needles(self->outlets, into->run.at, into->run.size);
    if (!seen && PyErr_Occurred()) return -1;
    if (seen) into->bits[last] |= OUTLET;
    PyMem_Free(seen);
    if (alone < 0) return 0;
    PyObject *number = PyLong_FromSsize_t(alone);
    int failed = !number || peel(self, into, number, &into->bits[alone]) < 0;
    Py_XDECREF(number);
    return failed ? -1 : 0;
}

static int read_lines(const Reader *self, Reading *into, PyObject *lines) {
    Py_ssize_t alone = -1, last = -1, paragraphs = 0;
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(lines); n++) {
        PyObject *line = PyList_GET_ITEM(lines, n);
        if (!PyUnicode_Check(line)) { PyErr_SetString(PyExc_TypeError, "lines are texts"); return -1; }
        into->bits[n] = BLANK;
        if (!PyUnicode_GET_LENGTH(line)) continue;
        into->run.size = 0;
        if (fold_line(self->letters, line, TAIL, &into->run, &into->counted) < 0) return -1;
        Py_ssize_t runs = into->counted.runs;
        int paragraph = runs > PHRASE_SPACES || PyUnicode_GET_LENGTH(line) > PHRASE_CHARACTERS || (runs >= SENTENCE_SPACES && raw_ends_sentence(self, line));
        PyObject *number = PyLong_FromSsize_t(n);
        into->odd |= into->counted.seen & ODD;
        int failed = !number || (paragraph ? read_paragraph : read_phrase)(self, into, line, number, &into->bits[n]) < 0
            || (paragraph && runs >= LONG_SPACES && peel(self, into, number, &into->bits[n]) < 0);
        if (paragraph) {
            alone = !paragraphs++ && runs < LONG_SPACES ? n : -1;
            last = n;
        }
        Py_XDECREF(number);
        if (failed) return -1;
    }
    return alone >= 0 || paragraphs >= ABOUT_PARAGRAPHS ? read_last(self, into, lines, alone, last) : 0;
}

/* words(lines, numbers): (words, keys, the numbers of those without a word, folded lines) of some lines, each by its number. */
static PyObject *letters_words(Letters *self, PyObject *args) {
    PyObject *lines, *numbers, *told = NULL;
    Run run = {NULL, 0, 0};
    Spans spans = {NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "O!O!", &PyList_Type, &lines, &PyList_Type, &numbers)) return NULL;
    if (!self->many) return unready();
    PyObject *words = PyDict_New(), *keys = PyDict_New(), *wordless = PyList_New(0), *rows = PyDict_New();
    int failed = !words || !keys || !wordless || !rows;
    for (Py_ssize_t i = 0; !failed && i < PyList_GET_SIZE(numbers); i++) {
        PyObject *number = PyList_GET_ITEM(numbers, i), *found = NULL, *key = NULL, *row = NULL;
        PyObject *line = PyList_GetItem(lines, PyLong_AsSsize_t(number));
        Counted counted = {0};
        run.size = spans.size = 0;
        failed = !line || !PyUnicode_Check(line);
        if (failed && line) PyErr_SetString(PyExc_TypeError, "lines are texts");
        failed = failed || fold_line(self, line, 0, &run, &counted) < 0 || split(self, run.at, 0, run.size, &spans) < 0
            || !(row = text_of(run.at, run.size)) || PyDict_SetItem(rows, number, row) < 0;
        if (!failed && !spans.size) failed = PyList_Append(wordless, number) < 0;
        else if (!failed) failed = !(found = words_of(run.at, &spans)) || !(key = key_of(self, run.at, run.size)) || PyDict_SetItem(words, number, found) < 0 || PyDict_SetItem(keys, number, key) < 0;
        Py_XDECREF(found);
        Py_XDECREF(key);
        Py_XDECREF(row);
    }
    if (!failed) told = PyTuple_Pack(4, words, keys, wordless, rows);
    Py_XDECREF(words);
    Py_XDECREF(keys);
    Py_XDECREF(wordless);
    Py_XDECREF(rows);
    PyMem_Free(run.at);
    PyMem_Free(spans.at);
    return told;
}

static PyMethodDef letters_methods[] = {
    {"fold", (PyCFunction)letters_fold, METH_O, "Fold a text: the same as arabic.fold in Python."},
    {"words", (PyCFunction)letters_words, METH_VARARGS, "Return the words, keys and folded texts of some lines."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject LettersType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cleaner._native.Letters",
    .tp_doc = "What each character folds to: Letters({character: folding}).",
    .tp_basicsize = sizeof(Letters),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)letters_init,
    .tp_dealloc = (destructor)letters_dealloc,
    .tp_methods = letters_methods,
};

static PyObject *reader_read(Reader *self, PyObject *lines) {
    Reading into = {0};
    PyObject *told = NULL;
    if (!PyList_Check(lines)) return PyErr_Format(PyExc_TypeError, "lines stand in a list, not %R", Py_TYPE(lines));
    if (!self->needles) return unready();
    PyObject **parts[] = {&into.prose, &into.spaces, &into.tried};
    int failed = 0;
    for (int i = 0; i < 3; i++) failed |= !(*parts[i] = PyList_New(0));
    failed |= !(into.tails = PyDict_New());
    failed = failed || make_room_for(&into.letters, (size_t)PyList_GET_SIZE(lines)) < 0;
    if (!failed && !(into.bits = PyMem_Calloc((size_t)PyList_GET_SIZE(lines) + 1, sizeof(uint32_t)))) { PyErr_NoMemory(); failed = 1; }
    if (!failed && read_lines(self, &into, lines) == 0) {
        Counted *c = &into.counted;
        told = Py_BuildValue(
            "(OOOO(nnn)NNNNy#i)", into.prose, into.spaces, into.tried, into.tails,
            c->lam, c->alif, c->spaces + (PyList_GET_SIZE(lines) - 1), PyBool_FromLong(c->wide), PyBool_FromLong(c->broad),
            PyBool_FromLong(into.alike), PyBool_FromLong(into.odd), (const char *)into.bits, PyList_GET_SIZE(lines) * (Py_ssize_t)sizeof(uint32_t),
            stir(into.bits, NULL, PyList_GET_SIZE(lines), into.alike, c->broad)
        );
    }
    for (int i = 0; i < 3; i++) Py_XDECREF(*parts[i]);
    Py_XDECREF(into.tails);
    PyMem_Free(into.letters.at);
    PyMem_Free(into.run.at);
    PyMem_Free(into.spans.at);
    PyMem_Free(into.bits);
    return told;
}

/* One folded line that stands alone: phrase(row) and paragraph(row) return (patterns, whether it is a phrase) or None. */
static PyObject *reader_line(const Reader *self, PyObject *row, int paragraph) {
    Found found = {NULL, 0};
    Run run = {NULL, 0, 0};
    Spans spans = {NULL, 0, 0};
    PyObject *told = NULL;
    if (!self->needles) return unready();
    Py_ssize_t size = PyUnicode_GET_LENGTH(row);
    int failed = make_room(&run, size ? size : 1) < 0 || !PyUnicode_AsUCS4(row, run.at, run.room, 0);
    if (!failed && paragraph) failed = find_in_paragraph(self, run.at, size, &spans, &found) < 0;
    else if (!failed) failed = split(self->letters, run.at, 0, size, &spans) < 0 || find_in_phrase(self, run.at, size, &spans, &found) < 0;
    if (!failed) {
        PyObject *patterns = found.tried ? PyDict_Keys(found.tried) : PyList_New(0);
        if (!found.tried && !found.exact) told = Py_NewRef(Py_None);
        else told = patterns ? PyTuple_Pack(2, patterns, found.exact ? Py_True : Py_False) : NULL;
        Py_XDECREF(patterns);
    }
    drop(&found);
    PyMem_Free(run.at);
    PyMem_Free(spans.at);
    return told;
}

static PyObject *reader_phrase(Reader *self, PyObject *row) {
    if (!PyUnicode_Check(row)) return PyErr_Format(PyExc_TypeError, "a line is a str, not %R", Py_TYPE(row));
    return reader_line(self, row, 0);
}

static PyObject *reader_paragraph(Reader *self, PyObject *row) {
    if (!PyUnicode_Check(row)) return PyErr_Format(PyExc_TypeError, "a line is a str, not %R", Py_TYPE(row));
    return reader_line(self, row, 1);
}

static int reader_init(Reader *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"letters", "closing", "exact", "long_exact", "keyed", "inners", "openers", "closers", "needles", "openings", "needled", "outlets", NULL};
    PyObject *letters, *closing, *exact, *long_exact, *keyed, *inners, *openers, *closers, *needles, *openings, *needled, *outlets;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OUO!O!O!O!O!O!O!O!O!O!", names, &letters, &closing, &PyDict_Type, &exact, &PyDict_Type, &long_exact,
            &PyDict_Type, &keyed, &PyDict_Type, &inners, &PyTuple_Type, &openers, &PyTuple_Type, &closers, &PyList_Type, &needles, &PyList_Type, &openings, &PyList_Type, &needled, &PyList_Type, &outlets)) return -1;
    if (!PyObject_TypeCheck(letters, &LettersType) || PyTuple_GET_SIZE(openers) != 2 || PyTuple_GET_SIZE(closers) != 2
            || !PyDict_Check(PyTuple_GET_ITEM(openers, 0)) || !PyDict_Check(PyTuple_GET_ITEM(closers, 0))) {
        PyErr_SetString(PyExc_TypeError, "letters, and edges as (words, get)");
        return -1;
    }
    if (make_numbers(&self->opening, PyTuple_GET_ITEM(openers, 0)) < 0 || make_numbers(&self->ending, PyTuple_GET_ITEM(closers, 0)) < 0
            || make_numbers(&self->keys, exact) < 0 || make_numbers(&self->keyed_keys, keyed) < 0
            || make_numbers(&self->inner, inners) < 0 || make_numbers(&self->long_first, long_exact) < 0) return -1;
    Needles *made = make_needles(needles), *sites = made ? make_needles(outlets) : NULL;
    if (sites && (made->rules > PyList_GET_SIZE(openings) || made->rules > PyList_GET_SIZE(needled))) PyErr_SetString(PyExc_ValueError, "a place without its openings");
    if (!sites || PyErr_Occurred()) {
        free_needles(made);
        free_needles(sites);
        return -1;
    }
    made->openings = Py_NewRef(openings);
    made->patterns = Py_NewRef(needled);
    free_needles(self->needles);
    free_needles(self->outlets);
    self->needles = made;
    self->outlets = sites;
    Py_XSETREF(self->letters, (Letters *)Py_NewRef(letters));
    Py_XSETREF(self->closing, Py_NewRef(closing));
    Py_XSETREF(self->exact, Py_NewRef(exact));
    Py_XSETREF(self->long_exact, Py_NewRef(long_exact));
    Py_XSETREF(self->keyed, Py_NewRef(keyed));
    Py_XSETREF(self->inners, Py_NewRef(inners));
    Py_XSETREF(self->openers, Py_NewRef(openers));
    Py_XSETREF(self->closers, Py_NewRef(closers));
    return 0;
}

static PyObject **held(Reader *self, int place) {
    PyObject **all[] = {(PyObject **)&self->letters, &self->closing, &self->exact, &self->long_exact, &self->keyed, &self->inners, &self->openers, &self->closers};
    return all[place];
}

static int reader_traverse(Reader *self, visitproc visit, void *arg) {
    for (int place = 0; place < 8; place++) Py_VISIT(*held(self, place));
    return 0;
}

static int reader_clear(Reader *self) {
    for (int place = 0; place < 8; place++) Py_CLEAR(*held(self, place));
    return 0;
}

static void reader_dealloc(Reader *self) {
    PyObject_GC_UnTrack(self);
    reader_clear(self);
    free_needles(self->needles);
    free_needles(self->outlets);
    Numbers *numbers[] = {&self->opening, &self->ending, &self->keys, &self->keyed_keys, &self->inner, &self->long_first};
    for (size_t i = 0; i < COUNT(numbers); i++) PyMem_Free(numbers[i]->at);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef reader_methods[] = {
    {"read", (PyCFunction)reader_read, METH_O, "Read the lines of a document."},
    {"phrase", (PyCFunction)reader_phrase, METH_O, "Tell what is worth trying on a folded line that is no paragraph."},
    {"paragraph", (PyCFunction)reader_paragraph, METH_O, "Tell what is worth trying on a folded paragraph."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject ReaderType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cleaner._native.Reader",
    .tp_doc = "The look-ups of a matcher.",
    .tp_basicsize = sizeof(Reader),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)reader_init,
    .tp_dealloc = (destructor)reader_dealloc,
    .tp_traverse = (traverseproc)reader_traverse,
    .tp_clear = (inquiry)reader_clear,
    .tp_methods = reader_methods,
};

#include "topic.h"

static PyMethodDef methods[] = {
    {"stir", native_stir, METH_VARARGS, "Tell which stages may say something of lines with these bits."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_methods = methods, .m_name = "cleaner._native", .m_doc = "Looks and look-ups, compiled.", .m_size = -1};

int add_pages(PyObject *module); /* pages.c */

PyMODINIT_FUNC PyInit__native(void) {
    if (PyType_Ready(&LettersType) < 0 || PyType_Ready(&NeedsType) < 0 || PyType_Ready(&ReaderType) < 0 || PyType_Ready(&TopicType) < 0) return NULL;
    name_long = PyUnicode_InternFromString("long");
    name_most = PyUnicode_InternFromString("most");
    name_needs = PyUnicode_InternFromString("needs");
    name_find_needs = PyUnicode_InternFromString("find_needs");
    number_word = PyUnicode_InternFromString("0");
    latin_word = PyUnicode_InternFromString("://");
    end_word = PyUnicode_InternFromString("\n");
    if (!name_long || !name_most || !name_needs || !name_find_needs || !number_word || !latin_word || !end_word) return NULL;
    PyObject *made = PyModule_Create(&module);
    if (!made) return NULL;
    if (PyModule_AddObjectRef(made, "Letters", (PyObject *)&LettersType) < 0 || PyModule_AddObjectRef(made, "Reader", (PyObject *)&ReaderType) < 0
            || PyModule_AddObjectRef(made, "Topic", (PyObject *)&TopicType) < 0
            || PyModule_AddIntConstant(made, "PHRASE_SPACES", PHRASE_SPACES) < 0 || PyModule_AddIntConstant(made, "SENTENCE_SPACES", SENTENCE_SPACES) < 0
            || PyModule_AddIntConstant(made, "PHRASE_CHARACTERS", PHRASE_CHARACTERS) < 0 || PyModule_AddIntConstant(made, "EDGE", EDGE) < 0
            || PyModule_AddIntConstant(made, "LINE_LIMIT", LINE_LIMIT) < 0 || PyModule_AddIntConstant(made, "LONG_SPACES", LONG_SPACES) < 0
            || PyModule_AddIntConstant(made, "TAIL", TAIL) < 0 || PyModule_AddIntConstant(made, "TAIL_WORDS", TAIL_WORDS) < 0
            || PyModule_AddIntConstant(made, "PIECE_SPACES", PIECE_SPACES) < 0 || PyModule_AddIntConstant(made, "PIECES", PIECES) < 0
            || add_pages(made) < 0) {
        Py_DECREF(made);
        return NULL;
    }
    return made;
}
