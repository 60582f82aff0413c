/* Edges: the patterns that are worth trying where a line opens or closes with a word, by the word beside it: tables.py and lookup.forms. */

#define FORMS 128  /* letters of a word beside that are looked at; what asks for longer ones is always tried */

static const Py_UCS4 number_word[] = {'0'}, latin_word[] = {':', '/', '/'}, end_word[] = {'\n'};

/* A set of words by their numbers, shared by all who ask for the same. */
typedef struct { PyObject_HEAD Numbers numbers; Py_ssize_t longest; } Near;
typedef struct { PyObject *patterns; const Near *near; } Group;

/* The patterns of one word: those that ask for nothing beside it, all that the others ask for, and they. */
typedef struct { PyObject *told, *free; const Near *near; Py_ssize_t count; Group *groups; } Table;

typedef struct {
    Numbers words;
    Table **tables;  /* by the place of the word; made when it is first asked for */
    PyObject *get;   /* what tells the table of a word */
    PyObject *made;  /* {set of words: Near} */
    int back;        /* words are read from their end */
} Edges;

/* The numbers of all that a word beside another may be looked up by. */
typedef struct { uint64_t at[FORMS + 4]; Py_ssize_t count; } Forms;

static void near_dealloc(Near *self) {
    PyMem_Free(self->numbers.at);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject NearType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cleaner._native.Near",
    .tp_doc = "Words that may stand beside another.",
    .tp_basicsize = sizeof(Near),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)near_dealloc,
};

/* Add the numbers of some words, read from their end if asked. */
static int add_words(Near *near, PyObject *words, int back) {
    PyObject *iterator = PyObject_GetIter(words), *word;
    while (iterator && (word = PyIter_Next(iterator))) {
        Py_UCS4 *letters = PyUnicode_Check(word) ? PyUnicode_AsUCS4Copy(word) : NULL;
        Py_ssize_t size = letters ? PyUnicode_GET_LENGTH(word) : 0;
        Py_DECREF(word);
        if (!letters) break;
        uint64_t number = NOTHING;
        for (Py_ssize_t i = 0; i < size; i++) number = mix(number, letters[back ? size - 1 - i : i]);
        add_number(&near->numbers, done(number));
        if (size > near->longest) near->longest = size;
        PyMem_Free(letters);
    }
    Py_XDECREF(iterator);
    if (iterator && !PyErr_Occurred()) return 0;
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "words are texts");
    return -1;
}

/* Return the numbers of a set of words; they live as long as the edges. */
static const Near *near_of(Edges *edges, PyObject *words) {
    PyObject *known = PyDict_GetItemWithError(edges->made, words);
    if (known || PyErr_Occurred()) return (const Near *)known;
    Near *near = (Near *)NearType.tp_alloc(&NearType, 0);
    if (!near) return NULL;
    int failed = make_room_for(&near->numbers, (size_t)PyObject_Size(words)) < 0 || add_words(near, words, edges->back) < 0 || PyDict_SetItem(edges->made, words, (PyObject *)near) < 0;
    Py_DECREF(near);
    return failed ? NULL : near;
}

static void free_table(Table *table) {
    if (!table) return;
    PyMem_Free(table->groups);
    Py_XDECREF(table->told);
    PyMem_Free(table);
}

/* Make a table of a tables.Table. */
static Table *make_table(Edges *edges, PyObject *told) {
    PyObject *listed, *words;
    Table *table = PyMem_Calloc(1, sizeof(Table));
    if (!table) { PyErr_NoMemory(); return NULL; }
    table->told = Py_NewRef(told);
    if (!PyArg_ParseTuple(told, "O!OO!", &PyList_Type, &table->free, &words, &PyList_Type, &listed) || !(table->near = near_of(edges, words))) goto failed;
    table->count = PyList_GET_SIZE(listed);
    if (!(table->groups = PyMem_Calloc((size_t)table->count + 1, sizeof(Group)))) { PyErr_NoMemory(); goto failed; }
    for (Py_ssize_t i = 0; i < table->count; i++) {
        Group *group = &table->groups[i];
        if (!PyArg_ParseTuple(PyList_GET_ITEM(listed, i), "OO!", &words, &PyList_Type, &group->patterns) || !(group->near = near_of(edges, words))) goto failed;
    }
    return table;
failed:
    free_table(table);
    return NULL;
}

/* Set `table` to that of a word, or NULL. */
static int find_table(Edges *edges, const Py_UCS4 *at, Py_ssize_t size, Table **table) {
    Py_ssize_t place = place_of(&edges->words, number_of(at, size));
    *table = NULL;
    if (place < 0 || (*table = edges->tables[place])) return 0;
    PyObject *word = text_of(at, size), *told = word ? PyObject_CallOneArg(edges->get, word) : NULL;
    Py_XDECREF(word);
    if (told && told != Py_None && !edges->tables[place]) edges->tables[place] = make_table(edges, told); /* else another thread was first */
    *table = edges->tables[place];
    int failed = !told || (told != Py_None && !*table);
    Py_XDECREF(told);
    return failed ? -1 : 0;
}

static int make_edges(Edges *edges, PyObject *words, PyObject *get, int back) {
    if (make_numbers(&edges->words, words, 0) < 0) return -1;
    if (!(edges->tables = PyMem_Calloc(edges->words.mask + 1, sizeof(Table *)))) { PyErr_NoMemory(); return -1; }
    edges->get = Py_NewRef(get);
    edges->back = back;
    return (edges->made = PyDict_New()) ? 0 : -1;
}

static void free_edges(Edges *edges) {
    for (size_t i = 0; edges->tables && i <= edges->words.mask; i++) free_table(edges->tables[i]);
    PyMem_Free(edges->tables);
    PyMem_Free(edges->words.at);
    Py_CLEAR(edges->get);
    Py_CLEAR(edges->made);
    memset(edges, 0, sizeof(Edges));
}

/* Set all that a word beside another may be looked up by: its beginnings, and itself; or its endings. */
static void find_forms(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size, int back, Forms *forms) {
    uint64_t number = NOTHING;
    forms->count = 0;
    for (Py_ssize_t i = 0; i < size && i < FORMS; i++) {
        number = mix(number, at[back ? size - 1 - i : i]);
        forms->at[forms->count++] = done(number);
    }
    if (!size || (!back && size <= FORMS)) forms->at[forms->count++] = done(mix(number, end_word[0]));
    if (!size || back) return;
    if (is(letters, at[0]) & DIGIT) forms->at[forms->count++] = number_of(number_word, COUNT(number_word));
    if (at[0] < 128) forms->at[forms->count++] = number_of(latin_word, COUNT(latin_word));
}

static int any_of(const Near *near, const Forms *forms) {
    for (Py_ssize_t i = 0; i < forms->count; i++) if (has_number(&near->numbers, forms->at[i])) return 1;
    return 0;
}
