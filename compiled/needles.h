/* Needles: which of many texts stand in a line.
 *
 * Each is told by its rarest four letters side by side: a line is asked for those of all needles at once, and few places of it
 * have any. Needles of two or three letters are told by their rarest that is no Arabic letter.
 */

#define QUADS 65536
#define QUAD 4
#define HEADS 4096  /* places where needles are looked up by their four letters */
#define SHORT 192  /* characters below may tell a needle of less than four */
/* Return the number of four characters, from that of the four before the last of them: what is older is shifted out. */
static inline uint16_t quad_of(uint16_t before, Py_UCS4 c) { return (uint16_t)(before << 4 ^ c * 37); }

typedef struct {
    const Py_UCS4 *at;
    Py_ssize_t size, offset;  /* where in it stands what tells it */
    Py_UCS4 first, last;
    int32_t place, next;      /* the next one told by the same, or by what is looked up at the same place */
    uint16_t quad;            /* 0 of those that one letter tells */
} Needle;

typedef struct {
    uint64_t quads[QUADS / 64];
    uint8_t shorts[SHORT];  /* whether any needle is told so */
    int always;  /* one of them is no sign that few lines have */
    int32_t by_quad[HEADS], by_short[SHORT];  /* 1 + the first needle that is, or 0 */
    Needle *needles;
    Py_UCS4 *letters;
    int32_t rules;
    PyObject *openings;  /* place: with what a paragraph opens that the rule may fit: () never, None anything */
    PyObject *patterns;  /* place: the patterns of the rule */
} Needles;

static void free_needles(Needles *needles) {
    if (!needles) return;
    PyMem_Free(needles->needles);
    PyMem_Free(needles->letters);
    Py_XDECREF(needles->openings);
    Py_XDECREF(needles->patterns);
    PyMem_Free(needles);
}

/* Return how often a character stands in a thousand of news, counted on the development dumps; what is rarer all the same. */
static double share_of(Py_UCS4 c) {
    static const uint8_t arabic[] = { /* from hamza to yeh */
        3, 1, 1, 1, 1, 1, 143, 28, 1, 38, 5, 11, 14, 7, 24, 5, 38, 5, 20, 8, 7, 5, 7, 2, 26, 3, 1, 1, 1, 1, 1, 1, 21, 18, 16, 91, 51, 41, 45, 45, 1, 72};
    if (c >= 0x621 && c <= 0x64A) return arabic[c - 0x621];
    if (c >= '0' && c <= '9') return 2;
    return c == ' ' ? 165 : c == 0x60C ? 9 : c == '.' ? 6 : c == '"' ? 3 : c == ':' || c == '-' || c == '(' || c == '/' ? 1 : 0.5;
}

/* Say by what a needle of two or three letters is told. */
static int tell_short(Needles *n, int32_t number) {
    Needle *needle = &n->needles[number];
    needle->offset = -1;
    for (Py_ssize_t i = 0; i < needle->size; i++)
        if (needle->at[i] < SHORT && needle->at[i] != ' ' && (needle->offset < 0 || share_of(needle->at[i]) < share_of(needle->at[needle->offset]))) needle->offset = i;
    if (needle->offset < 0) { PyErr_SetString(PyExc_ValueError, "a needle of two or three letters has one that is not Arabic"); return -1; }
    Py_UCS4 c = needle->at[needle->offset];
    n->shorts[c] = 1;
    n->always |= !is_sign(c);
    needle->next = n->by_short[c];
    n->by_short[c] = number + 1;
    return 0;
}

/* Say by what a needle is told. */
static int tell_needle(Needles *n, int32_t number) {
    Needle *needle = &n->needles[number];
    double least = 0;
    if (needle->size < QUAD) return tell_short(n, number);
    for (Py_ssize_t i = 0; i + QUAD <= needle->size; i++) {
        double share = 1;
        for (int k = 0; k < QUAD; k++) share *= share_of(needle->at[i + k]);
        if (i && share >= least) continue;
        least = share;
        needle->offset = i;
    }
    uint16_t quad = 0;
    for (int i = 0; i < QUAD; i++) quad = quad_of(quad, needle->at[needle->offset + i]);
    n->quads[quad / 64] |= (uint64_t)1 << quad % 64;
    needle->quad = quad;
    needle->next = n->by_quad[quad % HEADS];
    n->by_quad[quad % HEADS] = number + 1;
    return 0;
}

static Needles *make_needles(PyObject *listed) {
    Needles *n = PyMem_Calloc(1, sizeof(Needles));
    Py_ssize_t letters = 0, count = PyList_GET_SIZE(listed);
    PyObject *text;
    int place;
    if (!n) { PyErr_NoMemory(); return NULL; }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!PyArg_ParseTuple(PyList_GET_ITEM(listed, i), "Ui", &text, &place)) goto failed;
        if (place < 0 || PyUnicode_GET_LENGTH(text) < 2) { PyErr_SetString(PyExc_ValueError, "needles have two letters or more, and a place"); goto failed; }
        if (place >= n->rules) n->rules = place + 1;
        letters += PyUnicode_GET_LENGTH(text) + 1;
    }
    n->needles = PyMem_Calloc((size_t)count + 1, sizeof(Needle));
    n->letters = PyMem_Calloc((size_t)letters + 1, sizeof(Py_UCS4));
    if (!n->needles || !n->letters) { PyErr_NoMemory(); goto failed; }
    letters = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!PyArg_ParseTuple(PyList_GET_ITEM(listed, i), "Ui", &text, &place)) goto failed;
        Py_ssize_t size = PyUnicode_GET_LENGTH(text);
        if (!PyUnicode_AsUCS4(text, n->letters + letters, size + 1, 1)) goto failed;
        n->needles[i] = (Needle){n->letters + letters, size, 0, n->letters[letters], n->letters[letters + size - 1], place, 0, 0};
        letters += size + 1;
        if (tell_needle(n, (int32_t)i) < 0) goto failed;
    }
    return n;
failed:
    free_needles(n);
    return NULL;
}

/* Mark the rules of the needles told by what stands at an offset; return 0 without memory for it. */
static int mark_needles(const Needles *n, int32_t number, uint16_t quad, const Py_UCS4 *at, Py_ssize_t size, Py_ssize_t i, uint8_t **seen) {
    for (; number; number = n->needles[number - 1].next) {
        const Needle *needle = &n->needles[number - 1];
        Py_ssize_t start = i - needle->offset;
        if (needle->quad != quad || start < 0 || start + needle->size > size || at[start] != needle->first || at[start + needle->size - 1] != needle->last) continue;
        if (memcmp(at + start, needle->at, (size_t)needle->size * sizeof(Py_UCS4))) continue;
        if (!*seen && !(*seen = PyMem_Calloc((size_t)n->rules, 1))) return 0;
        (*seen)[needle->place] = 1;
    }
    return 1;
}

/* Mark the rules of which a needle stands in a line, that has `signs` or none: a byte for each place, or NULL; without an error: none. */
static uint8_t *find_needles(const Needles *n, const Py_UCS4 *at, Py_ssize_t size, int signs) {
    uint8_t *seen = NULL;
    uint16_t quad = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        quad = quad_of(quad, at[i]);
        if ((n->quads[quad / 64] >> quad % 64 & 1) && !mark_needles(n, n->by_quad[quad % HEADS], quad, at, size, i - (QUAD - 1), &seen)) goto failed;
    }
    for (Py_ssize_t i = n->always || signs ? 0 : size; i < size; i++) {
        Py_UCS4 low = at[i] < SHORT ? at[i] : 0; /* no branch: spaces stand where nobody can foresee */
        if (n->shorts[low] && !mark_needles(n, n->by_short[low], 0, at, size, i, &seen)) goto failed;
    }
    return seen;
failed:
    PyErr_NoMemory();
    return NULL;
}

static int opens_with(const Py_UCS4 *at, Py_ssize_t size, PyObject *text) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t i = 0; i < length; i++)
        if (i >= size || at[i] != PyUnicode_READ_CHAR(text, i)) return 0;
    return 1;
}

/* Tell whether a paragraph opens as a rule with needles asks: match._opens. */
static int opens_as(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size, PyObject *openings) {
    if (openings == Py_None) return 1;
    while (size && !(is(letters, *at) & WORD)) { at++; size--; }
    for (Py_ssize_t i = 0; size && i < PyTuple_GET_SIZE(openings); i++) {
        PyObject *text = PyTuple_GET_ITEM(openings, i);
        Py_UCS4 first = PyUnicode_GET_LENGTH(text) ? PyUnicode_READ_CHAR(text, 0) : 0;
        if (first == '0' ? (is(letters, *at) & DIGIT) != 0 : first == ':' ? *at < 128 : opens_with(at, size, text)) return 1;
    }
    return 0;
}
