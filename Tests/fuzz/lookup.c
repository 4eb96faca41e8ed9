/*
 * lookup.c - members by their JSON Pointers, texts, words and numbers
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "meaning.h"

enum {
    LONGEST_POINTER = 64,
};

const jobstatus_span absent = {0};

/* ---- Looking up ---- */

static value_kind kind_at(const uint8_t *value) {
    switch (*value) {
    case '{':
        return OBJECT_VALUE;
    case '[':
        return ARRAY_VALUE;
    case 'n':
        return NULL_VALUE;
    case 't':
        return TRUE_VALUE;
    case 'f':
        return FALSE_VALUE;
    default:
        return NUMBER_VALUE;
    }
}

value_kind look(const scope *in, const char *pointer, jobstatus_span *span) {
    const uint8_t *start = in->of->bytes + in->offset;
    jobstatus_result result = jobstatus_find(start, in->length, pointer, strlen(pointer), span);
    if (result != JOBSTATUS_OK) {
        require(result == JOBSTATUS_E_NOT_FOUND, "find says %d of a part of valid JSON", result);
        return NO_VALUE;
    }
    bool is_string = span->offset > 0 && start[span->offset - 1] == '"';
    value_kind kind = is_string ? STRING_VALUE : kind_at(start + span->offset);
    span->offset += in->offset;
    return kind;
}

value_kind kind_of(const scope *in, const char *pointer) {
    jobstatus_span span;
    return look(in, pointer, &span);
}

bool has(const scope *in, const char *pointer) {
    return kind_of(in, pointer) != NO_VALUE;
}

jobstatus_span text(const scope *in, const char *pointer) {
    jobstatus_span span;
    value_kind kind = pointer == NULL ? NO_VALUE : look(in, pointer, &span);
    bool is_text = (kind == STRING_VALUE && span.length > 0) || kind == NUMBER_VALUE;
    return is_text ? span : absent;
}

bool has_text(const scope *in, const char *pointer) {
    return text(in, pointer).length > 0;
}

jobstatus_span first_of(jobstatus_span first, jobstatus_span second) {
    return first.length > 0 ? first : second;
}

jobstatus_span either(const scope *in, const char *first, const char *second) {
    return first_of(text(in, first), text(in, second));
}

scope inside(const scope *in, const char *pointer) {
    jobstatus_span span;
    value_kind kind = look(in, pointer, &span);
    require(kind == OBJECT_VALUE || kind == ARRAY_VALUE, "%s holds nothing", pointer);
    return (scope){in->of, span.offset, span.length};
}

/* ---- Comparing ---- */

void check_is(const jobstatus_span *got, jobstatus_span expected, const char *name) {
    require(memcmp(got, &expected, sizeof expected) == 0, "%s is %u+%u, not %u+%u", name, got->offset, got->length,
            expected.offset, expected.length);
}

bool is_text_equal(const body *of, const jobstatus_span *span, const char *expected) {
    size_t length;
    char *whole = decoded(of, span, &length);
    bool is_equal = length == strlen(expected) && memcmp(whole, expected, length) == 0;
    free(whole);
    return is_equal;
}

bool is_same_text(const body *of, const jobstatus_span *span, const body *of_other, const jobstatus_span *other) {
    size_t length, other_length;
    char *whole = decoded(of, span, &length), *other_whole = decoded(of_other, other, &other_length);
    bool is_same = length == other_length && memcmp(whole, other_whole, length) == 0;
    free(whole);
    free(other_whole);
    return is_same;
}

/* ---- First items ---- */

bool first_item(const scope *in, const char *array, scope *element, jobstatus_span *message) {
    char pointer[LONGEST_POINTER];
    *message = absent;
    for (size_t i = 0;; i++) {
        snprintf(pointer, sizeof pointer, "%s/%zu", array, i);
        jobstatus_span span;
        value_kind value = kind_of(in, array) == ARRAY_VALUE ? look(in, pointer, &span) : NO_VALUE;
        if (value == NO_VALUE) {
            return false;
        }
        if (value == OBJECT_VALUE) {
            *element = (scope){in->of, span.offset, span.length};
            return true;
        }
        *message = text(in, pointer);
        if (message->length > 0) {
            return false;
        }
    }
}

jobstatus_span of_first_item(const scope *in, const char *array, const char *first, const char *second) {
    scope element;
    jobstatus_span message;
    bool is_object = first_item(in, array, &element, &message);
    return is_object ? either(&element, first, second) : message;
}

jobstatus_span code_of_first_item(const scope *in, const char *array) {
    scope element;
    jobstatus_span message;
    return first_item(in, array, &element, &message) ? text(&element, "/code") : absent;
}

/* ---- Words ---- */

void word_of(const body *of, const jobstatus_span *span, char word[32]) {
    size_t length, end = 0;
    char *whole = decoded(of, span, &length);
    for (size_t i = 0; i < length; i++) {
        char c = whole[i];
        if (c == '-' || c == '_' || c == ' ') {
            continue;
        }
        word[end++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if (c == '\0' || end == 31) {
            end = 0;
            break;
        }
    }
    word[end] = '\0';
    free(whole);
}

static const state_word state_words[] = {
    {PALO_ALTO, "pend", JOBSTATUS_STATE_QUEUED},         {PALO_ALTO, "act", JOBSTATUS_STATE_RUNNING},
    {PALO_ALTO, "pushsent", JOBSTATUS_STATE_RUNNING},    {PALO_ALTO, "fin", JOBSTATUS_STATE_ENDED},
    {PALO_ALTO, "pushfail", JOBSTATUS_STATE_FAILED},     {PALO_ALTO, "pushtimeout", JOBSTATUS_STATE_FAILED},
    {PALO_ALTO, "pushabort", JOBSTATUS_STATE_CANCELLED}, {ORANGE, "acknowledged", JOBSTATUS_STATE_QUEUED},
    {ORANGE, "inprogress", JOBSTATUS_STATE_RUNNING},     {ORANGE, "completed", JOBSTATUS_STATE_SUCCEEDED},
    {ORANGE, "failed", JOBSTATUS_STATE_FAILED},          {CISCO, "pending", JOBSTATUS_STATE_QUEUED},
    {CISCO, "running", JOBSTATUS_STATE_RUNNING},         {CISCO, "inprogress", JOBSTATUS_STATE_RUNNING},
    {CISCO, "deploying", JOBSTATUS_STATE_RUNNING},       {CISCO, "success", JOBSTATUS_STATE_SUCCEEDED},
    {CISCO, "succeeded", JOBSTATUS_STATE_SUCCEEDED},     {CISCO, "completed", JOBSTATUS_STATE_SUCCEEDED},
    {CISCO, "deployed", JOBSTATUS_STATE_SUCCEEDED},      {CISCO, "failed", JOBSTATUS_STATE_FAILED},
    {CISCO, "failure", JOBSTATUS_STATE_FAILED},          {CISCO, "cancelled", JOBSTATUS_STATE_CANCELLED},
    {CISCO, "canceled", JOBSTATUS_STATE_CANCELLED},      {CLOUD, "processing", JOBSTATUS_STATE_RUNNING},
    {CLOUD, "polling", JOBSTATUS_STATE_RUNNING},         {CLOUD, "complete", JOBSTATUS_STATE_SUCCEEDED},
    {CLOUD, "failed", JOBSTATUS_STATE_FAILED},           {NETAPP, "queued", JOBSTATUS_STATE_QUEUED},
    {NETAPP, "running", JOBSTATUS_STATE_RUNNING},        {NETAPP, "paused", JOBSTATUS_STATE_PAUSED},
    {NETAPP, "success", JOBSTATUS_STATE_SUCCEEDED},      {NETAPP, "failure", JOBSTATUS_STATE_FAILED},
};

uint32_t state_in(const state_word *words, size_t count, uint32_t vendor, const char *word) {
    for (size_t i = 0; i < count; i++) {
        if (words[i].vendor == vendor && strcmp(words[i].word, word) == 0) {
            return words[i].state;
        }
    }
    return JOBSTATUS_STATE_UNKNOWN;
}

uint32_t state_of(const body *of, uint32_t vendor, const jobstatus_span *span) {
    char word[32];
    word_of(of, span, word);
    return state_in(state_words, sizeof state_words / sizeof state_words[0], vendor, word);
}

/* ---- Numbers ---- */

/* A short number; false for every other text. What is longer than a double can tell is nobody's percentage. */
bool short_number(const body *of, const jobstatus_span *span, double *number) {
    size_t length;
    char *whole = decoded(of, span, &length);
    verdict judged = reference_judge((const uint8_t *)whole, length);
    bool is_number = judged.result == JOBSTATUS_OK && judged.start == 0 && judged.end == length &&
                     kind_at((const uint8_t *)whole) == NUMBER_VALUE && whole[0] != '"';
    *number = is_number ? strtod(whole, NULL) : -1;
    free(whole);
    return is_number;
}
