/*
 * pointer.c - what holds for jobstatus_find
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum {
    LONGEST_POINTER = 256,
    LONGEST_INDEX = 24, /* of an element, as a segment */
    DEEPEST_WALK = 24,
    MOST_VISITS = 6, /* a walk takes some of the pointers there are, others with another seed */
};

static jobstatus_result find(const body *of, const char *pointer, size_t length, jobstatus_span *span) {
    char *copy = room(length);
    memcpy(copy, pointer, length);
    jobstatus_result result = jobstatus_find(of->bytes, of->length, copy, length, span);
    require(result == JOBSTATUS_OK || (span->offset | span->length | span->escapes) == 0, "find leaves a span");
    require(span->offset <= of->length && span->length <= of->length - span->offset, "find points outside");
    free(copy);
    return result;
}

static bool is_pointer(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        bool is_escaped = i + 1 < length && (text[i + 1] == '0' || text[i + 1] == '1');
        if ((i == 0 && text[i] != '/') || (text[i] == '~' && !is_escaped)) {
            return false;
        }
    }
    return true;
}

/* The empty pointer makes a validator. */
static void check_whole_document(const body *of, const verdict *judged) {
    jobstatus_span span = {.offset = 1, .length = 2, .escapes = 3};
    jobstatus_result result = find(of, "", 0, &span);
    require(result == judged->result, "the document is %d where %d is right", result, judged->result);
    if (result == JOBSTATUS_OK) {
        size_t quote = of->bytes[judged->start] == '"';
        require(span.offset == judged->start + quote && span.length == judged->end - judged->start - 2 * quote,
                "the document is at %u+%u", span.offset, span.length);
        check_text(of, &span, true);
    }
}

/* That what was found is a whole value. */
static void check_found(const body *of, const jobstatus_span *span) {
    bool is_string = span->offset > 0 && of->bytes[span->offset - 1] == '"';
    const uint8_t *start = of->bytes + span->offset - is_string;
    size_t length = span->length + 2 * (size_t)is_string;
    require(start + length <= of->bytes + of->length, "a string has no end");
    verdict judged = reference_judge(start, length);
    require(judged.result == JOBSTATUS_OK && judged.start == 0 && judged.end == length, "no value at %u+%u",
            span->offset, span->length);
    if (span->length > 0) {
        check_text(of, span, true);
    }
}

/* That a pointer finds what its last segment finds in what the segments before it find. */
static void check_in_two_steps(const body *of, const char *pointer, size_t length, jobstatus_result result,
                               const jobstatus_span *span) {
    size_t cut = length;
    while (cut > 0 && pointer[--cut] != '/') {
    }
    jobstatus_span outer, inner = {0};
    jobstatus_result found = find(of, pointer, cut, &outer);
    bool is_string = found == JOBSTATUS_OK && outer.offset > 0 && of->bytes[outer.offset - 1] == '"';
    if (found == JOBSTATUS_OK && is_string) {
        found = JOBSTATUS_E_NOT_FOUND;
    } else if (found == JOBSTATUS_OK) {
        body part = {.bytes = of->bytes + outer.offset, .length = outer.length};
        found = find(&part, pointer + cut, length - cut, &inner);
        inner.offset += found == JOBSTATUS_OK ? outer.offset : 0;
    }
    require(found == result && memcmp(&inner, span, sizeof inner) == 0, "a pointer in two steps finds another value");
}

static void check_valid(const body *of, const char *pointer, size_t length, jobstatus_result result,
                        const jobstatus_span *span) {
    require(result == JOBSTATUS_OK || result == JOBSTATUS_E_NOT_FOUND, "find says %d of valid JSON", result);
    if (result == JOBSTATUS_OK) {
        check_found(of, span);
    }
    if (length > 0) {
        check_in_two_steps(of, pointer, length, result, span);
    }
}

void check_pointer(const body *of, const verdict *judged, const char *pointer, size_t length) {
    check_whole_document(of, judged);
    jobstatus_span span;
    jobstatus_result result = find(of, pointer, length, &span);
    if (!is_pointer(pointer, length)) {
        require(result == JOBSTATUS_E_POINTER, "no pointer, and find says %d", result);
    } else if (judged->result != JOBSTATUS_OK) {
        require(result == judged->result, "find says %d where %d is right", result, judged->result);
    } else {
        check_valid(of, pointer, length, result, &span);
    }
}

/* ---- The pointers to what a body holds ---- */

/* A walk through a valid document, with the pointer to where it stands. */
typedef struct walk {
    const body *of;
    unsigned seed;
    size_t visits;
    char pointer[LONGEST_POINTER];
} walk;

static size_t walk_value(walk *walk, size_t at, size_t length, size_t depth);

static size_t next_value(const walk *walk, size_t at) {
    return skip_space(walk->of->bytes, walk->of->length, at);
}

static void visit(walk *walk, size_t length) {
    jobstatus_span span;
    walk->seed = walk->seed * 1103515245u + 12345u;
    if (walk->visits < MOST_VISITS && walk->seed >> 30 == 0) {
        walk->visits++;
        jobstatus_result result = find(walk->of, walk->pointer, length, &span);
        check_valid(walk->of, walk->pointer, length, result, &span);
    }
}

/* Writes a member's name, which lies between two quotes, behind the pointer; 0 where there is no room. */
static size_t append_name(walk *walk, size_t length, size_t start, size_t end) {
    size_t count;
    uint32_t escapes = memchr(walk->of->bytes + start, '\\', end - start) == NULL ? 0 : 1;
    jobstatus_span span = {.offset = (uint32_t)start, .length = (uint32_t)(end - start), .escapes = escapes};
    char *name = decoded(walk->of, &span, &count);
    walk->pointer[length++] = '/';
    for (size_t i = 0; i < count && length != 0; i++) {
        if (length + 2 >= LONGEST_POINTER) {
            length = 0;
        } else if (name[i] == '~' || name[i] == '/') {
            walk->pointer[length++] = '~';
            walk->pointer[length++] = name[i] == '~' ? '0' : '1';
        } else {
            walk->pointer[length++] = name[i];
        }
    }
    free(name);
    return length;
}

/* A member or an element; answers where it ends. */
static size_t walk_member(walk *walk, size_t at, size_t length, size_t depth, bool is_object, size_t index) {
    const uint8_t *bytes = walk->of->bytes;
    size_t inner;
    if (is_object) {
        size_t end = string_end(bytes, walk->of->length, at);
        inner = append_name(walk, length, at + 1, end - 1);
        at = next_value(walk, next_value(walk, end) + 1);
    } else {
        inner = length + (size_t)snprintf(walk->pointer + length, LONGEST_POINTER - length, "/%zu", index);
    }
    bool has_room = inner != 0 && inner + LONGEST_INDEX < LONGEST_POINTER && depth < DEEPEST_WALK;
    return has_room ? walk_value(walk, at, inner, depth + 1) : value_end(bytes, walk->of->length, at);
}

/* The value at `at`, to which the first `length` bytes of the pointer point; answers where it ends. */
static size_t walk_value(walk *walk, size_t at, size_t length, size_t depth) {
    const uint8_t *bytes = walk->of->bytes;
    visit(walk, length);
    bool is_object = bytes[at] == '{';
    if (!is_object && bytes[at] != '[') {
        return value_end(bytes, walk->of->length, at);
    }
    at = next_value(walk, at + 1);
    for (size_t index = 0; bytes[at] != '}' && bytes[at] != ']'; index++) {
        at = next_value(walk, walk_member(walk, at, length, depth, is_object, index));
        if (bytes[at] == ',') {
            at = next_value(walk, at + 1);
        }
    }
    return at + 1;
}

void check_pointers_of(const body *of, const verdict *judged, unsigned seed) {
    walk walk = {.of = of, .seed = seed};
    if (!judged->scalar) {
        walk_value(&walk, judged->start, 0, 0);
    }
}
