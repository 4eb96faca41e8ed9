/*
 * cases.h - reads the case files of this folder: one case a line, in the notation that accept.txt explains
 *
 * A line that is not in the notation ends the program: a case that is silently passed over would test nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CONFORMANCE_CASES_H
#define CONFORMANCE_CASES_H

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jobstatus.h>

enum {
    MOST_RANGES = 4,        /* <A..B*...> in one case */
    LONGEST_LINE = 4096,    /* of a case file, with its newline */
    LARGEST_BODY = 1 << 16, /* that a case expands to */
};

#define NO_MARK SIZE_MAX

/* <A..B*...>: every number of repetitions from low to high makes a body of its own; now is the present one. */
typedef struct case_range {
    size_t low, high, now;
} case_range;

typedef struct test_case {
    const char *file;
    unsigned line;
    jobstatus_result result; /* expected */
    char text[LONGEST_LINE]; /* in the notation */
    case_range ranges[MOST_RANGES];
    size_t range_count;
    uint8_t bytes[LARGEST_BODY]; /* the present body */
    size_t length;
    size_t mark; /* where <!> stands in it, or NO_MARK */
    size_t seen; /* ranges met so far in this expansion */
} test_case;

static inline void case_broken(const test_case *c, const char *why) {
    fprintf(stderr, "%s:%u: %s\n", c->file, c->line, why);
    exit(2);
}

static inline void case_append(test_case *c, const uint8_t *bytes, size_t count) {
    if (count > sizeof c->bytes - c->length) case_broken(c, "the body is too large");
    memmove(c->bytes + c->length, bytes, count);
    c->length += count;
}

static inline size_t case_number(const char **at) {
    size_t number = 0;
    while (isdigit((unsigned char)**at)) number = number * 10 + (size_t)(*(*at)++ - '0');
    return number;
}

/* How often: "N" or "A..B" in front of the star. The first expansion finds the ranges, the later ones step them. */
static inline size_t case_repetitions(test_case *c, const char **at) {
    size_t low = case_number(at);
    if (strncmp(*at, "..", 2) != 0) return low;
    *at += 2;
    size_t high = case_number(at);
    if (c->seen == MOST_RANGES || high < low) case_broken(c, "too many ranges, or an empty one");
    if (c->seen == c->range_count) c->ranges[c->range_count++] = (case_range){low, high, low};
    return c->ranges[c->seen++].now;
}

/* Whether what stands behind < is "N*" or "A..B*" and no bytes in hexadecimal. */
static inline bool case_is_repetition(const char *at) {
    size_t head = strspn(at, "0123456789.");
    return head > 0 && at[head] == '*';
}

static inline void case_hexadecimal(test_case *c, const char **at) {
    static const char digits[] = "0123456789ABCDEF";
    while (**at != '>') {
        const char *high = **at ? strchr(digits, (*at)[0]) : NULL;
        const char *low = high && (*at)[1] ? strchr(digits, (*at)[1]) : NULL;
        if (!low) {
            case_broken(c, "neither <XX XX>, <N*...>, <A..B*...> nor <!>");
            return;
        }
        uint8_t byte = (uint8_t)((high - digits) * 16 + (low - digits));
        case_append(c, &byte, 1);
        *at += 2;
        if (**at == ' ') *at += 1;
    }
}

static inline void case_text(test_case *c, const char **at, bool repeated);

static inline void case_repetition(test_case *c, const char **at) {
    size_t count = case_repetitions(c, at);
    if (**at != '*') case_broken(c, "a number of repetitions without its star");
    *at += 1;
    size_t start = c->length;
    case_text(c, at, true);
    size_t unit = c->length - start;
    c->length = start;
    for (size_t i = 0; i < count; i++) case_append(c, c->bytes + start, unit);
}

/* What stands between < and >. */
static inline void case_group(test_case *c, const char **at) {
    if (**at == '!') {
        if (c->mark != NO_MARK) case_broken(c, "two marks");
        c->mark = c->length;
        *at += 1;
    } else if (case_is_repetition(*at)) {
        case_repetition(c, at);
    } else {
        case_hexadecimal(c, at);
    }
    if (**at != '>') case_broken(c, "a < without its >");
    *at += 1;
}

static inline void case_text(test_case *c, const char **at, bool repeated) {
    while (**at != '\0' && !(repeated && **at == '>')) {
        if (**at == '<') {
            *at += 1;
            case_group(c, at);
        } else {
            uint8_t byte = (uint8_t)**at;
            case_append(c, &byte, 1);
            *at += 1;
        }
    }
}

/* Makes the body that the present steps of the ranges describe. */
static inline void case_expand(test_case *c) {
    const char *at = c->text;
    c->length = 0;
    c->mark = NO_MARK;
    c->seen = 0;
    case_text(c, &at, false);
}

/* Steps to the next body of the case; false where there was none left. */
static inline bool case_next(test_case *c) {
    for (size_t i = 0; i < c->range_count; i++) {
        if (c->ranges[i].now < c->ranges[i].high) {
            c->ranges[i].now++;
            case_expand(c);
            return true;
        }
        c->ranges[i].now = c->ranges[i].low;
    }
    return false;
}

/* The names are spelled out here, so that the translation functions of the library are not what the cases rest on. */
static inline bool case_result(const char *name, size_t length, jobstatus_result *result) {
    static const struct {
        const char *name;
        jobstatus_result result;
    } known[] = {
        {"ok", JOBSTATUS_OK},
        {"empty", JOBSTATUS_E_EMPTY},
        {"not-json", JOBSTATUS_E_NOT_JSON},
        {"truncated", JOBSTATUS_E_TRUNCATED},
        {"syntax", JOBSTATUS_E_SYNTAX},
        {"utf8", JOBSTATUS_E_UTF8},
        {"too-deep", JOBSTATUS_E_TOO_DEEP},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i].name) == length && memcmp(known[i].name, name, length) == 0) {
            *result = known[i].result;
            return true;
        }
    }
    return false;
}

/* Reads the next case of an open file; false at its end. */
static inline bool case_read(FILE *file, test_case *c) {
    static char line[LONGEST_LINE];
    while (fgets(line, sizeof line, file)) {
        c->line++;
        size_t length = strcspn(line, "\n");
        if (line[length] != '\n') case_broken(c, "the line is too long, or lacks its newline");
        line[length] = '\0';
        if (line[0] == '#' || line[0] == '\0') continue;
        size_t name = strcspn(line, " ");
        if (!case_result(line, name, &c->result) || line[name] != ' ') case_broken(c, "no case");
        memcpy(c->text, line + name + 1, length - name);
        c->range_count = 0;
        case_expand(c);
        return true;
    }
    return false;
}

#endif
