/* Words by their numbers: most are in no table, and that is seen without making a text of them. */

typedef struct {
    uint64_t *at;
    size_t mask;
    uint64_t *bits;  /* a bit or more for each number: what has none is not there, and most ask no further */
} Numbers;

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

static inline size_t bit_of(const Numbers *numbers, uint64_t number) { return (size_t)(number >> 33) & (2 * numbers->mask + 1); }

/* Return the place of a number, or -1. */
static inline Py_ssize_t place_of(const Numbers *numbers, uint64_t number) {
    size_t bit = bit_of(numbers, number);
    if (!(numbers->bits[bit / 64] >> bit % 64 & 1)) return -1;
    for (size_t place = number & numbers->mask; numbers->at[place]; place = (place + 1) & numbers->mask)
        if (numbers->at[place] == number) return (Py_ssize_t)place;
    return -1;
}

static inline int has_number(const Numbers *numbers, uint64_t number) { return place_of(numbers, number) >= 0; }

/* Add a number. There has to be room. */
static void add_number(Numbers *numbers, uint64_t number) {
    size_t place = number & numbers->mask, bit = bit_of(numbers, number);
    while (numbers->at[place] && numbers->at[place] != number) place = (place + 1) & numbers->mask;
    numbers->at[place] = number;
    numbers->bits[bit / 64] |= (uint64_t)1 << bit % 64;
}

static int make_room_for(Numbers *numbers, size_t most) {
    size_t room = 32;
    while (room < most * 4) room *= 2;
    PyMem_Free(numbers->at);
    if (!(numbers->at = PyMem_Calloc(room + room / 32, sizeof(uint64_t)))) { PyErr_NoMemory(); return -1; }
    numbers->mask = room - 1;
    numbers->bits = numbers->at + room;
    return 0;
}

#define CROWD 64
/* Tell whether a number is among those told before (1), or not (0): then it is if it is to be `added`. Where many crowd in one
 * place, as texts made for it would have it, nobody looks any further (-1). */
static int find_told(uint64_t *told, size_t mask, uint64_t number, int added) {
    for (size_t place = number & mask, tries = 0; tries < CROWD; place = (place + 1) & mask, tries++) {
        if (told[place] == number) return 1;
        if (told[place]) continue;
        if (added) told[place] = number;
        return 0;
    }
    return -1;
}

/* Tell whether a number may be among those told before, and add it. */
static int told_before(uint64_t *told, size_t mask, uint64_t number) { return find_told(told, mask, number, 1) != 0; }

/* Make the numbers of words, or of words read backward. */
static int make_numbers(Numbers *numbers, PyObject *words, int backward) {
    PyObject *word, *value;
    Py_ssize_t pos = 0;
    if (make_room_for(numbers, (size_t)PyDict_GET_SIZE(words)) < 0) return -1;
    while (PyDict_Next(words, &pos, &word, &value)) {
        Py_ssize_t size = PyUnicode_GET_LENGTH(word);
        Py_UCS4 *letters = PyUnicode_AsUCS4Copy(word);
        if (!letters) return -1;
        uint64_t number = NOTHING;
        for (Py_ssize_t i = 0; i < size; i++) number = mix(number, letters[backward ? size - 1 - i : i]);
        add_number(numbers, done(number));
        PyMem_Free(letters);
    }
    return 0;
}
