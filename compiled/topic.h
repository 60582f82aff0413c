/* Topic: what paragraphs say, to look the stems of words up in: heuristics/topic.py. */

#define SHORTEST 3

typedef struct {
    PyObject_HEAD
    Letters *letters;
    PyObject *owner;          /* keeps the characters of the paragraphs */
    Line *lines;              /* the paragraphs */
    Py_ssize_t count, read;   /* how many they are, and how many are folded: most words stand in the first ones */
    Lettered text;    /* those, with a line feed between them */
    Run room;
} Topic;

static int is_any(const Py_UCS4 *at, const Py_UCS4 *signs) {
    for (; *signs; signs++) if (*at == *signs) return 1;
    return 0;
}

static int is_word(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    if (size < 3) return 0;
    for (int i = 0; i < 3; i++) if (!(is(letters, at[i]) & WORD)) return 0;
    return 1;
}

/* Return how many letters an article or a preposition takes at the start of a word of which three are left, or -1: topic._PREFIX. */
static Py_ssize_t joined(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    static const Py_UCS4 with[] = {0x628, 0x643, 0x644, 0};
    int one = size > 0 && is_any(at, with);
    if (one && size > 2 && at[1] == 0x627 && at[2] == 0x644 && is_word(letters, at + 3, size - 3)) return 3;
    if (size > 1 && at[0] == 0x627 && at[1] == 0x644 && is_word(letters, at + 2, size - 2)) return 2;
    if (size > 1 && at[0] == 0x644 && at[1] == 0x644 && is_word(letters, at + 2, size - 2)) return 2;
    if (one && is_word(letters, at + 1, size - 1)) return 1;
    return is_word(letters, at, size) ? 0 : -1;
}

/* Return how many letters an ending takes of a word of which three are left: topic._SUFFIX. */
static Py_ssize_t ending(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    static const Py_UCS4 two[][2] = {{0x647, 0x645}, {0x647, 0x646}, {0x647, 0x627}, {0x646, 0x627}, {0x627, 0x62A}, {0x648, 0x646}, {0x64A, 0x646}, {0x627, 0x646}, {0x64A, 0x647}};
    if (size > 5 && at[size - 3] == 0x647 && at[size - 2] == 0x645 && at[size - 1] == 0x627 && is_word(letters, at + size - 6, 3)) return 3;
    for (size_t i = 0; size > 4 && i < COUNT(two); i++)
        if (at[size - 2] == two[i][0] && at[size - 1] == two[i][1]) { if (is_word(letters, at + size - 5, 3)) return 2; break; }
    return size > 3 && (at[size - 1] == 0x647 || at[size - 1] == 0x64A) && is_word(letters, at + size - 4, 3);
}

/* Take conjunction, preposition, article and endings off a word: topic.stem. */
static Word stem_of(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    Py_ssize_t taken = size && (at[0] == 0x648 || at[0] == 0x641) ? joined(letters, at + 1, size - 1) : -1;
    taken = taken >= 0 ? taken + 1 : joined(letters, at, size);
    if (taken > 0) { at += taken; size -= taken; }
    return (Word){at, size - ending(letters, at, size)};
}

static int topic_init(Topic *self, PyObject *args, PyObject *kwargs) {
    PyObject *letters, *lines;
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "O!O!", &LettersType, &letters, &PyList_Type, &lines)) return -1;
    if (self->letters) { PyErr_SetString(PyExc_ValueError, "made once"); return -1; }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(lines); i++)
        if (!PyUnicode_Check(PyList_GET_ITEM(lines, i))) { PyErr_SetString(PyExc_TypeError, "lines are texts"); return -1; }
    if (!(self->owner = PyList_AsTuple(lines))) return -1;
    self->count = PyTuple_GET_SIZE(self->owner);
    if (!(self->lines = PyMem_Malloc((size_t)self->count * sizeof(Line) + 1))) { PyErr_NoMemory(); return -1; }
    for (Py_ssize_t i = 0; i < self->count; i++) self->lines[i] = line_of(PyTuple_GET_ITEM(self->owner, i));
    self->letters = (Letters *)Py_NewRef(letters);
    begin(&self->text, self->letters, NULL, 0);
    return 0;
}

/* Fold one more paragraph behind those read. */
static int read_more(Topic *self) {
    Counted counted = {0};
    if (self->read && make_room(&self->room, 1) < 0) return -1;
    if (self->read) self->room.at[self->room.size++] = '\n';
    if (fold_line(self->letters, self->lines[self->read], 0, &self->room, &counted) < 0) return -1;
    self->read++;
    add_triples(&self->text, self->room.at, self->room.size);
    return 0;
}

/* Put words behind each other, and tell where each starts and ends: those of a folded line, or those in a list. */
static int gather(const Topic *self, PyObject *words, Run *run, Spans *spans) {
    int line = PyUnicode_Check(words);
    for (Py_ssize_t i = 0; i < (line ? 1 : PyList_GET_SIZE(words)); i++) {
        PyObject *word = line ? words : PyList_GET_ITEM(words, i);
        if (!PyUnicode_Check(word)) { PyErr_SetString(PyExc_TypeError, "words are texts"); return -1; }
        Py_ssize_t size = PyUnicode_GET_LENGTH(word), start = run->size;
        if (make_room(run, size + 1) < 0 || !PyUnicode_AsUCS4(word, run->at + start, size + 1, 0)) return -1;
        run->size += size;
        if (line ? split(self->letters, run->at, start, run->size, spans) < 0 : add_span(spans, start, run->size) < 0) return -1;
    }
    return 0;
}

/* Make stems of words; return how many: words of two letters and numbers tell nothing. */
static Py_ssize_t stems_of(const Letters *letters, const Py_UCS4 *at, const Spans *spans, Word *stems) {
    Py_ssize_t count = 0;
    for (Py_ssize_t n = 0; n < spans->size; n += 2) {
        Py_ssize_t size = spans->at[n + 1] - spans->at[n], digits = 0;
        const Py_UCS4 *word = at + spans->at[n];
        while (digits < size && (is(letters, word[digits]) & DIGIT)) digits++;
        if (size >= SHORTEST && digits < size) stems[count++] = stem_of(letters, word, size);
    }
    return count;
}

/* Count the stems that the paragraphs hold, up to `most`; they are read one by one, until there are so many. */
static Py_ssize_t count_told(Topic *self, Word *stems, Py_ssize_t count, Py_ssize_t most) {
    Py_ssize_t told = 0, start = 0;
    for (;;) {
        for (Py_ssize_t i = count; i-- > 0 && told < most;) {
            if (!holds(&self->text, start, stems[i], &bare)) continue;
            stems[i] = stems[--count];
            told++;
        }
        if (told >= most || !count || self->read == self->count) return told;
        start = self->text.size;
        if (read_more(self) < 0) return -1;
    }
}

/* told(words, most): how many of some words the paragraphs use, a list of them or a folded line, up to `most`. */
static PyObject *topic_told(Topic *self, PyObject *args) {
    PyObject *words;
    Py_ssize_t most = PY_SSIZE_T_MAX, told = -1;
    Run run = {NULL, 0, 0};
    Spans spans = {NULL, 0, 0};
    Word *stems = NULL;
    if (!PyArg_ParseTuple(args, "O|n", &words, &most)) return NULL;
    if (!PyUnicode_Check(words) && !PyList_Check(words)) return PyErr_Format(PyExc_TypeError, "words stand in a list or a line, not %R", Py_TYPE(words));
    if (!self->letters) return unready();
    if (gather(self, words, &run, &spans) == 0) {
        if (!(stems = PyMem_Malloc((size_t)spans.size * sizeof(Word) + 1))) PyErr_NoMemory();
        else told = count_told(self, stems, stems_of(self->letters, run.at, &spans, stems), most);
    }
    PyMem_Free(stems);
    PyMem_Free(run.at);
    PyMem_Free(spans.at);
    return told < 0 ? NULL : PyLong_FromSsize_t(told);
}

static void topic_dealloc(Topic *self) {
    Py_XDECREF(self->letters);
    Py_XDECREF(self->owner);
    PyMem_Free(self->lines);
    PyMem_Free(self->room.at);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef topic_methods[] = {
    {"told", (PyCFunction)topic_told, METH_VARARGS, "Count the words of a line that the paragraphs use."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject TopicType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cleaner._native.Topic",
    .tp_doc = "What paragraphs say: Topic(letters, lines).",
    .tp_basicsize = sizeof(Topic),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)topic_init,
    .tp_dealloc = (destructor)topic_dealloc,
    .tp_methods = topic_methods,
};
