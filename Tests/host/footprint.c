/*
 * footprint.c - what a process can see of itself: before the library is loaded, then, after calls, and after unloading
 *
 *     footprint LIBRARY BODIES LOCALE
 *
 * Prints a line "== STAGE" for each of the four stages, and behind it a line "PROPERTY: VALUE" for each property; some
 * have several lines. Which of them must not differ test_host.py knows. "answers" is what the calls came to.
 *
 * Before, everything is set to values that a program hardly has: what the library sets back to the usual would go
 * unnoticed otherwise, and what it takes from there would change its answers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include <ctype.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <link.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "calls.h"

enum {
    STAGES = 4,
    MOST_TEXT = 1 << 18, /* of one stage */
    LONGEST_LINE = 8192,
    SIGNALS = 64,
    KERNEL_SIGNAL_SET = 8, /* bytes, for the system call */
    SIGNAL_STACK = 96 * 1024,
    ODD_ERRNO = 4711,
    ODD_UMASK = 0135,
    ODD_DESCRIPTOR = 77,
    ODD_FILE_LIMIT = 1003,
    ODD_SECONDS = 100000, /* of a timer that does not come to its end */
    HEAP_CHUNK = 64 * 1024,
    HEAP_CHUNKS = 64,
    MUCH_STACK = 256 * 1024,
};

static char text[STAGES][MOST_TEXT];
static size_t text_length;
static int stage;

struct memory {
    const char *library;
    uint64_t fold;
};

static bool is_counting;
static unsigned long allocations;

/* ---- The functions of the heap, counted while the library is called ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

static void count_allocation(void) {
    if (is_counting) {
        allocations++;
    }
}

void *malloc(size_t size) {
    count_allocation();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    count_allocation();
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    count_allocation();
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count_allocation();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count_allocation();
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

void free(void *memory) {
    count_allocation();
    __libc_free(memory);
}

/* ---- Odd values ---- */

static void require(bool holds, const char *what) {
    if (!holds) {
        host_failed("%s: %s", what, strerror(errno));
    }
}

static void handle(int number) {
    (void)number;
}

static void set_handlers(void) {
    for (int number = 1; number <= SIGNALS; number++) {
        struct sigaction action = {.sa_handler = handle, .sa_flags = number % 2 ? SA_RESTART : SA_NODEFER};
        sigaddset(&action.sa_mask, 1 + number % SIGNALS);
        sigaction(number, &action, NULL); /* fails for those that have no handlers */
    }
}

static void set_signals(void) {
    static char memory[SIGNAL_STACK];
    stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory};
    require(sigaltstack(&stack, NULL) == 0, "sigaltstack");
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGPROF);
    require(sigprocmask(SIG_BLOCK, &set, NULL) == 0, "sigprocmask");
    struct itimerval late = {.it_value = {.tv_sec = ODD_SECONDS}};
    require(setitimer(ITIMER_VIRTUAL, &late, NULL) == 0, "setitimer");
}

static void set_locales(const char *name) {
    require(setlocale(LC_ALL, name) != NULL, name);
    require(strcmp(localeconv()->decimal_point, ",") == 0, "the locale has no decimal comma");
    locale_t own = newlocale(LC_ALL_MASK, name, NULL);
    require(own != NULL, name);
    uselocale(own);
}

static void set_arithmetic(void) {
    fesetround(FE_UPWARD);
    feclearexcept(FE_ALL_EXCEPT);
    feraiseexcept(FE_DIVBYZERO);
}

static void set_process(void) {
    require(setenv("JOBSTATUS_HOST", "odd", 1) == 0, "setenv");
    require(chdir("/usr") == 0, "chdir");
    umask(ODD_UMASK);
    require(dup2(STDIN_FILENO, ODD_DESCRIPTOR) == ODD_DESCRIPTOR, "dup2");
    require(lseek(STDIN_FILENO, 1, SEEK_SET) == 1, "stdin is no file");
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = ODD_FILE_LIMIT;
    require(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
}

/* The heap and the stack shall not grow while this host looks at itself. */
static void set_memory(void) {
    static void *chunks[HEAP_CHUNKS];
    mallopt(M_TRIM_THRESHOLD, 2 * HEAP_CHUNKS * HEAP_CHUNK);
    for (size_t i = 0; i < HEAP_CHUNKS; i++) {
        chunks[i] = malloc(HEAP_CHUNK);
    }
    for (size_t i = 0; i < HEAP_CHUNKS; i++) {
        free(chunks[i]);
    }
    volatile char stack[MUCH_STACK];
    for (size_t i = 0; i < sizeof stack; i++) {
        stack[i] = 0;
    }
}

/* ---- Properties ---- */

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text[stage] + text_length, MOST_TEXT - text_length, format, arguments);
    va_end(arguments);
    require(length >= 0 && text_length + (size_t)length < MOST_TEXT, "too much text");
    text_length += (size_t)length;
}

static void note_bytes(const char *name, const void *bytes, size_t length) {
    note("%s: ", name);
    for (size_t i = 0; i < length; i++) {
        note("%02x", ((const unsigned char *)bytes)[i]);
    }
    note("\n");
}

/* The lines of a file of /proc that begin with the text. */
static void note_file(const char *name, const char *path, const char *beginning) {
    char line[LONGEST_LINE];
    FILE *file = fopen(path, "r");
    require(file != NULL, path);
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, beginning, strlen(beginning)) == 0) {
            note("%s: %s", name, line);
        }
    }
    fclose(file);
}

static void note_status(void) {
    static const char *const lines[] = {"Umask",  "Threads", "SigPnd",     "ShdPnd", "SigBlk",
                                        "SigIgn", "SigCgt",  "NoNewPrivs", "Seccomp"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        note_file(lines[i], "/proc/self/status", lines[i]);
    }
}

/* The C library hides two signals; the kernel does not. */
static void note_handlers(void) {
    for (int number = 1; number <= SIGNALS; number++) {
        unsigned char action[64] = {0};
        require(syscall(SYS_rt_sigaction, number, NULL, action, KERNEL_SIGNAL_SET) == 0, "rt_sigaction");
        note_bytes("signal handlers", action, sizeof action);
    }
}

static void note_signals(void) {
    stack_t stack;
    sigaltstack(NULL, &stack);
    note("signal stack: %p %d %zu\n", stack.ss_sp, stack.ss_flags, stack.ss_size);
    for (int which = ITIMER_REAL; which <= ITIMER_PROF; which++) {
        struct itimerval timer;
        getitimer((__itimer_which_t)which, &timer);
        note("timers: %d %s\n", which, timer.it_value.tv_sec ? "runs" : "stands");
    }
}

static void note_locale(void) {
    note("locale: %s\n", setlocale(LC_ALL, NULL));
    note("locale of the thread: %p %s\n", (void *)uselocale((locale_t)0), localeconv()->decimal_point);
}

static void note_arithmetic(const fenv_t *arithmetic) {
    note("rounding: %d\n", fegetround());
    note("exception flags: %d\n", fetestexcept(FE_ALL_EXCEPT));
    note_bytes("arithmetic", arithmetic, sizeof *arithmetic);
}

static void note_descriptors(void) {
    DIR *folder = opendir("/proc/self/fd");
    require(folder != NULL, "/proc/self/fd");
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        int number = atoi(entry->d_name);
        char target[LONGEST_LINE] = "";
        if (isdigit((unsigned char)entry->d_name[0]) && number != dirfd(folder)) {
            require(readlinkat(dirfd(folder), entry->d_name, target, sizeof target - 1) > 0, "readlinkat");
            note("descriptors: %d %s %d %lld\n", number, target, fcntl(number, F_GETFD),
                 (long long)lseek(number, 0, SEEK_CUR));
        }
    }
    closedir(folder);
}

static void note_environment(void) {
    note("environment: at %p\n", (void *)environ);
    for (char **entry = environ; *entry; entry++) {
        note("environment: %p %zu\n", (void *)*entry, strlen(*entry));
    }
}

/* The bytes that the library itself could write, as a number. */
static int fold_memory(struct dl_phdr_info *object, size_t size, void *into) {
    (void)size;
    struct memory *memory = into;
    for (int i = 0; strcmp(object->dlpi_name, memory->library) == 0 && i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        const unsigned char *at = (const unsigned char *)(object->dlpi_addr + segment->p_vaddr);
        for (size_t left = segment->p_type == PT_LOAD && segment->p_flags & PF_W ? segment->p_memsz : 0; left; left--) {
            memory->fold = memory->fold * 31 + *at++;
        }
    }
    return 0;
}

static void note_memory_of(const char *library) {
    struct memory memory = {library, 0};
    dl_iterate_phdr(fold_memory, &memory);
    note("memory of the library: %llx\n", (unsigned long long)memory.fold);
}

/* Everything. What looking itself may change comes first, and is set back behind. */
static void look_once(const char *name, const char *library) {
    int number = errno;
    fenv_t arithmetic;
    fegetenv(&arithmetic);
    struct mallinfo2 heap = mallinfo2();
    char folder[LONGEST_LINE];

    text_length = 0;
    note("== %s\n", name);
    note("errno: %d\n", number);
    note_arithmetic(&arithmetic);
    note("heap: %zu\n", heap.uordblks);
    note("allocations: %lu\n", allocations);
    note_status();
    note_handlers();
    note_signals();
    note_locale();
    note_descriptors();
    note_environment();
    note("folder: %s\n", getcwd(folder, sizeof folder));
    note_file("limits", "/proc/self/limits", "");
    note_file("maps", "/proc/self/maps", "");
    note_memory_of(library);

    fesetenv(&arithmetic);
    errno = number;
}

/* The first time is for practice: looking takes memory of the heap, and after that finds some as large again. */
static void look(const char *name, const char *library) {
    look_once(name, library);
    look_once(name, library);
    stage++;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        host_failed("usage: footprint LIBRARY BODIES LOCALE");
    }
    static workspace space;
    bodies tried;
    library guest;
    read_bodies(&tried, argv[2]);
    set_handlers();
    set_signals();
    set_locales(argv[3]);
    set_process();
    set_memory();
    set_arithmetic();

    errno = ODD_ERRNO;
    look("before", argv[1]);
    open_library(&guest, argv[1], RTLD_LAZY | RTLD_GLOBAL);
    look("loaded", argv[1]);
    is_counting = true;
    uint64_t came_to = all_answers(&guest, &tried, &space);
    is_counting = false;
    look("called", argv[1]);
    close_library(&guest);
    look("unloaded", argv[1]);

    for (int each = 0; each < STAGES; each++) {
        fputs(text[each], stdout);
    }
    printf("answers: %016llx\n", (unsigned long long)came_to);
    return 0;
}
