/*
 * Reads a response body from standard input, and tells where the job stands and what to do next.
 *
 *     cc classify.c -I PREFIX/include -L PREFIX/lib -ljobstatus -Wl,-rpath,PREFIX/lib -o classify
 *     ./classify cloud-foundry 200 < failed.json
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <jobstatus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    static char body[1 << 20];
    char message[512];
    jobstatus_record job;

    uint32_t vendor = argc == 3 ? jobstatus_vendor_from_name(argv[1], strlen(argv[1])) : JOBSTATUS_VENDOR_UNKNOWN;
    size_t length = fread(body, 1, sizeof body, stdin);
    if (vendor == JOBSTATUS_VENDOR_UNKNOWN || length == sizeof body) {
        fprintf(stderr, "usage: classify VENDOR HTTP-STATUS < BODY, of less than 1 MiB\n");
        return 2;
    }

    jobstatus_parse(vendor, atoi(argv[2]), body, length, &job, sizeof job, NULL, 0, 0);
    printf("%s, %s, next: %s\n", jobstatus_kind_name(job.kind), jobstatus_state_name(job.state),
           jobstatus_advice_name(job.advice));
    if (job.result != JOBSTATUS_OK) {
        printf("the body is %s at byte %u\n", jobstatus_result_name(job.result), (unsigned)job.error_offset);
    }
    if (jobstatus_text(body, length, &job.message, message, sizeof message) > 0) {
        for (char *byte = message; *byte != '\0'; byte++) {
            *byte = iscntrl((unsigned char)*byte) ? ' ' : *byte; /* no ESC of a server for the terminal */
        }
        printf("%s\n", message);
    }
    return job.state == JOBSTATUS_STATE_SUCCEEDED ? 0 : 1;
}
