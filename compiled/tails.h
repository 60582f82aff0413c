/* Ends of long lines: is there anything that tails.py would take for a line of its own? */

/* Tell whether a rule may have a say on a part of a tail, read as a line: tails._as_line. */
static int worth_as_line(Reader *self, const Py_UCS4 *at, Py_ssize_t size, Spans *spans) {
    Found found = {NULL, 0};
    Py_ssize_t spaces = 0, runs = 0;
    while (size && (is(self->letters, at[size - 1]) & SPACE)) size--;
    while (size && (is(self->letters, at[0]) & SPACE)) { at++; size--; }
    for (Py_ssize_t i = 0; i < size; i++)
        if (at[i] == ' ') { spaces++; runs += at[i - 1] != ' '; }
    if (!size || spaces >= PIECE_SPACES) return 0;
    int failed = 0;
    if (runs > PHRASE_SPACES || (runs >= SENTENCE_SPACES && ends_sentence(self, at, size)) || size > PHRASE_CHARACTERS) {
        failed = find_in_paragraph(self, at, size, spans, &found) < 0;
    } else {
        spans->size = 0;
        failed = split(self->letters, at, 0, size, spans) < 0 || (spans->size && find_in_phrase(self, at, size, spans, &found) < 0);
    }
    int worth = failed ? -1 : found.exact || found.tried;
    drop(&found);
    return worth;
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

/* Add the offset of a part of a tail that is worth reading as a line. */
static int try_tail(Reader *self, const Py_UCS4 *at, Py_ssize_t start, Py_ssize_t size, Spans *spans, PyObject *starts) {
    int worth = worth_as_line(self, at + start, size - start, spans);
    return worth > 0 ? append_number(starts, start) : worth;
}

/* Add where tails.py may find something at the end of a line: what the first step of tails._peel reads as lines. */
static int worth_peeling(Reader *self, const Py_UCS4 *at, Py_ssize_t size, Spans *spans, PyObject *into) {
    Py_ssize_t starts[PIECES] = {0, 0, 0}, words[TAIL_WORDS][2], count = 0, found = 0, i = size;
    const Letters *letters = self->letters;
    for (Py_ssize_t n = 0; n < size;) {
        Py_ssize_t start = sentence_start(letters, at, n, size);
        if (!start) { n++; continue; }
        starts[found++ % PIECES] = start;
        n = start;
    }
    for (Py_ssize_t n = 0; n < found && n < PIECES; n++) {
        if (try_tail(self, at, starts[n], size, spans, into) < 0) return -1;
    }
    while (count < TAIL_WORDS) {
        while (i > 0 && !(is(letters, at[i - 1]) & WORD)) i--;
        if (!i) break;
        words[count][1] = i;
        while (i > 0 && (is(letters, at[i - 1]) & WORD)) i--;
        words[count++][0] = i;
    }
    Py_ssize_t end = size;
    while (end && (is(letters, at[end - 1]) & SPACE)) end--;
    Py_UCS4 last = end ? at[end - 1] : 0;
    int open = !(among_stops(last) || last == 0xBB || last == 0x201D || last == '"');
    for (Py_ssize_t n = 0; n < count; n++) {
        Py_ssize_t start = words[n][0];
        int worth = has_number(&self->keys, key_number(letters, at + start, size - start))
            || (open && has_number(&self->openers.words, number_of(at + start, words[n][1] - start)));
        if (worth && try_tail(self, at, start, size, spans, into) < 0) return -1;
    }
    return 0;
}
