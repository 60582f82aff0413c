/* Titles: lines between two paragraphs that may be headlines of other stories: heuristics/titles.py. */

#define TITLES_PARAGRAPHS 3
#define TITLES_FEWEST 2
#define TITLES_MOST 8
#define TITLES_PUNCTUATED 0.85
#define TITLES_WORDS 5
#define WORDS_SHIFT 27  /* where in the bits of a line with words stands how many there are */
#define WORDS_MOST 31

static int is_stop(Py_UCS4 c) { return c == '.' || c == ':' || c == 0x60C || c == 0x61B; }

/* Tell whether a folded line may be a title: five words and more, no full stop, nothing that opens an item; verse is vocalised. */
static int may_be_title(const Reader *self, const Py_UCS4 *at, Py_ssize_t size, const Spans *spans, Line line) {
    static const Py_UCS4 points[] = {'-', '*', 0x2022, 0x25AA, 0x25A0, 0x25CF, 0x25C6, 0x2013};
    Py_ssize_t last = size, vowels = 0;
    if (spans->size < 2 * TITLES_WORDS || Py_UNICODE_ISDECIMAL(at[spans->at[0]])) return 0;
    while (last && (is(self->letters, at[last - 1]) & SPACE)) last--;
    if (is_stop(at[last - 1]) || ends_sentence(self, at, size)) return 0;
    for (Py_ssize_t i = 0; i < spans->at[0]; i++) if (listed(points, COUNT(points), at[i])) return 0;
    for (Py_ssize_t i = 0; i < line.size; i++) {
        Py_UCS4 c = char_at(line, i);
        vowels += c >= 0x64E && c <= 0x652 && c != 0x651;
    }
    return vowels < 2;
}

/* Tell whether a paragraph ends as what announces a list: titles._ANNOUNCES. */
static int announces(const Letters *letters, const Py_UCS4 *at, Py_ssize_t size) {
    static const Py_UCS4 ends[][7] = {
        {0x627, 0x644, 0x62A, 0x627, 0x644, 0x64A}, {0x627, 0x644, 0x62A, 0x627, 0x644, 0x64A, 0x647}, {0x627, 0x644, 0x627, 0x62A, 0x64A}, {0x627, 0x644, 0x627, 0x62A, 0x64A, 0x647},
        {0x64A, 0x644, 0x64A}, {0x64A, 0x627, 0x62A, 0x64A}, {0x643, 0x627, 0x644, 0x627, 0x62A, 0x64A}};
    while (size && !(is(letters, at[size - 1]) & WORD)) size--;
    for (size_t n = 0; n < COUNT(ends); n++) {
        Py_ssize_t length = 0;
        while (length < 7 && ends[n][length]) length++;
        if (length <= size && !memcmp(at + size - length, ends[n], (size_t)length * sizeof(Py_UCS4))) return 1;
    }
    return 0;
}

/* Return how many lines between two paragraphs may be a run of titles, less a sub-heading at their end; 0 where they are none. */
static Py_ssize_t titles_between(const uint32_t *bits, const char *gone, Py_ssize_t above, Py_ssize_t below) {
    Py_ssize_t count = 0, titled = 0, last = above;
    for (Py_ssize_t n = above + 1; n < below; n++) {
        if ((bits[n] & BLANK) || (gone && gone[n])) continue;
        count++;
        titled += (bits[n] & TITLED) != 0;
        last = n;
    }
    if (count && (bits[last] & BRIEF)) {
        count--;
        titled -= (bits[last] & TITLED) != 0;
    }
    return count >= TITLES_FEWEST && count <= TITLES_MOST && titled == count ? count : 0;
}

/* Tell whether titles may stand between two paragraphs. */
static int may_hold_titles(const uint32_t *bits, const char *gone, Py_ssize_t above, Py_ssize_t below) {
    return below - above > TITLES_FEWEST && (bits[above] & STOPS) && !(bits[above] & ANNOUNCES) && titles_between(bits, gone, above, below);
}
