/*
 * fuzz.c - libFuzzer's way into the library
 *
 * libFuzzer keeps an input that makes the harness trap. It ends a loop without end by its time limit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "fuzz.h"

enum {
    MOST_STACK = 48 * 1024, /* three times what the deepest table takes with AddressSanitizer */
};

static size_t excess; /* for the self-check: one byte too much is said to belong to the body */

/* The lowest address of the stack that the library has come to, which libFuzzer resets for each input. */
extern __thread uintptr_t __sancov_lowest_stack;

/* That the library does not recurse without bound: it needs no more stack, however deep a body nests. */
static void check_stack(void) {
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    size_t used = here > __sancov_lowest_stack ? here - __sancov_lowest_stack : 0;
    require(used <= MOST_STACK, "%zu bytes of stack", used);
}

/* Where the library calls with what it compares: see fuzz.sh. */
void fuzz_comparison(void);
void fuzz_comparison(void) {
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned seed);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    excess = getenv("JOBSTATUS_FUZZ_OVERREAD") != NULL;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    run_input(data, size, excess);
    check_stack();
    return 0;
}

/*
 * Half of the changes know JSON, so that they reach behind its grammar; the others are libFuzzer's own. What is to be
 * checked is drawn anew for most: a seed asks for everything, which takes ten times as long as one check.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned seed) {
    size_t front = body_of_input(data, size);
    if (front == 0) {
        return LLVMFuzzerMutate(data, size, capacity);
    }
    if (seed / 2 % 8 != 0) {
        ask_for_checks(data, seed / 16);
    }
    if (seed % 2 == 0) {
        return LLVMFuzzerMutate(data, size, capacity);
    }
    return front + mutate_json(data + front, size - front, capacity - front, seed / 2);
}
