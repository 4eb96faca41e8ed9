/*
 * json.c - records as lines of JSON, for programs
 *
 * Every object has all of its keys, in the order that the functions below write them. What is absent is null.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tool.h"

#include <inttypes.h>
#include <string.h>

/* ---- Values ---- */

static void write_unicode_escape(FILE *out, unsigned code) {
    fprintf(out, "\\u%04x", code);
}

static void write_escape(FILE *out, char byte) {
    switch (byte) {
    case '"': fputs("\\\"", out); break;
    case '\\': fputs("\\\\", out); break;
    case '\b': fputs("\\b", out); break;
    case '\f': fputs("\\f", out); break;
    case '\n': fputs("\\n", out); break;
    case '\r': fputs("\\r", out); break;
    case '\t': fputs("\\t", out); break;
    default: write_unicode_escape(out, (unsigned char)byte); break;
    }
}

/* JSON would take DEL and the C1 controls as they are, but a terminal may obey them. */
static bool is_c1_control(const char *bytes, size_t length) {
    return length >= 2 && (unsigned char)bytes[0] == 0xC2 && (unsigned char)bytes[1] < 0xA0;
}

static bool needs_escape(char byte) {
    return (unsigned char)byte < 0x20 || byte == 0x7F || byte == '"' || byte == '\\';
}

static void write_string(FILE *out, const char *bytes, size_t length) {
    size_t written = 0;
    fputc('"', out);
    for (size_t at = 0; at < length; at++) {
        bool is_pair = is_c1_control(bytes + at, length - at);
        if (!is_pair && !needs_escape(bytes[at])) {
            continue;
        }
        fwrite(bytes + written, 1, at - written, out);
        if (is_pair) {
            at++;
            write_unicode_escape(out, (unsigned char)bytes[at]);
        } else {
            write_escape(out, bytes[at]);
        }
        written = at + 1;
    }
    fwrite(bytes + written, 1, length - written, out);
    fputc('"', out);
}

static void write_name(FILE *out, const char *name) {
    if (name == NULL) {
        fputs("null", out);
    } else {
        write_string(out, name, strlen(name));
    }
}

static void write_span(FILE *out, const struct body *body, const jobstatus_span *span, struct text *scratch) {
    if (span->length == 0) {
        fputs("null", out);
        return;
    }
    text_decode(scratch, body, span);
    write_string(out, scratch->bytes, scratch->length);
}

/* The digits behind the decimal point, as many as are needed, and the point. */
static void write_fraction(FILE *out, int nanoseconds) {
    char digits[16];
    if (nanoseconds == 0) {
        return;
    }
    int length = snprintf(digits, sizeof digits, ".%09d", nanoseconds);
    while (digits[length - 1] == '0') {
        length--;
    }
    fwrite(digits, 1, (size_t)length, out);
}

static void write_time(FILE *out, int64_t time) {
    if (time == JOBSTATUS_NO_TIME) {
        fputs("null", out);
        return;
    }
    struct tm parts;
    char buffer[40];
    int nanoseconds = utc_parts(time, &parts);
    strftime(buffer, sizeof buffer, "\"%Y-%m-%dT%H:%M:%S", &parts);
    fputs(buffer, out);
    write_fraction(out, nanoseconds);
    fputs("Z\"", out);
}

static void write_flags(FILE *out, uint32_t flags) {
    const char *separator = "";
    fputc('[', out);
    for (uint32_t bit = 1; bit != 0; bit <<= 1) {
        const char *name = (flags & bit) != 0 ? jobstatus_flag_name(bit) : NULL;
        if (name != NULL) {
            fputs(separator, out);
            write_name(out, name);
            separator = ",";
        }
    }
    fputc(']', out);
}

/* ---- Members ---- */

/* An object that is being written, and the body that its texts are of. */
struct object {
    FILE *out;
    const struct body *body;
    struct text scratch;
    bool has_members;
};

static void begin_object(struct object *object) {
    object->has_members = false;
    fputc('{', object->out);
}

static void end_object(struct object *object) {
    fputc('}', object->out);
}

static void key(struct object *object, const char *name) {
    fprintf(object->out, object->has_members ? ",\"%s\":" : "\"%s\":", name);
    object->has_members = true;
}

static void name_member(struct object *object, const char *name, const char *value) {
    key(object, name);
    write_name(object->out, value);
}

static void number_member(struct object *object, const char *name, int64_t value) {
    key(object, name);
    fprintf(object->out, "%" PRId64, value);
}

static void number_or_null_member(struct object *object, const char *name, int64_t value, bool is_present) {
    if (is_present) {
        number_member(object, name, value);
    } else {
        name_member(object, name, NULL);
    }
}

static void boolean_member(struct object *object, const char *name, bool value) {
    key(object, name);
    fputs(value ? "true" : "false", object->out);
}

static void time_member(struct object *object, const char *name, int64_t value) {
    key(object, name);
    write_time(object->out, value);
}

static void text_member(struct object *object, const char *name, const jobstatus_span *span) {
    key(object, name);
    write_span(object->out, object->body, span, &object->scratch);
}

static void flags_member(struct object *object, const char *name, uint32_t flags) {
    key(object, name);
    write_flags(object->out, flags);
}

/* ---- Objects ---- */

static const char *vendor_or_null(uint32_t vendor) {
    return vendor == JOBSTATUS_VENDOR_UNKNOWN ? NULL : jobstatus_vendor_name(vendor);
}

static void record_members(struct object *object, const jobstatus_record *record) {
    name_member(object, "result", jobstatus_result_name(record->result));
    number_or_null_member(object, "error_offset", record->error_offset, record->result != JOBSTATUS_OK);
    name_member(object, "vendor", vendor_or_null(record->vendor));
    number_or_null_member(object, "http_status", record->http_status, record->http_status != 0);
    name_member(object, "kind", jobstatus_kind_name(record->kind));
    name_member(object, "state", jobstatus_state_name(record->state));
    boolean_member(object, "terminal", record->terminal != 0);
    name_member(object, "advice", jobstatus_advice_name(record->advice));
    name_member(object, "fault", jobstatus_fault_name(record->fault));
    number_or_null_member(object, "percent", record->percent, record->percent != JOBSTATUS_NO_PERCENT);
    text_member(object, "id", &record->id);
    text_member(object, "parent_id", &record->parent_id);
    text_member(object, "name", &record->name);
    text_member(object, "operation", &record->operation);
    text_member(object, "description", &record->description);
    text_member(object, "state_text", &record->state_text);
    text_member(object, "result_text", &record->result_text);
    text_member(object, "message", &record->message);
    text_member(object, "error_code", &record->error_code);
    text_member(object, "job_code", &record->job_code);
    time_member(object, "created_at", record->created_at);
    time_member(object, "started_at", record->started_at);
    time_member(object, "updated_at", record->updated_at);
    time_member(object, "finished_at", record->finished_at);
    text_member(object, "requester", &record->requester);
    text_member(object, "target_name", &record->target_name);
    text_member(object, "target_id", &record->target_id);
    text_member(object, "self_link", &record->self_link);
    text_member(object, "resource_link", &record->resource_link);
    text_member(object, "request_id", &record->request_id);
    number_member(object, "subtasks_total", record->subtasks_total);
    number_member(object, "subtasks_succeeded", record->subtasks_succeeded);
    number_member(object, "subtasks_failed", record->subtasks_failed);
    number_member(object, "subtasks_unfinished", record->subtasks_unfinished);
    number_member(object, "error_count", record->error_count);
    number_member(object, "warning_count", record->warning_count);
    number_member(object, "item_count", record->item_count);
    flags_member(object, "flags", record->flags);
}

static void item_members(struct object *object, const jobstatus_item *item) {
    bool has_state = item->kind == JOBSTATUS_ITEM_SUBTASK;
    name_member(object, "kind", jobstatus_item_kind_name(item->kind));
    name_member(object, "state", has_state ? jobstatus_state_name(item->state) : NULL);
    text_member(object, "code", &item->code);
    text_member(object, "title", &item->title);
    text_member(object, "message", &item->message);
    text_member(object, "severity", &item->severity);
    text_member(object, "target_id", &item->target_id);
    text_member(object, "target_name", &item->target_name);
    text_member(object, "target_type", &item->target_type);
    text_member(object, "link", &item->link);
}

static void write_items(FILE *out, const struct response *response) {
    struct object object = {.out = out, .body = &response->items_body};
    fputc('[', out);
    for (size_t i = 0; i < response->item_count; i++) {
        fputs(i > 0 ? "," : "", out);
        begin_object(&object);
        item_members(&object, &response->items[i]);
        end_object(&object);
    }
    fputc(']', out);
    text_free(&object.scratch);
}

void json_write_response(FILE *out, const struct response *response, bool with_items) {
    struct object object = {.out = out, .body = &response->body};
    begin_object(&object);
    record_members(&object, &response->record);
    if (with_items) {
        key(&object, "items");
        write_items(out, response);
    }
    end_object(&object);
    fputc('\n', out);
    text_free(&object.scratch);
}

void json_write_list_end(FILE *out, const struct list_end *end) {
    struct object object = {.out = out, .body = &end->body};
    begin_object(&object);
    name_member(&object, "kind", jobstatus_kind_name(JOBSTATUS_KIND_LIST));
    number_or_null_member(&object, "total", end->total, end->total != JOBSTATUS_NO_TOTAL);
    number_member(&object, "returned", (int64_t)end->returned);
    text_member(&object, "next_link", &end->next_link);
    end_object(&object);
    fputc('\n', out);
    text_free(&object.scratch);
}
