/*
 * text.c - what holds for every text, and a second decoder to compare with
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum {
    LONGEST_FOR_ALL_SIZES = 20, /* texts up to here are asked for with a buffer of every size */
};

/* ---- Decoding ---- */

static int hexadecimal(uint8_t byte) {
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* The unit of a \uXXXX that stands at `at`; -1 where none does. */
static long escaped_unit(const uint8_t *at, const uint8_t *end) {
    long unit = 0;
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u') {
        return -1;
    }
    for (int i = 2; i < 6; i++) {
        int digit = hexadecimal(at[i]);
        require(digit >= 0, "an escape in a text of the library's is none");
        unit = unit * 16 + digit;
    }
    return unit;
}

static uint8_t *put_character(uint8_t *out, long scalar) {
    if (scalar < 0x80) {
        *out++ = (uint8_t)scalar;
        return out;
    }
    int more = scalar < 0x800 ? 1 : scalar < 0x10000 ? 2 : 3;
    *out++ = (uint8_t)((0xFF80 >> more) | (scalar >> 6 * more));
    while (more-- > 0) {
        *out++ = (uint8_t)(0x80 | ((scalar >> 6 * more) & 0x3F));
    }
    return out;
}

/* One escape sequence; answers where it ends. */
static const uint8_t *decode_escape(const uint8_t *at, const uint8_t *end, uint8_t **out) {
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    long unit = escaped_unit(at, end);
    if (unit < 0) {
        const char *name = end - at < 2 || at[1] == '\0' ? NULL : strchr(names, at[1]);
        require(name != NULL, "an escape in a text of the library's is none");
        *(*out)++ = (uint8_t)values[name - names];
        return at + 2;
    }
    at += 6;
    long low = unit >= 0xD800 && unit <= 0xDBFF ? escaped_unit(at, end) : -1;
    if (low >= 0xDC00 && low <= 0xDFFF) {
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        at += 6;
    } else if (unit >= 0xD800 && unit <= 0xDFFF) {
        unit = 0xFFFD;
    }
    *out = put_character(*out, unit);
    return at;
}

/* Takes one level of escapes away, in place: no escape is shorter than what it stands for. */
static size_t decode_level(uint8_t *text, size_t length) {
    const uint8_t *at = text, *end = text + length;
    uint8_t *out = text;
    while (at < end) {
        if (*at == '\\') {
            at = decode_escape(at, end, &out);
        } else {
            *out++ = *at++;
        }
    }
    return (size_t)(out - text);
}

char *decoded(const body *of, const jobstatus_span *span, size_t *length) {
    uint8_t *text = malloc((size_t)span->length + 1);
    require(text != NULL, "no memory");
    if (span->length > 0) {
        memcpy(text, of->bytes + span->offset, span->length);
    }
    *length = span->length;
    for (uint32_t level = 0; level < span->escapes; level++) {
        *length = decode_level(text, *length);
    }
    text[*length] = '\0';
    return (char *)text;
}

/* ---- Checking ---- */

/* Whether bytes are UTF-8: they are put between quotes, which the reference then judges as a JSON string. */
static bool is_utf8(const char *text, size_t length) {
    reference state = {.place = FRONT};
    reference_feed(&state, '"');
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = (uint8_t)text[i];
        bool is_special = byte < 0x20 || byte == '"' || byte == '\\';
        reference_feed(&state, is_special ? ' ' : byte);
    }
    reference_feed(&state, '"');
    return reference_verdict(&state).result == JOBSTATUS_OK;
}

/* The text in a buffer of `size` bytes, given the whole text. */
static void check_size(const body *of, const jobstatus_span *span, const char *whole, size_t length, size_t size,
                       bool is_own) {
    char *buffer = size == 0 ? NULL : malloc(size);
    if (size > 0) {
        memset(buffer, 0xA5, size);
    }
    size_t told = jobstatus_text(of->bytes, of->length, span, buffer, size);
    require(told == length, "jobstatus_text tells %zu with a buffer of %zu, %zu with another", told, size, length);
    if (size > 0) {
        size_t limit = length < size ? length : size - 1, end = limit;
        while (end > 0 && limit - end < 4 && buffer[end] != '\0') {
            end--;
        }
        require(buffer[end] == '\0', "jobstatus_text ends nowhere near byte %zu", limit);
        require(memcmp(buffer, whole, end) == 0, "jobstatus_text writes another text into %zu bytes", size);
        require(length >= size || end == length, "jobstatus_text cuts a text of %zu that fits", length);
        require(!is_own || is_utf8(buffer, end), "jobstatus_text cuts a character in two at %zu", end);
        require(!is_own || end == limit || !is_utf8(whole, limit), "jobstatus_text cuts more than it must");
    }
    free(buffer);
}

static void check_sizes(const body *of, const jobstatus_span *span, const char *whole, size_t length, bool is_own) {
    size_t all = length <= LONGEST_FOR_ALL_SIZES ? length + 2 : 2;
    for (size_t size = 0; size < all; size++) {
        check_size(of, span, whole, length, size, is_own);
    }
    check_size(of, span, whole, length, length / 2 + 1, is_own);
    check_size(of, span, whole, length, length, is_own);
}

/* A span says that it has escapes where it has a backslash; only the JSON of a whole value is what it is. */
static void check_escapes(const body *of, const jobstatus_span *span) {
    const uint8_t *first = of->bytes + span->offset;
    bool is_json = *first == '{' || *first == '[', has_backslash = memchr(first, '\\', span->length) != NULL;
    bool has_escapes = span->escapes != JOBSTATUS_ESCAPES_NONE;
    require(has_backslash == has_escapes || (is_json && !has_escapes), "a span's escapes say %u", span->escapes);
}

static void check_against_decoder(const body *of, const jobstatus_span *span, const char *whole, size_t length) {
    size_t expected;
    char *text = decoded(of, span, &expected);
    require(expected == length && memcmp(text, whole, length) == 0, "jobstatus_text decodes wrongly");
    require(is_utf8(whole, length), "the text of a span is not UTF-8");
    check_escapes(of, span);
    free(text);
}

void check_text(const body *of, const jobstatus_span *span, bool is_own) {
    size_t length = jobstatus_text(of->bytes, of->length, span, NULL, 0);
    char *whole = malloc(length + 1);
    require(jobstatus_text(of->bytes, of->length, span, whole, length + 1) == length, "jobstatus_text is not steady");
    require(whole[length] == '\0', "a text that fits has no NUL behind it");
    if (is_own && span->length > 0) {
        check_against_decoder(of, span, whole, length);
    }
    check_sizes(of, span, whole, length, is_own);
    free(whole);
}

void check_texts_together(const body *of, const jobstatus_span *first, size_t stride, size_t count) {
    int64_t *offsets = malloc((count + 1) * sizeof offsets[0]);
    size_t length = jobstatus_texts(of->bytes, of->length, first, stride, count, NULL, 0, offsets);
    char *together = malloc(length + 1), *alone = malloc(length + 1);
    require(jobstatus_texts(of->bytes, of->length, first, stride, count, together, length + 1, offsets) == length,
            "jobstatus_texts is not steady");
    require(together[length] == '\0', "texts that fit have no NUL behind them");
    require(offsets[0] == 0 && offsets[count] == (int64_t)length, "the texts do not begin and end where they do");
    for (size_t i = 0; i < count; i++) {
        const jobstatus_span *span = (const jobstatus_span *)((const char *)first + i * stride);
        size_t size = (size_t)(offsets[i + 1] - offsets[i]);
        require(jobstatus_text(of->bytes, of->length, span, alone, length + 1) == size, "text %zu has another length", i);
        require(memcmp(alone, together + offsets[i], size) == 0, "text %zu is another one", i);
    }
    free(alone);
    free(together);
    free(offsets);
}
