/* Look-ups: the patterns that are worth trying on a line, by its first words, its last and those inside. */

/* Return all that a word beside another may be looked up by: lookup.forms. */
static PyObject *forms(PyObject *word, int back) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(word);
    PyObject *found = PyList_New(0), *one = NULL;
    if (!found) return NULL;
    if (!size) {
        if (PyList_Append(found, end_word) < 0) goto failed;
        return found;
    }
    for (Py_ssize_t i = back ? 0 : 1; i < size + !back; i++) {
        one = back ? PyUnicode_Substring(word, i, size) : PyUnicode_Substring(word, 0, i);
        if (!one || PyList_Append(found, one) < 0) goto failed;
        Py_CLEAR(one);
    }
    if (back) return found;
    one = PyUnicode_Concat(word, end_word);
    if (!one || PyList_Append(found, one) < 0) goto failed;
    Py_CLEAR(one);
    Py_UCS4 first = PyUnicode_READ_CHAR(word, 0);
    if (Py_UNICODE_ISDIGIT(first) && PyList_Append(found, number_word) < 0) goto failed;
    if (first < 128 && PyList_Append(found, latin_word) < 0) goto failed;
    return found;
failed:
    Py_XDECREF(one);
    Py_DECREF(found);
    return NULL;
}

static int any_in(PyObject *words, PyObject *near) {
    int found = 0;
    for (Py_ssize_t i = 0; !found && i < PyList_GET_SIZE(near); i++) found = PySet_Contains(words, PyList_GET_ITEM(near, i));
    return found;
}

/* Add the patterns of a tables.Table that fit the words beside: tables.collect. */
static int collect_from(PyObject *table, PyObject *beside, PyObject **near, int back, int anything, Found *found) {
    PyObject *listed = PyTuple_GET_ITEM(table, 2);
    if (add_patterns(found, PyTuple_GET_ITEM(table, 0)) < 0) return -1;
    if (!PyList_GET_SIZE(listed)) return 0;
    if (!*near && !(*near = forms(beside, back))) return -1;
    int fits = anything ? 1 : any_in(PyTuple_GET_ITEM(table, 1), *near);
    if (fits <= 0) return fits;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(listed); i++) {
        PyObject *pair = PyList_GET_ITEM(listed, i);
        fits = anything ? 1 : any_in(PyTuple_GET_ITEM(pair, 0), *near);
        if (fits < 0 || (fits && add_patterns(found, PyTuple_GET_ITEM(pair, 1)) < 0)) return -1;
    }
    return 0;
}

/* Do so for the table of a word, if it has one. */
static int collect(PyObject *edges, PyObject *word, PyObject *beside, PyObject **near, int back, int anything, Found *found) {
    int known = PyDict_Contains(PyTuple_GET_ITEM(edges, 0), word);
    if (known <= 0) return known;
    PyObject *table = PyObject_CallOneArg(PyTuple_GET_ITEM(edges, 1), word);
    if (!table) return -1;
    int failed = PyTuple_Check(table) && PyTuple_GET_SIZE(table) == 3 && collect_from(table, beside, near, back, anything, found) < 0;
    Py_DECREF(table);
    return failed ? -1 : 0;
}

static int is_digit_at(PyObject *word, int last) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(word);
    return size && Py_UNICODE_ISDIGIT(PyUnicode_READ_CHAR(word, last ? size - 1 : 0));
}

/* Return the word of a span, or an empty one. */
static PyObject *word_at(const Py_UCS4 *at, const Spans *spans, Py_ssize_t number) {
    if (number < 0 || number * 2 >= spans->size) return PyUnicode_New(0, 0);
    return text_of(at + spans->at[number * 2], spans->at[number * 2 + 1] - spans->at[number * 2]);
}

/* Return the first word without the digits that it begins with, of which something is left. */
static PyObject *counted_word(const Py_UCS4 *at, const Spans *spans) {
    for (Py_ssize_t i = 0; i < spans->size; i += 2) {
        Py_ssize_t start = spans->at[i], end = spans->at[i + 1];
        while (start < end && at[start] >= '0' && at[start] <= '9') start++;
        if (start < end) return text_of(at + start, end - start);
    }
    return PyUnicode_New(0, 0);
}

/* Collect by the first two words of a line and its last two: match._at_edges. */
static int at_edges(const Reader *self, PyObject *first, PyObject *second, PyObject *before, PyObject *last, Found *found) {
    PyObject *after = NULL, *near = NULL;
    int counted = is_digit_at(first, 0), closes = is_digit_at(last, 1), failed;
    failed = collect(self->openers, counted ? number_word : first, second, &after, 0, counted && is_digit_at(second, 0), found) < 0
        || (PyUnicode_READ_CHAR(first, 0) < 128 && collect(self->openers, latin_word, second, &after, 0, 0, found) < 0)
        || collect(self->closers, closes ? number_word : last, before, &near, 1, closes && is_digit_at(before, 1), found) < 0;
    Py_XDECREF(after);
    Py_XDECREF(near);
    return failed ? -1 : 0;
}

/* Do so for words given by their spans: match._edges_of. */
static int at_edges_of(const Reader *self, const Py_UCS4 *at, const Spans *spans, Found *found) {
    Py_ssize_t count = spans->size / 2;
    int failed = -1;
    if (!count) return 0;
    const Py_ssize_t *ends = spans->at + spans->size - 2;
    Py_UCS4 opens = at[spans->at[0]];
    int may_open = opens < 128 || (is(self->letters, opens) & DIGIT) || has_number(&self->opening, number_of(at + spans->at[0], spans->at[1] - spans->at[0]));
    if (!may_open && !(is(self->letters, at[ends[1] - 1]) & DIGIT) && !has_number(&self->ending, number_of(at + ends[0], ends[1] - ends[0]))) return 0;
    PyObject *first = word_at(at, spans, 0), *last = word_at(at, spans, count - 1), *before = word_at(at, spans, count > 1 ? count - 2 : -1);
    PyObject *second = !first ? NULL : is_digit_at(first, 0) ? counted_word(at, spans) : word_at(at, spans, count > 1 ? 1 : -1);
    if (first && last && before && second) failed = at_edges(self, first, second, before, last, found);
    Py_XDECREF(first);
    Py_XDECREF(last);
    Py_XDECREF(before);
    Py_XDECREF(second);
    return failed;
}

/* Keep the patterns that may fit: with all they need in the line, and not too many words; `long` ones alone if asked. */
static int sift(Found *found, Lettered *line, Py_ssize_t words, int only_long) {
    PyObject *kept, *pattern, *none;
    Py_ssize_t pos = 0;
    if (!found->tried) return 0;
    if (!(kept = PyDict_New())) return -1;
    PyObject *count = PyFloat_FromDouble((double)words);
    int failed = !count;
    while (!failed && PyDict_Next(found->tried, &pos, &pattern, &none)) {
        PyObject *most = PyObject_GetAttr(pattern, name_most);
        int fits = most ? PyObject_RichCompareBool(most, count, Py_GE) : -1;
        Py_XDECREF(most);
        if (fits > 0 && only_long) {
            PyObject *is_long = PyObject_GetAttr(pattern, name_long);
            fits = is_long ? PyObject_IsTrue(is_long) : -1;
            Py_XDECREF(is_long);
        }
        if (fits > 0) fits = has_needs(pattern, line);
        failed = fits < 0 || (fits && PyDict_SetItem(kept, pattern, Py_None) < 0);
    }
    Py_XDECREF(count);
    if (!failed && !PyDict_GET_SIZE(kept)) Py_CLEAR(kept);
    if (failed) Py_CLEAR(kept);
    Py_XSETREF(found->tried, kept);
    return failed ? -1 : 0;
}

/* Add what may fit of the patterns of rules with a needle in the line. */
static int add_needled(const Reader *self, const uint8_t *seen, Lettered *line, int paragraph, Found *found) {
    const Needles *n = self->needles;
    for (int32_t place = 0; place < n->rules; place++) {
        if (!seen[place] || (paragraph && !opens_as(self->letters, line->at, line->size, PyList_GET_ITEM(n->openings, place)))) continue;
        PyObject *patterns = PyList_GET_ITEM(n->patterns, place);
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(patterns); i++) {
            int has = has_needs(PyList_GET_ITEM(patterns, i), line);
            if (has < 0 || (has && add_pattern(found, PyList_GET_ITEM(patterns, i)) < 0)) return -1;
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

/* Find what is worth trying on a line that is no paragraph: match._read_phrase. */
static int find_in_phrase(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, const Spans *spans, Found *found) {
    uint64_t number = key_number(self->letters, at, size);
    int exact = has_number(&self->keys, number), keyed = has_number(&self->keyed_keys, number);
    if (at_edges_of(self, at, spans, found) < 0) return -1;
    if (exact || keyed) {
        PyObject *key = key_of(self->letters, at, size), *patterns = key ? PyDict_GetItemWithError(self->keyed, key) : NULL;
        found->exact = key ? PyDict_Contains(self->exact, key) : -1;
        int failed = found->exact < 0 || (patterns ? add_patterns(found, patterns) < 0 : PyErr_Occurred() != NULL);
        Py_XDECREF(key);
        if (failed) return -1;
    }
    for (Py_ssize_t i = 0; i < spans->size; i += 2) {
        const Py_UCS4 *start = at + spans->at[i];
        Py_ssize_t length = spans->at[i + 1] - spans->at[i];
        if (!has_number(&self->inner, number_of(start, length))) continue;
        PyObject *word = text_of(start, length), *patterns = word ? PyDict_GetItemWithError(self->inners, word) : NULL;
        int failed = !word || (patterns ? add_patterns(found, patterns) < 0 : PyErr_Occurred() != NULL);
        Py_XDECREF(word);
        if (failed) return -1;
    }
    Lettered line;
    begin(&line, self->letters, at, size);
    if (sift(found, &line, spans->size / 2, 0) < 0) return -1;
    uint8_t *seen = find_needles(self->needles, at, size);
    int failed = seen ? add_needled(self, seen, &line, 0, found) < 0 : PyErr_Occurred() != NULL;
    PyMem_Free(seen);
    return failed ? -1 : 0;
}

/* Put the words near the edges of a long line into spans, as match._edges does. */
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

/* Find what is worth trying on a paragraph: match._read_long. */
static int find_in_paragraph(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, Spans *spans, Found *found) {
    PyObject *first = NULL, *key = NULL;
    uint8_t *seen = NULL;
    Lettered line;
    int failed = -1, known = 0;
    spans->size = 0;
    if (edge_words(self, at, size, spans) < 0) return -1;
    if (!spans->size) return 0;
    if (at_edges_of(self, at, spans, found) < 0) goto done;
    if (size <= LINE_LIMIT && has_number(&self->long_first, number_of(at + spans->at[0], spans->at[1] - spans->at[0]))) {
        if (!(first = word_at(at, spans, 0)) || (known = PyDict_Contains(self->long_exact, first)) < 0) goto done;
        if (known && (!(key = key_of(self->letters, at, size)) || (found->exact = PyDict_Contains(self->exact, key)) < 0)) goto done;
    }
    seen = find_needles(self->needles, at, size);
    if (!seen && PyErr_Occurred()) goto done;
    begin(&line, self->letters, at, size);
    failed = sift(found, &line, found->tried ? count_words(self->letters, at, size) : 0, 1) < 0 || (seen && add_needled(self, seen, &line, 1, found) < 0);
done:
    PyMem_Free(seen);
    Py_XDECREF(first);
    Py_XDECREF(key);
    return failed ? -1 : 0;
}

static PyObject *words_of(const Py_UCS4 *at, const Spans *spans) {
    PyObject *words = PyList_New(spans->size / 2);
    for (Py_ssize_t i = 0; words && i < spans->size / 2; i++) {
        PyObject *word = word_at(at, spans, i);
        if (!word) Py_CLEAR(words);
        else PyList_SET_ITEM(words, i, word);
    }
    return words;
}

static int append_number(PyObject *list, Py_ssize_t value) {
    PyObject *number = PyLong_FromSsize_t(value);
    int failed = !number || PyList_Append(list, number) < 0;
    Py_XDECREF(number);
    return failed ? -1 : 0;
}
