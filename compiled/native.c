/* Looks and look-ups in one pass over the letters of a text: what arabic.py, looks.py and match.py do in
 * Python, where there was a C compiler. Says the same, to the last offset; tests hold it to that.
 *
 * Comes in: the lines of a document. Goes out: which are paragraphs, the words and keys of the others, how
 * paragraphs end, and for each line on which a rule may have a say the patterns worth trying. Nothing is
 * matched here: regular expressions stay in Python. Every loop runs over letters once, in bounded memory.
 */
#include "letters.h"
#include "needles.h"
#include "numbers.h"
#include "reader.h"
#include "needs.h"
#include "lookups.h"
#include "tails.h"
#include "stir.h"
#include "topic.h"

/* ---- A document: read() ---- */

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
    *bits = PARAGRAPH | (shows_nothing(self->letters, at, size, line) ? BLANK : 0) | (seen & MARK ? 0 : UNMARKED) | (stops ? STOPS : 0) | (is_parted(line, seen) ? PARTED : 0)
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
    Py_ssize_t size = into->run.size, words = into->spans.size / 2;
    int seen = into->counted.seen;
    uint32_t bits = (is_parted(line, seen) ? PARTED : 0) | (is_sited(self->letters, at, size) ? SITED : 0) | (seen & MARK ? 0 : UNMARKED)
        | (seen & DIGIT ? COUNTED : 0);
    if (words) {
        if (PyUnicode_IS_ASCII(line)) bits |= LATIN;
        if (is(self->letters, at[into->spans.at[0]]) & DIGIT) bits |= OPENS_COUNTED;
        if (is_counter(self->letters, at, &into->spans)) bits |= COUNTER;
        return bits | (words >= TITLE_WORDS ? TITLE : 0) | (words <= BRIEF_WORDS ? BRIEF : 0) | (words <= MENU_NAME_WORDS ? NAME : 0) | (words >= MENU_ROW_WORDS ? ROW : 0);
    }
    return bits | (shows_nothing(self->letters, at, size, line) ? BLANK : SIGNS);
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

static PyMethodDef methods[] = {
    {"stir", native_stir, METH_VARARGS, "Tell which stages may say something of lines with these bits."},
    {"having", native_having, METH_VARARGS, "Return the numbers of the lines that have one of some bits."},
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
