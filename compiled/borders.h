/* Borders: the signs between words, as far as patterns ask for them: borders.py. */

static const Py_UCS4 own_signs[] = {'(', ')', '[', ']', '{', '}', '@', '#', '&', '%', '+'};
enum { STRONG_SIGN = 1 << 11, APART_SIGN = 1 << 12 };
#define EVERY_SIGN 0x1FFF
#define BORDER 300  /* signs that are looked at: where more stand side by side, any may be among them */

/* Return the bit of a sign as patterns ask for it: one of its own, any strong one, the end of a sentence. */
static uint32_t asked_sign(Py_UCS4 c) {
    for (size_t i = 0; i < COUNT(own_signs); i++) if (own_signs[i] == c) return (uint32_t)1 << i;
    return c == '-' ? STRONG_SIGN : APART_SIGN;
}

static uint32_t sign_at(Line row, Py_ssize_t i) {
    Py_UCS4 c = char_at(row, i);
    if (c == ' ') return 0;
    if (is_strong(row, i)) return STRONG_SIGN;
    for (size_t n = 0; n < COUNT(own_signs); n++) if (own_signs[n] == c) return (uint32_t)1 << n;
    return 0;
}

/* Return the signs right before an offset, back to a word; the end of a sentence among them if nothing but spaces stands behind it. */
static uint32_t signs_before(const Letters *letters, const Py_UCS4 *at, Py_ssize_t place) {
    const Line row = {PyUnicode_4BYTE_KIND, (const char *)at, place};
    uint32_t signs = 0;
    int spaces = 1;
    for (Py_ssize_t i = place; i-- > 0 && !(is(letters, at[i]) & WORD);) {
        if (place - i > BORDER) return EVERY_SIGN;
        if (spaces && ends_here(letters, at[i])) signs |= APART_SIGN;
        spaces = spaces && (is(letters, at[i]) & SPACE);
        signs |= sign_at(row, i);
    }
    return signs;
}

/* Return the signs right behind an offset, up to a word. */
static uint32_t signs_behind(const Letters *letters, const Py_UCS4 *at, Py_ssize_t place, Py_ssize_t size) {
    const Line row = {PyUnicode_4BYTE_KIND, (const char *)at, size};
    uint32_t signs = 0;
    for (Py_ssize_t i = place; i < size && !(is(letters, at[i]) & WORD); i++) {
        if (i - place > BORDER) return EVERY_SIGN;
        signs |= sign_at(row, i);
    }
    return signs;
}
