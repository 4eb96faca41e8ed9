/*
 * rude.c - a guest that misbehaves, to see that the hosts of this folder notice
 *
 * It is the library behind it, with one function of its own. The environment says what it does, and when:
 * JOBSTATUS_RUDE_LOAD while it is loaded, JOBSTATUS_RUDE_CALL in each call of jobstatus_version_number,
 * JOBSTATUS_RUDE_UNLOAD while it is unloaded. The names of what it can do stand at the end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <jobstatus.h>

enum {
    A_MOMENT = 100,             /* times to let others go first, enough for another thread to come in between */
    MUCH_STACK = 20 * 1024,     /* more than the library may take */
    LITTLE_HEAP = 200,
    A_PAGE = 4096,
    SIGNAL_STACK = 64 * 1024,
    LATE = 100000,              /* seconds */
};

static volatile uintptr_t global;
static volatile bool is_confused; /* then its answers are wrong */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void wait_a_moment(void) {
    for (int i = 0; i < A_MOMENT; i++) {
        sched_yield();
    }
}

static void set_errno(void) {
    errno = ENOENT;
}

static void install_handler(void) {
    signal(SIGUSR2, SIG_IGN);
}

static void block_signal(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

static void set_signal_stack(void) {
    static char memory[SIGNAL_STACK];
    stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory};
    sigaltstack(&stack, NULL);
}

static void set_locale(void) {
    setlocale(LC_NUMERIC, "C");
}

static void set_locale_of_thread(void) {
    uselocale(LC_GLOBAL_LOCALE);
}

static void set_rounding(void) {
    fesetround(FE_DOWNWARD);
}

static void raise_exception_flag(void) {
    feraiseexcept(FE_INVALID);
}

static void set_environment(void) {
    setenv("JOBSTATUS_RUDE", "1", 1);
}

static void change_folder(void) {
    if (chdir("/") != 0) {
        abort();
    }
}

static void set_umask(void) {
    umask(0);
}

static void leave_file_open(void) {
    open("/dev/null", O_RDONLY);
}

static void *sleep_for_ever(void *unused) {
    for (;;) {
        pause();
    }
    return unused;
}

static void start_thread(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, sleep_for_ever, NULL);
}

static void set_limit(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur--;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void start_timer(void) {
    struct itimerval late = {.it_value = {.tv_sec = LATE}};
    setitimer(ITIMER_REAL, &late, NULL);
}

static void seek_input(void) {
    lseek(STDIN_FILENO, 1, SEEK_CUR);
}

static void print(void) {
    fputs("hello\n", stderr);
}

static void allocate_and_free(void) {
    void *volatile memory = malloc(LITTLE_HEAP);
    free(memory);
}

static void leak(void) {
    void *volatile memory = calloc(1, LITTLE_HEAP);
    (void)memory;
}

static void leak_page(void) {
    volatile char *memory = mmap(NULL, A_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memory[0] = 1;
}

static void stay_loaded(void) {
    Dl_info self;
    if (!dladdr(&lock, &self) || !dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE)) {
        abort();
    }
}

static void call_system(void) {
    syscall(SYS_getppid);
}

static void read_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
}

static void use_much_stack(void) {
    volatile char memory[MUCH_STACK];
    memory[0] = 1;
    memory[0]++;
}

static void hold_lock(void) {
    pthread_mutex_lock(&lock);
    wait_a_moment();
    pthread_mutex_unlock(&lock);
}

/* The global is as it was left unless somebody was here meanwhile: another thread, or the handler of a signal. */
static void use_global(void) {
    char own;
    global = (uintptr_t)&own;
    wait_a_moment();
    if (global != (uintptr_t)&own) {
        is_confused = true;
    }
}

static const struct {
    const char *name;
    void (*commit)(void);
} misdeeds[] = {
    {"set-errno", set_errno},
    {"install-handler", install_handler},
    {"block-signal", block_signal},
    {"set-signal-stack", set_signal_stack},
    {"set-locale", set_locale},
    {"set-locale-of-thread", set_locale_of_thread},
    {"set-rounding", set_rounding},
    {"raise-exception-flag", raise_exception_flag},
    {"set-environment", set_environment},
    {"change-folder", change_folder},
    {"set-umask", set_umask},
    {"leave-file-open", leave_file_open},
    {"start-thread", start_thread},
    {"set-limit", set_limit},
    {"start-timer", start_timer},
    {"seek-input", seek_input},
    {"print", print},
    {"allocate-and-free", allocate_and_free},
    {"leak", leak},
    {"leak-page", leak_page},
    {"stay-loaded", stay_loaded},
    {"call-system", call_system},
    {"read-clock", read_clock},
    {"use-much-stack", use_much_stack},
    {"hold-lock", hold_lock},
    {"use-global", use_global},
};

static void misbehave(const char *when) {
    const char *name = getenv(when);
    for (size_t i = 0; name && i < sizeof misdeeds / sizeof misdeeds[0]; i++) {
        if (strcmp(misdeeds[i].name, name) == 0) {
            misdeeds[i].commit();
        }
    }
}

__attribute__((constructor)) static void load(void) {
    misbehave("JOBSTATUS_RUDE_LOAD");
}

__attribute__((destructor)) static void unload(void) {
    misbehave("JOBSTATUS_RUDE_UNLOAD");
}

uint32_t jobstatus_version_number(void) {
    misbehave("JOBSTATUS_RUDE_CALL");
    return is_confused ? 0 : JOBSTATUS_VERSION_NUMBER;
}
