/* What reading a page does with each of its letters, where there was a C compiler: the Python beside it,
 * cleaner/parse/letters.py, says the same, and tests hold the two together. Every loop runs over its text once.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

enum { BREAK = 0xFDD0, OPEN, NAMED, CLOSE }; /* marks.py */

/* ---- White space ---- */

static inline int is_space(Py_UCS4 c) {
    if (c <= ' ') return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F);
    return c >= 0x85 && (c == 0x85 || c == 0xA0 || (c >= 0x1680 && Py_UNICODE_ISSPACE(c)));
}

#define COUNT_LETTERS(type) do { \
    const type *at = data; \
    for (Py_ssize_t i = 0; i < size; i++) count += !is_space(at[i]); \
} while (0)

/* The count of the characters of a text that are no white space. */
static PyObject *count_letters(PyObject *module, PyObject *text) {
    (void)module;
    if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "a text is asked for");
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), count = 0;
    switch (PyUnicode_KIND(text)) {
        case PyUnicode_1BYTE_KIND: COUNT_LETTERS(Py_UCS1); break;
        case PyUnicode_2BYTE_KIND: COUNT_LETTERS(Py_UCS2); break;
        default: COUNT_LETTERS(Py_UCS4);
    }
    return PyLong_FromSsize_t(count);
}

/* Measure: the length that is left, which bits its characters have, and whether nothing changes. */
#define MEASURE(type) do { \
    const type *at = data; \
    for (Py_ssize_t i = 0; i < size; i++) { \
        if (!is_space(at[i])) { length++; space = 0; any |= at[i]; } \
        else { same &= !space && at[i] == ' '; length += !space; space = 1; } \
    } \
} while (0)

#define SQUEEZE(type, into) do { \
    const type *at = data; \
    into *to = PyUnicode_DATA(made), *stop = to + length; \
    for (space = 0; to < stop; at++) { \
        if (is_space(*at)) { space = to != PyUnicode_DATA(made); continue; } \
        if (space) { *to++ = ' '; space = 0; } \
        *to++ = (into)*at; \
    } \
} while (0)

#define SQUEEZE_FROM(type) do { \
    switch (PyUnicode_KIND(made)) { \
        case PyUnicode_1BYTE_KIND: SQUEEZE(type, Py_UCS1); break; \
        case PyUnicode_2BYTE_KIND: SQUEEZE(type, Py_UCS2); break; \
        default: SQUEEZE(type, Py_UCS4); \
    } \
} while (0)

/* A text with every run of white space as one space, and none at its ends. */
static PyObject *plain(PyObject *module, PyObject *text) {
    (void)module;
    if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "a text is asked for");
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), length = 0;
    int space = 1, same = 1; /* no space is written before the first word */
    Py_UCS4 any = ' ';
    switch (PyUnicode_KIND(text)) {
        case PyUnicode_1BYTE_KIND: MEASURE(Py_UCS1); break;
        case PyUnicode_2BYTE_KIND: MEASURE(Py_UCS2); break;
        default: MEASURE(Py_UCS4);
    }
    if (size && space) { same = 0; length -= length > 0; }
    if (same) return Py_NewRef(text);
    PyObject *made = PyUnicode_New(length, any > 0x10FFFF ? 0x10FFFF : any);
    if (!made || !length) return made;
    switch (PyUnicode_KIND(text)) {
        case PyUnicode_1BYTE_KIND: SQUEEZE_FROM(Py_UCS1); break;
        case PyUnicode_2BYTE_KIND: SQUEEZE_FROM(Py_UCS2); break;
        default: SQUEEZE_FROM(Py_UCS4);
    }
    return made;
}

/* ---- Signs ---- */

enum { STRETCH = 8192 }; /* characters that small counters hold: many of them are added at a time */

#define COUNT_SIGN(type) do { \
    const type *at = data; \
    for (Py_ssize_t i = 0; i < size;) { \
        Py_ssize_t stop = i + STRETCH < size ? i + STRETCH : size; \
        uint16_t some = 0; \
        for (; i < stop; i++) some = (uint16_t)(some + (at[i] == (type)sign)); \
        count += some; \
    } \
} while (0)

/* How often a sign stands in a text. */
static PyObject *count_sign(PyObject *module, PyObject *args) {
    PyObject *text;
    int sign;
    (void)module;
    if (!PyArg_ParseTuple(args, "UC", &text, &sign)) return NULL;
    if (sign >= 0x80) return PyErr_Format(PyExc_ValueError, "a sign of ASCII is asked for");
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), count = 0;
    switch (PyUnicode_KIND(text)) {
        case PyUnicode_1BYTE_KIND: COUNT_SIGN(Py_UCS1); break;
        case PyUnicode_2BYTE_KIND: COUNT_SIGN(Py_UCS2); break;
        default: COUNT_SIGN(Py_UCS4);
    }
    return PyLong_FromSsize_t(count);
}

/* ---- UTF-8 ---- */

/* Whether eight characters are ASCII. */
static inline int are_ascii(const Py_UCS2 *at) {
    uint64_t some[2];
    memcpy(some, at, sizeof(some));
    return !((some[0] | some[1]) & 0xFF80FF80FF80FF80u);
}

static Py_ssize_t encoded_length(const Py_UCS2 *at, Py_ssize_t size) {
    Py_ssize_t length = size;
    for (Py_ssize_t i = 0; i < size;) {
        Py_ssize_t stop = i + STRETCH < size ? i + STRETCH : size;
        uint16_t more = 0, halves = 0;
        for (Py_ssize_t k = i; k < stop; k++) {
            more = (uint16_t)(more + (at[k] >= 0x80) + (at[k] >= 0x800));
            halves = (uint16_t)(halves + ((at[k] & 0xF800) == 0xD800));
        }
        length += more - 3 * halves;
        i = stop;
    }
    return length;
}

/* Write a character; most are Arabic or signs between Arabic, and no guess which is made: two bytes are written, one may not count. */
static inline unsigned char *put(unsigned char *to, Py_UCS2 c) {
    if (c < 0x800) {
        int two = c >= 0x80;
        to[0] = (unsigned char)(two ? 0xC0 | c >> 6 : c);
        to[1] = (unsigned char)(0x80 | (c & 0x3F));
        return to + 1 + two;
    }
    if ((c & 0xF800) == 0xD800) return to; /* half a character */
    to[0] = (unsigned char)(0xE0 | c >> 12);
    to[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
    to[2] = (unsigned char)(0x80 | (c & 0x3F));
    return to + 3;
}

/* A text as UTF-8, halves of characters left out. Tags are ASCII: eight characters of them are one step. */
static PyObject *encode(PyObject *module, PyObject *text) {
    (void)module;
    if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "a text is asked for");
    if (PyUnicode_KIND(text) != PyUnicode_2BYTE_KIND) return PyUnicode_AsEncodedString(text, "utf-8", "ignore");
    const Py_UCS2 *restrict at = PyUnicode_2BYTE_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), length = encoded_length(at, size), i = 0;
    PyObject *made = PyBytes_FromStringAndSize(NULL, length);
    if (!made) return NULL;
    unsigned char *restrict to = (unsigned char *)PyBytes_AS_STRING(made);
    while (i + 8 <= size) {
        if (are_ascii(at + i)) {
            for (int k = 0; k < 8; k++) to[k] = (unsigned char)at[i + k];
            to += 8;
        } else for (int k = 0; k < 8; k++) to = put(to, at[i + k]);
        i += 8;
    }
    while (i < size) to = put(to, at[i++]);
    PyBytes_AS_STRING(made)[length] = 0; /* where the last byte that does not count may stand */
    return made;
}

/* ---- Nodes ---- */

/* What an object of a number not seen yet is called: a list of its own if the name is among the names, else None. */
static PyObject *begin_group(PyObject *object, PyObject *name, PyObject *names, PyObject *found) {
    PyObject *called = PyObject_GetAttr(object, name);
    int asked = called ? PySequence_Contains(names, called) : -1;
    PyObject *those = asked < 0 ? NULL : asked ? PyList_New(0) : Py_NewRef(Py_None);
    if (those && PyDict_SetItem(found, called, those) < 0) Py_CLEAR(those);
    Py_XDECREF(called);
    return those;
}

/* Objects by name, in their order: {name: [object]}, None for names that are not asked for. Objects of one number have one name. */
static PyObject *group(PyObject *module, PyObject *args) {
    PyObject *objects, *number, *name, *names, *object;
    (void)module;
    if (!PyArg_ParseTuple(args, "OUUO", &objects, &number, &name, &names)) return NULL;
    PyObject *known = PyDict_New(), *found = PyDict_New(), *iterator = known && found ? PyObject_GetIter(objects) : NULL;
    while (iterator && (object = PyIter_Next(iterator))) {
        PyObject *told = PyObject_GetAttr(object, number);
        PyObject *those = told ? PyDict_GetItemWithError(known, told) : NULL;
        if (those) Py_INCREF(those);
        else if (told && !PyErr_Occurred()) {
            those = begin_group(object, name, names, found);
            if (those && PyDict_SetItem(known, told, those) < 0) Py_CLEAR(those);
        }
        int failed = !those || (those != Py_None && PyList_Append(those, object) < 0);
        Py_XDECREF(those);
        Py_XDECREF(told);
        Py_DECREF(object);
        if (failed) break;
    }
    Py_XDECREF(known);
    Py_XDECREF(iterator);
    if (PyErr_Occurred()) Py_CLEAR(found);
    return found;
}

static PyObject *name_text, *name_iter, *name_content, *name_tag, *name_attributes, *name_prev, *class_name, *id_name, *with_text; /* made once */

/* The letters of the texts of nodes. */
static PyObject *letters_in(PyObject *module, PyObject *nodes) {
    PyObject *node, *counts = PyList_New(0), *iterator = counts ? PyObject_GetIter(nodes) : NULL;
    while (iterator && (node = PyIter_Next(iterator))) {
        PyObject *text = PyObject_CallMethodNoArgs(node, name_text);
        PyObject *count = text ? count_letters(module, text) : NULL;
        int failed = !count || PyList_Append(counts, count) < 0;
        Py_XDECREF(count);
        Py_XDECREF(text);
        Py_DECREF(node);
        if (failed) break;
    }
    Py_XDECREF(iterator);
    if (PyErr_Occurred()) Py_CLEAR(counts);
    return counts;
}

/* Add the letters of a child: of a text, or of an element that opens no line. */
static int add_child(PyObject *child, PyObject *inlines, Py_ssize_t *count) {
    PyObject *text = PyObject_GetAttr(child, name_content), *tag = NULL;
    int asked = text == Py_None, failed = !text;
    if (asked) {
        tag = PyObject_GetAttr(child, name_tag);
        asked = tag ? PySet_Contains(inlines, tag) : -1;
        Py_SETREF(text, asked > 0 ? PyObject_CallMethodNoArgs(child, name_text) : NULL);
        failed = asked < 0 || (asked && !text);
    }
    if (text && !failed) {
        PyObject *letters = count_letters(NULL, text);
        failed = !letters;
        if (letters) *count += PyLong_AsSsize_t(letters);
        Py_XDECREF(letters);
    }
    Py_XDECREF(text);
    Py_XDECREF(tag);
    return failed ? -1 : 0;
}

/* The letters that stand in nodes themselves, or in elements of them that open no line. */
static PyObject *own_letters_in(PyObject *module, PyObject *args) {
    PyObject *nodes, *inlines, *node, *child;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO!", &nodes, &PyFrozenSet_Type, &inlines)) return NULL;
    PyObject *counts = PyList_New(0), *iterator = counts ? PyObject_GetIter(nodes) : NULL;
    while (iterator && (node = PyIter_Next(iterator))) {
        PyObject *call[] = {node, Py_True};
        PyObject *children = PyObject_VectorcallMethod(name_iter, call, 1, with_text);
        PyObject *all = children ? PyObject_GetIter(children) : NULL;
        Py_ssize_t count = 0;
        int failed = !all;
        while (!failed && (child = PyIter_Next(all))) {
            failed = add_child(child, inlines, &count) < 0;
            Py_DECREF(child);
        }
        PyObject *number = failed || PyErr_Occurred() ? NULL : PyLong_FromSsize_t(count);
        failed = !number || PyList_Append(counts, number) < 0;
        Py_XDECREF(number);
        Py_XDECREF(all);
        Py_XDECREF(children);
        Py_DECREF(node);
        if (failed) break;
    }
    Py_XDECREF(iterator);
    if (PyErr_Occurred()) Py_CLEAR(counts);
    return counts;
}

/* The nodes of which the one before, whatever it is, has the same number. */
static PyObject *alike_before(PyObject *module, PyObject *args) {
    PyObject *nodes, *number, *node;
    (void)module;
    if (!PyArg_ParseTuple(args, "OU", &nodes, &number)) return NULL;
    PyObject *found = PyList_New(0), *iterator = found ? PyObject_GetIter(nodes) : NULL;
    while (iterator && (node = PyIter_Next(iterator))) {
        PyObject *before = PyObject_GetAttr(node, name_prev), *mine = NULL, *other = NULL;
        int same = before ? 0 : -1;
        if (before && before != Py_None) {
            mine = PyObject_GetAttr(node, number);
            other = mine ? PyObject_GetAttr(before, number) : NULL;
            same = other ? PyObject_RichCompareBool(mine, other, Py_EQ) : -1;
        }
        if (same > 0) same = PyList_Append(found, node);
        Py_XDECREF(other);
        Py_XDECREF(mine);
        Py_XDECREF(before);
        Py_DECREF(node);
        if (same < 0) break;
    }
    Py_XDECREF(iterator);
    if (PyErr_Occurred()) Py_CLEAR(found);
    return found;
}

/* ---- Text between marks ---- */

typedef struct {
    PyObject *pieces;     /* [(text, number of the cut or -1, glued)] */
    Py_UCS4 *at;          /* what of the piece is written; the first place is kept for a space */
    Py_ssize_t size;
    Py_ssize_t *fates, depth; /* marked elements around, and which of them says what becomes of the text */
    int any, led, spaced, breaks, first, last, fresh; /* of the stretch since the last mark */
    int broken;
} Laying;

static void begin(Laying *l) { l->size = 0; l->any = l->led = l->spaced = l->breaks = l->first = l->last = l->fresh = 0; }

static void lay(Laying *l, Py_UCS4 c) {
    if (c == BREAK) {
        l->breaks = l->any = 1;
        l->spaced = 0;
        l->fresh = 1;
        if (!l->first) l->first = BREAK;
        l->last = BREAK;
    } else if (is_space(c)) {
        if (!l->any) l->led = 1;
        l->any = l->spaced = 1;
    } else {
        if (l->size) {
            if (l->fresh) l->at[++l->size] = '\n';
            else if (l->spaced) l->at[++l->size] = ' ';
        }
        l->at[++l->size] = c;
        l->any = 1;
        l->spaced = l->fresh = 0;
        if (!l->first) l->first = 'x';
        l->last = 'x';
    }
}

/* A stretch of white space in the middle of a line: the piece before it ends in a space. */
static int add_space(PyObject *pieces) {
    Py_ssize_t last = PyList_GET_SIZE(pieces) - 1;
    if (last < 0) return 0;
    PyObject *piece = PyList_GET_ITEM(pieces, last), *text = PyTuple_GET_ITEM(piece, 0);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    if (length && PyUnicode_READ_CHAR(text, length - 1) == ' ') return 0;
    PyObject *wider = PyUnicode_FromFormat("%U ", text);
    PyObject *made = wider ? PyTuple_Pack(3, wider, PyTuple_GET_ITEM(piece, 1), PyTuple_GET_ITEM(piece, 2)) : NULL;
    Py_XDECREF(wider);
    return made ? PyList_SetItem(pieces, last, made) : -1;
}

/* End a stretch; the text of a page has no white space at its ends. */
static int end(Laying *l, int of_text) {
    if (!l->any || (of_text && !l->first)) return 0;
    if (!l->size) {
        l->broken = l->broken || l->breaks;
        return l->broken ? 0 : add_space(l->pieces);
    }
    l->broken = l->broken || l->first == BREAK;
    int ends = l->last == BREAK;
    Py_UCS4 *start = l->at + 1;
    Py_ssize_t size = l->size;
    if (!l->broken && l->led) { *--start = ' '; size++; }
    if (!ends && l->spaced && !of_text) start[size++] = ' ';
    PyObject *text = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, start, size);
    PyObject *piece = text ? Py_BuildValue("(NnO)", text, l->depth ? l->fates[l->depth - 1] : (Py_ssize_t)-1, l->broken ? Py_False : Py_True) : NULL;
    int failed = !piece || PyList_Append(l->pieces, piece) < 0;
    Py_XDECREF(piece);
    l->broken = ends;
    return failed ? -1 : 0;
}

/* Read the number of a mark that opens at a place; return the place of its last sign, or -1: not one of ours. */
static Py_ssize_t number_at(int kind, const void *data, Py_ssize_t i, Py_ssize_t size, Py_ssize_t *number) {
    Py_ssize_t start = ++i;
    for (*number = 0; i < size && i < start + 9; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c == NAMED) return i > start ? i : -1;
        if (c < '0' || c > '9') break;
        *number = 10 * *number + (Py_ssize_t)(c - '0');
    }
    return -1;
}

/* 1: laid; 0: the text holds marks that are not ours; -1: failed. */
static int lay_out(Laying *l, PyObject *text, const char *goes, Py_ssize_t cuts, Py_ssize_t *opened) {
    const int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    begin(l);
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c < OPEN || c > CLOSE) { lay(l, c); continue; }
        if (end(l, 0) < 0) return -1;
        begin(l);
        if (c == CLOSE) {
            if (!l->depth--) return 0;
        } else {
            Py_ssize_t number, around = l->depth ? l->fates[l->depth - 1] : -1;
            if (c != OPEN || (i = number_at(kind, data, i, size, &number)) < 0 || number >= cuts || *opened == cuts) return 0;
            l->fates[l->depth] = around >= 0 && (goes[around] || !goes[number]) ? around : number;
            l->depth++;
            ++*opened;
        }
    }
    return end(l, 1) < 0 ? -1 : !l->depth;
}

/* The pieces of the text of a page, by the marks in it; None where other marks stand in it too. `goes` has a byte for each cut. */
static PyObject *pieces(PyObject *module, PyObject *args) {
    PyObject *text;
    const char *goes;
    Py_ssize_t cuts, marked, opened = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "Uy#n", &text, &goes, &cuts, &marked)) return NULL;
    Laying l = {.broken = 1};
    l.at = PyMem_New(Py_UCS4, (size_t)PyUnicode_GET_LENGTH(text) + 3);
    l.fates = PyMem_New(Py_ssize_t, (size_t)cuts + 1);
    l.pieces = PyList_New(0);
    int done = l.at && l.fates && l.pieces ? lay_out(&l, text, goes, cuts, &opened) : -1;
    PyMem_Free(l.at);
    PyMem_Free(l.fates);
    if (done < 0) {
        if (!PyErr_Occurred()) PyErr_NoMemory();
        Py_XDECREF(l.pieces);
        return NULL;
    }
    if (done && (marked < 0 || opened == marked)) return l.pieces;
    Py_DECREF(l.pieces);
    Py_RETURN_NONE;
}

/* ---- Parts of names ---- */

typedef struct { Py_UCS4 letter; int child, beside, word; } State;

typedef struct {
    PyObject_HEAD
    PyObject *words;
    State *states;
    int size;
    int first[128]; /* where words with this first letter go on, if it is ASCII */
    uint64_t pairs[256]; /* which two letters a word opens with, seven bits of each */
} Parts;

static inline int pair_of(Py_UCS4 one, Py_UCS4 two) { return (int)((one & 0x7F) << 7 | (two & 0x7F)); }

static int follow(const Parts *self, int state, Py_UCS4 c) {
    if (!state && c < 128) return self->first[c];
    for (state = self->states[state].child; state; state = self->states[state].beside)
        if (self->states[state].letter == c) return state;
    return 0;
}

static void parts_dealloc(Parts *self) {
    Py_XDECREF(self->words);
    PyMem_Free(self->states);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int parts_init(Parts *self, PyObject *args, PyObject *kwargs) {
    PyObject *words;
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "O!", &PyTuple_Type, &words)) return -1;
    if (self->words) { PyErr_SetString(PyExc_TypeError, "made once"); return -1; }
    Py_ssize_t count = PyTuple_GET_SIZE(words), room = 1;
    for (Py_ssize_t n = 0; n < count; n++) {
        PyObject *word = PyTuple_GET_ITEM(words, n);
        if (!PyUnicode_Check(word) || !PyUnicode_GET_LENGTH(word)) { PyErr_SetString(PyExc_ValueError, "words are asked for"); return -1; }
        room += PyUnicode_GET_LENGTH(word);
    }
    self->states = PyMem_New(State, (size_t)room);
    if (!self->states) { PyErr_NoMemory(); return -1; }
    self->states[0] = (State){0, 0, 0, -1};
    self->size = 1;
    for (Py_ssize_t n = 0; n < count; n++) {
        PyObject *word = PyTuple_GET_ITEM(words, n);
        int one = PyUnicode_GET_LENGTH(word) == 1, state = 0;
        for (int second = 0; second < (one ? 128 : 1); second++) {
            int pair = pair_of(PyUnicode_READ_CHAR(word, 0), one ? (Py_UCS4)second : PyUnicode_READ_CHAR(word, 1));
            self->pairs[pair >> 6] |= (uint64_t)1 << (pair & 63);
        }
        for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(word); i++) {
            Py_UCS4 c = PyUnicode_READ_CHAR(word, i);
            int next = follow(self, state, c);
            if (!next) {
                next = self->size++;
                self->states[next] = (State){c, 0, self->states[state].child, -1};
                self->states[state].child = next;
                if (!state && c < 128) self->first[c] = next;
            }
            state = next;
        }
        self->states[state].word = (int)n;
    }
    self->words = Py_NewRef(words);
    return 0;
}

/* The longest word at each place of a text, in the order of the places. */
static PyObject *parts_find(Parts *self, PyObject *text) {
    if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "a text is asked for");
    if (!self->words) return PyErr_Format(PyExc_TypeError, "not made");
    const int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < size; i++) {
        int pair = pair_of(PyUnicode_READ(kind, data, i), i + 1 < size ? PyUnicode_READ(kind, data, i + 1) : 0), state = 0, word = -1;
        if (!(self->pairs[pair >> 6] >> (pair & 63) & 1)) continue;
        for (Py_ssize_t j = i; j < size && (state = follow(self, state, PyUnicode_READ(kind, data, j))); j++)
            if (self->states[state].word >= 0) word = self->states[state].word;
        if (word >= 0 && PyList_Append(found, PyTuple_GET_ITEM(self->words, word)) < 0) Py_CLEAR(found);
    }
    return found;
}

/* Whether a word stands in a text of ASCII, its capitals read as small letters. */
static int any_part(const Parts *self, const Py_UCS1 *at, Py_ssize_t size) {
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 one = Py_TOLOWER(at[i]), two = i + 1 < size ? Py_TOLOWER(at[i + 1]) : 0;
        int pair = pair_of(one, two), state = 0;
        if (!(self->pairs[pair >> 6] >> (pair & 63) & 1)) continue;
        for (Py_ssize_t j = i; j < size && (state = follow(self, state, Py_TOLOWER(at[j]))); j++)
            if (self->states[state].word >= 0) return 1;
    }
    return 0;
}

/* Whether a set holds a sign with a word of a text of ASCII behind it, or such a text as a whole. */
static int any_name(PyObject *names, char sign, const Py_UCS1 *at, Py_ssize_t size, int whole) {
    Py_UCS1 name[128];
    name[0] = (Py_UCS1)sign;
    for (Py_ssize_t i = 0; i < size;) {
        while (!whole && i < size && is_space(at[i])) i++;
        Py_ssize_t start = i;
        while (i < size && (whole || !is_space(at[i]))) i++;
        if (i == start || i - start >= (Py_ssize_t)sizeof(name)) { if (i == start) break; return 1; } /* long: let others look */
        memcpy(name + 1, at + start, (size_t)(i - start));
        PyObject *made = PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, name, i - start + 1);
        int found = made ? PySet_Contains(names, made) : -1;
        Py_XDECREF(made);
        if (found) return found;
    }
    return 0;
}

/* Whether anything may be said of what a class or an id is; what is not ASCII is not looked at: 1. */
static int may_name(const Parts *self, PyObject *names, char sign, PyObject *value) {
    if (!value || value == Py_None) return 0;
    if (!PyUnicode_Check(value) || !PyUnicode_IS_ASCII(value)) return 1;
    const Py_UCS1 *at = PyUnicode_1BYTE_DATA(value);
    Py_ssize_t size = PyUnicode_GET_LENGTH(value);
    return any_part(self, at, size) ? 1 : any_name(names, sign, at, size, sign == '#');
}

/* The nodes of which something may be said, by their tag, or by their class and id: names with their signs, and the words as parts. */
static PyObject *parts_named(Parts *self, PyObject *args) {
    PyObject *nodes, *tags, *names, *node;
    if (!PyArg_ParseTuple(args, "OO!O!", &nodes, &PyFrozenSet_Type, &tags, &PyFrozenSet_Type, &names)) return NULL;
    if (!self->words) return PyErr_Format(PyExc_TypeError, "not made");
    PyObject *found = PyList_New(0), *iterator = found ? PyObject_GetIter(nodes) : NULL;
    while (iterator && (node = PyIter_Next(iterator))) {
        PyObject *tag = PyObject_GetAttr(node, name_tag), *attributes = NULL;
        int may = tag ? PySet_Contains(tags, tag) : -1;
        Py_XDECREF(tag);
        if (!may) {
            attributes = PyObject_GetAttr(node, name_attributes);
            if (!attributes || !PyDict_Check(attributes)) may = attributes ? 1 : -1;
            else if (PyDict_GET_SIZE(attributes)) {
                may = may_name(self, names, '.', PyDict_GetItem(attributes, class_name));
                if (!may) may = may_name(self, names, '#', PyDict_GetItem(attributes, id_name));
            }
            Py_XDECREF(attributes);
        }
        if (may > 0) may = PyList_Append(found, node) < 0 ? -1 : 1;
        Py_DECREF(node);
        if (may < 0) break;
    }
    Py_XDECREF(iterator);
    if (PyErr_Occurred()) Py_CLEAR(found);
    return found;
}

static PyObject *parts_reduce(Parts *self, PyObject *nothing) {
    (void)nothing;
    return Py_BuildValue("(O(O))", (PyObject *)Py_TYPE(self), self->words ? self->words : Py_None);
}

static PyMethodDef parts_methods[] = {
    {"__reduce__", (PyCFunction)parts_reduce, METH_NOARGS, "Return how to make it again."},
    {"named", (PyCFunction)parts_named, METH_VARARGS, "Return the nodes of which something may be said."},
    {"find", (PyCFunction)parts_find, METH_O, "Return the longest word at each place of a text."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject PartsType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cleaner._native.Parts",
    .tp_doc = "Words that are looked for at every place of a text.",
    .tp_basicsize = sizeof(Parts),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)parts_init,
    .tp_dealloc = (destructor)parts_dealloc,
    .tp_methods = parts_methods,
};

static PyMethodDef methods[] = {
    {"count_letters", count_letters, METH_O, "Count the characters of a text that are no white space."},
    {"plain", plain, METH_O, "Return a text with every run of white space as one space."},
    {"count_sign", count_sign, METH_VARARGS, "Count a sign in a text."},
    {"own_letters_in", own_letters_in, METH_VARARGS, "Count the letters of nodes' own texts."},
    {"alike_before", alike_before, METH_VARARGS, "Return the nodes of which the one before has the same number."},
    {"letters_in", letters_in, METH_O, "Count the letters of the texts of nodes."},
    {"encode", encode, METH_O, "Return a text as UTF-8, halves of characters left out."},
    {"group", group, METH_VARARGS, "Return objects by name, in their order."},
    {"pieces", pieces, METH_VARARGS, "Return the pieces of the text of a page, by the marks in it."},
    {NULL, NULL, 0, NULL},
};

/* Add what reads pages to the module. */
int add_pages(PyObject *module) {
    static const struct { PyObject **name; const char *text; } names[] = {
        {&name_text, "text"}, {&name_iter, "iter"}, {&name_content, "text_content"}, {&name_tag, "tag"},
        {&name_attributes, "attributes"}, {&name_prev, "prev"}, {&class_name, "class"}, {&id_name, "id"},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (!(*names[i].name = PyUnicode_InternFromString(names[i].text))) return -1;
    with_text = Py_BuildValue("(s)", "include_text");
    if (!with_text || PyType_Ready(&PartsType) < 0 || PyModule_AddFunctions(module, methods) < 0) return -1;
    return PyModule_AddObjectRef(module, "Parts", (PyObject *)&PartsType);
}
