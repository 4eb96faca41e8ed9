/*
 * calls.c - see calls.h
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include "calls.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Failing ---- */

__attribute__((format(printf, 2, 0), noreturn)) static void fail(int status, const char *format, va_list arguments) {
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    _exit(status); /* also out of a thread, while others run */
}

void guest_failed(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fail(1, format, arguments);
}

void host_failed(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fail(2, format, arguments);
}

/* ---- The library ---- */

static void *function_of(void *handle, const char *name) {
    void *address = dlsym(handle, name);
    if (!address) {
        host_failed("%s", dlerror());
    }
    return address;
}

void open_library(library *opened, const char *path, int flags) {
    opened->handle = dlopen(path, flags);
    if (!opened->handle) {
        host_failed("%s", dlerror());
    }
#define LOOK_UP(name) *(void **)&opened->name = function_of(opened->handle, "jobstatus_" #name);
    FUNCTIONS(LOOK_UP)
#undef LOOK_UP
}

void close_library(library *opened) {
    if (dlclose(opened->handle) != 0) {
        host_failed("%s", dlerror());
    }
    memset(opened, 0, sizeof *opened);
}

/* ---- Bodies ---- */

static uint8_t *read_bytes(FILE *file, size_t length) {
    uint8_t *bytes = malloc(length + 1);
    if (!bytes || fread(bytes, 1, length, file) != length) {
        host_failed("the file of bodies ends too early");
    }
    bytes[length] = 0;
    return bytes;
}

/* A line with the numbers and the name, and behind it the bytes of pointer and body. */
static bool read_body(body *read, FILE *file) {
    memset(read, 0, sizeof *read);
    if (fscanf(file, "%d %zu %zu %127s", &read->http_status, &read->pointer_length, &read->length, read->name) != 4) {
        return false;
    }
    fgetc(file);
    read->pointer = (const char *)read_bytes(file, read->pointer_length);
    read->bytes = read_bytes(file, read->length);
    return true;
}

void read_bodies(bodies *read, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        host_failed("%s cannot be read", path);
    }
    *read = (bodies){NULL, 0};
    body next;
    while (read_body(&next, file)) {
        read->at = realloc(read->at, (read->count + 1) * sizeof next);
        if (!read->at) {
            host_failed("no memory for the bodies");
        }
        read->at[read->count++] = next;
    }
    if (!feof(file) || read->count == 0) {
        host_failed("%s is no file of bodies", path);
    }
    fclose(file);
}

/* ---- Calls ---- */

static uint64_t fold_bytes(uint64_t fold, const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    for (size_t i = 0; i < length; i++) {
        fold = (fold ^ at[i]) * 0x100000001B3u; /* FNV-1a */
    }
    return fold;
}

static uint64_t fold_number(uint64_t fold, uint64_t number) {
    return fold_bytes(fold, &number, sizeof number);
}

/* The structs have no bytes between their members. */
static uint64_t fold_record(uint64_t fold, const jobstatus_record *record) {
    return fold_bytes(fold, record, sizeof *record);
}

static uint64_t fold_parse(const library *with, const body *of, uint32_t vendor, workspace *space, uint64_t fold) {
    jobstatus_result result = with->parse(vendor, of->http_status, of->bytes, of->length, &space->record,
                                          sizeof space->record, space->items, sizeof space->items[0], MOST_ITEMS);
    uint32_t stored = space->record.item_count < MOST_ITEMS ? space->record.item_count : MOST_ITEMS;
    fold = fold_record(fold_number(fold, (uint64_t)(int64_t)result), &space->record);
    return fold_bytes(fold, space->items, stored * sizeof space->items[0]);
}

static uint64_t fold_list(const library *with, const body *of, uint32_t vendor, workspace *space, uint64_t fold) {
    memset(&space->page, 0, sizeof space->page);
    do {
        with->parse_list(vendor, of->http_status, of->bytes, of->length, &space->page, sizeof space->page,
                         space->records, sizeof space->records[0], RECORDS_OF_A_PAGE);
        fold = fold_bytes(fold, &space->page, sizeof space->page);
        for (uint32_t i = 0; i < space->page.returned; i++) {
            fold = fold_record(fold, &space->records[i]);
        }
    } while (space->page.next_offset != 0);
    return fold;
}

static uint64_t fold_span(const library *with, const body *of, const jobstatus_span *span, workspace *space,
                          uint64_t fold) {
    size_t length = with->text(of->bytes, of->length, span, space->text, sizeof space->text);
    return fold_bytes(fold_number(fold, length), space->text, strlen(space->text));
}

uint64_t fold_texts(const library *with, const body *of, const jobstatus_record *record, workspace *space,
                    uint64_t fold) {
    const jobstatus_span *end = (const jobstatus_span *)(record + 1);
    for (const jobstatus_span *span = &record->json; span < end; span++) {
        fold = fold_span(with, of, span, space, fold);
    }
    return fold;
}

static uint64_t fold_text(const library *with, const body *of, uint32_t vendor, workspace *space, uint64_t fold) {
    (void)vendor;
    fold = fold_texts(with, of, &space->record, space, fold);
    for (uint32_t i = 0; i < space->record.item_count && i < MOST_ITEMS; i++) {
        const jobstatus_item *item = &space->items[i];
        for (const jobstatus_span *span = &item->state_text; span < (const jobstatus_span *)(item + 1); span++) {
            fold = fold_span(with, of, span, space, fold);
        }
    }
    return fold;
}

static uint64_t fold_all_texts(const library *with, const body *of, uint32_t vendor, workspace *space, uint64_t fold) {
    (void)vendor;
    size_t length = with->texts(of->bytes, of->length, &space->record.id, sizeof(jobstatus_span), RECORD_TEXTS,
                                space->text, sizeof space->text, space->offsets);
    fold = fold_bytes(fold_number(fold, length), space->offsets, sizeof space->offsets);
    return fold_bytes(fold, space->text, strlen(space->text));
}

static uint64_t fold_detect(const library *with, const body *of, uint32_t vendor, workspace *space, uint64_t fold) {
    (void)vendor;
    (void)space;
    return fold_number(fold, with->detect(of->bytes, of->length));
}

static uint64_t fold_pointer(const library *with, const body *of, const char *pointer, size_t length,
                             workspace *space, uint64_t fold) {
    jobstatus_span found;
    jobstatus_result result = with->find(of->bytes, of->length, pointer, length, &found);
    fold = fold_bytes(fold_number(fold, (uint64_t)(int64_t)result), &found, sizeof found);
    return fold_span(with, of, &found, space, fold);
}

static uint64_t fold_find(const library *with, const body *of, uint32_t vendor, workspace *space, uint64_t fold) {
    (void)vendor;
    fold = fold_pointer(with, of, "", 0, space, fold);
    fold = fold_pointer(with, of, "/no~1such/0", 11, space, fold);
    return fold_pointer(with, of, of->pointer, of->pointer_length, space, fold);
}

static uint64_t fold_name(uint64_t fold, const char *name) {
    return name ? fold_bytes(fold, name, strlen(name)) : fold_number(fold, 0);
}

/* Each number's name, and the number of this name. */
#define FOLD_FAMILY(family, number)                                                                                    \
    do {                                                                                                               \
        const char *name = with->family##_name(number);                                                                \
        fold = fold_name(fold, name);                                                                                  \
        fold = fold_number(fold, (uint64_t)with->family##_from_name(name, name ? strlen(name) : 0));                   \
    } while (0)

static uint64_t fold_names(const library *with, const body *of, uint32_t vendor, workspace *space, uint64_t fold) {
    (void)of;
    (void)vendor;
    (void)space;
    for (uint32_t number = 0; number < 16; number++) {
        FOLD_FAMILY(vendor, number);
        FOLD_FAMILY(kind, number);
        FOLD_FAMILY(state, number);
        FOLD_FAMILY(advice, number);
        FOLD_FAMILY(fault, number);
        FOLD_FAMILY(flag, UINT32_C(1) << number);
        FOLD_FAMILY(item_kind, number);
        fold = fold_name(fold, with->vendor_title(number));
    }
    for (jobstatus_result result = JOBSTATUS_OK; result > -80; result--) {
        FOLD_FAMILY(result, result);
    }
    return fold_name(fold_number(fold, with->version_number()), with->version_string());
}

const named_part parts[PARTS] = {
    {"parse", fold_parse}, {"text", fold_text},     {"texts", fold_all_texts}, {"parse_list", fold_list},
    {"find", fold_find},   {"detect", fold_detect}, {"names", fold_names},
};

uint64_t answers(const library *with, const body *of, uint32_t vendor, workspace *space) {
    uint64_t fold = 0xCBF29CE484222325u; /* FNV-1a */
    for (size_t i = 0; i < PARTS; i++) {
        fold = parts[i].call(with, of, vendor, space, fold);
    }
    return fold;
}

void expect_answers(const library *with, bodies *of) {
    static workspace space;
    for (size_t i = 0; i < of->count; i++) {
        for (uint32_t vendor = 0; vendor < VENDORS; vendor++) {
            of->at[i].expected[vendor] = answers(with, &of->at[i], vendor, &space);
        }
    }
}

bool answers_hold(const library *with, const bodies *of, workspace *space) {
    for (size_t i = 0; i < of->count; i++) {
        for (uint32_t vendor = 0; vendor < VENDORS; vendor++) {
            if (answers(with, &of->at[i], vendor, space) != of->at[i].expected[vendor]) {
                return false;
            }
        }
    }
    return true;
}

uint64_t all_answers(const library *with, const bodies *of, workspace *space) {
    uint64_t fold = 0;
    for (size_t i = 0; i < of->count; i++) {
        for (uint32_t vendor = 0; vendor < VENDORS; vendor++) {
            fold = fold_number(fold, answers(with, &of->at[i], vendor, space));
        }
    }
    return fold;
}
