/* Needs: words of which one of each kind stands in every match of a pattern, and signs beside them: Pattern.find_needs. */

#define TRIPLES 16384  /* as many are told apart in one line */
#define SINGLES 1024
/* Return the number of three characters, from that of the three before the last of them: what is older is shifted out. */
static inline uint32_t triple_of(uint32_t before, Py_UCS4 c) { return (before << 5 ^ c * 37) % TRIPLES; }

typedef struct { const Py_UCS4 *at; Py_ssize_t size; uint32_t triple; int rare; } Word;  /* of a word that is needed, its rarest three letters side by side, and where its rarest one is */

/* How many words, the signs right beside them, or 0, and the words as Python has them, where several patterns may ask for the same. */
typedef struct { Py_ssize_t count; uint32_t before, after; PyObject *same; } Kind;
static const Kind bare = {0, 0, 0, NULL};
#define SAME_WORDS 8  /* fewer are looked for again sooner than remembered */

typedef struct {
    PyObject_HEAD
    Py_ssize_t widest;  /* characters that a line may have, or 0: any number */
    Py_ssize_t narrowest;  /* and has to have */
    Py_ssize_t window;  /* characters at the end of a line in which the words stand, or 0: anywhere */
    int apart;          /* a word follows the end of a sentence */
    int is_long;        /* a paragraph may fit */
    int weight;         /* of its rule at the end of a long line; -1: nobody asked yet */
    double most;        /* words that a line may have */
    Py_ssize_t kinds;
    Kind *of;
    uint32_t first, last;  /* signs before the first word of the line and behind its last, or 0 */
    Kind closing;  /* the words of which one closes a line that fits, if there are any */
    Word *words;  /* those that close, those of the first kind, of the second … */
    Py_UCS4 *letters;
} Needs;

static PyTypeObject NeedsType;
static PyObject *name_long, *name_most, *name_needs, *name_find_needs;

static void needs_dealloc(Needs *self) {
    for (Py_ssize_t i = 0; self->of && i < self->kinds; i++) Py_XDECREF(self->of[i].same);
    PyMem_Free(self->of);
    Py_XDECREF(self->closing.same);
    PyMem_Free(self->words);
    PyMem_Free(self->letters);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* Set how many words a line may have that fits a pattern, and whether a paragraph may. */
static int limit(Needs *needs, PyObject *pattern) {
    PyObject *most = PyObject_GetAttr(pattern, name_most), *is_long = PyObject_GetAttr(pattern, name_long);
    needs->most = most ? PyFloat_AsDouble(most) : 0;
    needs->is_long = is_long ? PyObject_IsTrue(is_long) : -1;
    Py_XDECREF(most);
    Py_XDECREF(is_long);
    return PyErr_Occurred() ? -1 : 0;
}

/* Return the number of the rarest three letters of a word that stand side by side; shorter ones have none. */
static uint32_t rarest_triple(const Py_UCS4 *at, Py_ssize_t size) {
    uint32_t triple = 0, rarest = 0;
    double least = 2e9;
    for (Py_ssize_t i = 0; i < size; i++) {
        triple = triple_of(triple, at[i]);
        double share = i > 1 ? share_of(at[i - 2]) * share_of(at[i - 1]) * share_of(at[i]) : 2e9;
        if (share < least) { least = share; rarest = triple; }
    }
    return rarest;
}

/* Return a word by which a line is searched. */
static Word needed(const Py_UCS4 *at, Py_ssize_t size) {
    Word word = {at, size, rarest_triple(at, size), 0};
    for (Py_ssize_t i = 1; i < size && i < INT_MAX; i++) if (share_of(at[i]) < share_of(at[word.rare])) word.rare = (int)i;
    return word;
}

/* Return the signs that a text of borders.py stands for: none, or one of some. */
static uint32_t signs_of(PyObject *text) {
    return PyUnicode_Check(text) && PyUnicode_GET_LENGTH(text) ? asked_sign(PyUnicode_READ_CHAR(text, 0)) : 0;
}

static int add_needed(Needs *made, PyObject *words, Py_ssize_t *word, Py_ssize_t *letter) {
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(words); k++) {
        PyObject *text = PyTuple_GET_ITEM(words, k);
        Py_ssize_t size = PyUnicode_GET_LENGTH(text);
        if (!PyUnicode_AsUCS4(text, made->letters + *letter, size + 1, 1)) return -1;
        made->words[(*word)++] = needed(made->letters + *letter, size);
        *letter += size + 1;
    }
    return 0;
}

/* Add the words of a kind: (words, sign before them, sign behind them). */
static int add_kind(Needs *made, Py_ssize_t number, PyObject *kind, Py_ssize_t *word, Py_ssize_t *letter) {
    PyObject *words = PyTuple_GET_ITEM(kind, 0);
    Kind *of = &made->of[number];
    *of = (Kind){PyTuple_GET_SIZE(words), signs_of(PyTuple_GET_ITEM(kind, 1)), signs_of(PyTuple_GET_ITEM(kind, 2)), NULL};
    if (!of->before && !of->after) of->same = Py_NewRef(words);
    return add_needed(made, words, word, letter);
}

static Needs *make_with(PyObject *pattern, PyObject *told, PyObject *closing) {
    Py_ssize_t widest, narrowest, window, words = 0, letters = 1, word = 0, letter = 0;
    int apart;
    PyObject *kinds, *first, *last, *closes;
    if (!PyArg_ParseTuple(told, "nnpO!n(UU)O", &widest, &window, &apart, &PyTuple_Type, &kinds, &narrowest, &first, &last, &closes)) return NULL;
    for (Py_ssize_t i = 0; i <= PyTuple_GET_SIZE(kinds); i++) {
        PyObject *kind = i < PyTuple_GET_SIZE(kinds) ? PyTuple_GET_ITEM(kinds, i) : closing;
        if (kind != closing) {
            if (!PyTuple_Check(kind) || PyTuple_GET_SIZE(kind) != 3 || !PyTuple_Check(PyTuple_GET_ITEM(kind, 0))) { PyErr_Format(PyExc_TypeError, "a kind of words is a tuple and two signs, not %R", Py_TYPE(kind)); return NULL; }
            kind = PyTuple_GET_ITEM(kind, 0);
        }
        words += PyTuple_GET_SIZE(kind);
        for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(kind); k++) {
            if (!PyUnicode_Check(PyTuple_GET_ITEM(kind, k))) { PyErr_Format(PyExc_TypeError, "words are texts"); return NULL; }
            letters += PyUnicode_GET_LENGTH(PyTuple_GET_ITEM(kind, k)) + 1;
        }
    }
    Needs *made = (Needs *)NeedsType.tp_alloc(&NeedsType, 0);
    if (!made) return NULL;
    if (limit(made, pattern) < 0) { Py_DECREF(made); return NULL; }
    made->widest = widest;
    made->narrowest = narrowest;
    made->window = window;
    made->apart = apart;
    made->weight = -1;
    made->first = signs_of(first);
    made->last = signs_of(last);
    made->kinds = PyTuple_GET_SIZE(kinds);
    made->of = PyMem_Calloc((size_t)made->kinds + 1, sizeof(Kind));
    made->words = PyMem_Calloc((size_t)words + 1, sizeof(Word));
    made->letters = PyMem_Calloc((size_t)letters, sizeof(Py_UCS4));
    if (!made->of || !made->words || !made->letters) { PyErr_NoMemory(); Py_DECREF(made); return NULL; }
    made->closing = (Kind){PyTuple_GET_SIZE(closing), 0, 0, Py_NewRef(closes)};
    int failed = add_needed(made, closing, &word, &letter) < 0;
    for (Py_ssize_t i = 0; !failed && i < made->kinds; i++) failed = add_kind(made, i, PyTuple_GET_ITEM(kinds, i), &word, &letter) < 0;
    if (failed) Py_CLEAR(made);
    return made;
}

/* Make what a pattern told: the words that close it are a set, the same one for all patterns with these words. */
static PyObject *make_needs(PyObject *pattern, PyObject *told) {
    PyObject *closes = PyTuple_Check(told) ? PyTuple_GetItem(told, PyTuple_GET_SIZE(told) - 1) : NULL;
    PyObject *closing = closes && PyFrozenSet_Check(closes) ? PySequence_Tuple(closes) : NULL;
    Needs *made = closing ? make_with(pattern, told, closing) : NULL;
    if (!made && !PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "the words that close a line are a frozenset");
    Py_XDECREF(closing);
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
#define ANSWERS 16
#define UNKNOWN -1
typedef struct { const PyObject *same; Py_ssize_t start; int has; } Answer;  /* whether one of some words stands in a line from an offset on */
/* A line, and which three letters stand in it side by side: a word that is not there has three that do not. Of shorter ones, the letters. */
typedef struct { const Letters *letters; const Py_UCS4 *at; Py_ssize_t size; int known, parted, digits; int64_t first, last; Py_ssize_t close; Answer answers[ANSWERS]; uint64_t triples[TRIPLES / 64], singles[SINGLES / 64]; } Lettered;

/* Begin with a line of which nothing is known yet; its triples are not cleared before somebody asks. */
static void begin(Lettered *line, const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    line->letters = letters;
    line->at = at;
    line->size = size;
    line->known = 0;
    line->parted = line->digits = -1;
    line->first = line->last = -1;
    line->close = -1;
    for (int i = 0; i < ANSWERS; i++) line->answers[i].same = NULL;
}

/* Tell whether a word follows the end of a sentence: what stands apart has to. */
static int goes_on(Lettered *line) {
    if (line->parted < 0) {
        Py_ssize_t i = 0;
        while (i < line->size && !ends_here(line->letters, line->at[i])) i++;
        while (i < line->size && !(is(line->letters, line->at[i]) & WORD)) i++;
        line->parted = i < line->size;
    }
    return line->parted;
}

/* Learn the triples of a line, or of what was added to one that is known. */
static void add_triples(Lettered *line, const Py_UCS4 *at, Py_ssize_t size) {
    Py_ssize_t start = line->known ? line->size : 0;
    uint32_t triple = 0;
    if (!line->known) {
        memset(line->triples, 0, sizeof(line->triples));
        memset(line->singles, 0, sizeof(line->singles));
    }
    for (Py_ssize_t i = start > 2 ? start - 2 : 0; i < size; i++) {
        triple = triple_of(triple, at[i]);
        line->triples[triple / 64] |= (uint64_t)1 << triple % 64;
        line->singles[at[i] % SINGLES / 64] |= (uint64_t)1 << at[i] % 64;
    }
    line->at = at;
    line->size = size;
    line->known = 1;
}

/* Tell whether the rarest letters of a needed word stand in no place of a line: so it is with most. */
static inline int lacks(const Lettered *line, const Word *word) {
    return word->size > 2 && !(line->triples[word->triple / 64] >> word->triple % 64 & 1);
}

static int may_hold(Lettered *line, Word word) {
    uint32_t triple = 0;
    if (!line->known) add_triples(line, line->at, line->size);
    for (Py_ssize_t i = 0; i < word.size; i++) {
        triple = triple_of(triple, word.at[i]);
        if (i > 1 ? !(line->triples[triple / 64] >> triple % 64 & 1) : word.size < 3 && !(line->singles[word.at[i] % SINGLES / 64] >> word.at[i] % 64 & 1)) return 0;
    }
    return 1;
}

/* Return the next place of a character, or NULL. */
static ALWAYS const Py_UCS4 *next_place(const Py_UCS4 *at, const Py_UCS4 *end, Py_UCS4 c) {
#if WCHAR_MAX >= 0x10FFFF
    return at < end ? (const Py_UCS4 *)wmemchr((const wchar_t *)at, (wchar_t)c, (size_t)(end - at)) : NULL;
#else
    while (at < end && *at != c) at++;
    return at < end ? at : NULL;
#endif
}

static int holds_digit(Lettered *line) {
    if (line->digits < 0) {
        Py_ssize_t i = 0;
        while (i < line->size && !(is(line->letters, line->at[i]) & DIGIT)) i++;
        line->digits = i < line->size;
    }
    return line->digits;
}

static inline int is_digit(const Word *word) { return word->size == 1 && word->at[0] == '0'; }

/* Tell whether a word stands in a line from an offset on, with the signs beside it that are asked for: its rarest letter is looked for. */
static int holds(Lettered *line, Py_ssize_t start, Word word, const Kind *kind) {
    if (word.size > line->size - start || !may_hold(line, word)) return 0;
    const Py_UCS4 rare = word.at[word.rare], *at = line->at + start + word.rare, *end = line->at + line->size - (word.size - word.rare) + 1;
    for (; (at = next_place(at, end, rare)); at++) {
        Py_ssize_t from = at - word.rare - line->at;
        if (memcmp(line->at + from, word.at, (size_t)word.size * sizeof(Py_UCS4))) continue;
        if (kind->before && !(signs_before(line->letters, line->at, from) & kind->before)) continue;
        if (kind->after && !(signs_behind(line->letters, line->at, from + word.size, line->size) & kind->after)) continue;
        return 1;
    }
    return 0;
}

/* Return where an object of a type keeps its needs; 0 where that is not told. To ask by name takes as long as to look for what is needed. */
static Py_ssize_t slot_of(PyTypeObject *type) {
    static PyTypeObject *known = NULL; /* kept: Pattern, as a rule the only one */
    static Py_ssize_t offset = 0;
    if (type == known) return offset;
    offset = offset_of(type, name_needs);
    Py_INCREF(type);
    Py_XSETREF(known, type);
    return offset;
}

/* Return what a pattern needs, worked out when it is first asked for: a borrowed reference, for it keeps that. */
static Needs *needs_of(PyObject *pattern) {
    Py_ssize_t slot = slot_of(Py_TYPE(pattern));
    PyObject *found = slot ? *(PyObject **)((char *)pattern + slot) : NULL;
    if (found && Py_IS_TYPE(found, &NeedsType)) return (Needs *)found;
    if (!(found = PyObject_GetAttr(pattern, name_needs))) return NULL;
    if (found == Py_None) {
        PyObject *told = PyObject_CallMethodNoArgs(pattern, name_find_needs);
        Py_SETREF(found, told ? make_needs(pattern, told) : NULL);
        Py_XDECREF(told);
        if (found && PyObject_SetAttr(pattern, name_needs, found) < 0) Py_CLEAR(found);
    }
    if (found && !Py_IS_TYPE(found, &NeedsType)) {
        PyErr_SetString(PyExc_TypeError, "needs are made here");
        Py_CLEAR(found);
    }
    Py_XDECREF(found);
    return (Needs *)found;
}

/* Tell whether signs stand before the first word of a line and behind its last. */
static int has_ends(const Needs *needs, Lettered *line) {
    if (needs->first && line->first < 0) line->first = signs_behind(line->letters, line->at, 0, line->size);
    if (needs->last && line->last < 0) line->last = signs_before(line->letters, line->at, line->size);
    return (!needs->first || line->first & needs->first) && (!needs->last || line->last & needs->last);
}

/* Return the place of what is remembered of words that several patterns may ask for; NULL where it is nothing. */
static Answer *answer_to(Lettered *line, const Kind *kind, Py_ssize_t start) {
    Answer *answer = kind->same && kind->count > SAME_WORDS ? &line->answers[(uintptr_t)kind->same / 16 % ANSWERS] : NULL;
    if (answer && (answer->same != kind->same || answer->start != start)) *answer = (Answer){kind->same, start, UNKNOWN};
    return answer;
}

/* Tell whether a line closes with one of some words, other letters before it in the last word or not: tables.closings. */
static int closes(Lettered *line, const Kind *kind, const Word *words) {
    Answer *answer = answer_to(line, kind, 0);
    if (answer && answer->has != UNKNOWN) return answer->has;
    if (line->close < 0) for (line->close = line->size; line->close && !(is(line->letters, line->at[line->close - 1]) & WORD);) line->close--;
    const Py_UCS4 *end = line->at + line->close;
    int has = 0;
    for (const Word *word = words; line->close && !has && word < words + kind->count; word++)
        has = is_digit(word) ? (is(line->letters, end[-1]) & DIGIT) != 0
            : word->size <= line->close && end[-1] == word->at[word->size - 1] && !memcmp(end - word->size, word->at, (size_t)word->size * sizeof(Py_UCS4));
    if (answer) answer->has = has;
    return has;
}

/* Tell whether one word of a kind may stand in a line from an offset on. In a long line it may be there: to be sure would take as long
 * as an expression. */
static int has_one(Lettered *line, Py_ssize_t start, const Kind *kind, const Word *words) {
    Answer *answer = answer_to(line, kind, start);
    if (answer && answer->has != UNKNOWN) return answer->has;
    int has = 0, is_long = line->size - start > SEARCHED;
    for (const Word *word = words; !has && word < words + kind->count; word++) {
        if (is_digit(word)) has = holds_digit(line);
        else has = !lacks(line, word) && (is_long ? may_hold(line, *word) : holds(line, start, *word, kind));
    }
    if (answer) answer->has = has;
    return has;
}

/* Tell whether all may stand in a folded line that every match of a pattern holds. */
static int has_needs(const Needs *needs, Lettered *line) {
    if (line->size < needs->narrowest || (needs->widest && line->size > needs->widest) || (needs->apart && !goes_on(line)) || !has_ends(needs, line)) return 0;
    if (needs->closing.count && !closes(line, &needs->closing, needs->words)) return 0;
    Py_ssize_t start = needs->window && line->size > needs->window ? line->size - needs->window : 0;
    const Word *word = needs->words + needs->closing.count;
    if (needs->kinds && !line->known) add_triples(line, line->at, line->size);
    for (Py_ssize_t i = 0; i < needs->kinds; word += needs->of[i++].count)
        if (!has_one(line, start, &needs->of[i], word)) return 0;
    return 1;
}
