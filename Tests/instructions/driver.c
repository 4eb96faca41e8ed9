/*
 * driver.c - reads each body of a set once, for a profiler that looks on
 *
 *     driver LIBRARY VENDOR record|list FILE
 *
 * FILE is a set as Tests/Benchmarks/corpus.py writes it. The library is loaded with all its symbols bound, so that no
 * call of it has the dynamic linker's work in it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jobstatus.h"

enum { PAGE = 64 };

static jobstatus_result (*parse)(uint32_t, int32_t, const void *, size_t, jobstatus_record *, size_t, jobstatus_item *,
                                 size_t, size_t);
static jobstatus_result (*parse_list)(uint32_t, int32_t, const void *, size_t, jobstatus_page *, size_t,
                                      jobstatus_record *, size_t, size_t);

static void fail(const char *why) {
    fprintf(stderr, "driver: %s\n", why);
    exit(1);
}

static void load(const char *path) {
    void *library = dlopen(path, RTLD_NOW);
    if (library == NULL)
        fail(dlerror());
    *(void **)&parse = dlsym(library, "jobstatus_parse");
    *(void **)&parse_list = dlsym(library, "jobstatus_parse_list");
    if (parse == NULL || parse_list == NULL)
        fail("no such function");
}

static uint32_t read_number(FILE *file) {
    unsigned char bytes[4];
    if (fread(bytes, 1, sizeof bytes, file) != sizeof bytes)
        fail("the set is cut");
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void read_record(uint32_t vendor, const char *body, uint32_t length) {
    jobstatus_record job;
    if (parse(vendor, 200, body, length, &job, sizeof job, NULL, 0, 0) != JOBSTATUS_OK)
        fail("no record");
}

static void read_list(uint32_t vendor, const char *body, uint32_t length) {
    static jobstatus_record records[PAGE];
    jobstatus_page page;
    memset(&page, 0, sizeof page);
    do {
        if (parse_list(vendor, 200, body, length, &page, sizeof page, records, sizeof records[0], PAGE) != JOBSTATUS_OK)
            fail("no list");
    } while (page.next_offset != 0);
}

int main(int argc, char **argv) {
    if (argc != 5)
        fail("usage: driver LIBRARY VENDOR record|list FILE");
    load(argv[1]);
    uint32_t vendor = (uint32_t)strtoul(argv[2], NULL, 10);
    int is_list = strcmp(argv[3], "list") == 0;
    FILE *file = fopen(argv[4], "rb");
    if (file == NULL)
        fail("no such file");
    for (uint32_t left = read_number(file); left > 0; left--) {
        uint32_t length = read_number(file);
        char *body = malloc(length);
        if (body == NULL || fread(body, 1, length, file) != length)
            fail("the set is cut");
        (is_list ? read_list : read_record)(vendor, body, length);
        free(body);
    }
    fclose(file);
    return 0;
}
