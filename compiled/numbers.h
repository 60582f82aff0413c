/* Words by their numbers: most are in no table, and that is seen without making a text of them. */

typedef struct { uint64_t *at; size_t mask; } Numbers;

#define NOTHING 1469598103934665603u
static inline uint64_t mix(uint64_t number, Py_UCS4 c) { return (number ^ c) * 1099511628211u; }
static inline uint64_t done(uint64_t number) { return (number ^ (number >> 29)) | 1; } /* 0 is an empty place */

static uint64_t number_of(const Py_UCS4 *at, Py_ssize_t size) {
    uint64_t number = NOTHING;
    for (Py_ssize_t i = 0; i < size; i++) number = mix(number, at[i]);
    return done(number);
}

/* Return the number of the letters of a line, signs aside. */
static uint64_t key_number(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    uint64_t number = NOTHING;
    for (Py_ssize_t i = 0; i < size; i++) if (is(letters, at[i]) & WORD) number = mix(number, at[i]);
    return done(number);
}

/* Return the place of a number, or -1. */
static Py_ssize_t place_of(const Numbers *numbers, uint64_t number) {
    for (size_t place = number & numbers->mask; numbers->at[place]; place = (place + 1) & numbers->mask)
        if (numbers->at[place] == number) return (Py_ssize_t)place;
    return -1;
}

static int has_number(const Numbers *numbers, uint64_t number) { return place_of(numbers, number) >= 0; }

/* Add a number; tell whether it was there. There has to be room. */
static int add_number(Numbers *numbers, uint64_t number) {
    size_t place = number & numbers->mask;
    while (numbers->at[place] && numbers->at[place] != number) place = (place + 1) & numbers->mask;
    int known = numbers->at[place] != 0;
    numbers->at[place] = number;
    return known;
}

static int make_room_for(Numbers *numbers, size_t most) {
    size_t room = 8;
    while (room < most * 4) room *= 2;
    PyMem_Free(numbers->at);
    if (!(numbers->at = PyMem_Calloc(room, sizeof(uint64_t)))) { PyErr_NoMemory(); return -1; }
    numbers->mask = room - 1;
    return 0;
}

static int make_numbers(Numbers *numbers, PyObject *words) {
    PyObject *word, *value;
    Py_ssize_t pos = 0;
    if (make_room_for(numbers, (size_t)PyDict_GET_SIZE(words)) < 0) return -1;
    while (PyDict_Next(words, &pos, &word, &value)) {
        Py_ssize_t size = PyUnicode_GET_LENGTH(word);
        Py_UCS4 *letters = PyUnicode_AsUCS4Copy(word);
        if (!letters) return -1;
        add_number(numbers, number_of(letters, size));
        PyMem_Free(letters);
    }
    return 0;
}
