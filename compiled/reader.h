/* Reader: the lines of a document, and what is worth trying on each. */

#define PHRASE_SPACES 16  /* the numbers of prose.py, tables.py, trial.py and tails.py; a test compares them */
#define SENTENCE_SPACES 7
#define PHRASE_CHARACTERS 1200
#define EDGE 200
#define LINE_LIMIT 2000
#define LONG_SPACES 60
#define TAIL 900
#define TAIL_WORDS 12
#define PIECE_SPACES 30
#define PIECES 3
#define OPENING 90
#define PAIRS 1024
#define ARTICLE_HEAD 300

typedef struct {
    PyObject_HEAD
    Letters *letters;
    PyObject *closing, *exact, *long_exact, *keyed, *inners, *outlets, *weights;
    Needles *needles;
    Edges openers, closers;
    Numbers keys, keyed_keys, inner, long_first;  /* the words of the tables, so that most look-ups need no text */
    Numbers backward;  /* the keys, their last letter first */
    uint64_t outlet_pairs[PAIRS / 64];  /* with which two letters an outlet's name may begin, by `pair_of` */
} Reader;

static inline int pair_of(Py_UCS4 first, Py_UCS4 second) { return (int)((first << 5 ^ second) % PAIRS); }

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

/* Count what spaces part, as str.split does. */
static Py_ssize_t tokens_of(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    Py_ssize_t tokens = 0;
    for (Py_ssize_t i = 0; i < size; i++) tokens += !(is(letters, at[i]) & SPACE) && (!i || (is(letters, at[i - 1]) & SPACE));
    return tokens;
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

static int raw_ends_sentence(const Reader *self, Line line) {
    Py_ssize_t size = line.size;
    while (size && !stops(char_at(line, size - 1)) && among(self->closing, char_at(line, size - 1))) size--;
    return size && stops(char_at(line, size - 1));
}

#define NO_NEEDLE -1
/* What is worth trying on a line. */
typedef struct {
    PyObject *tried;   /* {pattern: None}, or NULL */
    int exact;         /* its key is that of a phrase */
    int needled;       /* a needle stands in it; NO_NEEDLE, told before it is read: none does */
    int weighed;       /* it is a part of the end of a long line: only what has a weight there is asked for */
} Found;

static void drop(Found *found) {
    Py_CLEAR(found->tried);
    found->exact = 0;
}

static int add_pattern(Found *found, PyObject *pattern) {
    if (!found->tried && !(found->tried = PyDict_New())) return -1;
    return PyDict_SetItem(found->tried, pattern, Py_None);
}
