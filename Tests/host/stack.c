/*
 * stack.c - how much of the stack the calls take
 *
 *     stack LIBRARY BODIES
 *
 * Every call is made three times, with every vendor:
 *
 *   - on a stack that was painted before: how far down the paint is gone is what the call has taken, together with the
 *     few frames of this host that lie between;
 *   - on a stack of MOST_STACK bytes above a page that cannot be touched;
 *   - in a thread whose stack is the smallest that the C library allows and MOST_STACK bytes more: it keeps things of
 *     its own there.
 *
 * Prints a line for each group of calls, and the most of all last.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "calls.h"

enum {
    MOST_STACK = 16 * 1024,
    LARGE_STACK = 128 * 1024,
};

static const uint64_t paint = 0xA5C396695A3C69A5u;

typedef struct stack {
    uint8_t *low;
    size_t size;
} stack;

static library guest;
static bodies tried;
static workspace space;

/* What is called next, on another stack, and where this begins there. */
static part *called;
static const body *called_with;
static uint32_t called_vendor;
static uint8_t *top;
static ucontext_t home;

static stack map_stack(size_t size) {
    size_t guard = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *memory = mmap(NULL, guard + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory, guard, PROT_NONE) != 0) {
        host_failed("no memory for a stack");
    }
    return (stack){memory + guard, size};
}

static void make_call(void) {
    top = __builtin_frame_address(0);
    called(&guest, called_with, called_vendor, &space, 0);
}

static void call_on(const stack *other) {
    ucontext_t there;
    getcontext(&there);
    there.uc_stack.ss_sp = other->low;
    there.uc_stack.ss_size = other->size;
    there.uc_link = &home;
    makecontext(&there, make_call, 0);
    if (swapcontext(&home, &there) != 0) {
        host_failed("the other stack cannot be used");
    }
}

static void paint_stack(const stack *painted, const uint8_t *from) {
    for (const uint8_t *at = from; at < painted->low + painted->size; at += sizeof paint) {
        memcpy((void *)(uintptr_t)at, &paint, sizeof paint);
    }
}

static const uint8_t *lowest_used(const stack *painted) {
    const uint8_t *at = painted->low;
    while (memcmp(at, &paint, sizeof paint) == 0) {
        at += sizeof paint;
    }
    return at;
}

static size_t measure_call(const stack *painted) {
    call_on(painted);
    const uint8_t *lowest = lowest_used(painted);
    paint_stack(painted, lowest);
    if (lowest == painted->low) {
        guest_failed("the stack of %zu bytes is too small to measure: %s", painted->size, called_with->name);
    }
    return (size_t)(top - lowest);
}

/* Each call of the guest in its order, so that each finds in the workspace what it builds upon. */
static void each_call(void (*visit)(const stack *, size_t), const stack *on) {
    for (size_t i = 0; i < tried.count; i++) {
        for (called_vendor = 0; called_vendor < VENDORS; called_vendor++) {
            for (size_t number = 0; number < PARTS; number++) {
                called = parts[number].call;
                called_with = &tried.at[i];
                visit(on, number);
            }
        }
    }
}

static size_t most[PARTS];
static const char *where[PARTS];

static void measure(const stack *painted, size_t number) {
    size_t used = measure_call(painted);
    if (used > most[number]) {
        most[number] = used;
        where[number] = called_with->name;
    }
}

static size_t print_most(void) {
    size_t most_of_all = 0;
    for (size_t number = 0; number < PARTS; number++) {
        printf("%s: %zu bytes, %s\n", parts[number].name, most[number], where[number]);
        most_of_all = most[number] > most_of_all ? most[number] : most_of_all;
    }
    printf("stack: %zu bytes at most\n", most_of_all);
    fflush(stdout);
    return most_of_all;
}

static void call_tightly(const stack *tight, size_t number) {
    (void)number;
    call_on(tight);
}

static void *call_in_thread(void *unused) {
    static workspace of_thread;
    all_answers(&guest, &tried, &of_thread);
    return unused;
}

static void call_in_small_thread(void) {
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    if (pthread_attr_setstacksize(&attributes, (size_t)sysconf(_SC_THREAD_STACK_MIN) + MOST_STACK) != 0 ||
        pthread_create(&thread, &attributes, call_in_thread, NULL) != 0) {
        host_failed("no thread can be had");
    }
    pthread_join(thread, NULL);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        host_failed("usage: stack LIBRARY BODIES");
    }
    open_library(&guest, argv[1], RTLD_LAZY);
    read_bodies(&tried, argv[2]);
    stack large = map_stack(LARGE_STACK), tight = map_stack(MOST_STACK);
    paint_stack(&large, large.low);
    each_call(measure, &large);
    if (print_most() > MOST_STACK) {
        guest_failed("more than %d bytes of stack", MOST_STACK);
    }
    each_call(call_tightly, &tight);
    call_in_small_thread();
    return 0;
}
