/*
 * interrupted.c - calls the library from a signal handler that interrupts a call of the library
 *
 *     interrupted LIBRARY BODIES timer INTERRUPTIONS
 *     interrupted LIBRARY BODIES step
 *
 * The handler makes calls with the first body, the program with all the others; both compare. A timer interrupts
 * anywhere, until as many interruptions as wanted have hit the library; single steps, where the processor has them,
 * interrupt behind each instruction of it.
 *
 * The handler runs on a stack of its own that has MOST_STACK bytes for the library, above a page that cannot be
 * touched.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "calls.h"

enum {
    MOST_STACK = 16 * 1024,
    STACK_OF_HOST = 2 * 1024,     /* the handler's own frames */
    SHORTEST_INTERVAL = 20,       /* microseconds */
    LONGEST_INTERVAL = 120,
    CALLS_FOR_NAMES = 100,        /* the names take long and need no body: one call of so many is theirs */
    TRAP_FLAG = 0x100,            /* of the x86 processors' flags: a trap behind each instruction */
};

static library guest;
static bodies tried;

/* Where the guest's code is: a guest may be two libraries, one of which stands before the other. */
typedef struct code {
    uintptr_t inside, start, end;
} code;

static code code_of_parse, code_of_version;

/* The handler's. */
static workspace space_of_handler;
static uint64_t expected[PARTS];
static volatile sig_atomic_t interruptions, wrong_answers;
static volatile bool is_timed;

/* ---- Where the guest's code is ---- */

static int find_code(struct dl_phdr_info *object, size_t size, void *into) {
    (void)size;
    code *found = into;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t start = object->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && found->inside - start < segment->p_memsz) {
            found->start = start;
            found->end = start + segment->p_memsz;
            return 1;
        }
    }
    return 0;
}

static void find_code_of_guest(void) {
    code_of_parse.inside = (uintptr_t)guest.parse;
    code_of_version.inside = (uintptr_t)guest.version_number;
    if (!dl_iterate_phdr(find_code, &code_of_parse) || !dl_iterate_phdr(find_code, &code_of_version)) {
        host_failed("the library's code is nowhere");
    }
}

static bool is_in(const code *of, uintptr_t at) {
    return at >= of->start && at < of->end;
}

static uintptr_t interrupted_at(const ucontext_t *context) {
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.pc;
#else
#error "interrupted.c does not know where this processor keeps the address of the next instruction"
#endif
}

/* ---- The handler ---- */

static void make_calls(void) {
    static unsigned turn;
    turn++;
    unsigned number = turn % CALLS_FOR_NAMES == 0 ? PARTS - 1 : turn % (PARTS - 1);
    uint64_t came_to = parts[number].call(&guest, &tried.at[0], JOBSTATUS_VENDOR_UNKNOWN, &space_of_handler, 0);
    if (came_to != expected[number]) {
        wrong_answers++;
    }
}

static void set_timer(void) {
    static unsigned random = 1;
    random = random * 1103515245u + 12345u;
    struct itimerval once = {.it_value.tv_usec = SHORTEST_INTERVAL +
                                                 (random >> 16) % (LONGEST_INTERVAL - SHORTEST_INTERVAL)};
    setitimer(ITIMER_REAL, &once, NULL);
}

static void interrupt(int signal, siginfo_t *details, void *context) {
    (void)signal;
    (void)details;
    uintptr_t at = interrupted_at(context);
    bool is_inside = is_in(&code_of_parse, at) || is_in(&code_of_version, at);
    if (is_inside || is_timed) {
        make_calls();
    }
    if (is_inside) {
        interruptions++;
    }
    if (is_timed) {
        set_timer();
    }
}

/* The first calls find in the workspace what they build upon, and so do all later ones. */
static void expect_answers_of_handler(void) {
    for (size_t number = 0; number < PARTS; number++) {
        expected[number] = parts[number].call(&guest, &tried.at[0], JOBSTATUS_VENDOR_UNKNOWN, &space_of_handler, 0);
    }
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *)) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    if (sigaction(number, &action, NULL) != 0) {
        host_failed("no signal handler can be had");
    }
}

/* The kernel puts the interrupted registers on the stack as well. */
static void set_stack(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t size = (size_t)sysconf(_SC_MINSIGSTKSZ) + STACK_OF_HOST + MOST_STACK;
    size_t mapped = page + (size + page - 1) / page * page;
    uint8_t *memory = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t stack = {.ss_sp = memory + page, .ss_size = size};
    if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) != 0 || sigaltstack(&stack, NULL) != 0) {
        host_failed("no memory for a stack");
    }
}

/* ---- The program that is interrupted ---- */

static void require_right(bool is_right) {
    if (!is_right) {
        guest_failed("an interrupted call has answered wrongly, after %d interruptions", (int)interruptions);
    }
}

static void be_interrupted_by_timer(const bodies *of, int wanted) {
    static workspace space;
    bool is_right = true;
    handle(SIGALRM, interrupt);
    is_timed = true;
    set_timer();
    while (interruptions < wanted && wrong_answers == 0 && is_right) {
        is_right = answers_hold(&guest, of, &space);
    }
    is_timed = false;
    require_right(is_right);
}

#if defined(__x86_64__)
/* The interrupted program goes on with the flags that stand in the context. */
static void start_stepping(int signal, siginfo_t *details, void *context) {
    (void)signal;
    (void)details;
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
}

static void stop_stepping(int signal, siginfo_t *details, void *context) {
    (void)signal;
    (void)details;
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
}

static void be_interrupted_at_each_step(const bodies *of) {
    static workspace space;
    handle(SIGTRAP, interrupt);
    handle(SIGUSR1, start_stepping);
    handle(SIGUSR2, stop_stepping);
    for (size_t i = 0; i < of->count; i++) {
        raise(SIGUSR1);
        uint64_t came_to = answers(&guest, &of->at[i], JOBSTATUS_VENDOR_UNKNOWN, &space);
        raise(SIGUSR2);
        require_right(came_to == of->at[i].expected[JOBSTATUS_VENDOR_UNKNOWN]);
    }
}
#else
static void be_interrupted_at_each_step(const bodies *of) {
    (void)of;
    host_failed("this processor has no single steps");
}
#endif

int main(int argc, char **argv) {
    if (argc < 4) {
        host_failed("usage: interrupted LIBRARY BODIES timer INTERRUPTIONS, or: interrupted LIBRARY BODIES step");
    }
    open_library(&guest, argv[1], RTLD_NOW);
    read_bodies(&tried, argv[2]);
    expect_answers(&guest, &tried);
    expect_answers_of_handler();
    find_code_of_guest();
    set_stack();

    bodies others = {tried.at + 1, tried.count - 1};
    if (strcmp(argv[3], "timer") == 0 && argc == 5) {
        be_interrupted_by_timer(&others, atoi(argv[4]));
    } else if (strcmp(argv[3], "step") == 0 && argc == 4) {
        be_interrupted_at_each_step(&others);
    } else {
        host_failed("neither timer nor step");
    }
    if (wrong_answers > 0) {
        guest_failed("%d of %d calls of the handler have answered wrongly", (int)wrong_answers, (int)interruptions);
    }
    printf("interrupted: %d times\n", (int)interruptions);
    return 0;
}
