/*
 * silence.c - calls the library where every system call ends the process
 *
 *     silence LIBRARY BODIES
 *
 * A child makes the calls under seccomp's strict mode, in which the kernel lets nothing through but read, write, exit
 * and the return from a signal handler. Files, memory, threads, signals: none can be had without a system call. The
 * clock can, so its instruction is forbidden as well. Prints "answers: ..." as the parent and the child agree on it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"

static void forbid_everything(void) {
#if defined(__x86_64__) || defined(__i386__)
    if (prctl(PR_SET_TSC, PR_TSC_SIGSEGV) != 0) {
        host_failed("the clock cannot be forbidden");
    }
#endif
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0) {
        host_failed("system calls cannot be forbidden");
    }
}

/* Read and write are let through, so they are made to fail: no descriptor is left but that of the answer. */
static void close_all_but(int kept) {
    for (int descriptor = 0; descriptor < (int)sysconf(_SC_OPEN_MAX); descriptor++) {
        if (descriptor != kept) {
            close(descriptor);
        }
    }
}

static void answer_in_silence(const library *guest, const bodies *of, int into) {
    static workspace space;
    close_all_but(into);
    forbid_everything();
    uint64_t came_to = all_answers(guest, of, &space);
    bool is_written = write(into, &came_to, sizeof came_to) == sizeof came_to;
    syscall(SYS_exit, is_written ? 0 : 1);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        host_failed("usage: silence LIBRARY BODIES");
    }
    static workspace space;
    bodies tried;
    library guest;
    int ends[2];
    read_bodies(&tried, argv[2]);
    open_library(&guest, argv[1], RTLD_NOW);
    if (pipe(ends) != 0) {
        host_failed("no pipe can be had");
    }

    pid_t child = fork();
    if (child == 0) {
        answer_in_silence(&guest, &tried, ends[1]);
    }
    int status;
    uint64_t in_silence;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        host_failed("no child can be had");
    }
    if (WIFSIGNALED(status)) {
        guest_failed("the child was ended by signal %d: %s", WTERMSIG(status), strsignal(WTERMSIG(status)));
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 ||
        read(ends[0], &in_silence, sizeof in_silence) != sizeof in_silence) {
        host_failed("the child could not do its work");
    }
    if (in_silence != all_answers(&guest, &tried, &space)) {
        guest_failed("the answers are others");
    }
    printf("answers: %016llx\n", (unsigned long long)in_silence);
    return 0;
}
