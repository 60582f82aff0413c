/* Titles: lines between two paragraphs that may be headlines of other stories: heuristics/titles.py. */

#define TITLES_PARAGRAPHS 3
#define TITLES_FEWEST 2
#define TITLES_MOST 8
#define TITLES_PUNCTUATED 0.85
#define TITLES_WORDS 5
#define WORDS_SHIFT 27  /* where in the bits of a line with words stands how many there are */
#define WORDS_MOST 31

static int is_stop(Py_UCS4 c) { return c == '.' || c == ':' || c == 0x60C || c == 0x61B; }

/* Tell whether a folded line may be a title: five words and more, no full stop, nothing that opens an item; verse is vocalised. */
static int may_be_title(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, const Spans *spans, Line line) {
    static const Py_UCS4 points[] = {'-', '*', 0x2022, 0x25AA, 0x25A0, 0x25CF, 0x25C6, 0x2013};
    Py_ssize_t last = size, vowels = 0;
    if (spans->size < 2 * TITLES_WORDS || Py_UNICODE_ISDECIMAL(at[spans->at[0]])) return 0;
    while (last && (is(self->letters, at[last - 1]) & SPACE)) last--;
    if (is_stop(at[last - 1]) || ends_sentence(self, at, size)) return 0;
    for (Py_ssize_t i = 0; i < spans->at[0]; i++) if (listed(points, COUNT(points), at[i])) return 0;
    for (Py_ssize_t i = 0; i < line.size; i++) {
        Py_UCS4 c = char_at(line, i);
        vowels += c >= 0x64E && c <= 0x652 && c != 0x651;
    }
    return vowels < 2;
}

/* Tell whether a paragraph ends as what announces a list: titles._ANNOUNCES. */
static int announces(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    static const Py_UCS4 ends[][7] = {
        {0x627, 0x644, 0x62A, 0x627, 0x644, 0x64A}, {0x627, 0x644, 0x62A, 0x627, 0x644, 0x64A, 0x647}, {0x627, 0x644, 0x627, 0x62A, 0x64A}, {0x627, 0x644, 0x627, 0x62A, 0x64A, 0x647},
        {0x64A, 0x644, 0x64A}, {0x64A, 0x627, 0x62A, 0x64A}, {0x643, 0x627, 0x644, 0x627, 0x62A, 0x64A}};
    while (size && !(is(letters, at[size - 1]) & WORD)) size--;
    for (size_t n = 0; n < COUNT(ends); n++) {
        Py_ssize_t length = 0;
        while (length < 7 && ends[n][length]) length++;
        if (length <= size && !memcmp(at + size - length, ends[n], (size_t)length * sizeof(Py_UCS4))) return 1;
    }
    return 0;
}

/* Return how many lines between two paragraphs may be a run of titles, less a sub-heading at their end; 0 where they are none. */
static Py_ssize_t titles_between(const uint32_t *bits, const char *gone, Py_ssize_t above, Py_ssize_t below) {
    Py_ssize_t count = 0, titled = 0, last = above;
    for (Py_ssize_t n = above + 1; n < below; n++) {
        if ((bits[n] & BLANK) || (gone && gone[n])) continue;
        count++;
        titled += (bits[n] & TITLED) != 0;
        last = n;
    }
    if (count && (bits[last] & BRIEF)) {
        count--;
        titled -= (bits[last] & TITLED) != 0;
    }
    return count >= TITLES_FEWEST && count <= TITLES_MOST && titled == count ? count : 0;
}

/* Tell whether titles may stand between two paragraphs. */
static int may_hold_titles(const uint32_t *bits, const char *gone, Py_ssize_t above, Py_ssize_t below) {
    return below - above > TITLES_FEWEST && (bits[above] & STOPS) && !(bits[above] & ANNOUNCES) && titles_between(bits, gone, above, below);
}

/* Add the lines of a run to a list of runs. */
static int append_run(PyObject *runs, const Told *told, Py_ssize_t above, Py_ssize_t count) {
    PyObject *run = PyList_New(0);
    int failed = !run;
    for (Py_ssize_t n = above + 1; !failed && count; n++) {
        if ((told->bits[n] & BLANK) || (told->gone && told->gone[n])) continue;
        PyObject *number = PyLong_FromSsize_t(n);
        failed = !number || PyList_Append(run, number) < 0;
        Py_XDECREF(number);
        count--;
    }
    failed = failed || PyList_Append(runs, run) < 0;
    Py_XDECREF(run);
    return failed ? -1 : 0;
}

/* titles(bits, gone): the runs of lines that may be titles, where most paragraphs end as sentences do. */
static PyObject *native_titles(PyObject *module, PyObject *args) {
    PyObject *bits, *gone, *runs = NULL;
    Py_ssize_t paragraphs = 0, stopping = 0, above = -1;
    Told told = {0};
    (void)module;
    if (!PyArg_ParseTuple(args, "SO", &bits, &gone)) return NULL;
    int failed = take_told(&told, bits, gone) < 0 || !(runs = PyList_New(0));
    for (Py_ssize_t n = 0; !failed && n < told.lines; n++) {
        if (!(told.bits[n] & PARAGRAPH) || told.gone[n]) continue;
        paragraphs++;
        stopping += (told.bits[n] & STOPS) != 0;
        if (above >= 0 && may_hold_titles(told.bits, told.gone, above, n)) failed = append_run(runs, &told, above, titles_between(told.bits, told.gone, above, n)) < 0;
        above = n;
    }
    if (!failed && (paragraphs < TITLES_PARAGRAPHS || stopping < TITLES_PUNCTUATED * paragraphs)) failed = PyList_SetSlice(runs, 0, PyList_GET_SIZE(runs), NULL) < 0;
    PyMem_Free(told.bits);
    if (failed) Py_CLEAR(runs);
    return runs;
}
