/* Topic: what paragraphs say, to look the stems of words up in: heuristics/topic.py. */

typedef struct {
    PyObject_HEAD
    Letters *letters;
    Lettered text;  /* the paragraphs, folded, with a line feed between them */
    Py_UCS4 *room;
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
    Run run = {NULL, 0, 0};
    Counted counted = {0};
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "O!O!", &LettersType, &letters, &PyList_Type, &lines)) return -1;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(lines); i++) {
        PyObject *line = PyList_GET_ITEM(lines, i);
        if (!PyUnicode_Check(line)) { PyErr_SetString(PyExc_TypeError, "lines are texts"); goto failed; }
        if (i) {
            if (make_room(&run, 1) < 0) goto failed;
            run.at[run.size++] = '\n';
        }
        if (fold_line((const Letters *)letters, line_of(line), 0, &run, &counted) < 0) goto failed;
    }
    Py_XSETREF(self->letters, (Letters *)Py_NewRef(letters));
    PyMem_Free(self->room);
    self->room = run.at;
    begin(&self->text, self->letters, run.at, run.size);
    return 0;
failed:
    PyMem_Free(run.at);
    return -1;
}

/* told(words): how many of some words the paragraphs use; words of two letters and numbers tell nothing. */
static PyObject *topic_told(Topic *self, PyObject *words) {
    Py_UCS4 *letters = NULL;
    Py_ssize_t told = 0, room = 0;
    if (!PyList_Check(words)) return PyErr_Format(PyExc_TypeError, "words stand in a list, not %R", Py_TYPE(words));
    if (!self->letters) return unready();
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(words); i++) {
        PyObject *word = PyList_GET_ITEM(words, i);
        if (!PyUnicode_Check(word)) { PyErr_SetString(PyExc_TypeError, "words are texts"); goto failed; }
        Py_ssize_t size = PyUnicode_GET_LENGTH(word), digits = 0;
        if (size < 3) continue;
        if (size > room) {
            Py_UCS4 *more = PyMem_Realloc(letters, (size_t)size * 2 * sizeof(Py_UCS4));
            if (!more) { PyErr_NoMemory(); goto failed; }
            letters = more;
            room = size * 2;
        }
        if (!PyUnicode_AsUCS4(word, letters, room, 0)) goto failed;
        while (digits < size && (is(self->letters, letters[digits]) & DIGIT)) digits++;
        if (digits < size) told += holds(&self->text, 0, stem_of(self->letters, letters, size));
    }
    PyMem_Free(letters);
    return PyLong_FromSsize_t(told);
failed:
    PyMem_Free(letters);
    return NULL;
}

static void topic_dealloc(Topic *self) {
    Py_XDECREF(self->letters);
    PyMem_Free(self->room);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef topic_methods[] = {
    {"told", (PyCFunction)topic_told, METH_O, "Count the words of a line that the paragraphs use."},
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
