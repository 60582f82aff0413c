/* Shared: the lines that open with the same letters as another one: all others are like none, heuristics/repeats.py. */

#define SHARED_LETTERS 16
#define SHARED_WITHIN 40  /* characters among which so many letters stand, mostly */

/* Return the number of the first letters of a line; 0 without memory. */
static uint64_t opening_number(const Letters *letters, Line line, Run *run) {
    for (int whole = line.size <= SHARED_WITHIN; ; whole = 1) {
        uint64_t number = NOTHING;
        Counted counted = {0};
        int count = 0;
        run->size = 0;
        if (fold_line(letters, whole ? line : part_of(line, 0, SHARED_WITHIN), 0, run, &counted) < 0) return 0;
        for (Py_ssize_t i = 0; i < run->size && count < SHARED_LETTERS; i++) {
            if (!(is(letters, run->at[i]) & WORD)) continue;
            number = mix(number, run->at[i]);
            count++;
        }
        if (whole || count == SHARED_LETTERS) return done(number);
    }
}

/* shared(text, starts): the numbers of the lines that open as another one does, given where the lines of a text start. */
static PyObject *letters_shared(Letters *self, PyObject *args) {
    Page page = {0};
    Run run = {NULL, 0, 0};
    Numbers once = {0}, again = {0};
    PyObject *shared = NULL;
    if (!PyArg_ParseTuple(args, "UO!", &page.text, &PyList_Type, &page.starts)) return NULL;
    if (!self->many) return unready();
    Py_ssize_t lines = PyList_GET_SIZE(page.starts) - 1;
    size_t room = lines > 0 ? (size_t)lines : 1;
    uint64_t *numbers = PyMem_Calloc(room, sizeof(uint64_t));
    if (!numbers) PyErr_NoMemory();
    int failed = !numbers || make_room_for(&once, room) < 0 || make_room_for(&again, room) < 0 || !(shared = PyList_New(0));
    for (Py_ssize_t n = 0; !failed && n < lines; n++) {
        Line line;
        failed = find_line(&page, n, &line) < 0;
        if (failed || !line.size) continue;
        numbers[n] = opening_number(self, line, &run);
        if (!numbers[n]) failed = 1;
        else if (!has_number(&once, numbers[n])) add_number(&once, numbers[n]);
        else if (!has_number(&again, numbers[n])) add_number(&again, numbers[n]);
    }
    for (Py_ssize_t n = 0; !failed && n < lines; n++) {
        if (!numbers[n] || !has_number(&again, numbers[n])) continue;
        PyObject *number = PyLong_FromSsize_t(n);
        failed = !number || PyList_Append(shared, number) < 0;
        Py_XDECREF(number);
    }
    void *made[] = {numbers, once.at, again.at, run.at};
    for (size_t i = 0; i < COUNT(made); i++) PyMem_Free(made[i]);
    if (failed) Py_CLEAR(shared);
    return shared;
}
