/* Ends of long lines: what tails.py would take for lines of their own, one behind the other. */

enum { COUNTS = 1, SURE = 2, SURE_IN_COMPANY = 4, SHIELDS = 8 }; /* weights.py */
#define WALKED 12  /* lines that are followed inward before anything is believed of the end */

typedef struct { Py_ssize_t start; int weight; } Piece;
typedef struct { Reader *self; const Py_UCS4 *at; Py_ssize_t size; Spans *spans; int needled; } Tail;  /* NO_NEEDLE: no needle stands in the line */

/* Return the weights of what is worth trying on a part of a tail, all together. */
static int weigh(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, const Found *found) {
    PyObject *pattern, *none;
    Py_ssize_t pos = 0;
    int weights = 0, weight;
    while (found->tried && PyDict_Next(found->tried, &pos, &pattern, &none)) {
        Needs *needs = needs_of(pattern);
        if (!needs || (weight = weight_in(self, pattern, needs)) < 0) return -1;
        weights |= weight;
    }
    if (!found->exact) return weights;
    PyObject *key = key_of(self->letters, at, size), *rules = key ? PyDict_GetItemWithError(self->exact, key) : NULL;
    for (Py_ssize_t i = 0; rules && PyList_Check(rules) && i < PyList_GET_SIZE(rules); i++) {
        PyObject *pair = PyList_GET_ITEM(rules, i);
        weight = PyTuple_Check(pair) && PyTuple_GET_SIZE(pair) ? weight_of(self, PyTuple_GET_ITEM(pair, 0)) : 0;
        weights |= weight;
        if (weight < 0) break;
    }
    Py_XDECREF(key);
    return PyErr_Occurred() ? -1 : weights;
}

/* Find what rules may say of a part of a tail, read as a line: tails._as_line. Return their weight: 0 where none counts. */
static int find_as_line(const Tail *tail, Py_ssize_t start, Py_ssize_t end, Found *found) {
    Reader *self = tail->self;
    const Py_UCS4 *at = tail->at + start;
    Py_ssize_t size = end - start, spaces = 0, runs = 0;
    while (size && (is(self->letters, at[size - 1]) & SPACE)) size--;
    while (size && (is(self->letters, at[0]) & SPACE)) { at++; size--; }
    for (Py_ssize_t i = 0; i < size; i++)
        if (at[i] == ' ') { spaces++; runs += at[i - 1] != ' '; }
    if (!size || spaces >= PIECE_SPACES) return 0;
    if (runs > PHRASE_SPACES || (runs >= SENTENCE_SPACES && ends_sentence(self, at, size)) || size > PHRASE_CHARACTERS) {
        if (find_in_paragraph(self, at, size, 1, tail->spans, found) < 0) return -1;
    } else {
        tail->spans->size = 0;
        if (split(self->letters, at, 0, size, tail->spans) < 0 || (tail->spans->size && find_in_phrase(self, at, size, tail->spans, found) < 0)) return -1;
    }
    if (!found->exact && !found->tried) return 0;
    int several = tail->spans->size > 2, weights = weigh(self, at, size, found);
    if (weights <= 0 || !(weights & COUNTS)) return weights < 0 ? -1 : 0;
    return COUNTS | (weights & SURE || (several && weights & SURE_IN_COMPANY) ? SURE : 0);
}

static int among_stops(Py_UCS4 c) { return c == '.' || c == 0x61F || c == '!' || c == 0x2026; }
static int among_closers(Py_UCS4 c) { return c == 0xBB || c == 0x201D || c == ')'; }

/* Return where something may start behind the end of a sentence at an offset, or 0: tails._SENTENCE_END. */
static Py_ssize_t sentence_start(const Letters *letters, const Py_UCS4 *at, Py_ssize_t i, Py_ssize_t size) {
    Py_UCS4 sign = at[i++];
    if (among_stops(sign)) {
        for (int n = 0; n < 4 && i < size && (among_closers(at[i]) || at[i] == '"' || at[i] == ']' || (is(letters, at[i]) & SPACE)); n++) i++;
    } else if (among_closers(sign)) {
        while (i < size && (is(letters, at[i]) & SPACE)) i++;
    } else if (sign == '"') {
        Py_ssize_t from = i;
        if (i < 2 || !(is(letters, at[i - 2]) & WORD)) return 0;
        while (i < size && (is(letters, at[i]) & SPACE)) i++;
        if (i == from) return 0;
    } else return 0;
    if (i >= size) return 0;
    Py_UCS4 c = at[i];
    if ((is(letters, c) & SPACE) || Py_UNICODE_ISDECIMAL(c) || among_stops(c) || among_closers(c)) return 0;
    return c == '"' || c == ']' || c == 0xAB || c == 0x201C || c == '(' ? 0 : i;
}

/* Tell whether a sentence ended right before a part of a tail, behind the last word. */
static int is_bordered(const Tail *tail, Py_ssize_t start) {
    const Letters *letters = tail->self->letters;
    Py_ssize_t i = start;
    while (i > 0 && !(is(letters, tail->at[i - 1]) & WORD)) i--;
    for (; i && i < start; i++) {
        Py_ssize_t found = sentence_start(letters, tail->at, i, tail->size);
        if (found && found <= start) return 1;
    }
    return 0;
}

/* Add a part of a tail if a rule may take it for a line, to the `pieces` and to a list of (start, patterns, whether its key is that
 * of a phrase, whether a sentence ended before it), if there is one. */
static int add_piece(const Tail *tail, Py_ssize_t start, Py_ssize_t end, Piece *pieces, int *count, PyObject *into) {
    Found found = {NULL, 0, tail->needled, 1};
    int weight = find_as_line(tail, start, end, &found), failed = weight < 0;
    if (weight > 0) {
        pieces[(*count)++] = (Piece){start, weight};
        if (into) {
            PyObject *patterns = found.tried ? PyDict_Keys(found.tried) : PyList_New(0);
            PyObject *piece = patterns ? Py_BuildValue("(nNOO)", start, patterns, found.exact ? Py_True : Py_False, is_bordered(tail, start) ? Py_True : Py_False) : NULL;
            failed = !piece || PyList_Append(into, piece) < 0;
            Py_XDECREF(piece);
        }
    }
    drop(&found);
    return failed ? -1 : 0;
}

/* Find where something starts behind the end of the last sentences before `end`, the last first. What has many spaces is no line to anyone. */
static int last_starts(const Tail *tail, Py_ssize_t end, Py_ssize_t starts[PIECES]) {
    const Letters *letters = tail->self->letters;
    Py_ssize_t close = end, spaces = 0;
    int found = 0;
    while (close && (is(letters, tail->at[close - 1]) & SPACE)) close--;
    for (Py_ssize_t n = end - 1; n >= 0 && found < PIECES; n--) {
        if (is(letters, tail->at[n]) & WORD) {
            if (spaces >= PIECE_SPACES) break;
            continue;
        }
        spaces += n < close && tail->at[n] == ' ';
        Py_ssize_t start = sentence_start(letters, tail->at, n, end);
        if (start && !(found && starts[found - 1] == start)) starts[found++] = start;
    }
    return found;
}

/* Find what one step of tails._peel looks at, in its order: what stands behind the last sentences before `end`, then the last words,
 * the longest run first. Return how many may be lines, or -1. */
static int find_pieces(const Tail *tail, Py_ssize_t end, Piece *pieces, PyObject *sentences, PyObject *runs) {
    const Reader *self = tail->self;
    const Letters *letters = self->letters;
    const Py_UCS4 *at = tail->at;
    Py_ssize_t starts[PIECES], words[TAIL_WORDS], i = end, last = end;
    int count = 0, listed = 0;
    for (int n = last_starts(tail, end, starts); n--;)
        if (add_piece(tail, starts[n], end, pieces, &count, sentences) < 0) return -1;
    while (last && (is(letters, at[last - 1]) & SPACE)) last--;
    Py_UCS4 sign = last ? at[last - 1] : 0;
    int open = !(among_stops(sign) || sign == 0xBB || sign == 0x201D || sign == '"'), worth[TAIL_WORDS];
    uint64_t number = NOTHING;
    while (listed < TAIL_WORDS) {
        while (i > 0 && !(is(letters, at[i - 1]) & WORD)) i--;
        if (!i) break;
        Py_ssize_t stop = i;
        for (; i > 0 && (is(letters, at[i - 1]) & WORD); i--) number = mix(number, at[i - 1]);
        worth[listed] = has_number(&self->backward, done(number)) || (open && has_number(&self->openers.words, number_of(at + i, stop - i)));
        words[listed++] = i;
    }
    while (listed--)
        if (worth[listed] && add_piece(tail, words[listed], end, pieces, &count, runs) < 0) return -1;
    return count;
}

/* Tell whether anything that is surely a line may be reached from an end: what is none without company needs some. */
static int may_be_sure(const Tail *tail, const Piece *pieces, int count) {
    Py_ssize_t ends[WALKED];
    Piece found[PIECES + TAIL_WORDS];
    int walked = 0, known = 0;
    for (;;) {
        for (int n = 0; n < count; n++) {
            int seen = 0;
            if (pieces[n].weight & SURE) return 1;
            for (int k = 0; k < known; k++) seen |= ends[k] == pieces[n].start;
            if (seen) continue;
            if (known == WALKED) return 1;
            ends[known++] = pieces[n].start;
        }
        if (walked == known) return 0;
        if ((count = find_pieces(tail, ends[walked++], found, NULL, NULL)) < 0) return -1;
        pieces = found;
    }
}

/* Return ([pieces behind the end of a sentence], [runs of words]) that may be lines at an end of a tail; None where tails.py would
 * take nothing. `first` asks for more: that something may come of it. */
static PyObject *pieces_of(const Tail *tail, Py_ssize_t end, int first) {
    Piece pieces[PIECES + TAIL_WORDS];
    PyObject *sentences = PyList_New(0), *runs = PyList_New(0), *told = NULL;
    int count = sentences && runs ? find_pieces(tail, end, pieces, sentences, runs) : -1;
    int worth = count > 0 && first ? may_be_sure(tail, pieces, count) : count;
    if (worth >= 0) told = worth ? PyTuple_Pack(2, sentences, runs) : Py_NewRef(Py_None);
    Py_XDECREF(sentences);
    Py_XDECREF(runs);
    return told;
}

/* pieces(tail, end): the same for a folded tail. */
static PyObject *reader_pieces(Reader *self, PyObject *args) {
    Run run = {NULL, 0, 0};
    Spans spans = {NULL, 0, 0};
    PyObject *row, *told = NULL;
    Py_ssize_t end;
    if (!PyArg_ParseTuple(args, "Un", &row, &end)) return NULL;
    if (!self->needles) return unready();
    Tail tail = {self, NULL, PyUnicode_GET_LENGTH(row), &spans, 0};
    if (end < 0 || end > tail.size) return PyErr_Format(PyExc_ValueError, "the end lies in the tail");
    if (make_room(&run, tail.size + 1) == 0 && PyUnicode_AsUCS4(row, run.at, run.room, 0)) {
        tail.at = run.at;
        told = pieces_of(&tail, end, end == tail.size);
    }
    PyMem_Free(run.at);
    PyMem_Free(spans.at);
    return told;
}
