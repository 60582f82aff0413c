/* Leads: the words that lines begin with, signs before them aside, and what has to follow: heuristics/leads.py. */

enum { LEADS_ANYTHING, LEADS_SPACE, LEADS_SOON, LEADS_OTHER, LEADS_DIGIT, LEADS_COLON }; /* leads.Then */
#define LEADS_HEADS 64
#define LEADS_WITHIN 3

typedef struct { Word text; int then; Py_ssize_t next; } Lead;  /* `next`: 1 + that of another one with such a first letter, or 0 */

typedef struct {
    PyObject_HEAD
    Letters *letters;
    Lead *leads;
    Py_UCS4 *room;
    Py_ssize_t count, unless, heads[LEADS_HEADS];  /* the last ones, from `unless` on, must not follow LEADS_OTHER */
} Leads;

/* Tell whether a sign stands behind three letters at most. */
static int ends_soon(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    for (Py_ssize_t i = 0; i < size && i <= LEADS_WITHIN; i++) if (!(is(letters, at[i]) & WORD)) return 1;
    return 0;
}

static int begins(const Py_UCS4 *at, Py_ssize_t size, Word word) {
    return word.size <= size && !memcmp(at, word.at, (size_t)word.size * sizeof(Py_UCS4));
}

static int follows(const Leads *self, int then, const Py_UCS4 *at, Py_ssize_t size) {
    Py_ssize_t space = size && (is(self->letters, *at) & SPACE);
    switch (then) {
    case LEADS_SPACE: return space != 0;
    case LEADS_DIGIT: return size > space && Py_UNICODE_ISDECIMAL(at[space]);
    case LEADS_COLON: return size > space && at[space] == ':';
    case LEADS_OTHER:
        for (Py_ssize_t n = self->unless; n < self->count; n++) if (begins(at, size, self->leads[n].text)) return 0;
        return ends_soon(self->letters, at, size);
    case LEADS_SOON: return ends_soon(self->letters, at, size);
    default: return 1;
    }
}

/* Tell whether a folded line begins so. */
static int leads(const Leads *self, const Py_UCS4 *at, Py_ssize_t size) {
    while (size && !(is(self->letters, *at) & WORD)) { at++; size--; }
    if (!size) return 0;
    for (Py_ssize_t n = self->heads[*at % LEADS_HEADS]; n; n = self->leads[n - 1].next) {
        const Lead *lead = &self->leads[n - 1];
        if (begins(at, size, lead->text) && follows(self, lead->then, at + lead->text.size, size - lead->text.size)) return 1;
    }
    return 0;
}

/* Take words in: texts with what has to follow, or texts alone. */
static int take_leads(Leads *self, PyObject *listed, int alone, Py_ssize_t *letter) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(listed); i++) {
        PyObject *text = PyList_GET_ITEM(listed, i);
        int then = LEADS_ANYTHING;
        if (alone ? !PyUnicode_Check(text) : !PyArg_ParseTuple(text, "Ui", &text, &then)) {
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "words are texts");
            return -1;
        }
        Py_ssize_t size = PyUnicode_GET_LENGTH(text);
        Py_UCS4 *more = PyMem_Realloc(self->room, (size_t)(*letter + size + 1) * sizeof(Py_UCS4));
        if (!more) { PyErr_NoMemory(); return -1; }
        self->room = more;
        if (!PyUnicode_AsUCS4(text, self->room + *letter, size + 1, 1)) return -1;
        self->leads[self->count++] = (Lead){{NULL, size}, then, 0};
        *letter += size;
    }
    return 0;
}

static int leads_init(Leads *self, PyObject *args, PyObject *kwargs) {
    PyObject *letters, *listed, *unless;
    Py_ssize_t letter = 0;
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "O!O!O!", &LettersType, &letters, &PyList_Type, &listed, &PyList_Type, &unless)) return -1;
    if (self->letters) { PyErr_SetString(PyExc_ValueError, "made once"); return -1; }
    if (!(self->leads = PyMem_Calloc((size_t)(PyList_GET_SIZE(listed) + PyList_GET_SIZE(unless)) + 1, sizeof(Lead)))) { PyErr_NoMemory(); return -1; }
    if (take_leads(self, listed, 0, &letter) < 0) return -1;
    self->unless = self->count;
    if (take_leads(self, unless, 1, &letter) < 0) return -1;
    letter = 0;
    for (Py_ssize_t n = 0; n < self->count; n++) {
        Lead *lead = &self->leads[n];
        lead->text.at = self->room + letter;
        letter += lead->text.size;
        if (n >= self->unless || !lead->text.size) continue;
        lead->next = self->heads[*lead->text.at % LEADS_HEADS];
        self->heads[*lead->text.at % LEADS_HEADS] = n + 1;
    }
    self->letters = (Letters *)Py_NewRef(letters);
    return 0;
}

/* begin(line): whether a folded line begins so. */
static PyObject *leads_begin(Leads *self, PyObject *line) {
    if (!PyUnicode_Check(line)) return PyErr_Format(PyExc_TypeError, "a line is a str, not %R", Py_TYPE(line));
    if (!self->letters) return unready();
    Py_ssize_t size = PyUnicode_GET_LENGTH(line);
    Run run = {NULL, 0, 0};
    PyObject *told = NULL;
    if (make_room(&run, size + 1) == 0 && PyUnicode_AsUCS4(line, run.at, run.room, 0)) told = PyBool_FromLong(leads(self, run.at, size));
    PyMem_Free(run.at);
    return told;
}

static void leads_dealloc(Leads *self) {
    Py_XDECREF(self->letters);
    PyMem_Free(self->leads);
    PyMem_Free(self->room);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef leads_methods[] = {
    {"begin", (PyCFunction)leads_begin, METH_O, "Tell whether a folded line begins so."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject LeadsType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cleaner._native.Leads",
    .tp_doc = "Words that lines begin with: Leads(letters, [(words, what follows)], what may not).",
    .tp_basicsize = sizeof(Leads),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)leads_init,
    .tp_dealloc = (destructor)leads_dealloc,
    .tp_methods = leads_methods,
};
