/*
 * wording.c - what both forms for a person say: the state, the reason, times, items
 *
 * Whatever comes from a body goes through text_add_printable on its way.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ---- The screen ---- */

#define DEFAULT_WIDTH 80
#define SMALLEST_WIDTH 20
#define LARGEST_WIDTH 10000

static bool is_set(const char *variable) {
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0';
}

static bool wants_colour(void) {
    const char *terminal = getenv("TERM");
    bool is_dumb = terminal != NULL && strcmp(terminal, "dumb") == 0;
    return isatty(STDOUT_FILENO) && !is_set("NO_COLOR") && !is_dumb;
}

static long width_of_output(void) {
    struct winsize size;
    long wished = is_set("COLUMNS") ? strtol(getenv("COLUMNS"), NULL, 10) : 0;
    if (wished > 0) {
        return wished;
    }
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : DEFAULT_WIDTH;
}

struct screen screen_of_output(void) {
    long width = width_of_output();
    if (width < SMALLEST_WIDTH) {
        width = SMALLEST_WIDTH;
    } else if (width > LARGEST_WIDTH) {
        width = LARGEST_WIDTH;
    }
    return (struct screen){.width = (size_t)width, .colour = wants_colour()};
}

/* ---- The state ---- */

const char *result_phrase(jobstatus_result result) {
    switch (result) {
    case JOBSTATUS_E_EMPTY: return "the body is empty";
    case JOBSTATUS_E_NOT_JSON: return "the body is not JSON";
    case JOBSTATUS_E_TRUNCATED: return "the body ends too early";
    case JOBSTATUS_E_SYNTAX: return "the body is broken JSON";
    case JOBSTATUS_E_UTF8: return "the body is not UTF-8";
    case JOBSTATUS_E_TOO_DEEP: return "the body is nested too deeply";
    case JOBSTATUS_E_TOO_LARGE: return "the body is too large";
    case JOBSTATUS_E_UNRECOGNIZED: return "the body is JSON of no known shape";
    default: return "the body cannot be read";
    }
}

/* The names of constants are the library's, and a newer library may know more of them than this file does. */
static const char *name_or(const char *name, const char *otherwise) {
    return name != NULL ? name : otherwise;
}

const char *headline(const jobstatus_record *record) {
    if (record->result != JOBSTATUS_OK) {
        return name_or(jobstatus_result_name(record->result), "unusable");
    }
    if (record->kind == JOBSTATUS_KIND_JOB) {
        return name_or(jobstatus_state_name(record->state), "unknown");
    }
    return record->kind == JOBSTATUS_KIND_NONE ? "no job" : name_or(jobstatus_kind_name(record->kind), "unknown");
}

#define RED "31"
#define GREEN "32"
#define YELLOW "33"
#define CYAN "36"

static const char *state_colour(uint32_t state) {
    switch (state) {
    case JOBSTATUS_STATE_SUCCEEDED: return GREEN;
    case JOBSTATUS_STATE_FAILED: return RED;
    case JOBSTATUS_STATE_QUEUED:
    case JOBSTATUS_STATE_RUNNING:
    case JOBSTATUS_STATE_PAUSED: return CYAN;
    default: return YELLOW;
    }
}

static const char *headline_colour(const jobstatus_record *record) {
    if (record->result != JOBSTATUS_OK || record->kind == JOBSTATUS_KIND_ERROR) {
        return RED;
    }
    return state_colour(record->state);
}

void text_add_headline(struct text *text, const jobstatus_record *record, bool colour) {
    if (colour) {
        text_add_string(text, "\033[1;");
        text_add_string(text, headline_colour(record));
        text_add_string(text, "m");
    }
    text_add_string(text, headline(record));
    if (colour) {
        text_add_string(text, "\033[0m");
    }
}

/* ---- The reason ---- */

static bool ended_without_success(const jobstatus_record *record) {
    return record->terminal != 0 && record->state != JOBSTATUS_STATE_SUCCEEDED;
}

bool reason_tells_message(const jobstatus_record *record) {
    return record->kind == JOBSTATUS_KIND_ERROR || ended_without_success(record);
}

/* The fault and the HTTP status behind it, as far as they say something. */
static void add_fault(struct text *out, const jobstatus_record *record) {
    bool has_name = record->fault != JOBSTATUS_FAULT_OTHER;
    if (record->fault == JOBSTATUS_FAULT_NONE) {
        return;
    }
    text_add_string(out, has_name ? name_or(jobstatus_fault_name(record->fault), "fault") : "");
    if (record->http_status != 0) {
        text_add_string(out, has_name ? ", HTTP " : "HTTP ");
        text_add_number(out, record->http_status);
    }
}

static void add_unusable(struct text *out, const jobstatus_record *record) {
    text_add_string(out, result_phrase(record->result));
    if (record->result != JOBSTATUS_E_EMPTY && record->result != JOBSTATUS_E_TOO_LARGE) {
        text_add_string(out, ", at byte ");
        text_add_number(out, record->error_offset);
    }
}

static void add_unknown_state(struct text *out, const struct response *response) {
    if (response->record.state_text.length == 0) {
        text_add_string(out, "the body does not tell the state");
        return;
    }
    text_add_string(out, "the state word \"");
    text_add_span(out, &response->body, &response->record.state_text);
    text_add_string(out, "\" is not known");
}

static void add_message_and_code(struct text *out, const struct response *response) {
    const jobstatus_record *record = &response->record;
    bool has_message = record->message.length > 0;
    text_add_span(out, &response->body, &record->message);
    if (record->error_code.length > 0) {
        text_add_string(out, has_message ? " (code " : "code ");
        text_add_span(out, &response->body, &record->error_code);
        text_add_string(out, has_message ? ")" : "");
    } else if (!has_message && record->state == JOBSTATUS_STATE_FAILED) {
        text_add_string(out, "the body does not tell why");
    }
}

static void add_cause(struct text *out, const struct response *response) {
    const jobstatus_record *record = &response->record;
    if (record->result != JOBSTATUS_OK) {
        add_unusable(out, record);
    } else if (record->kind == JOBSTATUS_KIND_NONE) {
        text_add_string(out, "the list is empty");
    } else if (record->kind == JOBSTATUS_KIND_LIST) {
        text_add_string(out, "the body is a list of several jobs: --list reads them");
    } else if (reason_tells_message(record)) {
        add_message_and_code(out, response);
    } else if (record->state == JOBSTATUS_STATE_UNKNOWN) {
        add_unknown_state(out, response);
    }
}

void text_add_reason(struct text *out, const struct response *response) {
    struct text cause = {0};
    add_cause(&cause, response);
    size_t start = out->length;
    add_fault(out, &response->record);
    if (out->length > start && cause.length > 0) {
        text_add_string(out, ": ");
    }
    text_add(out, cause.bytes, cause.length);
    text_free(&cause);
}

/* ---- The excerpt ---- */

#define EXCERPT_BEFORE 22
#define EXCERPT_BEHIND 38

size_t text_add_excerpt(struct text *text, const struct response *response) {
    const char *bytes = response->body.bytes;
    size_t length = response->body.length;
    size_t offset = response->record.error_offset < length ? response->record.error_offset : length;
    size_t start = offset > EXCERPT_BEFORE ? character_start(bytes, length, offset - EXCERPT_BEFORE) : 0;
    size_t end = length - offset > EXCERPT_BEHIND ? character_start(bytes, length, offset + EXCERPT_BEHIND) : length;
    size_t column = text->length;
    text_add_string(text, start > 0 ? "…" : "");
    text_add_printable(text, bytes + start, offset - start, KEEP_NO_LAYOUT);
    column = text_width(text->bytes + column, text->length - column);
    text_add_printable(text, bytes + offset, end - offset, KEEP_NO_LAYOUT);
    text_add_string(text, end < length ? "…" : "");
    return column;
}

/* ---- Times ---- */

void text_add_time(struct text *text, int64_t time, const char *pattern) {
    struct tm parts;
    char buffer[40];
    utc_parts(time, &parts);
    strftime(buffer, sizeof buffer, pattern, &parts);
    text_add_string(text, buffer);
}

/* ---- Items ---- */

#define ITEM_KIND_WIDTH 9
#define WIDEST_ITEM_LABEL 24

/* The short word beside the kind: where a sub-task stands, the name of a link, the code of any other item. */
static void add_item_label(struct text *text, const struct response *response, const jobstatus_item *item) {
    if (item->kind == JOBSTATUS_ITEM_SUBTASK) {
        text_add_string(text, name_or(jobstatus_state_name(item->state), "unknown"));
    } else {
        text_add_span(text, &response->items_body, item->kind == JOBSTATUS_ITEM_LINK ? &item->title : &item->code);
    }
}

static void add_part(struct text *text, const struct response *response, const char *separator,
                     const jobstatus_span *span) {
    if (span->length > 0) {
        text_add_string(text, text->length > 0 ? separator : "");
        text_add_span(text, &response->items_body, span);
    }
}

static bool is_same_span(const jobstatus_span *one, const jobstatus_span *other) {
    return one->offset == other->offset && one->length == other->length;
}

static void add_item_text(struct text *text, const struct response *response, const jobstatus_item *item) {
    if (item->kind == JOBSTATUS_ITEM_LINK) {
        add_part(text, response, "", &item->link);
        return;
    }
    add_part(text, response, "", item->target_name.length > 0 ? &item->target_name : &item->target_id);
    add_part(text, response, ": ", &item->title);
    if (!is_same_span(&item->message, &item->title)) {
        add_part(text, response, ": ", &item->message);
    }
}

static size_t widest_item_label(const struct response *response) {
    struct text label = {0};
    size_t widest = 0;
    for (size_t i = 0; i < response->item_count; i++) {
        text_clear(&label);
        add_item_label(&label, response, &response->items[i]);
        size_t width = text_width(label.bytes, label.length);
        widest = width > widest ? width : widest;
    }
    text_free(&label);
    return widest < WIDEST_ITEM_LABEL ? widest : WIDEST_ITEM_LABEL;
}

/* Adds a text cut to width columns, and spaces up to them. */
static void add_padded(struct text *out, const struct text *padded, size_t width) {
    size_t start = out->length;
    text_add_cut(out, padded->bytes, padded->length, width);
    text_add_spaces(out, width - text_width(out->bytes + start, out->length - start));
}

static void add_item_line(struct text *line, const struct response *response, const jobstatus_item *item,
                          size_t label_width) {
    struct text part = {0};
    text_add_string(&part, name_or(jobstatus_item_kind_name(item->kind), "item"));
    add_padded(line, &part, ITEM_KIND_WIDTH);
    text_clear(&part);
    add_item_label(&part, response, item);
    add_padded(line, &part, label_width);
    text_add_string(line, label_width > 0 ? "  " : "");
    text_clear(&part);
    add_item_text(&part, response, item);
    text_add(line, part.bytes, part.length);
    text_free(&part);
}

void text_add_items(struct text *out, const struct response *response, size_t indent, size_t width) {
    struct text line = {0};
    size_t label_width = widest_item_label(response);
    for (size_t i = 0; i < response->item_count; i++) {
        text_clear(&line);
        text_add_spaces(&line, indent);
        add_item_line(&line, response, &response->items[i], label_width);
        text_add_cut(out, line.bytes, line.length, width);
        text_add_string(out, "\n");
    }
    text_free(&line);
}
