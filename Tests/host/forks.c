/*
 * forks.c - forks while threads are in the middle of calls
 *
 *     forks LIBRARY BODIES CHILDREN SECONDS
 *
 * A child has the thread that forked, and everything else as it stood at that moment: a lock that another thread held
 * stays locked for ever, a buffer half written stays so. The child makes every call and compares the answers; one that
 * does not come to an end is ended after SECONDS. The parent's threads go on all the time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"

enum {
    THREADS = 4,
};

static library guest;
static bodies tried;
static atomic_bool is_over;
static atomic_ulong rounds;

static void *call_until_over(void *unused) {
    workspace space;
    while (!is_over) {
        if (!answers_hold(&guest, &tried, &space)) {
            guest_failed("a thread of the parent had other answers");
        }
        rounds++;
    }
    return unused;
}

static void run_child(unsigned seconds) {
    static workspace space;
    alarm(seconds);
    _exit(answers_hold(&guest, &tried, &space) ? 0 : 1);
}

static void fork_child(unsigned seconds) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        run_child(seconds);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        host_failed("no child can be had");
    }
    if (WIFSIGNALED(status)) {
        guest_failed("a child was ended by signal %d: %s", WTERMSIG(status), strsignal(WTERMSIG(status)));
    }
    if (WEXITSTATUS(status) != 0) {
        guest_failed("a child had other answers");
    }
}

/* Until each thread can have made every call once more. */
static void let_threads_go_on(void) {
    for (unsigned long before = rounds; rounds < before + 2 * THREADS;) {
        usleep(1000);
    }
}

int main(int argc, char **argv) {
    if (argc != 5) {
        host_failed("usage: forks LIBRARY BODIES CHILDREN SECONDS");
    }
    pthread_t threads[THREADS];
    open_library(&guest, argv[1], RTLD_NOW);
    read_bodies(&tried, argv[2]);
    expect_answers(&guest, &tried);
    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, call_until_over, NULL) != 0) {
            host_failed("no thread can be had");
        }
    }
    let_threads_go_on();
    int children = atoi(argv[3]);
    for (int i = 0; i < children; i++) {
        fork_child((unsigned)atoi(argv[4]));
    }
    let_threads_go_on();
    is_over = true;
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("forks: %d children\n", children);
    return 0;
}
