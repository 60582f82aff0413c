/* Places: where near the end of a line what patterns of suffixes say may begin, so that they need not be tried everywhere. */

/* Tell whether a sign may end a sentence: trial._ENDED. */
static int ends_here(const Letters *letters, Py_UCS4 c) {
    static const Py_UCS4 ends[] = {'.', 0x61F, '?', '!', 0x2026, 0xBB, 0x201D, '"', ']', ')'};
    return !(is(letters, c) & WORD) && listed(ends, COUNT(ends), c);
}

/* Add where something may stand behind the end of a sentence: trial._places. */
static int add_apart(const Letters *letters, Line row, Py_ssize_t start, PyObject *places) {
    for (Py_ssize_t i = start > 2 ? start - 2 : 0; i < row.size; i++) {
        if (!ends_here(letters, char_at(row, i))) continue;
        if (append_number(places, i + 1) < 0) return -1;
        if (i + 1 < row.size && (is(letters, char_at(row, i + 1)) & SPACE) && append_number(places, i + 2) < 0) return -1;
    }
    return 0;
}

#define BEFORE_SIGN 6  /* signs that may stand before a strong one: patterns._sign */
static int is_strong(Line row, Py_ssize_t i) {
    static const Py_UCS4 strong[] = {':', '|', '/', '\\', '-', 0x2013, 0x2014, '=', 0xBB, 0xAB, 0x2190, '<', '>', 0x2192, 0x2026, 0x2022, '*', 0x61B}; /* patterns._STRONG */
    Py_UCS4 c = char_at(row, i);
    return listed(strong, COUNT(strong), c) || (c == '.' && i + 1 < row.size && char_at(row, i + 1) == '.');
}

/* Add where a strong sign stands, or signs before one, the last first. */
static int add_signed(const Letters *letters, Line row, Py_ssize_t start, PyObject *places) {
    Py_ssize_t sign = -1;
    for (Py_ssize_t i = row.size; i-- > start;) {
        if (is(letters, char_at(row, i)) & WORD) { sign = -1; continue; }
        if (is_strong(row, i)) sign = i;
        if (sign >= 0 && sign - i <= BEFORE_SIGN && append_number(places, i) < 0) return -1;
    }
    return 0;
}

/* places(row, window): ([behind the ends of sentences], [before strong signs]) in the last characters of a folded line. */
static PyObject *letters_places(Letters *self, PyObject *args) {
    PyObject *text, *apart = NULL, *strong = NULL, *told = NULL;
    Py_ssize_t window;
    if (!PyArg_ParseTuple(args, "Un", &text, &window)) return NULL;
    if (!self->many) return unready();
    Line row = line_of(text);
    Py_ssize_t start = window >= 0 && row.size > window ? row.size - window : 0;
    if ((apart = PyList_New(0)) && (strong = PyList_New(0)) && add_apart(self, row, start, apart) == 0 && add_signed(self, row, start, strong) == 0 && PyList_Reverse(strong) == 0)
        told = PyTuple_Pack(2, apart, strong);
    Py_XDECREF(apart);
    Py_XDECREF(strong);
    return told;
}
