/* Shared: the lines that have the letters of another one, heuristics/repeats.py. Most open as none does, and are read no further. */

#define SHARED_LETTERS 16
#define SHARED_WITHIN 40  /* characters among which so many letters stand, mostly */

/* Return the number of a line's letters, or of so many of them; 0 without memory. */
static uint64_t letters_number(const Letters *letters, Line line, Py_ssize_t most, Run *run) {
    for (int whole = most == PY_SSIZE_T_MAX || line.size <= SHARED_WITHIN; ; whole = 1) {
        uint64_t number = NOTHING;
        Counted counted = {0};
        Py_ssize_t count = 0;
        run->size = 0;
        if (fold_line(letters, whole ? line : part_of(line, 0, SHARED_WITHIN), 0, run, &counted) < 0) return 0;
        for (Py_ssize_t i = 0; i < run->size && count < most; i++) {
            if (!(is(letters, run->at[i]) & WORD)) continue;
            number = mix(number, run->at[i]);
            count++;
        }
        if (whole || count == most) return done(number);
    }
}

/* Give each line that has one, and is not empty, the number of its letters, up to so many, and leave it to those that have that of another one. */
static int share(const Letters *letters, const Page *page, Py_ssize_t lines, Py_ssize_t most, uint64_t *numbers) {
    Run run = {NULL, 0, 0};
    Numbers once = {0}, again = {0};
    int crowded = 0; /* then all lines may be like another one */
    int failed = make_room_for(&once, (size_t)lines) < 0 || make_room_for(&again, (size_t)lines) < 0;
    for (Py_ssize_t n = 0; !failed && n < lines; n++) {
        Line line;
        if (!numbers[n]) continue;
        failed = find_line(page, n, &line) < 0 || (line.size && !(numbers[n] = letters_number(letters, line, most, &run)));
        if (!failed && !line.size) numbers[n] = 0;
        else if (!failed && told_before(once.at, once.mask, numbers[n])) crowded |= find_told(again.at, again.mask, numbers[n], 1) < 0;
    }
    for (Py_ssize_t n = 0; !failed && !crowded && n < lines; n++) if (numbers[n] && !find_told(again.at, again.mask, numbers[n], 0)) numbers[n] = 0;
    PyMem_Free(run.at);
    PyMem_Free(once.at);
    PyMem_Free(again.at);
    return failed ? -1 : 0;
}

/* shared(text, starts): the numbers of the lines that have the letters of another one, given where the lines of a text start. */
static PyObject *letters_shared(Letters *self, PyObject *args) {
    Page page = {0};
    PyObject *shared = NULL;
    if (!PyArg_ParseTuple(args, "UO!", &page.text, &PyList_Type, &page.starts)) return NULL;
    if (!self->many) return unready();
    Py_ssize_t lines = PyList_GET_SIZE(page.starts) - 1;
    if (lines < 1) return PyList_New(0);
    uint64_t *numbers = PyMem_Malloc((size_t)lines * sizeof(uint64_t));
    if (!numbers) return PyErr_NoMemory();
    for (Py_ssize_t n = 0; n < lines; n++) numbers[n] = 1;
    int failed = share(self, &page, lines, SHARED_LETTERS, numbers) < 0 || share(self, &page, lines, PY_SSIZE_T_MAX, numbers) < 0 || !(shared = PyList_New(0));
    for (Py_ssize_t n = 0; !failed && n < lines; n++) {
        failed = numbers[n] && append_number(shared, n) < 0;
    }
    PyMem_Free(numbers);
    if (failed) Py_CLEAR(shared);
    return shared;
}
