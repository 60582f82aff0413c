/* Look-ups: the patterns that are worth trying on a line, by its first words, its last and those inside. */

static PyObject *name_rule, *name_id;

/* A line on which patterns may be tried, and those that are worth it. */
typedef struct {
    const Reader *self;
    Lettered line;
    Py_ssize_t words;  /* -1: not counted yet */
    int paragraph;
    Found *found;
} Trying;

static void begin_trying(Trying *trying, const Reader *self, const Py_UCS4 *at, Py_ssize_t size, int paragraph, Found *found) {
    begin(&trying->line, self->letters, at, size);
    trying->self = self;
    trying->words = -1;
    trying->paragraph = paragraph;
    trying->found = found;
}

/* Return the weight of a rule, or -1. */
static int weight_of(const Reader *self, PyObject *rule) {
    PyObject *id = rule ? PyObject_GetAttr(rule, name_id) : NULL, *weight = id ? PyDict_GetItemWithError(self->weights, id) : NULL;
    Py_XDECREF(id);
    return weight ? (int)PyLong_AsLong(weight) : PyErr_Occurred() ? -1 : 0;
}

/* Return the weight of the rule of a pattern, which is that of the rule for everyone; -1 where it cannot be told. */
static int weight_in(const Reader *self, PyObject *pattern, Needs *needs) {
    if (needs->weight < 0) {
        PyObject *rule = PyObject_GetAttr(pattern, name_rule);
        needs->weight = weight_of(self, rule);
        Py_XDECREF(rule);
    }
    return needs->weight;
}

/* Tell whether a pattern is asked for at all: -1 where that cannot be told. */
static int has_weight(const Trying *trying, PyObject *pattern, Needs *needs) {
    int weight = trying->found->weighed ? weight_in(trying->self, pattern, needs) : 1;
    return weight < 0 ? -1 : weight > 0;
}

/* Add the patterns of a list that may fit: with all they need in the line, and not too many words; in a paragraph the long ones alone. */
static int try_patterns(Trying *trying, PyObject *patterns) {
    Lettered *line = &trying->line;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(patterns); i++) {
        PyObject *pattern = PyList_GET_ITEM(patterns, i);
        Needs *needs = needs_of(pattern);
        if (!needs) return -1;
        int fits = (needs->is_long || !trying->paragraph) ? has_weight(trying, pattern, needs) : 0;
        if (fits < 0) return -1;
        if (fits && trying->words < 0) trying->words = count_words(line->letters, line->at, line->size);
        fits = fits && needs->most >= (double)trying->words && has_needs(needs, line);
        if (fits && add_pattern(trying->found, pattern) < 0) return -1;
    }
    return 0;
}

/* Add those of the table of a word that fit the word beside it, of which all forms are given: tables.collect. */
static int collect(Edges *edges, const Py_UCS4 *word, Py_ssize_t size, const Forms *near, int anything, Trying *trying) {
    Table *table;
    if (find_table(edges, word, size, &table) < 0) return -1;
    if (!table) return 0;
    if (try_patterns(trying, table->free) < 0) return -1;
    anything |= table->near->longest > FORMS;
    if (!table->count || !(anything || any_of(table->near, near))) return 0;
    for (Py_ssize_t i = 0; i < table->count; i++) {
        Group *group = &table->groups[i];
        if ((anything || any_of(group->near, near)) && try_patterns(trying, group->patterns) < 0) return -1;
    }
    return 0;
}

/* Return the word of a span, or an empty one. */
static Word word_at(const Py_UCS4 *at, const Spans *spans, Py_ssize_t number) {
    if (number < 0 || number * 2 >= spans->size) return (Word){at, 0};
    return (Word){at + spans->at[number * 2], spans->at[number * 2 + 1] - spans->at[number * 2]};
}

/* Return the first word without the digits that it begins with, of which something is left. */
static Word counted_word(const Py_UCS4 *at, const Spans *spans) {
    for (Py_ssize_t i = 0; i < spans->size; i += 2) {
        Py_ssize_t start = spans->at[i], end = spans->at[i + 1];
        while (start < end && at[start] >= '0' && at[start] <= '9') start++;
        if (start < end) return (Word){at + start, end - start};
    }
    return (Word){at, 0};
}

/* Collect by the first two words of a line and its last two, given by their spans: match._at_edges. */
static int at_edges(Reader *self, const Py_UCS4 *at, const Spans *spans, Trying *trying) {
    Py_ssize_t count = spans->size / 2;
    if (!count) return 0;
    Word first = word_at(at, spans, 0), last = word_at(at, spans, count - 1), beside;
    const Letters *letters = self->letters;
    int counted = is(letters, first.at[0]) & DIGIT, closes = is(letters, last.at[last.size - 1]) & DIGIT, latin = first.at[0] < 128;
    Forms forms;
    if (counted || latin || has_number(&self->openers.words, number_of(first.at, first.size))) {
        beside = counted ? counted_word(at, spans) : word_at(at, spans, count > 1 ? 1 : -1);
        find_forms(letters, beside.at, beside.size, 0, &forms);
        int anything = counted && beside.size && (is(letters, beside.at[0]) & DIGIT);
        if (collect(&self->openers, counted ? number_word : first.at, counted ? 1 : first.size, &forms, anything, trying) < 0) return -1;
        if (latin && collect(&self->openers, latin_word, COUNT(latin_word), &forms, 0, trying) < 0) return -1;
    }
    if (!closes && !has_number(&self->closers.words, number_of(last.at, last.size))) return 0;
    beside = word_at(at, spans, count > 1 ? count - 2 : -1);
    find_forms(letters, beside.at, beside.size, 1, &forms);
    int anything = closes && beside.size && (is(letters, beside.at[beside.size - 1]) & DIGIT);
    return collect(&self->closers, closes ? number_word : last.at, closes ? 1 : last.size, &forms, anything, trying);
}

/* Add what may fit of the patterns of rules with a needle in the line. */
static int add_needled(const Reader *self, const uint8_t *seen, Trying *trying) {
    const Needles *n = self->needles;
    Lettered *line = &trying->line;
    for (int32_t place = 0; place < n->rules; place++) {
        if (!seen[place] || (trying->paragraph && !opens_as(self->letters, line->at, line->size, PyList_GET_ITEM(n->openings, place)))) continue;
        PyObject *patterns = PyList_GET_ITEM(n->patterns, place);
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(patterns); i++) {
            PyObject *pattern = PyList_GET_ITEM(patterns, i);
            Needs *needs = needs_of(pattern);
            if (!needs) return -1;
            int has = has_weight(trying, pattern, needs);
            if (has < 0 || (has && has_needs(needs, line) && add_pattern(trying->found, pattern) < 0)) return -1;
        }
    }
    return 0;
}

static PyObject *key_of(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    Run run = {NULL, 0, 0};
    if (make_room(&run, size) < 0) return NULL;
    for (Py_ssize_t i = 0; i < size; i++)
        if (is(letters, at[i]) & WORD) run.at[run.size++] = at[i];
    PyObject *key = text_of(run.at, run.size);
    PyMem_Free(run.at);
    return key;
}

/* Add what may fit of the patterns of rules with needles. */
static int try_needled(const Reader *self, int signs, Trying *trying) {
    const Lettered *line = &trying->line;
    if (trying->found->needled == NO_NEEDLE) return 0;
    uint8_t *seen = find_needles(self->needles, line->at, line->size, signs);
    int failed = seen ? add_needled(self, seen, trying) < 0 : PyErr_Occurred() != NULL;
    trying->found->needled = seen != NULL;
    PyMem_Free(seen);
    return failed ? -1 : 0;
}

/* Find what is worth trying on a line that is no paragraph: match._read_phrase. */
static int find_in_phrase(Reader *self, const Py_UCS4 *at, Py_ssize_t size, const Spans *spans, Found *found) {
    uint64_t number = key_number(self->letters, at, size);
    int exact = has_number(&self->keys, number), keyed = has_number(&self->keyed_keys, number);
    Trying trying;
    begin_trying(&trying, self, at, size, 0, found);
    trying.words = spans->size / 2;
    if (at_edges(self, at, spans, &trying) < 0) return -1;
    if (exact || keyed) {
        PyObject *key = key_of(self->letters, at, size), *patterns = key ? PyDict_GetItemWithError(self->keyed, key) : NULL;
        found->exact = key ? PyDict_Contains(self->exact, key) : -1;
        int failed = found->exact < 0 || (patterns ? try_patterns(&trying, patterns) < 0 : PyErr_Occurred() != NULL);
        Py_XDECREF(key);
        if (failed) return -1;
    }
    for (Py_ssize_t i = 0; i < spans->size; i += 2) {
        const Py_UCS4 *start = at + spans->at[i];
        Py_ssize_t length = spans->at[i + 1] - spans->at[i];
        if (!has_number(&self->inner, number_of(start, length))) continue;
        PyObject *word = text_of(start, length), *patterns = word ? PyDict_GetItemWithError(self->inners, word) : NULL;
        int failed = !word || (patterns ? try_patterns(&trying, patterns) < 0 : PyErr_Occurred() != NULL);
        Py_XDECREF(word);
        if (failed) return -1;
    }
    return try_needled(self, 1, &trying);
}

/* Put the words near the edges of a long line into spans, as tables.edge_words does. */
static int edge_words(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, Spans *spans) {
    const Letters *letters = self->letters;
    Py_ssize_t end = size < EDGE ? size : EDGE, start = size > EDGE ? size - EDGE : 0, i = 0;
    Py_ssize_t head[4] = {-1, -1, -1, -1}, tail[4] = {-1, -1, -1, -1};
    for (int n = 0; n < 4; n += 2) {
        while (i < end && !(is(letters, at[i]) & WORD)) i++;
        if (i >= end) break;
        head[n] = i;
        while (i < end && (is(letters, at[i]) & WORD)) i++;
        head[n + 1] = i;
    }
    i = size;
    for (int n = 3; n > 0; n -= 2) {
        while (i > start && !(is(letters, at[i - 1]) & WORD)) i--;
        if (i <= start) break;
        tail[n] = i;
        while (i > start && (is(letters, at[i - 1]) & WORD)) i--;
        tail[n - 1] = i;
    }
    if (head[2] < 0 || tail[0] < 0 || (is(letters, at[head[0]]) & DIGIT))
        return split(letters, at, 0, end, spans) < 0 || split(letters, at, start, size, spans) < 0 ? -1 : 0;
    return add_span(spans, head[0], head[1]) < 0 || add_span(spans, head[2], head[3]) < 0
        || add_span(spans, tail[0], tail[1]) < 0 || add_span(spans, tail[2], tail[3]) < 0 ? -1 : 0;
}

/* Tell whether the letters of a paragraph are those of a phrase: match._look_up_long. */
static int is_phrase(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, Word first) {
    if (size > LINE_LIMIT || !has_number(&self->long_first, number_of(first.at, first.size))) return 0;
    PyObject *word = text_of(first.at, first.size), *key = NULL;
    int known = word ? PyDict_Contains(self->long_exact, word) : -1;
    if (known > 0) known = (key = key_of(self->letters, at, size)) ? PyDict_Contains(self->exact, key) : -1;
    Py_XDECREF(word);
    Py_XDECREF(key);
    return known;
}

/* Find what is worth trying on a paragraph: match._read_long. */
static int find_in_paragraph(Reader *self, const Py_UCS4 *at, Py_ssize_t size, int signs, Spans *spans, Found *found) {
    Trying trying;
    spans->size = 0;
    if (edge_words(self, at, size, spans) < 0) return -1;
    if (!spans->size) { found->needled = 1; return 0; } /* nobody looked for any */
    begin_trying(&trying, self, at, size, 1, found);
    if (at_edges(self, at, spans, &trying) < 0 || (found->exact = is_phrase(self, at, size, word_at(at, spans, 0))) < 0) return -1;
    return try_needled(self, signs, &trying);
}

static PyObject *words_of(const Py_UCS4 *at, const Spans *spans) {
    PyObject *words = PyList_New(spans->size / 2);
    for (Py_ssize_t i = 0; words && i < spans->size / 2; i++) {
        Word found = word_at(at, spans, i);
        PyObject *word = text_of(found.at, found.size);
        if (!word) Py_CLEAR(words);
        else PyList_SET_ITEM(words, i, word);
    }
    return words;
}
