/* Telling: what was read of a text, for those who ask; of most texts, that there is nothing to ask. */

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

/* Tell whether a text tells no fact, if its first words don't: it opens and closes with a paragraph, what went aside, and no line may be one. */
static int tells_no_fact(const Reading *into) {
    return !into->tried && !into->credited && into->opened && into->phrase < into->paragraph && !(into->gone && into->alike);
}

static ALWAYS Py_ssize_t count_breaks(int kind, Line text) {
    Py_ssize_t breaks = 0;
    for (Py_ssize_t start = 0, end; start < text.size; start = end) {
        uint16_t few = 0; /* as wide as a letter: eight of them at once */
        end = text.size - start >= BLOCK ? start + BLOCK - 1 : text.size;
        for (Py_ssize_t i = start; i < end; i++) few += PyUnicode_READ(kind, text.data, i) == '\n';
        breaks += few;
    }
    return breaks;
}

static int begin_reading(Reading *into, PyObject *text) {
    Line all = line_of(text);
    into->lines = 1 + (all.kind == PyUnicode_1BYTE_KIND ? count_breaks(PyUnicode_1BYTE_KIND, all) : all.kind == PyUnicode_2BYTE_KIND ? count_breaks(PyUnicode_2BYTE_KIND, all) : count_breaks(PyUnicode_4BYTE_KIND, all));
    for (into->mask = 64; into->mask < (size_t)into->lines * 4;) into->mask *= 2;
    into->phrase = -1;
    into->letters = PyMem_Calloc(into->mask--, sizeof(uint64_t));
    into->bits = PyMem_Calloc((size_t)into->lines, sizeof(uint32_t));
    into->starts = PyMem_Calloc((size_t)into->lines + 1, sizeof(Py_ssize_t));
    if (into->letters && into->bits && into->starts) return 0;
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
    PyMem_Free(into->starts);
}

/* Return so many numbers as a list: the one at `first`, and every so many on from there. */
static PyObject *list_of(const Py_ssize_t *at, Py_ssize_t first, Py_ssize_t step, Py_ssize_t count) {
    PyObject *list = PyList_New(count);
    for (Py_ssize_t n = 0; list && n < count; n++) {
        PyObject *number = PyLong_FromSsize_t(at[first + n * step]);
        if (!number) Py_CLEAR(list);
        else PyList_SET_ITEM(list, n, number);
    }
    return list;
}

static PyObject *tell(const Reading *into, PyObject *text) {
    return Py_BuildValue(
        "(NNNNNNNNNNy#iN)", list_of(into->starts, 0, 1, into->lines + 1), list_of(into->prose.at, 0, 2, into->prose.size / 2), list_of(into->prose.at, 1, 2, into->prose.size / 2),
        into->tried ? Py_NewRef(into->tried) : PyList_New(0), into->rows ? Py_NewRef(into->rows) : PyDict_New(), into->facts ? Py_NewRef(Py_None) : into->tails ? Py_NewRef(into->tails) : PyDict_New(),
        PyBool_FromLong(into->counted.wide), PyBool_FromLong(into->counted.broad), PyBool_FromLong(into->alike), PyBool_FromLong(into->odd),
        (const char *)into->bits, into->lines * (Py_ssize_t)sizeof(uint32_t), into->stirred, PyBool_FromLong(!into->facts && is_sound(into, line_of(text)))
    );
}

/* read(text, whole, gone=None): what there is to tell of its lines; None where that is nothing, but that it is sound Arabic, unless asked for the
 * `whole`. With the lines that are gone, as a dict, it is read for facts: then nobody asks what may be glued to the end of a line, which stages are stirred, or whether the text is sound. */
static PyObject *reader_read(Reader *self, PyObject *args) {
    Reading into = {0};
    PyObject *told = NULL, *text, *gone = NULL;
    int whole;
    if (!PyArg_ParseTuple(args, "Up|O!", &text, &whole, &PyDict_Type, &gone)) return NULL;
    into.facts = gone != NULL;
    into.gone = gone && PyDict_GET_SIZE(gone) ? gone : NULL;
    if (!self->needles) return unready();
    if (begin_reading(&into, text) == 0 && read_lines(self, &into, text) == 0) {
        into.stirred = into.facts ? -1 : stir(into.bits, NULL, into.lines, into.alike, into.counted.broad);
        told = !whole && (into.facts ? tells_no_fact(&into) : is_silent(self, &into, line_of(text))) ? Py_NewRef(Py_None) : tell(&into, text);
    }
    end_reading(&into);
    return told;
}
