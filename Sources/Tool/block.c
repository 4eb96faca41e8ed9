/*
 * block.c - one response for a person
 *
 * The first line says how the job stands, the lines below it one thing each, the most pressing first.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tool.h"

#include <string.h>

#define LABEL_WIDTH 12

/* A value may take this many lines of the terminal; --format json has the whole of it. */
#define LINES_OF_VALUE 8

struct block {
    FILE *out;
    const struct screen *screen;
    const struct response *response;
};

static void write_line(const struct block *block, const char *label, const struct text *value) {
    if (value->length == 0) {
        return;
    }
    struct text line = {0};
    text_add_cut(&line, value->bytes, value->length, block->screen->width * LINES_OF_VALUE);
    fprintf(block->out, "  %-*s", LABEL_WIDTH, label);
    text_write(block->out, &line);
    fputc('\n', block->out);
    text_free(&line);
}

static void write_span(const struct block *block, const char *label, const jobstatus_span *span) {
    struct text value = {0};
    text_add_span(&value, &block->response->body, span);
    write_line(block, label, &value);
    text_free(&value);
}

/* Two texts that belong together, as "first (second)". */
static void write_two(const struct block *block, const char *label, const jobstatus_span *first,
                      const jobstatus_span *second) {
    if (first->length == 0 || second->length == 0) {
        write_span(block, label, first->length > 0 ? first : second);
        return;
    }
    struct text value = {0};
    text_add_span(&value, &block->response->body, first);
    text_add_string(&value, " (");
    text_add_span(&value, &block->response->body, second);
    text_add_string(&value, ")");
    write_line(block, label, &value);
    text_free(&value);
}

static void write_headline(const struct block *block) {
    const jobstatus_record *record = &block->response->record;
    const char *title = jobstatus_vendor_title(record->vendor);
    bool is_job = record->kind == JOBSTATUS_KIND_JOB || record->kind == JOBSTATUS_KIND_ACCEPTED;
    struct text line = {0};
    text_add_headline(&line, record, block->screen->colour);
    if (record->vendor != JOBSTATUS_VENDOR_UNKNOWN && title != NULL) {
        text_add_string(&line, "  ");
        text_add_string(&line, title);
    }
    if (is_job && record->id.length > 0) {
        text_add_string(&line, "  job ");
        text_add_span(&line, &block->response->body, &record->id);
    }
    text_write(block->out, &line);
    fputc('\n', block->out);
    text_free(&line);
}

static void write_reason(const struct block *block) {
    struct text reason = {0};
    text_add_reason(&reason, block->response);
    write_line(block, "reason", &reason);
    text_free(&reason);
    if (!reason_tells_message(&block->response->record)) {
        write_span(block, "message", &block->response->record.message);
    }
}

static void write_excerpt(const struct block *block) {
    if (block->response->record.result == JOBSTATUS_OK || block->response->body.length == 0) {
        return;
    }
    struct text line = {0};
    size_t column = text_add_excerpt(&line, block->response);
    write_line(block, "excerpt", &line);
    text_clear(&line);
    text_add_spaces(&line, column);
    text_add_string(&line, "^");
    write_line(block, "", &line);
    text_free(&line);
}

static const char *advice_phrase(uint32_t advice) {
    switch (advice) {
    case JOBSTATUS_ADVICE_POLL: return " (ask again later)";
    case JOBSTATUS_ADVICE_DONE: return " (it is over)";
    case JOBSTATUS_ADVICE_RETRY: return " (send the same request again later)";
    case JOBSTATUS_ADVICE_AUTHENTICATE: return " (get new credentials, then send the same request again)";
    case JOBSTATUS_ADVICE_GONE: return " (there is no such job, or no longer)";
    case JOBSTATUS_ADVICE_GIVE_UP: return " (the same request will fail again)";
    default: return "";
    }
}

static void write_advice(const struct block *block) {
    uint32_t advice = block->response->record.advice;
    const char *name = jobstatus_advice_name(advice);
    if (advice == JOBSTATUS_ADVICE_NONE || name == NULL) {
        return;
    }
    struct text value = {0};
    text_add_string(&value, name);
    text_add_string(&value, advice_phrase(advice));
    write_line(block, "advice", &value);
    text_free(&value);
}

static void write_percent(const struct block *block) {
    if (block->response->record.percent == JOBSTATUS_NO_PERCENT) {
        return;
    }
    struct text value = {0};
    text_add_number(&value, block->response->record.percent);
    text_add_string(&value, " %");
    write_line(block, "progress", &value);
    text_free(&value);
}

/* Adds a count of sub-tasks where it is not 0. */
static void add_count(struct text *value, uint32_t count, const char *word) {
    if (count > 0) {
        text_add_string(value, ", ");
        text_add_number(value, count);
        text_add_string(value, word);
    }
}

static void write_subtasks(const struct block *block) {
    const jobstatus_record *record = &block->response->record;
    if (record->subtasks_total == 0) {
        return;
    }
    struct text value = {0};
    text_add_number(&value, record->subtasks_total);
    add_count(&value, record->subtasks_succeeded, " succeeded");
    add_count(&value, record->subtasks_failed, " failed");
    add_count(&value, record->subtasks_unfinished, " unfinished");
    write_line(block, "sub-tasks", &value);
    text_free(&value);
}

/* Adds one time; its date only where that is another one than the date before it. */
static void add_time(struct text *value, const char *word, int64_t time, char date[16]) {
    if (time == JOBSTATUS_NO_TIME) {
        return;
    }
    struct text this_date = {0};
    text_add_time(&this_date, time, "%Y-%m-%d");
    text_add_string(value, value->length > 0 ? ", " : "");
    text_add_string(value, word);
    if (strcmp(date, this_date.bytes) != 0) {
        text_add_string(value, this_date.bytes);
        text_add_string(value, " ");
        snprintf(date, 16, "%s", this_date.bytes);
    }
    text_add_time(value, time, "%H:%M:%S");
    text_free(&this_date);
}

static void add_duration(struct text *value, int64_t started_at, int64_t finished_at) {
    if (started_at == JOBSTATUS_NO_TIME || finished_at == JOBSTATUS_NO_TIME || finished_at < started_at) {
        return;
    }
    uint64_t seconds = ((uint64_t)finished_at - (uint64_t)started_at) / 1000000000u;
    char duration[48];
    if (seconds < 60) {
        snprintf(duration, sizeof duration, "%u s", (unsigned)seconds);
    } else if (seconds < 3600) {
        snprintf(duration, sizeof duration, "%u min %u s", (unsigned)(seconds / 60), (unsigned)(seconds % 60));
    } else {
        snprintf(duration, sizeof duration, "%llu h %u min", (unsigned long long)(seconds / 3600),
                 (unsigned)(seconds / 60 % 60));
    }
    text_add_string(value, ", took ");
    text_add_string(value, duration);
}

static void write_times(const struct block *block) {
    const jobstatus_record *record = &block->response->record;
    struct text value = {0};
    char date[16] = "";
    add_time(&value, "created ", record->created_at, date);
    add_time(&value, "started ", record->started_at, date);
    add_time(&value, "updated ", record->updated_at, date);
    add_time(&value, "finished ", record->finished_at, date);
    if (value.length > 0) {
        text_add_string(&value, " UTC");
        add_duration(&value, record->started_at, record->finished_at);
    }
    write_line(block, "times", &value);
    text_free(&value);
}

static void write_flags(const struct block *block) {
    struct text value = {0};
    for (uint32_t bit = 1; bit != 0; bit <<= 1) {
        const char *name = (block->response->record.flags & bit) != 0 ? jobstatus_flag_name(bit) : NULL;
        if (name != NULL) {
            text_add_string(&value, value.length > 0 ? ", " : "");
            text_add_string(&value, name);
        }
    }
    write_line(block, "flags", &value);
    text_free(&value);
}

static void write_items(const struct block *block) {
    if (block->response->item_count == 0) {
        return;
    }
    struct text lines = {0};
    text_add_items(&lines, block->response, 4, block->screen->width);
    fputs("  items\n", block->out);
    text_write(block->out, &lines);
    text_free(&lines);
}

void block_write(FILE *out, const struct screen *screen, const struct response *response) {
    const jobstatus_record *record = &response->record;
    struct block block = {.out = out, .screen = screen, .response = response};
    write_headline(&block);
    write_reason(&block);
    write_excerpt(&block);
    write_advice(&block);
    write_two(&block, "operation", &record->operation, &record->name);
    write_span(&block, "description", &record->description);
    write_two(&block, "target", &record->target_name, &record->target_id);
    write_span(&block, "requester", &record->requester);
    write_two(&block, "vendor says", &record->state_text, &record->result_text);
    write_span(&block, "job code", &record->job_code);
    write_percent(&block);
    write_times(&block);
    write_subtasks(&block);
    write_span(&block, "parent", &record->parent_id);
    write_span(&block, "link", &record->self_link);
    write_span(&block, "resource", &record->resource_link);
    write_span(&block, "request id", &record->request_id);
    write_flags(&block);
    write_items(&block);
}
