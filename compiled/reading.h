/* Reading: the lines of a text one by one: what each looks like, and what is worth trying on it. */

typedef struct {
    Spans prose;  /* paragraphs, and the spaces between the words of each */
    PyObject *tried, *tails;  /* or NULL: nothing is */
    PyObject *rows;  /* the lines that are tried, folded, by their numbers */
    uint64_t *letters;  /* of each line, of paragraphs how many and the first: equal ones may be alike */
    size_t mask;
    Counted counted;
    Run run;
    Spans spans;
    Py_ssize_t lines, *starts;  /* where each line starts, and where one after the last would: Document.starts */
    uint32_t *bits;  /* of every line */
    int alike, odd, stirred, needled;  /* the last: of the paragraph that was read last, as Found.needled */
    int facts, credited;  /* whether it is read for facts alone; whether a phrase has a sign of a credit, or of the name of a file */
    PyObject *gone;  /* then: {the lines that went: …}, or NULL: none did */
    Py_ssize_t phrase, paragraph;  /* then: the last lines that are a phrase and a paragraph and did not go */
    int opened;  /* then: the first line is a paragraph and did not go */
} Reading;

/* Write down what is worth trying on a line, if anything is. */
static int append_found(Reading *into, Py_ssize_t number, Found *found) {
    if (!found->exact && !found->tried) return 0;
    if (!into->tried && (!(into->tried = PyList_New(0)) || !(into->rows = PyDict_New()))) return -1;
    PyObject *patterns = found->tried ? PyDict_Keys(found->tried) : PyList_New(0), *line = PyLong_FromSsize_t(number), *row = text_of(into->run.at, into->run.size);
    PyObject *worth = patterns && line ? PyTuple_Pack(3, line, patterns, found->exact ? Py_True : Py_False) : NULL;
    int failed = !worth || !row || PyList_Append(into->tried, worth) < 0 || PyDict_SetItem(into->rows, line, row) < 0;
    Py_XDECREF(patterns);
    Py_XDECREF(line);
    Py_XDECREF(row);
    Py_XDECREF(worth);
    return failed ? -1 : 0;
}

#define TOLD 6
#define MANY_LINES 1000  /* among so many some would be alike by chance */
/* Return a number that paragraphs have which are alike: of how many letters they have, and of the first; in a long text of the last too. */
static uint64_t alike_number(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size, const Counted *counted, Py_ssize_t lines) {
    uint64_t number = mix(mix(NOTHING, (Py_UCS4)counted->alike), (Py_UCS4)counted->runs);
    for (Py_ssize_t i = 0, count = 0; i < size && count < TOLD; i++) if (is(letters, at[i]) & WORD) { number = mix(number, at[i]); count++; }
    for (Py_ssize_t i = lines > MANY_LINES ? size : 0, count = 0; i > 0 && count < 2 * TOLD; i--) if (is(letters, at[i - 1]) & WORD) { number = mix(number, at[i - 1]); count++; }
    return done(number);
}

static int read_paragraph(Reader *self, Reading *into, Line line, Py_ssize_t number) {
    const Py_UCS4 *at = into->run.at;
    Py_ssize_t size = into->run.size;
    Found found = {NULL, 0};
    int stops = ends_sentence(self, at, size), seen = into->counted.seen;
    into->bits[number] = PARAGRAPH | (shows_nothing(self->letters, at, size, line) ? BLANK : 0) | (seen & MARK ? 0 : UNMARKED) | (stops ? STOPS : 0) | (is_parted(line, seen) ? PARTED : 0)
        | (announces(self->letters, at, size) ? ANNOUNCES : 0) | (is_cut(self->letters, line) ? CUT : 0) | broken(self->letters, at, size, stops);
    into->alike |= told_before(into->letters, into->mask, alike_number(self->letters, at, size, &into->counted, into->lines));
    int failed = add_span(&into->prose, number, into->counted.runs) < 0
        || find_in_paragraph(self, at, size, seen & SIGN, &into->spans, &found) < 0
        || append_found(into, number, &found) < 0;
    into->needled = found.needled ? 0 : NO_NEEDLE;
    drop(&found);
    return failed ? -1 : 0;
}

/* Tell whether a line may be a bare number, or the letter of a network: edges._is_counter. */
static int is_counter(const Letters *letters, const Py_UCS4 *at, const Spans *spans) {
    Py_ssize_t count = 0;
    for (Py_ssize_t n = 0; n < spans->size && count <= COUNTER_LETTERS; n += 2) count += spans->at[n + 1] - spans->at[n];
    Py_UCS4 first = at[spans->at[0]];
    return count <= COUNTER_LETTERS && (Py_UNICODE_ISDIGIT(first) || (is(letters, first) & DIGIT) || (count <= ICON_LETTERS && first < 128));
}

/* Return the bits of a line that is no paragraph. */
static uint32_t phrase_bits(const Reader *self, const Reading *into, Line line) {
    const Py_UCS4 *at = into->run.at;
    Py_ssize_t size = into->run.size, words = into->spans.size / 2;
    int seen = into->counted.seen;
    uint32_t bits = (is_parted(line, seen) ? PARTED : 0) | (is_sited(self->letters, at, size) ? SITED : 0) | (seen & MARK ? 0 : UNMARKED)
        | (seen & DIGIT ? COUNTED : 0);
    if (words) {
        if (into->counted.all < 128) bits |= LATIN;
        if (may_be_title(self, at, size, &into->spans, line)) bits |= TITLED;
        bits |= (uint32_t)(words < WORDS_MOST ? words : WORDS_MOST) << WORDS_SHIFT;
        if (is(self->letters, at[into->spans.at[0]]) & DIGIT) bits |= OPENS_COUNTED;
        if (is_counter(self->letters, at, &into->spans)) bits |= COUNTER;
        return bits | (words >= TITLE_WORDS ? TITLE : 0) | (words <= BRIEF_WORDS ? BRIEF : 0) | (words <= MENU_NAME_WORDS ? NAME : 0) | (words >= MENU_ROW_WORDS ? ROW : 0);
    }
    return bits | (shows_nothing(self->letters, at, size, line) ? BLANK : SIGNS) | (tokens_of(self->letters, at, size) <= BRIEF_WORDS ? BRIEF : 0);
}

/* Tell whether a line has a sign that a credit or the name of a file has: captions._TELLING. */
static int has_credit_sign(Line line) {
    for (Py_ssize_t i = 0; i < line.size; i++) {
        Py_UCS4 c = char_at(line, i);
        if (c == ')' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F)) return 1;
    }
    return 0;
}

static int read_phrase(Reader *self, Reading *into, Line line, Py_ssize_t number) {
    const Py_UCS4 *at = into->run.at;
    Py_ssize_t size = into->run.size;
    Found found = {NULL, 0};
    into->spans.size = 0;
    if (split(self->letters, at, 0, size, &into->spans) < 0) return -1;
    into->bits[number] = phrase_bits(self, into, line);
    if (!into->spans.size) return 0;
    into->credited |= into->facts && has_credit_sign(line);
    into->alike |= told_before(into->letters, into->mask, key_number(self->letters, at, size) - 1); /* no paragraph is like it */
    int failed = find_in_phrase(self, at, size, &into->spans, &found) < 0 || append_found(into, number, &found) < 0;
    drop(&found);
    return failed ? -1 : 0;
}

static int peel(Reader *self, Reading *into, Py_ssize_t number) {
    const Tail tail = {self, into->run.at + into->counted.mark, into->run.size - into->counted.mark, &into->spans, into->needled};
    PyObject *pieces = pieces_of(&tail, tail.size, 1);
    int failed = !pieces;
    if (pieces && pieces != Py_None) {
        PyObject *key = PyLong_FromSsize_t(number);
        into->bits[number] |= TAILED;
        failed = !key || (!into->tails && !(into->tails = PyDict_New())) || PyDict_SetItem(into->tails, key, pieces) < 0;
        Py_XDECREF(key);
    }
    Py_XDECREF(pieces);
    return failed ? -1 : 0;
}

static ALWAYS int names_outlet(const Reader *self, int kind, Line line) {
    for (Py_ssize_t i = 0; i + 1 < line.size && i < OUTLET_WITHIN; i++) {
        int pair = pair_of(PyUnicode_READ(kind, line.data, i), PyUnicode_READ(kind, line.data, i + 1));
        if (!(self->outlet_pairs[pair / 64] >> pair % 64 & 1)) continue;
        for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(self->outlets); n++) {
            Line outlet = line_of(PyTuple_GET_ITEM(self->outlets, n));
            Py_ssize_t k = 0;
            while (k < outlet.size && i + k < line.size && PyUnicode_READ(kind, line.data, i + k) == char_at(outlet, k)) k++;
            if (k == outlet.size) return 1;
        }
    }
    return 0;
}

/* Tell whether a word that names an outlet may begin among the first characters: outlets.names_outlet. */
static int may_name_outlet(const Reader *self, Line line) {
    return line.kind == PyUnicode_2BYTE_KIND ? names_outlet(self, PyUnicode_2BYTE_KIND, line) : names_outlet(self, line.kind, line);
}

/* Mark a paragraph where an outlet is named in its opening, with a space behind it: about._ABOUT asks for more. */
static int mark_outlet(const Reader *self, Reading *into, Line line, Py_ssize_t number) {
    Counted counted = {0};
    Run *run = &into->run;
    if (!may_name_outlet(self, line)) return 0;
    run->size = 0;
    if (fold_line(self->letters, part_of(line, 0, line.size < OUTLET_WITHIN ? line.size : OUTLET_WITHIN), 0, run, &counted) < 0) return -1;
    for (Py_ssize_t start = 0, end; start < run->size; start = end + 1) {
        for (end = start; end < run->size && (is(self->letters, run->at[end]) & WORD);) end++;
        if (end == start || end == run->size || run->at[end] != ' ') continue;
        Py_ssize_t size = end - start - (run->at[end - 1] == 0x647); /* of the article, less its last letter */
        for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(self->outlets); n++) {
            PyObject *outlet = PyTuple_GET_ITEM(self->outlets, n);
            if (PyUnicode_GET_LENGTH(outlet) == size && opens_with(run->at + start, size, outlet)) into->bits[number] |= OUTLET;
        }
    }
    return 0;
}

static int read_line(Reader *self, Reading *into, Line line, Py_ssize_t number) {
    into->run.size = 0;
    if (fold_line(self->letters, line, TAIL, &into->run, &into->counted) < 0) return -1;
    Py_ssize_t runs = into->counted.runs;
    into->odd |= into->counted.seen & ODD;
    if (runs <= PHRASE_SPACES && line.size <= PHRASE_CHARACTERS && (runs < SENTENCE_SPACES || !raw_ends_sentence(self, line))) return read_phrase(self, into, line, number);
    if (read_paragraph(self, into, line, number) < 0) return -1;
    return runs >= LONG_SPACES && !into->facts ? peel(self, into, number) : 0;
}

/* Write down where phrases and paragraphs stand that did not go. */
static int place_line(Reading *into, Py_ssize_t number) {
    uint32_t bits = into->bits[number];
    if (into->gone) {
        PyObject *line = PyLong_FromSsize_t(number);
        int gone = line ? PyDict_Contains(into->gone, line) : -1;
        Py_XDECREF(line);
        if (gone) return gone < 0 ? -1 : 0;
    }
    if (bits & PARAGRAPH) into->paragraph = number;
    else if (bits >> WORDS_SHIFT) into->phrase = number;
    into->opened |= !number && (bits & PARAGRAPH);
    return 0;
}

/* Read the lines of a text, and what is only asked of the last paragraph, or of one that stands alone. */
static int read_lines(Reader *self, Reading *into, PyObject *text) {
    Line all = line_of(text), line, last = {0}, above = {0};
    Py_ssize_t paragraphs = 0, number = 0, spaces = 0, place = 0, above_place = 0;
    for (Py_ssize_t start = 0, end; start <= all.size; start = end + 1, number++) {
        end = PyUnicode_FindChar(text, '\n', start, all.size, 1);
        if (end < 0) end = all.size;
        into->starts[number] = start;
        into->bits[number] = BLANK;
        if (start == end) continue;
        line = part_of(all, start, end - start);
        if (read_line(self, into, line, number) < 0) return -1;
        if (into->facts && place_line(into, number) < 0) return -1;
        if (!(into->bits[number] & PARAGRAPH)) continue;
        paragraphs++;
        above = last;
        above_place = place;
        last = line;
        place = number;
        spaces = into->counted.runs;
    }
    into->starts[number] = all.size + 1;
    if (into->facts) return 0;
    if (paragraphs >= ABOUT_PARAGRAPHS && mark_outlet(self, into, last, place) < 0) return -1;
    if (paragraphs > ABOUT_PARAGRAPHS && mark_outlet(self, into, above, above_place) < 0) return -1; /* it is the last one when that is gone */
    if (paragraphs != 1 || spaces >= LONG_SPACES) return 0;
    into->run.size = 0;
    Counted counted = {0};
    if (fold_line(self->letters, last, TAIL, &into->run, &counted) < 0) return -1;
    into->counted.mark = counted.mark;
    return peel(self, into, place);
}
