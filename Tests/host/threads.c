/*
 * threads.c - makes every call in many threads at once, on the same bytes
 *
 *     threads LIBRARY BODIES ROUNDS
 *
 * All threads begin together, read the same bodies, the same pointers and the same records, and each compares with what
 * a single thread has had before. A race that leaves the answers right is for valgrind and ThreadSanitizer to see,
 * under which the same program runs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "calls.h"

enum {
    THREADS = 8,
};

static library guest;
static bodies tried;
static int rounds;
static pthread_barrier_t start;

/* Records that the threads only read, one for each body, and what their texts come to. */
static jobstatus_record *records;
static uint64_t *texts;

static void expect_texts(void) {
    static workspace space;
    records = calloc(tried.count, sizeof *records);
    texts = calloc(tried.count, sizeof *texts);
    for (size_t i = 0; i < tried.count; i++) {
        const body *of = &tried.at[i];
        guest.parse(JOBSTATUS_VENDOR_UNKNOWN, of->http_status, of->bytes, of->length, &records[i], sizeof records[i],
                    NULL, 0, 0);
        texts[i] = fold_texts(&guest, of, &records[i], &space, 0);
    }
}

static bool texts_hold(workspace *space) {
    for (size_t i = 0; i < tried.count; i++) {
        if (fold_texts(&guest, &tried.at[i], &records[i], space, 0) != texts[i]) {
            return false;
        }
    }
    return true;
}

static void *call(void *unused) {
    workspace space;
    pthread_barrier_wait(&start);
    for (int round = 0; round < rounds; round++) {
        if (!answers_hold(&guest, &tried, &space) || !texts_hold(&space)) {
            guest_failed("a thread had other answers than a single one");
        }
    }
    return unused;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        host_failed("usage: threads LIBRARY BODIES ROUNDS");
    }
    pthread_t threads[THREADS];
    rounds = atoi(argv[3]);
    open_library(&guest, argv[1], RTLD_NOW);
    read_bodies(&tried, argv[2]);
    expect_answers(&guest, &tried);
    expect_texts();
    pthread_barrier_init(&start, NULL, THREADS);
    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, call, NULL) != 0) {
            host_failed("no thread can be had");
        }
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("threads: %d threads, %d rounds, %zu bodies\n", THREADS, rounds, tried.count);
    return 0;
}
