/*
 * calls.h - what the programs of this folder share: a library, bodies, and every call of the library on a body
 *
 * Each program is a host: its first argument is the library, its second a file of bodies, which test_host.py writes.
 * A host that finds what it looks for says what, and exits with 1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOBSTATUS_HOST_CALLS_H
#define JOBSTATUS_HOST_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jobstatus.h>

/* Every function of the header. */
#define FUNCTIONS(X)                                                                                                   \
    X(parse) X(parse_list) X(text) X(texts) X(detect) X(find)                                                          \
    X(vendor_name) X(vendor_title) X(result_name) X(kind_name) X(state_name) X(advice_name) X(fault_name)              \
    X(flag_name) X(item_kind_name)                                                                                     \
    X(vendor_from_name) X(result_from_name) X(kind_from_name) X(state_from_name) X(advice_from_name)                   \
    X(fault_from_name) X(flag_from_name) X(item_kind_from_name)                                                        \
    X(version_number) X(version_string)

enum {
    VENDORS = 6, /* those of the header, and JOBSTATUS_VENDOR_UNKNOWN */
    MOST_ITEMS = 32,
    RECORDS_OF_A_PAGE = 2, /* few, so that a list takes several calls */
    LONGEST_TEXT = 512,
    RECORD_TEXTS = 16, /* they stand side by side, from id to request_id */
};

typedef struct library {
    void *handle;
#define MEMBER(name) __typeof__(jobstatus_##name) *name;
    FUNCTIONS(MEMBER)
#undef MEMBER
} library;

typedef struct body {
    char name[128];
    int32_t http_status;
    const char *pointer; /* of a value in it, deep inside where it is deep */
    size_t pointer_length;
    const uint8_t *bytes;
    size_t length;
    uint64_t expected[VENDORS]; /* what `answers` comes to, once `expect_answers` has asked in peace */
} body;

typedef struct bodies {
    body *at;
    size_t count;
} bodies;

/* What the calls write: the caller's, so that no call takes more of the stack than the library does. */
typedef struct workspace {
    jobstatus_record record;
    jobstatus_item items[MOST_ITEMS];
    jobstatus_page page;
    jobstatus_record records[RECORDS_OF_A_PAGE];
    char text[LONGEST_TEXT];
    int64_t offsets[RECORD_TEXTS + 1];
} workspace;

/* Ends the host: with 1 where the library is at fault, with 2 where something else is. */
__attribute__((format(printf, 1, 2), noreturn)) void guest_failed(const char *format, ...);
__attribute__((format(printf, 1, 2), noreturn)) void host_failed(const char *format, ...);

/* dlopen with these flags; every function must be there. */
void open_library(library *opened, const char *path, int flags);

void close_library(library *opened);

void read_bodies(bodies *read, const char *path);

/* A group of calls. Their answers are folded into `fold`, so that any other answer makes another number. Parts are
   called in their order, on one workspace: the texts are those of the record that was parsed before. */
typedef uint64_t part(const library *with, const body *of, uint32_t vendor, workspace *space, uint64_t fold);

typedef struct named_part {
    const char *name;
    part *call;
} named_part;

enum { PARTS = 7 };
extern const named_part parts[PARTS];

/* Calls every function of the library, with the body where the function takes one; and beside the library nothing but
   memset and strlen. */
uint64_t answers(const library *with, const body *of, uint32_t vendor, workspace *space);

/* The texts of a record that is only read. */
uint64_t fold_texts(const library *with, const body *of, const jobstatus_record *record, workspace *space,
                    uint64_t fold);

void expect_answers(const library *with, bodies *of);

/* Whether all calls on all bodies, with every vendor, answer as expected. */
bool answers_hold(const library *with, const bodies *of, workspace *space);

/* The answers of all bodies and vendors as one number. */
uint64_t all_answers(const library *with, const bodies *of, workspace *space);

#endif
