/*
 * meaning.h - what the parts share that hold a record to section 9 of the header
 *
 *     meaning.c   what a body is, and which part says what comes of it; pages
 *     job.c       the fields of jobs
 *     answers.c   answers of starting calls, error envelopes
 *     items.c     items
 *     lookup.c    members by their pointers, texts, words, numbers
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOBSTATUS_FUZZ_MEANING_H
#define JOBSTATUS_FUZZ_MEANING_H

#include "fuzz.h"

enum {
    PALO_ALTO = JOBSTATUS_VENDOR_PALO_ALTO_SCM,
    ORANGE = JOBSTATUS_VENDOR_ORANGE_EVOLUTION,
    CISCO = JOBSTATUS_VENDOR_CISCO_CDFMC,
    CLOUD = JOBSTATUS_VENDOR_CLOUD_FOUNDRY,
    NETAPP = JOBSTATUS_VENDOR_NETAPP_ONTAP,
};

typedef enum value_kind {
    NO_VALUE,
    NULL_VALUE,
    TRUE_VALUE,
    FALSE_VALUE,
    NUMBER_VALUE,
    STRING_VALUE,
    ARRAY_VALUE,
    OBJECT_VALUE,
} value_kind;

/* An object or an array of the body, in which pointers are looked up. */
typedef struct scope {
    const body *of;
    uint32_t offset;
    uint32_t length;
} scope;

typedef struct state_word {
    uint32_t vendor;
    const char *word;
    uint32_t state;
} state_word;

/* ---- lookup.c ---- */

extern const jobstatus_span absent;

/* The value that a pointer names; its span with the offset that it has in the body. */
value_kind look(const scope *in, const char *pointer, jobstatus_span *span);
value_kind kind_of(const scope *in, const char *pointer);
bool has(const scope *in, const char *pointer);

/* A member as a text: a string that is not empty, or the token of a number. NULL is a member that nobody has. */
jobstatus_span text(const scope *in, const char *pointer);
bool has_text(const scope *in, const char *pointer);
jobstatus_span either(const scope *in, const char *first, const char *second);
jobstatus_span first_of(jobstatus_span first, jobstatus_span second);

/* The object or array at a pointer as a scope of its own. */
scope inside(const scope *in, const char *pointer);

void check_is(const jobstatus_span *got, jobstatus_span expected, const char *name);
bool is_text_equal(const body *of, const jobstatus_span *span, const char *expected);
bool is_same_text(const body *of, const jobstatus_span *span, const body *of_other, const jobstatus_span *other);

/* The first element of an array that is an item, as a scope; false where there is none, or none that is an object. */
bool first_item(const scope *in, const char *array, scope *element, jobstatus_span *message);

/* A text of the first item of an array; where that item is a text, it is its message. */
jobstatus_span of_first_item(const scope *in, const char *array, const char *first, const char *second);
jobstatus_span code_of_first_item(const scope *in, const char *array);

/* The text without what does not count in words; "" where it is no word, also where it is too long to be one. */
void word_of(const body *of, const jobstatus_span *span, char word[32]);
uint32_t state_in(const state_word *words, size_t count, uint32_t vendor, const char *word);
uint32_t state_of(const body *of, uint32_t vendor, const jobstatus_span *span);

/* Whether a text is a number, and which, as far as a double can tell. */
bool short_number(const body *of, const jobstatus_span *span, double *number);

/* ---- items.c ---- */

void check_items_of_rows(const scope *in, const answer *got);
void check_links(const scope *in, const answer *got);
void check_document_in_string(const scope *in, const answer *got);

/* ---- job.c, answers.c ---- */

void check_job(const scope *in, const answer *got);
void check_accepted(const scope *in, const jobstatus_record *record);
void check_error(const scope *in, const answer *got);

#endif
