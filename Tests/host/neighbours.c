/*
 * neighbours.c - a program in C that has the library and an ordinary Swift library in one process
 *
 *     neighbours LIBRARY BODIES NEIGHBOUR ROUNDS
 *
 * LIBRARY comes first and is open to all (RTLD_GLOBAL): whatever it exports takes the place of the same symbol of the
 * Swift runtime, which comes with NEIGHBOUR. So it is too where both are linked to the program, in this order: then
 * they are only found again here. With "-" for LIBRARY the neighbour is alone. Calls of both alternate; the last line
 * is what the neighbour's work came to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"

typedef struct neighbour {
    uint64_t (*work)(uint64_t seed);
    int64_t (*left_alive)(void);
} neighbour;

static void *function_of(void *handle, const char *name) {
    void *address = dlsym(handle, name);
    if (!address) {
        host_failed("%s", dlerror());
    }
    return address;
}

static void open_neighbour(neighbour *opened, const char *path) {
    void *handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!handle) {
        host_failed("%s", dlerror());
    }
    *(void **)&opened->work = function_of(handle, "neighbour_work");
    *(void **)&opened->left_alive = function_of(handle, "neighbour_left_alive");
}

int main(int argc, char **argv) {
    if (argc != 5) {
        host_failed("usage: neighbours LIBRARY BODIES NEIGHBOUR ROUNDS");
    }
    static workspace space;
    bool is_alone = strcmp(argv[1], "-") == 0;
    library guest;
    neighbour other;
    bodies tried;
    read_bodies(&tried, argv[2]);
    if (!is_alone) {
        open_library(&guest, argv[1], RTLD_NOW | RTLD_GLOBAL);
        expect_answers(&guest, &tried);
    }
    open_neighbour(&other, argv[3]);

    uint64_t sum = 0;
    for (int round = 0; round < atoi(argv[4]); round++) {
        sum += other.work((uint64_t)round);
        if (!is_alone && !answers_hold(&guest, &tried, &space)) {
            guest_failed("the library has answered wrongly beside its neighbour");
        }
    }
    if (other.left_alive() != 0) {
        guest_failed("%lld objects of the neighbour were not freed", (long long)other.left_alive());
    }
    printf("neighbour: %016llx\n", (unsigned long long)sum);
    return 0;
}
