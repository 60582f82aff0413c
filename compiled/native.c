/* Looks and look-ups in one pass over the letters of a text: what arabic.py, looks.py and match.py do in
 * Python, where there was a C compiler. Says the same, to the last offset; tests hold it to that.
 *
 * Comes in: a text. Goes out: nothing, where nobody has a say on it; else which lines are paragraphs, what each looks
 * like, and for each line on which a rule may have a say the patterns worth trying. Nothing is matched here: regular
 * expressions stay in Python. Every loop runs over letters once, in bounded memory.
 */
#include "letters.h"
#include "places.h"
#include "needles.h"
#include "numbers.h"
#include "edges.h"
#include "reader.h"
#include "borders.h"
#include "needs.h"
#include "lookups.h"
#include "tails.h"
#include "stir.h"
#include "topic.h"
#include "leads.h"
#include "runs.h"
#include "shared.h"
#include "reading.h"
#include "telling.h"
#include "maker.h"

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
        failed = failed || fold_line(self, line_of(line), 0, &run, &counted) < 0 || split(self, run.at, 0, run.size, &spans) < 0
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
    {"places", (PyCFunction)letters_places, METH_VARARGS, "Return where near the end of a folded line a suffix may begin."},
    {"offsets", (PyCFunction)letters_offsets, METH_O, "Fold a text, and return the offset of each folded character, four bytes each."},
    {"shared", (PyCFunction)letters_shared, METH_VARARGS, "Return the numbers of the lines that open as another one does."},
    {"count", (PyCFunction)letters_count, METH_O, "Count the letters of scripts in a text, folded."},
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

/* One folded line that stands alone: phrase(row) and paragraph(row) return (patterns, whether it is a phrase) or None. */
static PyObject *reader_line(Reader *self, PyObject *row, int paragraph) {
    Found found = {NULL, 0};
    Run run = {NULL, 0, 0};
    Spans spans = {NULL, 0, 0};
    PyObject *told = NULL;
    if (!self->needles) return unready();
    Py_ssize_t size = PyUnicode_GET_LENGTH(row);
    int failed = make_room(&run, size ? size : 1) < 0 || !PyUnicode_AsUCS4(row, run.at, run.room, 0);
    if (!failed && paragraph) failed = find_in_paragraph(self, run.at, size, 1, &spans, &found) < 0;
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
    static char *names[] = {"letters", "closing", "exact", "long_exact", "keyed", "inners", "openers", "closers", "needles", "openings", "needled", "outlets", "weights", NULL};
    PyObject *letters, *closing, *exact, *long_exact, *keyed, *inners, *openers, *closers, *needles, *openings, *needled, *outlets, *weights;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OUO!O!O!O!O!O!O!O!O!O!O!", names, &letters, &closing, &PyDict_Type, &exact, &PyDict_Type, &long_exact,
            &PyDict_Type, &keyed, &PyDict_Type, &inners, &PyTuple_Type, &openers, &PyTuple_Type, &closers, &PyList_Type, &needles, &PyList_Type, &openings, &PyList_Type, &needled, &PyTuple_Type, &outlets, &PyDict_Type, &weights)) return -1;
    if (!PyObject_TypeCheck(letters, &LettersType) || PyTuple_GET_SIZE(openers) != 2 || PyTuple_GET_SIZE(closers) != 2
            || !PyDict_Check(PyTuple_GET_ITEM(openers, 0)) || !PyDict_Check(PyTuple_GET_ITEM(closers, 0))) {
        PyErr_SetString(PyExc_TypeError, "letters, and edges as (words, get)");
        return -1;
    }
    free_edges(&self->openers);
    free_edges(&self->closers);
    if (make_edges(&self->openers, PyTuple_GET_ITEM(openers, 0), PyTuple_GET_ITEM(openers, 1), 0) < 0 || make_edges(&self->closers, PyTuple_GET_ITEM(closers, 0), PyTuple_GET_ITEM(closers, 1), 1) < 0
            || make_numbers(&self->keys, exact, 0) < 0 || make_numbers(&self->backward, exact, 1) < 0 || make_numbers(&self->keyed_keys, keyed, 0) < 0
            || make_numbers(&self->inner, inners, 0) < 0 || make_numbers(&self->long_first, long_exact, 0) < 0) return -1;
    memset(self->outlet_pairs, 0, sizeof(self->outlet_pairs));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(outlets); i++) {
        PyObject *outlet = PyTuple_GET_ITEM(outlets, i);
        if (!PyUnicode_Check(outlet) || PyUnicode_GET_LENGTH(outlet) < 2) { PyErr_SetString(PyExc_TypeError, "outlets are texts of two letters or more"); return -1; }
        int pair = pair_of(PyUnicode_READ_CHAR(outlet, 0), PyUnicode_READ_CHAR(outlet, 1));
        self->outlet_pairs[pair / 64] |= (uint64_t)1 << pair % 64;
    }
    Needles *made = make_needles(needles);
    if (made && (made->rules > PyList_GET_SIZE(openings) || made->rules > PyList_GET_SIZE(needled))) PyErr_SetString(PyExc_ValueError, "a place without its openings");
    if (!made || PyErr_Occurred()) {
        free_needles(made);
        return -1;
    }
    made->openings = Py_NewRef(openings);
    made->patterns = Py_NewRef(needled);
    free_needles(self->needles);
    self->needles = made;
    Py_XSETREF(self->outlets, Py_NewRef(outlets));
    Py_XSETREF(self->letters, (Letters *)Py_NewRef(letters));
    Py_XSETREF(self->closing, Py_NewRef(closing));
    Py_XSETREF(self->exact, Py_NewRef(exact));
    Py_XSETREF(self->long_exact, Py_NewRef(long_exact));
    Py_XSETREF(self->keyed, Py_NewRef(keyed));
    Py_XSETREF(self->inners, Py_NewRef(inners));
    Py_XSETREF(self->weights, Py_NewRef(weights));
    return 0;
}

static PyObject **held(Reader *self, int place) {
    PyObject **all[] = {(PyObject **)&self->letters, &self->closing, &self->exact, &self->long_exact, &self->keyed, &self->inners, &self->outlets, &self->weights, &self->openers.get, &self->closers.get};
    return all[place];
}

static int reader_traverse(Reader *self, visitproc visit, void *arg) {
    for (int place = 0; place < 10; place++) Py_VISIT(*held(self, place));
    return 0;
}

static int reader_clear(Reader *self) {
    for (int place = 0; place < 10; place++) Py_CLEAR(*held(self, place));
    return 0;
}

static void reader_dealloc(Reader *self) {
    PyObject_GC_UnTrack(self);
    reader_clear(self);
    free_needles(self->needles);
    free_edges(&self->openers);
    free_edges(&self->closers);
    Numbers *numbers[] = {&self->keys, &self->keyed_keys, &self->inner, &self->long_first, &self->backward};
    for (size_t i = 0; i < COUNT(numbers); i++) PyMem_Free(numbers[i]->at);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef reader_methods[] = {
    {"read", (PyCFunction)reader_read, METH_VARARGS, "Read the lines of a text."},
    {"phrase", (PyCFunction)reader_phrase, METH_O, "Tell what is worth trying on a folded line that is no paragraph."},
    {"pieces", (PyCFunction)reader_pieces, METH_VARARGS, "Tell which parts of the end of a long line may be lines of their own."},
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

/* edged(text, signs): whether a line begins or ends with one of some signs. */
static PyObject *native_edged(PyObject *module, PyObject *args) {
    PyObject *text, *signs;
    (void)module;
    if (!PyArg_ParseTuple(args, "UU", &text, &signs)) return NULL;
    Line all = line_of(text);
    for (Py_ssize_t start = 0, end; start <= all.size; start = end + 1) {
        end = PyUnicode_FindChar(text, '\n', start, all.size, 1);
        if (end < 0) end = all.size;
        if (start < end && (among(signs, char_at(all, start)) || among(signs, char_at(all, end - 1)))) Py_RETURN_TRUE;
    }
    Py_RETURN_FALSE;
}

/* names(line): how many quotation marks have a colon behind them, white space aside: rows._names. */
static PyObject *native_names(PyObject *module, PyObject *line) {
    Py_buffer held;
    Py_ssize_t names = 0;
    (void)module;
    if (PyObject_GetBuffer(line, &held, PyBUF_SIMPLE) < 0) return NULL;
    const char *start = held.buf, *end = start + held.len, *at = start;
    while (at < end && (at = memchr(at, ':', (size_t)(end - at)))) {
        const char *before = at++;
        while (before > start && (before[-1] == ' ' || before[-1] == '\t' || before[-1] == '\r' || before[-1] == '\n')) before--;
        names += before > start && before[-1] == '"';
    }
    PyBuffer_Release(&held);
    return PyLong_FromSsize_t(names);
}

static PyMethodDef methods[] = {
    {"names", native_names, METH_O, "Count what may be names of fields in a row of JSON."},
    {"edged", native_edged, METH_VARARGS, "Tell whether a line begins or ends with one of some signs."},
    {"stir", native_stir, METH_VARARGS, "Tell which stages may say something of lines with these bits."},
    {"having", native_having, METH_VARARGS, "Return the numbers of the lines that have one of some bits."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_methods = methods, .m_name = "cleaner._native", .m_doc = "Looks and look-ups, compiled.", .m_size = -1};

int add_pages(PyObject *module); /* pages.c */

PyMODINIT_FUNC PyInit__native(void) {
    if (PyType_Ready(&LettersType) < 0 || PyType_Ready(&NeedsType) < 0 || PyType_Ready(&NearType) < 0 || PyType_Ready(&ReaderType) < 0 || PyType_Ready(&TopicType) < 0 || PyType_Ready(&LeadsType) < 0 || PyType_Ready(&TitlesType) < 0 || PyType_Ready(&MakerType) < 0) return NULL;
    name_long = PyUnicode_InternFromString("long");
    name_most = PyUnicode_InternFromString("most");
    name_rule = PyUnicode_InternFromString("rule");
    name_id = PyUnicode_InternFromString("id");
    name_needs = PyUnicode_InternFromString("needs");
    name_find_needs = PyUnicode_InternFromString("find_needs");
    if (!name_rule || !name_id || !name_long || !name_most || !name_needs || !name_find_needs) return NULL;
    PyObject *made = PyModule_Create(&module);
    if (!made) return NULL;
    if (PyModule_AddObjectRef(made, "Letters", (PyObject *)&LettersType) < 0 || PyModule_AddObjectRef(made, "Reader", (PyObject *)&ReaderType) < 0
            || PyModule_AddObjectRef(made, "Topic", (PyObject *)&TopicType) < 0
            || PyModule_AddObjectRef(made, "Leads", (PyObject *)&LeadsType) < 0 || PyModule_AddObjectRef(made, "Titles", (PyObject *)&TitlesType) < 0
            || PyModule_AddObjectRef(made, "Maker", (PyObject *)&MakerType) < 0
            || PyModule_AddIntConstant(made, "PHRASE_SPACES", PHRASE_SPACES) < 0 || PyModule_AddIntConstant(made, "SENTENCE_SPACES", SENTENCE_SPACES) < 0
            || PyModule_AddIntConstant(made, "PHRASE_CHARACTERS", PHRASE_CHARACTERS) < 0 || PyModule_AddIntConstant(made, "EDGE", EDGE) < 0
            || PyModule_AddIntConstant(made, "LINE_LIMIT", LINE_LIMIT) < 0 || PyModule_AddIntConstant(made, "LONG_SPACES", LONG_SPACES) < 0
            || PyModule_AddIntConstant(made, "TAIL", TAIL) < 0 || PyModule_AddIntConstant(made, "TAIL_WORDS", TAIL_WORDS) < 0
            || PyModule_AddIntConstant(made, "PIECE_SPACES", PIECE_SPACES) < 0 || PyModule_AddIntConstant(made, "PIECES", PIECES) < 0
            || PyModule_AddIntConstant(made, "OPENING", OPENING) < 0 || PyModule_AddIntConstant(made, "ARTICLE_HEAD", ARTICLE_HEAD) < 0
            || add_pages(made) < 0) {
        Py_DECREF(made);
        return NULL;
    }
    return made;
}
