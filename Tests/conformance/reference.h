/*
 * reference.h - says of any bytes what the library must say of them, one byte at a time
 *
 * RFC 8259 and UTF-8 as the plainest machine that decides them: it is fed byte by byte, looks at no byte twice or
 * ahead, and can be asked after each byte what the verdict would be if the body ended there. The library reads in
 * blocks and skips; this does not, so the two have little to get wrong in common. The case files in turn say what it
 * must answer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CONFORMANCE_REFERENCE_H
#define CONFORMANCE_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <jobstatus.h>

/* What may come next. */
typedef enum reference_place {
    FRONT, /* nothing yet but a byte-order mark and white space */
    VALUE,
    VALUE_OR_END, /* behind [ */
    NAME,
    NAME_OR_END, /* behind { */
    COLON,
    COMMA_OR_END,
    DONE,
    STRING,
    ESCAPE,
    HEXADECIMAL,
    LITERAL,
    MINUS, /* each place of a number is named for what was read last */
    ZERO,
    INTEGER,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    EXPONENT_DIGITS,
} reference_place;

typedef struct reference {
    reference_place place;
    bool scalar;      /* the value at the root is neither an array nor an object */
    bool name;        /* the string being read is a member's name */
    unsigned digits;  /* of \uXXXX, still to come */
    const char *rest; /* of a literal, still to come */
    size_t depth;
    uint8_t brackets[JOBSTATUS_MAX_DEPTH]; /* the open ones, outermost first */

    unsigned missing;        /* bytes of a UTF-8 sequence, still to come */
    uint8_t lowest, highest; /* what the next of them may be */
    size_t lead;             /* where the sequence begins */

    size_t mark;     /* bytes of a byte-order mark read */
    size_t position; /* bytes read */
    size_t start;    /* of the value at the root */
    size_t end;      /* behind the last byte that is no white space */
    jobstatus_result fault;
    size_t fault_offset;
} reference;

typedef struct verdict {
    jobstatus_result result;
    size_t offset; /* what error_offset must be; of an empty body nothing is promised */
    size_t start;  /* where the value at the root lies, if result is JOBSTATUS_OK */
    size_t end;
    bool scalar;
} verdict;

static inline bool reference_is_white(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static inline bool reference_is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

static inline void reference_value_done(reference *r) {
    r->place = r->depth == 0 ? DONE : COMMA_OR_END;
}

static inline jobstatus_result reference_open(reference *r, uint8_t bracket) {
    if (r->depth == JOBSTATUS_MAX_DEPTH) return JOBSTATUS_E_TOO_DEEP;
    r->brackets[r->depth++] = bracket;
    r->place = bracket == '[' ? VALUE_OR_END : NAME_OR_END;
    return JOBSTATUS_OK;
}

static inline jobstatus_result reference_close(reference *r, uint8_t bracket) {
    if (r->brackets[r->depth - 1] != (bracket == ']' ? '[' : '{')) return JOBSTATUS_E_SYNTAX;
    r->depth--;
    reference_value_done(r);
    return JOBSTATUS_OK;
}

static inline jobstatus_result reference_literal(reference *r, const char *rest) {
    r->rest = rest;
    r->place = LITERAL;
    return JOBSTATUS_OK;
}

static inline jobstatus_result reference_go(reference *r, reference_place place) {
    r->place = place;
    return JOBSTATUS_OK;
}

static inline jobstatus_result reference_string(reference *r, bool name) {
    r->name = name;
    return reference_go(r, STRING);
}

/* The first byte of a value. */
static inline jobstatus_result reference_value(reference *r, uint8_t byte) {
    switch (byte) {
    case '[':
    case '{': return reference_open(r, byte);
    case '"': return reference_string(r, false);
    case 't': return reference_literal(r, "rue");
    case 'f': return reference_literal(r, "alse");
    case 'n': return reference_literal(r, "ull");
    case '-': return reference_go(r, MINUS);
    case '0': return reference_go(r, ZERO);
    default: return reference_is_digit(byte) ? reference_go(r, INTEGER) : JOBSTATUS_E_SYNTAX;
    }
}

/* A byte between two tokens. */
static inline jobstatus_result reference_between(reference *r, uint8_t byte) {
    if (reference_is_white(byte)) return JOBSTATUS_OK;
    switch (r->place) {
    case VALUE: return reference_value(r, byte);
    case VALUE_OR_END: return byte == ']' ? reference_close(r, byte) : reference_value(r, byte);
    case NAME: return byte == '"' ? reference_string(r, true) : JOBSTATUS_E_SYNTAX;
    case NAME_OR_END:
        if (byte == '}') return reference_close(r, byte);
        return byte == '"' ? reference_string(r, true) : JOBSTATUS_E_SYNTAX;
    case COLON: return byte == ':' ? reference_go(r, VALUE) : JOBSTATUS_E_SYNTAX;
    case COMMA_OR_END:
        if (byte == ']' || byte == '}') return reference_close(r, byte);
        if (byte != ',') return JOBSTATUS_E_SYNTAX;
        return reference_go(r, r->brackets[r->depth - 1] == '[' ? VALUE : NAME);
    default: return JOBSTATUS_E_SYNTAX;
    }
}

/* A byte inside a string. */
static inline jobstatus_result reference_in_string(reference *r, uint8_t byte) {
    if (r->place == ESCAPE) {
        if (byte == 'u') {
            r->digits = 4;
            return reference_go(r, HEXADECIMAL);
        }
        return byte != 0 && strchr("\"\\/bfnrt", byte) ? reference_go(r, STRING) : JOBSTATUS_E_SYNTAX;
    }
    if (r->place == HEXADECIMAL) {
        bool letter = (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
        if (!letter && !reference_is_digit(byte)) return JOBSTATUS_E_SYNTAX;
        return reference_go(r, --r->digits == 0 ? STRING : HEXADECIMAL);
    }
    if (byte < 0x20) return JOBSTATUS_E_SYNTAX;
    if (byte == '\\') return reference_go(r, ESCAPE);
    if (byte == '"' && r->name) return reference_go(r, COLON);
    if (byte == '"') reference_value_done(r);
    return JOBSTATUS_OK;
}

static inline jobstatus_result reference_in_literal(reference *r, uint8_t byte) {
    if (byte != (uint8_t)*r->rest) return JOBSTATUS_E_SYNTAX;
    r->rest++;
    if (*r->rest == '\0') reference_value_done(r);
    return JOBSTATUS_OK;
}

/* Whether a number may end here. */
static inline bool reference_is_number(reference_place place) {
    return place == ZERO || place == INTEGER || place == FRACTION || place == EXPONENT_DIGITS;
}

/* A byte inside a number, or the one behind it. */
static inline jobstatus_result reference_in_number(reference *r, uint8_t byte) {
    bool digit = reference_is_digit(byte), e = byte == 'e' || byte == 'E', sign = byte == '+' || byte == '-';
    reference_place place = r->place;
    if (place == MINUS && digit) return reference_go(r, byte == '0' ? ZERO : INTEGER);
    if (place == INTEGER && digit) return reference_go(r, INTEGER);
    if ((place == ZERO || place == INTEGER) && byte == '.') return reference_go(r, POINT);
    if ((place == POINT || place == FRACTION) && digit) return reference_go(r, FRACTION);
    if ((place == ZERO || place == INTEGER || place == FRACTION) && e) return reference_go(r, EXPONENT);
    if (place == EXPONENT && sign) return reference_go(r, EXPONENT_SIGN);
    if (place >= EXPONENT && digit) return reference_go(r, EXPONENT_DIGITS);
    if (!reference_is_number(place)) return JOBSTATUS_E_SYNTAX;
    reference_value_done(r);
    return reference_between(r, byte);
}

static inline jobstatus_result reference_ascii(reference *r, uint8_t byte) {
    if (r->place >= MINUS) return reference_in_number(r, byte);
    if (r->place == LITERAL) return reference_in_literal(r, byte);
    return r->place >= STRING ? reference_in_string(r, byte) : reference_between(r, byte);
}

/* The first byte of a UTF-8 sequence: table 3-7 of the Unicode standard. */
static inline jobstatus_result reference_utf8_lead(reference *r, uint8_t byte) {
    if (byte < 0xC2 || byte > 0xF4) return JOBSTATUS_E_UTF8;
    r->lead = r->position;
    r->missing = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    r->lowest = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
    r->highest = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    return JOBSTATUS_OK;
}

/* A later byte of one. A character other than ASCII may stand only inside a string. */
static inline jobstatus_result reference_utf8_continue(reference *r, uint8_t byte) {
    if (byte < r->lowest || byte > r->highest) return JOBSTATUS_E_UTF8;
    r->lowest = 0x80;
    r->highest = 0xBF;
    r->missing--;
    return r->missing > 0 || r->place == STRING ? JOBSTATUS_OK : JOBSTATUS_E_SYNTAX;
}

/* A byte in front of the value; false where it begins the value. A part of a mark is neither. */
static inline bool reference_front(reference *r, uint8_t byte) {
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
    if (r->mark == r->position && r->mark < sizeof mark && byte == mark[r->mark]) {
        r->mark++;
        return true;
    }
    if (r->mark > 0 && r->mark < sizeof mark) {
        r->scalar = true;
        r->fault = JOBSTATUS_E_UTF8;
        return true;
    }
    if (reference_is_white(byte)) return true;
    r->start = r->position;
    r->scalar = byte != '[' && byte != '{';
    r->place = VALUE;
    return false;
}

static inline void reference_feed(reference *r, uint8_t byte) {
    if (r->fault == JOBSTATUS_OK && !(r->place == FRONT && reference_front(r, byte))) {
        size_t at = r->missing > 0 ? r->lead : r->position;
        if (r->missing > 0) {
            r->fault = reference_utf8_continue(r, byte);
        } else {
            r->fault = byte < 0x80 ? reference_ascii(r, byte) : reference_utf8_lead(r, byte);
        }
        r->fault_offset = at;
        if (!reference_is_white(byte)) r->end = r->position + 1;
    }
    r->position++;
}

/* The verdict on the bytes fed so far, as a whole body. */
static inline verdict reference_verdict(const reference *r) {
    verdict v = {.start = r->start, .end = r->end, .scalar = r->scalar};
    bool half_mark = r->place == FRONT && (r->mark == 1 || r->mark == 2);
    bool complete = r->fault == JOBSTATUS_OK && r->missing == 0 &&
                    (r->place == DONE || (r->depth == 0 && reference_is_number(r->place)));
    if (r->place == FRONT && !half_mark && !r->scalar) {
        v.result = JOBSTATUS_E_EMPTY;
    } else if (complete) {
        v.result = JOBSTATUS_OK;
    } else if (half_mark || r->scalar) {
        v.result = JOBSTATUS_E_NOT_JSON;
        v.offset = r->start;
    } else if (r->fault != JOBSTATUS_OK) {
        v.result = r->fault;
        v.offset = r->fault_offset;
    } else if (r->missing > 0 && r->place != STRING) {
        v.result = JOBSTATUS_E_UTF8;
        v.offset = r->lead;
    } else {
        v.result = JOBSTATUS_E_TRUNCATED;
        v.offset = r->position;
    }
    return v;
}

static inline verdict reference_judge(const uint8_t *bytes, size_t length) {
    reference r = {.place = FRONT};
    for (size_t i = 0; i < length; i++) reference_feed(&r, bytes[i]);
    return reference_verdict(&r);
}

#endif
