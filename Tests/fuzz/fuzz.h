/*
 * fuzz.h - what the parts of the fuzzing harness share
 *
 *     fuzz.c      what libFuzzer calls
 *     replay.c    the same for the inputs of a folder, without libFuzzer
 *     calls.c     takes an input apart, calls the library in many ways and compares the answers with each other
 *     record.c    what holds for every record, item and page: the constants, the counts, fault and advice
 *     text.c      what holds for every text, and a second decoder to compare with
 *     pointer.c   what holds for jobstatus_find
 *     meaning.c   what section 9 of the header makes of each vendor's members; its parts stand in meaning.h
 *     mutate.c    changes to a body that keep it JSON
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOBSTATUS_FUZZ_H
#define JOBSTATUS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jobstatus.h>

#include "../conformance/reference.h"

/* A body in memory of its own: it ends where its allocation ends, so that a byte read behind it is noticed. */
typedef struct body {
    const uint8_t *bytes;
    size_t length;
    void *allocation;
} body;

/* What one call of jobstatus_parse has answered. */
typedef struct answer {
    jobstatus_record record;
    jobstatus_item *items;
    size_t stored; /* of record.item_count, those that the array had room for */
} answer;

/* ---- calls.c ---- */

/* Makes the calls that an input asks for. `excess` bytes behind the body are said to belong to it. */
void run_input(const uint8_t *data, size_t size, size_t excess);

/* Where the body of an input begins, 0 where the input is too short to have one. */
size_t body_of_input(const uint8_t *data, size_t size);

/* Has an input that has a body ask for other checks. */
void ask_for_checks(uint8_t *data, unsigned number);

/* Ends the run with a message where something does not hold. */
__attribute__((format(printf, 2, 3))) void require(bool holds, const char *format, ...);

/* Memory of exactly `size` bytes, filled with what the library would not write. */
void *room(size_t size);

/* ---- record.c ---- */

/* That a record is valid, whatever the body was; an element of a list has its JSON also where it is no job. */
void check_record(const body *of, const jobstatus_record *record, int32_t status, bool is_element);

/* That a record says of a whole body's grammar what the reference says. */
void check_record_against_verdict(const body *of, const jobstatus_record *record, const verdict *expected);

/* All items of a record, and that they are as many as it counts. */
void check_items(const body *of, const jobstatus_record *record, const jobstatus_item *items);

void check_page(const body *of, const jobstatus_page *page, size_t record_capacity);

/* Calls `visit` for every span of a record or an item, with its name. */
typedef void span_visitor(const body *of, const jobstatus_span *span, const char *name);
void each_span_of_record(const body *of, const jobstatus_record *record, span_visitor *visit);
void each_span_of_item(const body *of, const jobstatus_item *item, span_visitor *visit);

/* ---- text.c ---- */

/* The text of a span that the library has made, NUL-terminated; to be freed. */
char *decoded(const body *of, const jobstatus_span *span, size_t *length);

/* That jobstatus_text answers alike for all sizes of the buffer; of a span the library has made, the right text. */
void check_text(const body *of, const jobstatus_span *span, bool is_own);

/* That jobstatus_texts writes what jobstatus_text writes, for spans that are `stride` bytes apart. */
void check_texts_together(const body *of, const jobstatus_span *first, size_t stride, size_t count);

/* ---- pointer.c ---- */

/* What jobstatus_find says of any text as a pointer into any body. */
void check_pointer(const body *of, const verdict *judged, const char *pointer, size_t length);

/* Finds the members and elements of a valid document, by their pointers. */
void check_pointers_of(const body *of, const verdict *judged, unsigned seed);

/* ---- meaning.c ---- */

/* That a record of a whole body is what section 9 makes of the body. The reference has found nothing wrong with it. */
void check_meaning(const body *of, uint32_t vendor, const answer *got);

/* That what the last page of a list says of the whole list is what section 9 says. */
void check_meaning_of_page(const body *of, const jobstatus_page *page);

/* ---- mutate.c ---- */

/* Where a string, a value, a gap of white space ends that begins at `at`, whether or not it is valid. */
size_t string_end(const uint8_t *bytes, size_t length, size_t at);
size_t value_end(const uint8_t *bytes, size_t length, size_t at);
size_t skip_space(const uint8_t *bytes, size_t length, size_t at);

size_t mutate_json(uint8_t *bytes, size_t length, size_t capacity, unsigned seed);

#endif
