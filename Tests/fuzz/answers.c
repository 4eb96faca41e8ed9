/*
 * answers.c - what is no job: answers of starting calls, and error envelopes
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "meaning.h"

/* ---- Answers of starting calls ---- */

typedef struct started {
    jobstatus_span id, message, link;
} started;

/* What an object says of the job that was started; nothing where there is none. */
static started started_in(const scope *in, const char *pointer, const char *id, const char *link) {
    if (kind_of(in, pointer) != OBJECT_VALUE) {
        return (started){absent, absent, absent};
    }
    scope job = inside(in, pointer);
    return (started){text(&job, id), text(&job, "/message"), text(&job, link)};
}

/* NetApp's job, and what it does not say from the first of jobs. */
static started started_by_netapp(const scope *in) {
    const char *id = "/uuid", *link = "/_links/self/href";
    started job = started_in(in, "/job", id, link);
    if (kind_of(in, "/jobs") != ARRAY_VALUE) {
        return job;
    }
    started other = started_in(in, "/jobs/0", id, link);
    return (started){first_of(job.id, other.id), first_of(job.message, other.message), first_of(job.link, other.link)};
}

void check_accepted(const scope *in, const jobstatus_record *record) {
    started job = record->vendor == PALO_ALTO ? (started){text(in, "/job_id"), text(in, "/message"), absent}
                  : record->vendor == CISCO   ? started_in(in, "/metadata/task", "/id", "/links/self")
                                              : started_by_netapp(in);
    check_is(&record->id, job.id, "id");
    check_is(&record->message, job.message, "message");
    check_is(&record->self_link, job.link, "self_link");
}

/* ---- Errors ---- */

typedef struct fault_row {
    uint32_t vendor;
    const char *code;
    uint32_t fault;
} fault_row;

static const fault_row fault_rows[] = {
    {PALO_ALTO, "E016", JOBSTATUS_FAULT_UNAUTHENTICATED},
    {PALO_ALTO, "E007", JOBSTATUS_FAULT_FORBIDDEN},
    {PALO_ALTO, "E005", JOBSTATUS_FAULT_NOT_FOUND},
    {PALO_ALTO, "E003", JOBSTATUS_FAULT_BAD_REQUEST},
    {PALO_ALTO, "E013", JOBSTATUS_FAULT_BAD_REQUEST},
    {PALO_ALTO, "E006", JOBSTATUS_FAULT_CONFLICT},
    {PALO_ALTO, "E012", JOBSTATUS_FAULT_NOT_ALLOWED},
    {PALO_ALTO, "4", JOBSTATUS_FAULT_TIMEOUT},
    {ORANGE, "40", JOBSTATUS_FAULT_UNAUTHENTICATED},
    {ORANGE, "41", JOBSTATUS_FAULT_UNAUTHENTICATED},
    {ORANGE, "42", JOBSTATUS_FAULT_UNAUTHENTICATED},
    {ORANGE, "50", JOBSTATUS_FAULT_FORBIDDEN},
    {ORANGE, "51", JOBSTATUS_FAULT_FORBIDDEN},
    {ORANGE, "52", JOBSTATUS_FAULT_FORBIDDEN},
    {ORANGE, "53", JOBSTATUS_FAULT_RATE_LIMITED},
    {ORANGE, "60", JOBSTATUS_FAULT_NOT_FOUND},
    {ORANGE, "61", JOBSTATUS_FAULT_NOT_ALLOWED},
    {ORANGE, "69", JOBSTATUS_FAULT_CONFLICT},
    {ORANGE, "5", JOBSTATUS_FAULT_UNAVAILABLE},
    {ORANGE, "6", JOBSTATUS_FAULT_UNAVAILABLE},
    {ORANGE, "1", JOBSTATUS_FAULT_SERVER},
    {CLOUD, "1000", JOBSTATUS_FAULT_UNAUTHENTICATED},
    {CLOUD, "10002", JOBSTATUS_FAULT_UNAUTHENTICATED},
    {CLOUD, "10003", JOBSTATUS_FAULT_FORBIDDEN},
    {CLOUD, "10010", JOBSTATUS_FAULT_NOT_FOUND},
    {CLOUD, "10005", JOBSTATUS_FAULT_BAD_REQUEST},
    {CLOUD, "10008", JOBSTATUS_FAULT_UNPROCESSABLE},
    {CLOUD, "10013", JOBSTATUS_FAULT_RATE_LIMITED},
    {CLOUD, "10014", JOBSTATUS_FAULT_RATE_LIMITED},
    {CLOUD, "10016", JOBSTATUS_FAULT_RATE_LIMITED},
    {CLOUD, "10015", JOBSTATUS_FAULT_UNAVAILABLE},
    {CLOUD, "10001", JOBSTATUS_FAULT_SERVER},
    {NETAPP, "4", JOBSTATUS_FAULT_NOT_FOUND},
    {NETAPP, "6", JOBSTATUS_FAULT_FORBIDDEN},
};

static uint32_t fault_of_code(const body *of, uint32_t vendor, const jobstatus_span *code) {
    for (size_t i = 0; i < sizeof fault_rows / sizeof fault_rows[0]; i++) {
        if (fault_rows[i].vendor == vendor && is_text_equal(of, code, fault_rows[i].code)) {
            return fault_rows[i].fault;
        }
    }
    return JOBSTATUS_FAULT_OTHER;
}

static uint32_t fault_of_category(const scope *in) {
    char word[32];
    jobstatus_span category = text(in, "/category");
    word_of(in->of, &category, word);
    if (strcmp(word, "validation") == 0) {
        return JOBSTATUS_FAULT_BAD_REQUEST;
    }
    bool is_server = strcmp(word, "framework") == 0 || strcmp(word, "other") == 0;
    return is_server ? JOBSTATUS_FAULT_SERVER : JOBSTATUS_FAULT_OTHER;
}

/* What an error envelope says, section 9. */
typedef struct envelope {
    jobstatus_span message, code;
    uint32_t fault;
} envelope;

static envelope palo_alto_error(const scope *in) {
    scope element;
    jobstatus_span text_of_first;
    envelope error = {.message = kind_of(in, "/success") == FALSE_VALUE ? text(in, "/message") : absent};
    if (first_item(in, "/_errors", &element, &text_of_first) || text_of_first.length > 0) {
        error.message = of_first_item(in, "/_errors", "/message", NULL);
        error.code = code_of_first_item(in, "/_errors");
    }
    error.fault = fault_of_code(in->of, PALO_ALTO, &error.code);
    return error;
}

static envelope orange_error(const scope *in) {
    envelope error = {.message = either(in, "/description", "/message"), .code = text(in, "/code")};
    error.fault = fault_of_code(in->of, ORANGE, &error.code);
    return error;
}

static envelope cisco_error(const scope *in) {
    scope of_error = kind_of(in, "/error") == OBJECT_VALUE ? inside(in, "/error") : *in;
    return (envelope){.message = of_first_item(&of_error, "/messages", "/description", NULL),
                      .code = either(&of_error, "/errorCode", "/code"),
                      .fault = fault_of_category(&of_error)};
}

static envelope cloud_error(const scope *in) {
    envelope error = {.message = first_of(either(in, "/detail", "/title"), text(in, "/description"))};
    error.code = text(in, "/code");
    if (kind_of(in, "/errors") == ARRAY_VALUE) {
        scope element;
        bool is_object = first_item(in, "/errors", &element, &error.message);
        if (is_object) {
            error.message = first_of(either(&element, "/detail", "/title"), text(&element, "/description"));
        }
        error.code = is_object ? text(&element, "/code") : absent;
    }
    error.fault = fault_of_code(in->of, CLOUD, &error.code);
    return error;
}

static envelope netapp_error(const scope *in) {
    envelope error = {.message = text(in, "/error/message"), .code = text(in, "/error/code")};
    error.fault = fault_of_code(in->of, NETAPP, &error.code);
    return error;
}

static envelope error_of(const scope *in, uint32_t vendor) {
    switch (vendor) {
    case PALO_ALTO:
        return palo_alto_error(in);
    case ORANGE:
        return orange_error(in);
    case CISCO:
        return cisco_error(in);
    case CLOUD:
        return cloud_error(in);
    default:
        return netapp_error(in);
    }
}

void check_error(const scope *in, const answer *got) {
    const jobstatus_record *record = &got->record;
    envelope error = error_of(in, record->vendor);
    check_is(&record->message, error.message, "message");
    check_is(&record->error_code, error.code, "error_code");
    bool is_told_by_code = record->http_status == 0 || (record->http_status >= 200 && record->http_status <= 299);
    require(!is_told_by_code || record->fault == error.fault, "fault %u where %u is right", record->fault, error.fault);
    check_items_of_rows(in, got);
    check_links(in, got);
}
