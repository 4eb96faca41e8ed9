/*
 * mutate.c - changes to a body that keep it JSON
 *
 * Changes of single bytes mostly break the grammar, and what is broken is never read as a job. These move whole values
 * and members around: they are given twice, swapped, taken away, nested, or written into a string.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum {
    MOST_VALUES = 512,
};

/* A value of the body; of a member, `front` is where its name begins. */
typedef struct piece {
    size_t front, start, end;
    bool is_member;
} piece;

typedef struct pieces {
    piece all[MOST_VALUES];
    size_t count;
} pieces;

typedef struct text {
    uint8_t *bytes;
    size_t length, capacity;
} text;

/* ---- Random numbers: the same change for the same seed ---- */

static size_t draw(unsigned *seed, size_t count) {
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % count;
}

/* ---- Finding values ---- */

/* Behind the string that begins at `at`. */
size_t string_end(const uint8_t *bytes, size_t length, size_t at) {
    for (at++; at < length && bytes[at] != '"'; at++) {
        at += bytes[at] == '\\';
    }
    return at < length ? at + 1 : length;
}

/* Where a value ends that begins at `at`, whether or not it is valid. */
size_t value_end(const uint8_t *bytes, size_t length, size_t at) {
    size_t depth = 0;
    do {
        uint8_t byte = bytes[at];
        if (byte == '"') {
            at = string_end(bytes, length, at);
            continue;
        }
        depth += byte == '{' || byte == '[';
        depth -= depth > 0 && (byte == '}' || byte == ']');
        at++;
    } while (at < length && (depth > 0 || !strchr(",:]} \t\r\n", bytes[at])));
    return at;
}

size_t skip_space(const uint8_t *bytes, size_t length, size_t at) {
    while (at < length && bytes[at] != 0 && strchr(" \t\r\n", bytes[at])) {
        at++;
    }
    return at;
}

static void note(pieces *found, const text *body, size_t at) {
    size_t end = value_end(body->bytes, body->length, at);
    piece piece = {.front = at, .start = at, .end = end};
    size_t colon = skip_space(body->bytes, body->length, end);
    if (body->bytes[at] == '"' && colon < body->length && body->bytes[colon] == ':') {
        piece.start = skip_space(body->bytes, body->length, colon + 1);
        if (piece.start >= body->length) {
            return;
        }
        piece.end = value_end(body->bytes, body->length, piece.start);
        piece.is_member = true;
    }
    found->all[found->count++] = piece;
}

/* The document, all members and all elements, each from its first byte. */
static void find_pieces(pieces *found, const text *body) {
    bool begins = true;
    found->count = 0;
    for (size_t at = 0; at < body->length && found->count < MOST_VALUES; at++) {
        uint8_t byte = body->bytes[at];
        bool opens = byte == '{' || byte == '[';
        if (skip_space(body->bytes, body->length, at) > at) {
            continue;
        }
        if (begins && byte != ',' && byte != ':' && byte != ']' && byte != '}') {
            note(found, body, at);
        }
        begins = opens || byte == ',';
        if (byte == '"') {
            at = string_end(body->bytes, body->length, at) - 1;
        }
    }
}

/* ---- Changing ---- */

/* Puts `count` bytes, which do not lie in the body, in the place of [start, end). */
static void replace(text *body, size_t start, size_t end, const uint8_t *bytes, size_t count) {
    if (body->length - (end - start) + count > body->capacity) {
        return;
    }
    memmove(body->bytes + start + count, body->bytes + end, body->length - end);
    memcpy(body->bytes + start, bytes, count);
    body->length += count - (end - start);
}

static uint8_t *copy_of(const text *body, size_t start, size_t end) {
    uint8_t *copy = malloc(end - start + 1);
    memcpy(copy, body->bytes + start, end - start);
    return copy;
}

/* Puts a copy of a piece behind another one of its kind, in the same object or elsewhere. */
static void repeat(text *body, const piece *from, const piece *to) {
    size_t count = from->end - from->front;
    uint8_t *copy = malloc(count + 1);
    copy[0] = ',';
    memcpy(copy + 1, body->bytes + from->front, count);
    replace(body, to->end, to->end, copy, count + 1);
    free(copy);
}

/* Puts the value of a piece in the place of another's. */
static void copy_value(text *body, const piece *from, const piece *to) {
    uint8_t *copy = copy_of(body, from->start, from->end);
    replace(body, to->start, to->end, copy, from->end - from->start);
    free(copy);
}

/* Takes a piece away, with a comma beside it. */
static void take_away(text *body, const piece *piece) {
    size_t start = piece->front, end = skip_space(body->bytes, body->length, piece->end);
    if (end < body->length && body->bytes[end] == ',') {
        end++;
    } else if (start > 0 && body->bytes[start - 1] == ',') {
        start--;
    }
    replace(body, start, end, (const uint8_t *)"", 0);
}

/* Writes a value as a string that holds it. */
static void put_into_string(text *body, const piece *piece) {
    size_t count = 0;
    uint8_t *string = malloc(2 * (piece->end - piece->start) + 2);
    string[count++] = '"';
    for (size_t at = piece->start; at < piece->end; at++) {
        if (body->bytes[at] == '"' || body->bytes[at] == '\\') {
            string[count++] = '\\';
        }
        string[count++] = body->bytes[at];
    }
    string[count++] = '"';
    replace(body, piece->start, piece->end, string, count);
    free(string);
}

/* Writes one byte of a value or of a name as an escape. */
static void escape_byte(text *body, const piece *piece, unsigned *seed) {
    static const char digits[] = "0123456789abcdef";
    size_t at = piece->front + draw(seed, piece->end - piece->front);
    uint8_t byte = body->bytes[at];
    const uint8_t escape[] = {'\\', 'u', '0', '0', (uint8_t)digits[byte >> 4 & 7], (uint8_t)digits[byte & 15]};
    if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
        replace(body, at, at + 1, escape, sizeof escape);
    }
}

static void put_literal(text *body, const piece *piece, unsigned *seed) {
    static const char *const values[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1",
        "100",
        "100.0",
        "1e2",
        "-1",
        "\"\"",
        "\"0\"",
        "{}",
        "[]",
        "[null]",
        "[{}]",
        "1e999999999999",
        "99.9999999999999999999",
        "1741072360",
        "1741072360123",
        "\"2025-03-04T07:12:40Z\"",
        "\"2025-03-04 07:12:40.123456789012+0530\"",
        "\"\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u0000\"",
        "[[[[]]]]",
    };
    const char *value = values[draw(seed, sizeof values / sizeof values[0])];
    replace(body, piece->start, piece->end, (const uint8_t *)value, strlen(value));
}

/* Makes a value the one element of a vendor's list, with other members around it. */
static void put_into_list(text *body, const piece *piece, unsigned *seed) {
    static const char *const fronts[] = {"{\"data\":[", "[", "{\"items\":[", "{\"resources\":[", "{\"records\":["};
    static const char *const backs[] = {"]}", "]", "],\"links\":{\"self\":\"a\"},\"paging\":{\"count\":1}}",
                                        "],\"links\":{\"b\":{\"href\":\"c\"}}}",
                                        "],\"_links\":{\"next\":{\"href\":\"d\"}}}"};
    size_t vendor = draw(seed, 5);
    replace(body, piece->end, piece->end, (const uint8_t *)backs[vendor], strlen(backs[vendor]));
    replace(body, piece->start, piece->start, (const uint8_t *)fronts[vendor], strlen(fronts[vendor]));
}

static void wrap(text *body, const piece *piece) {
    replace(body, piece->end, piece->end, (const uint8_t *)"]", 1);
    replace(body, piece->start, piece->start, (const uint8_t *)"[", 1);
}

static void change(text *body, const pieces *found, unsigned *seed) {
    const piece *one = &found->all[draw(seed, found->count)], *other = &found->all[draw(seed, found->count)];
    switch (draw(seed, 10)) {
    case 0:
        repeat(body, one, one);
        break;
    case 1:
        repeat(body, one, other->is_member == one->is_member ? other : one);
        break;
    case 2:
    case 3:
        copy_value(body, one, other);
        break;
    case 4:
        take_away(body, one);
        break;
    case 5:
        put_into_string(body, one);
        break;
    case 6:
        escape_byte(body, one, seed);
        break;
    case 7:
        wrap(body, one);
        break;
    case 8:
        put_into_list(body, draw(seed, 2) == 0 ? &found->all[0] : one, seed);
        break;
    default:
        put_literal(body, one, seed);
        break;
    }
}

size_t mutate_json(uint8_t *bytes, size_t length, size_t capacity, unsigned seed) {
    text body = {bytes, length, capacity};
    for (size_t changes = 1 + draw(&seed, 3); changes > 0; changes--) {
        pieces found;
        find_pieces(&found, &body);
        if (found.count > 0) {
            change(&body, &found, &seed);
        }
    }
    return body.length;
}
