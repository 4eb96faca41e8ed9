/*
 * text.c - bytes in memory: bodies, growing texts, what of them may go to a terminal; and times
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tool.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading ---- */

static bool double_capacity(struct body *body, size_t *capacity) {
    if (*capacity > SIZE_MAX / 2) {
        return false;
    }
    size_t doubled = *capacity == 0 ? 65536 : *capacity * 2;
    char *bytes = realloc(body->bytes, doubled);
    if (bytes == NULL) {
        return false;
    }
    body->bytes = bytes;
    *capacity = doubled;
    return true;
}

static int read_stream(FILE *stream, struct body *body) {
    size_t capacity = 0;
    do {
        if (!double_capacity(body, &capacity)) {
            return ENOMEM;
        }
        body->length += fread(body->bytes + body->length, 1, capacity - body->length, stream);
    } while (body->length == capacity);
    return ferror(stream) ? errno : 0;
}

int read_body(const char *path, struct body *body) {
    bool is_standard_input = strcmp(path, "-") == 0;
    body->name = is_standard_input ? "standard input" : path;
    body->bytes = NULL;
    body->length = 0;
    FILE *stream = is_standard_input ? stdin : fopen(path, "rb");
    if (stream == NULL) {
        return errno;
    }
    int error = read_stream(stream, body);
    if (!is_standard_input) {
        fclose(stream);
    }
    return error;
}

/* ---- Growing texts ---- */

void *allocate_again(void *memory, size_t count, size_t size) {
    void *allocated = count > SIZE_MAX / size ? NULL : realloc(memory, count * size);
    if (allocated == NULL) {
        fputs("jobstatus: out of memory\n", stderr);
        exit(2);
    }
    return allocated;
}

/* Makes room for length more bytes and the NUL. */
static void reserve(struct text *text, size_t length) {
    if (length < text->capacity - text->length) {
        return;
    }
    size_t capacity = text->capacity < 32 ? 32 : text->capacity;
    while (length >= capacity - text->length) {
        capacity *= 2;
    }
    text->bytes = allocate_again(text->bytes, capacity, 1);
    text->capacity = capacity;
}

void text_clear(struct text *text) {
    text->length = 0;
}

void text_free(struct text *text) {
    free(text->bytes);
    *text = (struct text){0};
}

void text_add(struct text *text, const char *bytes, size_t length) {
    reserve(text, length);
    if (length > 0) {
        memcpy(text->bytes + text->length, bytes, length);
    }
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add_string(struct text *text, const char *string) {
    text_add(text, string, strlen(string));
}

void text_add_number(struct text *text, int64_t number) {
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRId64, number);
    text_add_string(text, digits);
}

void text_add_spaces(struct text *text, size_t count) {
    reserve(text, count);
    memset(text->bytes + text->length, ' ', count);
    text->length += count;
    text->bytes[text->length] = '\0';
}

void text_write(FILE *out, const struct text *text) {
    if (text->length > 0) {
        fwrite(text->bytes, 1, text->length, out);
    }
}

void text_decode(struct text *text, const struct body *body, const jobstatus_span *span) {
    text_clear(text);
    reserve(text, 0);
    size_t length = jobstatus_text(body->bytes, body->length, span, text->bytes, text->capacity);
    if (length >= text->capacity) {
        reserve(text, length);
        length = jobstatus_text(body->bytes, body->length, span, text->bytes, text->capacity);
    }
    text->length = length;
}

/* ---- Characters ---- */

#define NOT_UTF8 UINT32_MAX

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t length_by_lead(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

static bool is_valid(uint32_t character, size_t length) {
    bool is_surrogate = character >= 0xD800 && character <= 0xDFFF;
    bool is_overlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
    return !is_surrogate && !is_overlong && character <= 0x10FFFF;
}

/* Reads the character at the front, and returns its bytes; one byte and NOT_UTF8 where there is none. */
static size_t read_character(const char *bytes, size_t length, uint32_t *character) {
    unsigned char lead = (unsigned char)bytes[0];
    size_t count = length_by_lead(lead);
    *character = NOT_UTF8;
    if (count == 0 || count > length) {
        return 1;
    }
    uint32_t value = count == 1 ? lead : lead & (0x7Fu >> count);
    for (size_t i = 1; i < count; i++) {
        if (!is_continuation(bytes[i])) {
            return 1;
        }
        value = value << 6 | ((unsigned char)bytes[i] & 0x3Fu);
    }
    if (!is_valid(value, count)) {
        return 1;
    }
    *character = value;
    return count;
}

size_t character_start(const char *bytes, size_t length, size_t offset) {
    size_t start = offset;
    while (start > 0 && start < length && offset - start < 3 && is_continuation(bytes[start])) {
        start--;
    }
    return start;
}

/* C0 and C1 controls, DEL, and what turns the direction of a text round: it could make a line read as another. */
static bool is_unsafe(uint32_t character) {
    return character == NOT_UTF8 || character < 0x20 || (character >= 0x7F && character <= 0x9F) ||
           character == 0x061C || character == 0x200E || character == 0x200F ||
           (character >= 0x2028 && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
}

static const char *replacement(uint32_t character) {
    return character == '\n' || character == '\r' || character == '\t' ? " " : "?";
}

void text_add_printable(struct text *text, const char *bytes, size_t length, enum layout layout) {
    for (size_t at = 0; at < length;) {
        uint32_t character;
        size_t count = read_character(bytes + at, length - at, &character);
        bool is_kept_layout = layout == KEEP_LINES_AND_TABS && (character == '\n' || character == '\t');
        if (is_unsafe(character) && !is_kept_layout) {
            text_add_string(text, replacement(character));
        } else {
            text_add(text, bytes + at, count);
        }
        at += count;
    }
}

void text_add_span(struct text *out, const struct body *body, const jobstatus_span *span) {
    struct text decoded = {0};
    text_decode(&decoded, body, span);
    text_add_printable(out, decoded.bytes, decoded.length, KEEP_NO_LAYOUT);
    text_free(&decoded);
}

/* ---- Widths ---- */

struct range {
    uint32_t first;
    uint32_t last;
};

static bool is_in(uint32_t character, const struct range *ranges, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

/* wcwidth would ask the locale, which need not be one of UTF-8; these are the blocks that texts of APIs have. */
static size_t character_width(uint32_t character) {
    static const struct range combining[] = {{0x300, 0x36F}, {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
    static const struct range wide[] = {{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
                                 {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
                                 {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if (is_in(character, combining, sizeof combining / sizeof combining[0])) {
        return 0;
    }
    return is_in(character, wide, sizeof wide / sizeof wide[0]) ? 2 : 1;
}

/* The bytes at the front that take no more than width columns; how many columns they take. */
static size_t fit(const char *bytes, size_t length, size_t width, size_t *taken) {
    size_t at = 0;
    *taken = 0;
    while (at < length) {
        uint32_t character;
        size_t count = read_character(bytes + at, length - at, &character);
        size_t columns = character_width(character);
        if (columns > width - *taken) {
            break;
        }
        *taken += columns;
        at += count;
    }
    return at;
}

size_t text_width(const char *bytes, size_t length) {
    size_t taken;
    fit(bytes, length, SIZE_MAX, &taken);
    return taken;
}

void text_add_cut(struct text *text, const char *bytes, size_t length, size_t width) {
    size_t taken;
    if (fit(bytes, length, width, &taken) == length) {
        text_add(text, bytes, length);
    } else if (width > 0) {
        text_add(text, bytes, fit(bytes, length, width - 1, &taken));
        text_add_string(text, "…");
    }
}

void text_add_end(struct text *text, const char *bytes, size_t length, size_t width) {
    size_t wanted = text_width(bytes, length);
    size_t start = 0;
    if (wanted <= width) {
        text_add(text, bytes, length);
        return;
    }
    while (wanted >= width && start < length) {
        uint32_t character;
        start += read_character(bytes + start, length - start, &character);
        wanted -= character_width(character);
    }
    text_add_string(text, "…");
    text_add(text, bytes + start, length - start);
}

/* ---- Times ---- */

int utc_parts(int64_t time, struct tm *parts) {
    int64_t seconds = time / 1000000000;
    int rest = (int)(time % 1000000000);
    if (rest < 0) {
        rest += 1000000000;
        seconds--;
    }
    time_t whole = (time_t)seconds;
    gmtime_r(&whole, parts);
    return rest;
}
