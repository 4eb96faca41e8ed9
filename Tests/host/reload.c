/*
 * reload.c - loads the library, calls it and unloads it, again and again
 *
 *     reload LIBRARY BODIES ROUNDS
 *
 * Nothing of the library may be left after each round, and the process may not grow: neither its address space, nor its
 * resident memory, nor its heap. The first rounds are for what the C library keeps for the next time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"

enum {
    ROUNDS_FOR_PRACTICE = 20,
    LONGEST_LINE = 8192,
    MOST_GROWTH = 32, /* KiB of resident memory: the kernel takes and gives pages of its own accord */
};

typedef struct size {
    size_t address_space; /* pages */
    size_t resident;      /* KiB */
    size_t heap;          /* bytes in use */
} size;

static size_t read_number(const char *path, const char *format) {
    char line[LONGEST_LINE];
    size_t number = 0;
    bool is_found = false;
    FILE *file = fopen(path, "r");
    while (file && !is_found && fgets(line, sizeof line, file)) {
        is_found = sscanf(line, format, &number) == 1;
    }
    if (!is_found) {
        host_failed("%s cannot be read", path);
    }
    fclose(file);
    return number;
}

static size present_size(void) {
    return (size){
        .address_space = read_number("/proc/self/statm", "%zu"),
        .resident = read_number("/proc/self/smaps_rollup", "Rss: %zu"),
        .heap = mallinfo2().uordblks,
    };
}

static bool is_mapped(const char *path) {
    char line[LONGEST_LINE];
    bool is_found = false;
    FILE *maps = fopen("/proc/self/maps", "r");
    if (!maps) {
        host_failed("/proc/self/maps cannot be read");
    }
    while (fgets(line, sizeof line, maps)) {
        is_found = is_found || strstr(line, path);
    }
    fclose(maps);
    return is_found;
}

static void round_trip(const char *path, const body *tried, uint64_t *expected) {
    static workspace space;
    library guest;
    open_library(&guest, path, RTLD_NOW);
    if (!is_mapped(path)) {
        host_failed("%s is not found in /proc/self/maps: is this its real path?", path);
    }
    uint64_t came_to = answers(&guest, tried, JOBSTATUS_VENDOR_UNKNOWN, &space);
    close_library(&guest);
    if (*expected && came_to != *expected) {
        guest_failed("the answers are others");
    }
    *expected = came_to;
    if (is_mapped(path) || dlopen(path, RTLD_NOW | RTLD_NOLOAD)) {
        guest_failed("the library stays");
    }
}

int main(int argc, char **argv) {
    if (argc != 4) {
        host_failed("usage: reload LIBRARY BODIES ROUNDS");
    }
    bodies tried;
    read_bodies(&tried, argv[2]);
    uint64_t *expected = calloc(tried.count, sizeof *expected);
    size_t rounds = (size_t)atoi(argv[3]) + ROUNDS_FOR_PRACTICE;
    size before = {0, 0, 0};
    for (size_t i = 0; i < rounds; i++) {
        if (i == ROUNDS_FOR_PRACTICE) {
            before = present_size();
        }
        round_trip(argv[1], &tried.at[i % tried.count], &expected[i % tried.count]);
    }
    size after = present_size();
    if (after.address_space > before.address_space || after.heap > before.heap ||
        after.resident > before.resident + MOST_GROWTH) {
        guest_failed("the process grows: %zu to %zu pages, %zu to %zu KiB resident, %zu to %zu bytes of heap",
                     before.address_space, after.address_space, before.resident, after.resident, before.heap,
                     after.heap);
    }
    printf("reload: %zu rounds, %zu KiB resident before, %zu after\n", rounds - ROUNDS_FOR_PRACTICE, before.resident,
           after.resident);
    return 0;
}
