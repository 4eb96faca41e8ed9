/*
 * load.c - how long it takes to load a library
 *
 *     load LIBRARY FUNCTION TIMES
 *
 * prints six times in nanoseconds: of dlopen, of dlsym for FUNCTION and of dlclose when a fresh process does each for
 * the first time, and then the medians of doing all three TIMES times again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { OPEN, FIND, CLOSE, STEPS };

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void load_once(const char *path, const char *function, int64_t times[STEPS]) {
    int64_t start = now();
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    int64_t opened = now();
    void *found = library == NULL ? NULL : dlsym(library, function);
    int64_t searched = now();
    if (found == NULL || dlclose(library) != 0) {
        fprintf(stderr, "load: %s\n", dlerror());
        exit(1);
    }
    times[OPEN] = opened - start;
    times[FIND] = searched - opened;
    times[CLOSE] = now() - searched;
}

static int compare(const void *left, const void *right) {
    int64_t one = *(const int64_t *)left, other = *(const int64_t *)right;
    return (one > other) - (one < other);
}

int main(int argc, char **argv) {
    size_t count = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
    int64_t *times = malloc((count + 1) * STEPS * sizeof *times);
    if (count == 0 || times == NULL) {
        fprintf(stderr, "usage: load LIBRARY FUNCTION TIMES\n");
        return 1;
    }
    int64_t first[STEPS], again[STEPS];
    load_once(argv[1], argv[2], first);
    for (size_t i = 0; i < count; i++) {
        load_once(argv[1], argv[2], again);
        for (int step = 0; step < STEPS; step++)
            times[(size_t)step * count + i] = again[step];
    }
    for (int step = 0; step < STEPS; step++)
        printf("%lld ", (long long)first[step]);
    for (int step = 0; step < STEPS; step++) {
        int64_t *of_step = times + (size_t)step * count;
        qsort(of_step, count, sizeof *of_step, compare);
        printf("%lld ", (long long)of_step[count / 2]);
    }
    printf("\n");
    free(times);
    return 0;
}
