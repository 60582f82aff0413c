/* Runs: lines between two paragraphs that are titles of other stories on the topic of this one: heuristics/titles.py. */

#define RUNS_AVERAGE 6
#define RUNS_SHARED 2
#define RUNS_READ 40  /* topic._READ */

typedef struct { PyObject_HEAD Leads *speech, *items, *verse; } Titles;

/* The lines of a run, folded. */
typedef struct { Run run; Spans lines, words; } Rows;

/* A text, where its lines start, and what was told of them. */
typedef struct { PyObject *text, *starts; Told told; } Page;

/* Find a line in its text. */
static int find_line(const Page *page, Py_ssize_t number, Line *line) {
    Py_ssize_t start = PyLong_AsSsize_t(PyList_GET_ITEM(page->starts, number)), end = PyLong_AsSsize_t(PyList_GET_ITEM(page->starts, number + 1)) - 1;
    if (PyErr_Occurred()) return -1;
    if (start < 0 || end < start || end > PyUnicode_GET_LENGTH(page->text)) { PyErr_SetString(PyExc_ValueError, "there is no such line"); return -1; }
    *line = part_of(line_of(page->text), start, end - start);
    return 0;
}

static int is_left(const Page *page, Py_ssize_t number) { return !page->told.gone[number]; }

static int is_newsy(Py_UCS4 c) { return c == ':' || c == '"' || c == 0xAB || c == 0x201C || Py_UNICODE_ISDECIMAL(c); }

/* Tell whether two lines rhyme, or one calls somebody: titles._is_verse. */
static int is_verse(const Titles *self, const Rows *rows) {
    Py_UCS4 ends[TITLES_MOST] = {0};
    for (Py_ssize_t n = 0; n < rows->lines.size / 2; n++) {
        const Py_UCS4 *at = rows->run.at + rows->lines.at[2 * n];
        Py_ssize_t size = rows->lines.at[2 * n + 1] - rows->lines.at[2 * n], last = size;
        while (last && !(is(self->verse->letters, at[last - 1]) & WORD)) last--;
        ends[n] = last ? at[last - 1] : 0;
        if (listed(ends, (size_t)n, ends[n]) || leads(self->verse, at, size)) return 1;
    }
    return 0;
}

/* Tell whether the lines of a run are titles by their words: titles._are_titles. */
static int are_titles(const Titles *self, const Rows *rows, int *newsy) {
    for (Py_ssize_t i = *newsy = 0; i < rows->run.size; i++) *newsy |= is_newsy(rows->run.at[i]);
    for (Py_ssize_t n = 0; n < rows->lines.size; n += 2) {
        const Py_UCS4 *at = rows->run.at + rows->lines.at[n];
        Py_ssize_t size = rows->lines.at[n + 1] - rows->lines.at[n];
        if (leads(self->speech, at, size) || leads(self->items, at, size)) return 0;
    }
    return *newsy || !is_verse(self, rows);
}

/* Tell whether every line shares a word with the paragraphs, and half of them two, or one has a sign: titles._on_topic; -1 without memory. */
static int are_on_topic(Topic *topic, Rows *rows, int newsy) {
    Py_ssize_t shared = 0;
    for (Py_ssize_t n = 0; n < rows->lines.size; n += 2) {
        rows->words.size = 0;
        if (split(topic->letters, rows->run.at, rows->lines.at[n], rows->lines.at[n + 1], &rows->words) < 0) return -1;
        Word *stems = PyMem_Malloc((size_t)rows->words.size * sizeof(Word) + 1);
        if (!stems) { PyErr_NoMemory(); return -1; }
        Py_ssize_t told = count_told(topic, stems, stems_of(topic->letters, rows->run.at, &rows->words, stems), newsy ? 1 : RUNS_SHARED);
        PyMem_Free(stems);
        if (told < 1) return (int)told;
        shared += told >= RUNS_SHARED;
    }
    return newsy || 2 * shared * 2 >= rows->lines.size;
}

/* Begin with what the paragraphs that are left say. */
static int begin_topic(Topic *topic, Letters *letters, const Page *page) {
    topic->letters = letters;
    begin(&topic->text, letters, NULL, 0);
    if (!(topic->lines = PyMem_Malloc(RUNS_READ * sizeof(Line)))) { PyErr_NoMemory(); return -1; }
    for (Py_ssize_t n = 0; n < page->told.lines && topic->count < RUNS_READ; n++)
        if ((page->told.bits[n] & PARAGRAPH) && is_left(page, n) && find_line(page, n, &topic->lines[topic->count++]) < 0) return -1;
    return 0;
}

/* Fold the lines of a run, and return how many words they have. */
static Py_ssize_t fold_run(const Letters *letters, const Page *page, Py_ssize_t above, Py_ssize_t count, Rows *rows) {
    Py_ssize_t words = 0;
    rows->run.size = rows->lines.size = 0;
    for (Py_ssize_t n = above + 1; count; n++) {
        if ((page->told.bits[n] & BLANK) || !is_left(page, n)) continue;
        Py_ssize_t start = rows->run.size;
        Counted counted = {0};
        Line line;
        if (find_line(page, n, &line) < 0 || fold_line(letters, line, 0, &rows->run, &counted) < 0 || add_span(&rows->lines, start, rows->run.size) < 0) return -1;
        words += page->told.bits[n] >> WORDS_SHIFT;
        count--;
    }
    return words;
}

/* Add the lines between two paragraphs to a list where they are titles; `topic` is begun when it is first asked. */
static int add_titles(const Titles *self, const Page *page, Py_ssize_t above, Py_ssize_t below, Rows *rows, Topic *topic, PyObject *found) {
    Py_ssize_t count = may_hold_titles(page->told.bits, page->told.gone, above, below) ? titles_between(page->told.bits, page->told.gone, above, below) : 0;
    Py_ssize_t words = count ? fold_run(self->speech->letters, page, above, count, rows) : 0;
    int newsy, on_topic;
    if (words < 0) return -1;
    if (!count || words < RUNS_AVERAGE * count || !are_titles(self, rows, &newsy)) return 0;
    if (!topic->lines && begin_topic(topic, self->speech->letters, page) < 0) return -1;
    if ((on_topic = are_on_topic(topic, rows, newsy)) < 1) return on_topic;
    for (Py_ssize_t n = above + 1; count; n++) {
        if ((page->told.bits[n] & BLANK) || !is_left(page, n)) continue;
        if (append_number(found, n) < 0) return -1;
        count--;
    }
    return 0;
}

/* Tell whether most paragraphs end as sentences do. */
static int are_punctuated(const Page *page) {
    Py_ssize_t paragraphs = 0, stopping = 0;
    for (Py_ssize_t n = 0; n < page->told.lines; n++) {
        if (!(page->told.bits[n] & PARAGRAPH) || !is_left(page, n)) continue;
        paragraphs++;
        stopping += (page->told.bits[n] & STOPS) != 0;
    }
    return paragraphs >= TITLES_PARAGRAPHS && stopping >= TITLES_PUNCTUATED * paragraphs;
}

/* find(text, starts, bits, gone): the lines of runs of titles, given where the lines of a text start. */
static PyObject *titles_find(Titles *self, PyObject *args) {
    PyObject *bits, *gone, *found = NULL;
    Page page = {0};
    Rows rows = {0};
    Topic topic = {0};
    Py_ssize_t above = -1;
    if (!PyArg_ParseTuple(args, "UO!SO", &page.text, &PyList_Type, &page.starts, &bits, &gone)) return NULL;
    if (!self->speech) return unready();
    int failed = take_told(&page.told, bits, gone) < 0 || !(found = PyList_New(0));
    if (!failed && PyList_GET_SIZE(page.starts) != page.told.lines + 1) {
        PyErr_SetString(PyExc_ValueError, "as many lines start as there are, and one behind them");
        failed = 1;
    }
    for (Py_ssize_t n = 0; !failed && n < page.told.lines && (n || are_punctuated(&page)); n++) {
        if (!(page.told.bits[n] & PARAGRAPH) || !is_left(&page, n)) continue;
        if (above >= 0) failed = add_titles(self, &page, above, n, &rows, &topic, found) < 0;
        above = n;
    }
    void *made[] = {page.told.bits, rows.run.at, rows.lines.at, rows.words.at, topic.lines, topic.room.at};
    for (size_t i = 0; i < COUNT(made); i++) PyMem_Free(made[i]);
    if (failed) Py_CLEAR(found);
    return found;
}

static int titles_init(Titles *self, PyObject *args, PyObject *kwargs) {
    PyObject *speech, *items, *verse;
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "O!O!O!", &LeadsType, &speech, &LeadsType, &items, &LeadsType, &verse)) return -1;
    if (!((Leads *)speech)->letters || !((Leads *)items)->letters || !((Leads *)verse)->letters) { unready(); return -1; }
    Py_XSETREF(self->speech, (Leads *)Py_NewRef(speech));
    Py_XSETREF(self->items, (Leads *)Py_NewRef(items));
    Py_XSETREF(self->verse, (Leads *)Py_NewRef(verse));
    return 0;
}

static void titles_dealloc(Titles *self) {
    Py_XDECREF(self->speech);
    Py_XDECREF(self->items);
    Py_XDECREF(self->verse);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef titles_methods[] = {
    {"find", (PyCFunction)titles_find, METH_VARARGS, "Return the lines of runs of titles of other stories."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject TitlesType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cleaner._native.Titles",
    .tp_doc = "What tells titles of other stories: Titles(speech, items, verse), with what they do not begin.",
    .tp_basicsize = sizeof(Titles),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)titles_init,
    .tp_dealloc = (destructor)titles_dealloc,
    .tp_methods = titles_methods,
};
