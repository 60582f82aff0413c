/* Looks and look-ups in one pass over the letters of a text: what arabic.py, looks.py and match.py do in
 * Python, where there was a C compiler. Says the same, to the last offset; tests hold it to that.
 *
 * Comes in: the lines of a document. Goes out: which are paragraphs, the words and keys of the others, how
 * paragraphs end, and for each line on which a rule may have a say the patterns worth trying. Nothing is
 * matched here: regular expressions stay in Python. Every loop runs over letters once, in bounded memory.
 */
#include "letters.h"
#include "places.h"
#include "needles.h"
#include "numbers.h"
#include "edges.h"
#include "reader.h"
#include "needs.h"
#include "lookups.h"
#include "tails.h"
#include "stir.h"
#include "topic.h"
#include "leads.h"
#include "runs.h"
#include "shared.h"

/* ---- A document: read() ---- */

typedef struct {
    Spans prose;  /* paragraphs, and the spaces between the words of each */
    PyObject *tried, *tails;  /* or NULL: nothing is */
    PyObject *rows;  /* the lines that are tried, folded, by their numbers */
    uint64_t *letters;  /* of each line, of paragraphs how many and the first: equal ones may be alike */
    size_t mask;
    Counted counted;
    Run run;
    Spans spans;
    Py_ssize_t lines;
    uint32_t *bits;  /* of every line */
    int alike, odd, stirred;
} Reading;

/* Write down what is worth trying on a line, if anything is. */
static int append_found(Reading *into, Py_ssize_t number, Found *found) {
    if (!found->exact && !found->tried) return 0;
    if (!into->tried && (!(into->tried = PyList_New(0)) || !(into->rows = PyDict_New()))) return -1;
    PyObject *patterns = found->tried ? PyDict_Keys(found->tried) : PyList_New(0), *line = PyLong_FromSsize_t(number), *row = text_of(into->run.at, into->run.size);
    PyObject *worth = patterns && line ? PyTuple_Pack(3, line, patterns, found->exact ? Py_True : Py_False) : NULL;
    int failed = !worth || !row || PyList_Append(into->tried, worth) < 0 || PyDict_SetItem(into->rows, line, row) < 0;
    Py_XDECREF(patterns);
    Py_XDECREF(line);
    Py_XDECREF(row);
    Py_XDECREF(worth);
    return failed ? -1 : 0;
}

#define TOLD 6
/* Return a number that paragraphs have which are alike: of their letters, and the first of them. */
static uint64_t alike_number(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size, const Counted *counted) {
    uint64_t number = mix(mix(NOTHING, (Py_UCS4)counted->alike), (Py_UCS4)counted->runs);
    for (Py_ssize_t i = 0, count = 0; i < size && count < TOLD; i++) if (is(letters, at[i]) & WORD) { number = mix(number, at[i]); count++; }
    return done(number);
}

static int read_paragraph(Reader *self, Reading *into, Line line, Py_ssize_t number) {
    const Py_UCS4 *at = into->run.at;
    Py_ssize_t size = into->run.size;
    Found found = {NULL, 0};
    int stops = ends_sentence(self, at, size), seen = into->counted.seen;
    into->bits[number] = PARAGRAPH | (shows_nothing(self->letters, at, size, line) ? BLANK : 0) | (seen & MARK ? 0 : UNMARKED) | (stops ? STOPS : 0) | (is_parted(line, seen) ? PARTED : 0)
        | (announces(self->letters, at, size) ? ANNOUNCES : 0) | (is_cut(self->letters, line) ? CUT : 0) | broken(self->letters, at, size, stops);
    into->alike |= told_before(into->letters, into->mask, alike_number(self->letters, at, size, &into->counted));
    int failed = add_span(&into->prose, number, into->counted.runs) < 0
        || find_in_paragraph(self, at, size, seen & SIGN, &into->spans, &found) < 0
        || append_found(into, number, &found) < 0;
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
static uint32_t phrase_bits(const Reader *self, const Reading *into, Line line) {
    const Py_UCS4 *at = into->run.at;
    Py_ssize_t size = into->run.size, words = into->spans.size / 2;
    int seen = into->counted.seen;
    uint32_t bits = (is_parted(line, seen) ? PARTED : 0) | (is_sited(self->letters, at, size) ? SITED : 0) | (seen & MARK ? 0 : UNMARKED)
        | (seen & DIGIT ? COUNTED : 0);
    if (words) {
        if (into->counted.all < 128) bits |= LATIN;
        if (may_be_title(self, at, size, &into->spans, line)) bits |= TITLED;
        bits |= (uint32_t)(words < WORDS_MOST ? words : WORDS_MOST) << WORDS_SHIFT;
        if (is(self->letters, at[into->spans.at[0]]) & DIGIT) bits |= OPENS_COUNTED;
        if (is_counter(self->letters, at, &into->spans)) bits |= COUNTER;
        return bits | (words >= TITLE_WORDS ? TITLE : 0) | (words <= BRIEF_WORDS ? BRIEF : 0) | (words <= MENU_NAME_WORDS ? NAME : 0) | (words >= MENU_ROW_WORDS ? ROW : 0);
    }
    return bits | (shows_nothing(self->letters, at, size, line) ? BLANK : SIGNS) | (tokens_of(self->letters, at, size) <= BRIEF_WORDS ? BRIEF : 0);
}

static int read_phrase(Reader *self, Reading *into, Line line, Py_ssize_t number) {
    const Py_UCS4 *at = into->run.at;
    Py_ssize_t size = into->run.size;
    Found found = {NULL, 0};
    into->spans.size = 0;
    if (split(self->letters, at, 0, size, &into->spans) < 0) return -1;
    into->bits[number] = phrase_bits(self, into, line);
    if (!into->spans.size) return 0;
    into->alike |= told_before(into->letters, into->mask, key_number(self->letters, at, size) - 1); /* no paragraph is like it */
    int failed = find_in_phrase(self, at, size, &into->spans, &found) < 0 || append_found(into, number, &found) < 0;
    drop(&found);
    return failed ? -1 : 0;
}

static int peel(Reader *self, Reading *into, Py_ssize_t number) {
    const Tail tail = {self, into->run.at + into->counted.mark, into->run.size - into->counted.mark, &into->spans};
    PyObject *pieces = pieces_of(&tail, tail.size, 1);
    int failed = !pieces;
    if (pieces && pieces != Py_None) {
        PyObject *key = PyLong_FromSsize_t(number);
        into->bits[number] |= TAILED;
        failed = !key || (!into->tails && !(into->tails = PyDict_New())) || PyDict_SetItem(into->tails, key, pieces) < 0;
        Py_XDECREF(key);
    }
    Py_XDECREF(pieces);
    return failed ? -1 : 0;
}

/* Tell whether a word that names an outlet may begin among the first characters: outlets.names_outlet. */
static int may_name_outlet(const Reader *self, Line line) {
    uint64_t first = 0, second = 0;
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(self->outlets); n++) {
        first |= (uint64_t)1 << PyUnicode_READ_CHAR(PyTuple_GET_ITEM(self->outlets, n), 0) % 64;
        second |= (uint64_t)1 << PyUnicode_READ_CHAR(PyTuple_GET_ITEM(self->outlets, n), 1) % 64;
    }
    for (Py_ssize_t i = 0; i + 1 < line.size && i < OUTLET_WITHIN; i++) {
        if (!((first >> char_at(line, i) % 64) & (second >> char_at(line, i + 1) % 64) & 1)) continue;
        for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(self->outlets); n++) {
            Line outlet = line_of(PyTuple_GET_ITEM(self->outlets, n));
            Py_ssize_t k = 0;
            while (k < outlet.size && i + k < line.size && char_at(line, i + k) == char_at(outlet, k)) k++;
            if (k == outlet.size) return 1;
        }
    }
    return 0;
}

/* Mark a paragraph where an outlet is named in its opening, with a space behind it: about._ABOUT asks for more. */
static int mark_outlet(const Reader *self, Reading *into, Line line, Py_ssize_t number) {
    Counted counted = {0};
    Run *run = &into->run;
    if (!may_name_outlet(self, line)) return 0;
    run->size = 0;
    if (fold_line(self->letters, part_of(line, 0, line.size < OUTLET_WITHIN ? line.size : OUTLET_WITHIN), 0, run, &counted) < 0) return -1;
    for (Py_ssize_t start = 0, end; start < run->size; start = end + 1) {
        for (end = start; end < run->size && (is(self->letters, run->at[end]) & WORD);) end++;
        if (end == start || end == run->size || run->at[end] != ' ') continue;
        Py_ssize_t size = end - start - (run->at[end - 1] == 0x647); /* of the article, less its last letter */
        for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(self->outlets); n++) {
            PyObject *outlet = PyTuple_GET_ITEM(self->outlets, n);
            if (PyUnicode_GET_LENGTH(outlet) == size && opens_with(run->at + start, size, outlet)) into->bits[number] |= OUTLET;
        }
    }
    return 0;
}

static int read_line(Reader *self, Reading *into, Line line, Py_ssize_t number) {
    into->run.size = 0;
    if (fold_line(self->letters, line, TAIL, &into->run, &into->counted) < 0) return -1;
    Py_ssize_t runs = into->counted.runs;
    into->odd |= into->counted.seen & ODD;
    if (runs <= PHRASE_SPACES && line.size <= PHRASE_CHARACTERS && (runs < SENTENCE_SPACES || !raw_ends_sentence(self, line))) return read_phrase(self, into, line, number);
    if (read_paragraph(self, into, line, number) < 0) return -1;
    return runs >= LONG_SPACES ? peel(self, into, number) : 0;
}

/* Read the lines of a text, and what is only asked of the last paragraph, or of one that stands alone. */
static int read_lines(Reader *self, Reading *into, PyObject *text) {
    Line all = line_of(text), line, last = {0}, above = {0};
    Py_ssize_t paragraphs = 0, number = 0, spaces = 0, place = 0, above_place = 0;
    for (Py_ssize_t start = 0, end; start <= all.size; start = end + 1, number++) {
        end = PyUnicode_FindChar(text, '\n', start, all.size, 1);
        if (end < 0) end = all.size;
        into->bits[number] = BLANK;
        if (start == end) continue;
        line = part_of(all, start, end - start);
        if (read_line(self, into, line, number) < 0) return -1;
        if (!(into->bits[number] & PARAGRAPH)) continue;
        paragraphs++;
        above = last;
        above_place = place;
        last = line;
        place = number;
        spaces = into->counted.runs;
    }
    if (paragraphs >= ABOUT_PARAGRAPHS && mark_outlet(self, into, last, place) < 0) return -1;
    if (paragraphs > ABOUT_PARAGRAPHS && mark_outlet(self, into, above, above_place) < 0) return -1; /* it is the last one when that is gone */
    if (paragraphs != 1 || spaces >= LONG_SPACES) return 0;
    into->run.size = 0;
    Counted counted = {0};
    if (fold_line(self->letters, last, TAIL, &into->run, &counted) < 0) return -1;
    into->counted.mark = counted.mark;
    return peel(self, into, place);
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

/* Tell whether the article opens enough words among the first characters. */
static ALWAYS int has_articles(int kind, Line text, Py_ssize_t size) {
    for (Py_ssize_t i = 2, articles = 0; i < size; i++)
        if (PyUnicode_READ(kind, text.data, i) == 0x644 && PyUnicode_READ(kind, text.data, i - 1) == 0x627 && PyUnicode_READ(kind, text.data, i - 2) == ' ' && ++articles * 100 > size) return 1;
    return 0;
}

/* Tell whether a text is surely sound Arabic: arabic.is_arabic and damage.find, without a second look. */
static int is_sound(const Reading *into, Line text) {
    const Counted *c = &into->counted;
    Py_ssize_t head = text.size < ARTICLE_HEAD ? text.size : ARTICLE_HEAD;
    if (c->lam * 3 <= c->alif || c->lam * 8 <= 3 * (c->spaces + into->lines - 1)) return 0;
    if (text.kind == PyUnicode_2BYTE_KIND) return has_articles(PyUnicode_2BYTE_KIND, text, head) || has_articles(PyUnicode_2BYTE_KIND, text, text.size);
    return has_articles(text.kind, text, head) || has_articles(text.kind, text, text.size);
}

/* Tell whether nothing needs to be said of a text, but that it is sound: no rule and no stage has a say, and article.remark is silent. */
static int is_silent(const Reader *self, const Reading *into, Line text) {
    Py_ssize_t last = text.size;
    if (into->tried || into->tails || into->stirred || into->odd) return 0;
    while (last && (is(self->letters, char_at(text, last - 1)) & SPACE)) last--;
    return last && char_at(text, last - 1) != ']' && is_sound(into, text);
}

static ALWAYS Py_ssize_t count_breaks(int kind, Line text) {
    Py_ssize_t breaks = 0;
    for (Py_ssize_t i = 0; i < text.size; i++) breaks += PyUnicode_READ(kind, text.data, i) == '\n';
    return breaks;
}

static int begin_reading(Reading *into, PyObject *text) {
    Line all = line_of(text);
    into->lines = 1 + (all.kind == PyUnicode_1BYTE_KIND ? count_breaks(PyUnicode_1BYTE_KIND, all) : all.kind == PyUnicode_2BYTE_KIND ? count_breaks(PyUnicode_2BYTE_KIND, all) : count_breaks(PyUnicode_4BYTE_KIND, all));
    for (into->mask = 64; into->mask < (size_t)into->lines * 4;) into->mask *= 2;
    into->letters = PyMem_Calloc(into->mask--, sizeof(uint64_t));
    into->bits = PyMem_Calloc((size_t)into->lines, sizeof(uint32_t));
    if (into->letters && into->bits) return 0;
    PyErr_NoMemory();
    return -1;
}

static void end_reading(Reading *into) {
    Py_XDECREF(into->tried);
    Py_XDECREF(into->tails);
    Py_XDECREF(into->rows);
    PyMem_Free(into->letters);
    PyMem_Free(into->prose.at);
    PyMem_Free(into->run.at);
    PyMem_Free(into->spans.at);
    PyMem_Free(into->bits);
}

/* Return the first of each pair, or the second, as a list. */
static PyObject *list_of(const Spans *spans, Py_ssize_t first) {
    PyObject *list = PyList_New(spans->size / 2);
    for (Py_ssize_t i = 0; list && i < spans->size / 2; i++) {
        PyObject *number = PyLong_FromSsize_t(spans->at[2 * i + first]);
        if (!number) Py_CLEAR(list);
        else PyList_SET_ITEM(list, i, number);
    }
    return list;
}

/* Return where each line starts, and where one after the last would: Document.starts. */
static PyObject *starts_of(const Reading *into, PyObject *text) {
    PyObject *starts = PyList_New(into->lines + 1);
    Py_ssize_t start = 0, size = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t n = 0; starts && n <= into->lines; n++) {
        PyObject *number = PyLong_FromSsize_t(start);
        if (!number) Py_CLEAR(starts);
        else PyList_SET_ITEM(starts, n, number);
        Py_ssize_t end = start < size ? PyUnicode_FindChar(text, '\n', start, size, 1) : size;
        start = (end < 0 ? size : end) + 1;
    }
    return starts;
}

static PyObject *tell(const Reading *into, PyObject *text) {
    return Py_BuildValue(
        "(NNNNNNNNNNy#iN)", starts_of(into, text), list_of(&into->prose, 0), list_of(&into->prose, 1),
        into->tried ? Py_NewRef(into->tried) : PyList_New(0), into->rows ? Py_NewRef(into->rows) : PyDict_New(), into->tails ? Py_NewRef(into->tails) : PyDict_New(),
        PyBool_FromLong(into->counted.wide), PyBool_FromLong(into->counted.broad), PyBool_FromLong(into->alike), PyBool_FromLong(into->odd),
        (const char *)into->bits, into->lines * (Py_ssize_t)sizeof(uint32_t), into->stirred, PyBool_FromLong(is_sound(into, line_of(text)))
    );
}

/* read(text, whole): what there is to tell of its lines; None where that is nothing, but that it is sound Arabic, unless asked for the `whole`. */
static PyObject *reader_read(Reader *self, PyObject *args) {
    Reading into = {0};
    PyObject *told = NULL, *text;
    int whole;
    if (!PyArg_ParseTuple(args, "Up", &text, &whole)) return NULL;
    if (!self->needles) return unready();
    if (begin_reading(&into, text) == 0 && read_lines(self, &into, text) == 0) {
        into.stirred = stir(into.bits, NULL, into.lines, into.alike, into.counted.broad);
        told = !whole && is_silent(self, &into, line_of(text)) ? Py_NewRef(Py_None) : tell(&into, text);
    }
    end_reading(&into);
    return told;
}

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
            || make_numbers(&self->keys, exact) < 0 || make_numbers(&self->keyed_keys, keyed) < 0
            || make_numbers(&self->inner, inners) < 0 || make_numbers(&self->long_first, long_exact) < 0) return -1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(outlets); i++)
        if (!PyUnicode_Check(PyTuple_GET_ITEM(outlets, i))) { PyErr_SetString(PyExc_TypeError, "outlets are texts"); return -1; }
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
    Numbers *numbers[] = {&self->keys, &self->keyed_keys, &self->inner, &self->long_first};
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

static PyMethodDef methods[] = {
    {"stir", native_stir, METH_VARARGS, "Tell which stages may say something of lines with these bits."},
    {"having", native_having, METH_VARARGS, "Return the numbers of the lines that have one of some bits."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_methods = methods, .m_name = "cleaner._native", .m_doc = "Looks and look-ups, compiled.", .m_size = -1};

int add_pages(PyObject *module); /* pages.c */

PyMODINIT_FUNC PyInit__native(void) {
    if (PyType_Ready(&LettersType) < 0 || PyType_Ready(&NeedsType) < 0 || PyType_Ready(&NearType) < 0 || PyType_Ready(&ReaderType) < 0 || PyType_Ready(&TopicType) < 0 || PyType_Ready(&LeadsType) < 0 || PyType_Ready(&TitlesType) < 0) return NULL;
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
