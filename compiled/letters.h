/* Letters: what each character folds to, and what it is; and runs of folded characters. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <wchar.h>

#if defined(__GNUC__)
#define ALWAYS inline __attribute__((always_inline))
#else
#define ALWAYS inline
#endif
#define BMP 0x10000
#define DROP 0xFFFF  /* folds to nothing; no character */
#define MANY 0xFFFE  /* folds to several characters */
enum { WORD = 1, SPACE = 2, DIGIT = 4, PARTS = 8, ODD = 16, MARK = 32, SIGN = 64 }; /* what characters are */
static const Py_UCS4 parting[] = {'|', 0x2022, 0xB7, '*', 0x25CF, 0x25AA, 0x25A0, 0x25C6, 0xAB, 0xBB}; /* tickers._MAY_PART_RAW */
static const Py_UCS4 around[] = {' ', '|', 0x2022, 0xB7, '*', 0x25CF, 0x25AA, 0x25A0, 0x25C6, 0xBB, 0xAB, '-', 0x2013}; /* tickers._AROUND */
static const Py_UCS4 marks[] = {'.', 0x60C, 0x61B, 0x61F, '!', ':', 0xAB, 0xBB}; /* surroundings._MARKS; menus._MARKS has more */
static const Py_UCS4 odd[] = {0x201E, 0x84, 0xFFFD}; /* damage._SIGNS_OF_PARTS */

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

/* Tell whether a character may tell a needle of two or three letters: most lines have none. */
static int is_sign(Py_UCS4 c) { return c < 192 && (c < '0' || c > '9') && c != ' ' && c != '.' && c != '"' && c != ')' && c != '-' && c != ',' && c != '\r' && c != 0xAB; }

static int kind_of(Py_UCS4 c) {
    int kind = is_sign(c) ? SIGN : 0;
    if (!Py_UNICODE_ISPRINTABLE(c) || listed(parting, COUNT(parting), c)) kind |= PARTS;
    if (listed(odd, COUNT(odd), c)) kind |= ODD;
    if (listed(marks, COUNT(marks), c)) kind |= MARK;
    if (Py_UNICODE_ISALNUM(c) || c == '_') kind |= WORD;
    if (Py_UNICODE_ISSPACE(c)) kind |= SPACE;
    if (Py_UNICODE_ISDIGIT(c)) kind |= DIGIT;
    return kind;
}

static inline int is(const Letters *letters, Py_UCS4 c) { return c < BMP ? (int)(letters->of[c] >> 16) : kind_of(c); }
static inline void set_fold(Letters *letters, Py_UCS4 c, uint32_t to) { letters->of[c] = (letters->of[c] & ~(uint32_t)0xFFFF) | (uint32_t)(to == MANY || is_sign(to) ? SIGN : 0) << 16 | to; }

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

/* ---- Lines, and runs of folded characters ---- */

typedef struct { int kind; const char *data; Py_ssize_t size; } Line;  /* characters as Python stores them */

static inline Py_UCS4 char_at(Line line, Py_ssize_t i) { return PyUnicode_READ(line.kind, line.data, i); }

static Line line_of(PyObject *text) {
    return (Line){(int)PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)};
}

static inline Line part_of(Line line, Py_ssize_t start, Py_ssize_t size) {
    return (Line){line.kind, line.data + start * line.kind, size};
}

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

/* Return where in objects of a type a slot of theirs lies; 0 where it has none of this name. */
static Py_ssize_t offset_of(PyTypeObject *type, PyObject *name) {
    PyObject *slot = PyObject_GetAttr((PyObject *)type, name);
    if (!slot) PyErr_Clear();
    const PyMemberDef *member = slot && Py_IS_TYPE(slot, &PyMemberDescr_Type) ? ((PyMemberDescrObject *)slot)->d_member : NULL;
    Py_ssize_t offset = member && member->type == T_OBJECT_EX ? member->offset : 0;
    Py_XDECREF(slot);
    return offset;
}

/* Add a number to a list. */
static int append_number(PyObject *list, Py_ssize_t value) {
    PyObject *number = PyLong_FromSsize_t(value);
    int failed = !number || PyList_Append(list, number) < 0;
    Py_XDECREF(number);
    return failed ? -1 : 0;
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
typedef struct {
    Py_ssize_t lam, alif, spaces;
    int wide, broad;
    Py_ssize_t runs, mark, alike; /* from here on of the last line; lines that are alike have the same in `alike` */
    int seen;
    Py_UCS4 all; /* the bits of its characters */
} Counted;

/* Count the letters and spaces of a line: loops that a compiler turns into a few instructions for many letters. */
static ALWAYS void count_kind(const Letters *letters, int kind, const void *data, Py_ssize_t size, Counted *counted) {
    Py_ssize_t first = 0, last = size, lam = 0, mim = 0, alif = 0, spaces = 0, beside = 0;
    int wide = 0, broad = 0;
    Py_UCS4 all = 0;
    for (Py_ssize_t start = 0, end; start < size; start = end) {
        uint32_t l = 0, m = 0, a = 0, s = 0, pairs = 0;
        end = size - start > BLOCK ? start + BLOCK : size;
        for (Py_ssize_t i = start; i < end; i++) {
            Py_UCS4 c = PyUnicode_READ(kind, data, i);
            l += c == 0x644;
            m += c == 0x645;
            a += c == 0x627;
            s += c == ' ';
            all |= c;
        }
        for (Py_ssize_t i = start ? start : 1; i < end; i++) {
            Py_UCS4 c = PyUnicode_READ(kind, data, i);
            pairs |= (c == PyUnicode_READ(kind, data, i - 1)) & ((c == ' ') | (c == 0xA0));
        }
        lam += l;
        mim += m;
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
    counted->alike = lam * BLOCK + mim; /* Looks._letters */
    counted->wide |= wide;
    counted->broad |= broad;
    counted->seen = wide ? PARTS : 0;
    counted->all = all;
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

static int fold_line(const Letters *letters, Line line, Py_ssize_t window, Run *run, Counted *counted) {
    switch (line.kind) {
    case PyUnicode_1BYTE_KIND: return fold_kind(letters, PyUnicode_1BYTE_KIND, line.data, line.size, window, run, counted);
    case PyUnicode_2BYTE_KIND: return fold_kind(letters, PyUnicode_2BYTE_KIND, line.data, line.size, window, run, counted);
    default: return fold_kind(letters, PyUnicode_4BYTE_KIND, line.data, line.size, window, run, counted);
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
    if (fold_line(self, line_of(text), 0, &run, &counted) == 0) folded = text_of(run.at, run.size);
    PyMem_Free(run.at);
    return folded;
}

/* Fold a text, and write down where each character of it was, and its length. */
static int fold_each(const Letters *letters, PyObject *text, Run *run, int32_t **offsets) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), room = size + 1, many = 0;
    const void *data = PyUnicode_DATA(text);
    int kind = PyUnicode_KIND(text);
    if (size >= INT32_MAX) { PyErr_SetString(PyExc_OverflowError, "a text of two thousand million characters"); return -1; }
    if (make_room(run, size + 1) < 0) return -1;
    if (!(*offsets = PyMem_Malloc((size_t)room * sizeof(int32_t)))) { PyErr_NoMemory(); return -1; }
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i), folded = c < BMP ? letters->of[c] & 0xFFFF : c;
        if (folded == DROP) continue;
        Py_ssize_t first = run->size;
        if (folded != MANY) run->at[run->size++] = folded;
        else if (add_many(letters, c, run, size - i) < 0) return -1;
        many = run->size - first;
        if (run->size + size - i > room) {
            room = run->size + size - i + room / 2;
            int32_t *more = PyMem_Realloc(*offsets, (size_t)room * sizeof(int32_t));
            if (!more) { PyErr_NoMemory(); return -1; }
            *offsets = more;
        }
        while (many--) (*offsets)[first++] = (int32_t)i;
    }
    (*offsets)[run->size] = (int32_t)size;
    return 0;
}

/* offsets(text): the text folded, and four bytes for the offset of each of its characters and the length: arabic.fold_with_offsets. */
static PyObject *letters_offsets(Letters *self, PyObject *text) {
    Run run = {NULL, 0, 0};
    int32_t *offsets = NULL;
    PyObject *told = NULL;
    if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "a str is folded, not %R", Py_TYPE(text));
    if (!self->many) return unready();
    if (fold_each(self, text, &run, &offsets) == 0)
        told = Py_BuildValue("(Ny#)", text_of(run.at, run.size), (const char *)offsets, (run.size + 1) * (Py_ssize_t)sizeof(int32_t));
    PyMem_Free(run.at);
    PyMem_Free(offsets);
    return told;
}

/* count(text): how many letters of the folded text are Latin or Cyrillic, how many of the Arabic script, lam, alif; and all its characters: arabic.is_arabic. */
static PyObject *letters_count(Letters *self, PyObject *text) {
    Run run = {NULL, 0, 0};
    Counted counted = {0};
    Py_ssize_t latin = 0, script = 0, lam = 0, alif = 0;
    if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "a str is counted, not %R", Py_TYPE(text));
    if (!self->many) return unready();
    int failed = fold_line(self, line_of(text), 0, &run, &counted) < 0;
    for (Py_ssize_t i = 0; !failed && i < run.size; i++) {
        Py_UCS4 c = run.at[i];
        latin += ((c >= 'a') & (c <= 'z')) | ((c >= 0x400) & (c <= 0x4FF));
        script += ((c >= 0x621) & (c <= 0x63A)) | ((c >= 0x641) & (c <= 0x64A)) | ((c >= 0x66E) & (c <= 0x6D3));
        lam += c == 0x644;
        alif += c == 0x627;
    }
    PyMem_Free(run.at);
    return failed ? NULL : Py_BuildValue("nnnnn", latin, script, lam, alif, run.size);
}

static PyTypeObject LettersType;
