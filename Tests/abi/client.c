/*
 * A program of a user's, compiled against one version of the header and run with the library of another: it prints all
 * that it is told about each body.
 *
 *     client VENDOR FILE...
 *
 * members.h, which test_clients.py writes, prints the members of each struct by their names, where this program was
 * compiled to find them. All memory that the library may write is filled before, and looked at behind: a library that
 * knows more members than this program must not write them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <jobstatus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "members.h"

#define FILL 0xA5
#define ITEMS 3
#define RECORDS 2
#define LONGEST 65536

static unsigned char body[LONGEST];
static size_t length;

/* As much of the caller's memory as any version's struct could run over. */
struct guard {
    unsigned char bytes[256];
};

static struct {
    jobstatus_record job;
    struct guard behind_job;
    jobstatus_item items[ITEMS];
    struct guard behind_items;
    jobstatus_page page;
    struct guard behind_page;
    jobstatus_record records[RECORDS];
    struct guard behind_records;
} memory;

static void check(const char *name, const struct guard *guard) {
    for (size_t at = 0; at < sizeof guard->bytes; at++) {
        if (guard->bytes[at] != FILL) {
            printf("memory behind %s was written\n", name);
            exit(1);
        }
    }
}

static void check_memory(void) {
    check("the record", &memory.behind_job);
    check("the items", &memory.behind_items);
    check("the page", &memory.behind_page);
    check("the records", &memory.behind_records);
}

static void read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    length = fread(body, 1, sizeof body, file);
    if (!feof(file)) {
        printf("%s is too long\n", path);
        exit(1);
    }
    fclose(file);
}

static void show_text(const char *name, const jobstatus_span *span) {
    char text[512];
    size_t whole = jobstatus_text(body, length, span, text, sizeof text);
    printf("  %s %u %u %u %zu %s\n", name, (unsigned)span->offset, (unsigned)span->length, (unsigned)span->escapes,
           whole, text);
}

static void parse(uint32_t vendor) {
    memset(&memory, FILL, sizeof memory);
    jobstatus_result result = jobstatus_parse(vendor, 200, body, length, &memory.job, sizeof memory.job, memory.items,
                                              sizeof memory.items[0], ITEMS);
    printf(" parse %d %s\n", (int)result, jobstatus_result_name(result));
    show_jobstatus_record(&memory.job, show_text);
    for (uint32_t i = 0; i < ITEMS && i < memory.job.item_count; i++) {
        show_jobstatus_item(&memory.items[i], show_text);
    }
    check_memory();
}

static void parse_list(uint32_t vendor) {
    memset(&memory, FILL, sizeof memory);
    memset(&memory.page, 0, sizeof memory.page);
    do {
        jobstatus_result result = jobstatus_parse_list(vendor, 200, body, length, &memory.page, sizeof memory.page,
                                                       memory.records, sizeof memory.records[0], RECORDS);
        printf(" page %d\n", (int)result);
        show_jobstatus_page(&memory.page, show_text);
        for (uint32_t i = 0; i < memory.page.returned; i++) {
            show_jobstatus_record(&memory.records[i], show_text);
        }
        check_memory();
    } while (memory.page.next_offset != 0);
}

int main(int count, char **arguments) {
    if (count < 3) {
        return 2;
    }
    uint32_t vendor = jobstatus_vendor_from_name(arguments[1], strlen(arguments[1]));
    for (int i = 2; i < count; i++) {
        read_file(arguments[i]);
        printf("%s\n", arguments[i]);
        parse(vendor);
        parse_list(vendor);
    }
    show_later_constants();
    return 0;
}
