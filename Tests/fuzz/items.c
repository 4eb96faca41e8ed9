/*
 * items.c - items of every kind, and items out of JSON in a string
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "meaning.h"

enum {
    MOST_ELEMENTS = 12, /* of an array of items, that are looked up */
    LONGEST_POINTER = 64,
};

/* ---- Items ---- */

/* An array of a job's or an error's whose elements are items. */
typedef struct item_row {
    uint32_t vendor;
    uint32_t kind;
    const char *array;
    const char *code, *title, *message, *else_message, *other_message;
} item_row;

static const item_row item_rows[] = {
    {PALO_ALTO, JOBSTATUS_ITEM_ERROR, "/details/errors", "/code", NULL, "/message", NULL, NULL},
    {PALO_ALTO, JOBSTATUS_ITEM_WARNING, "/details/warnings", "/code", NULL, "/message", NULL, NULL},
    {PALO_ALTO, JOBSTATUS_ITEM_INFO, "/details/info", "/code", NULL, "/message", NULL, NULL},
    {PALO_ALTO, JOBSTATUS_ITEM_ERROR, "/_errors", "/code", NULL, "/message", NULL, NULL},
    {ORANGE, JOBSTATUS_ITEM_NONE, "/messages", "/code", "/message", "/description", "/message", NULL},
    {CISCO, JOBSTATUS_ITEM_SUBTASK, "/subTasks", NULL, "/description", "/message", "/description", NULL},
    {CLOUD, JOBSTATUS_ITEM_ERROR, "/errors", "/code", "/title", "/detail", "/title", "/description"},
    {CLOUD, JOBSTATUS_ITEM_WARNING, "/warnings", "/code", "/title", "/detail", "/title", "/description"},
    {NETAPP, JOBSTATUS_ITEM_ERROR, "/error", "/code", NULL, "/message", NULL, NULL},
    {NETAPP, JOBSTATUS_ITEM_INFO, "/error/arguments", "/code", NULL, "/message", NULL, NULL},
};

static void check_subtask(const scope *element, const jobstatus_item *item) {
    check_is(&item->state_text, text(element, "/status"), "state_text of a sub-task");
    check_is(&item->target_id, text(element, "/target/id"), "target_id of a sub-task");
    check_is(&item->target_name, text(element, "/target/name"), "target_name of a sub-task");
    check_is(&item->target_type, text(element, "/target/type"), "target_type of a sub-task");
    require(item->state == state_of(element->of, CISCO, &item->state_text), "state %u of a sub-task", item->state);
}

static void check_element(const scope *element, const item_row *row, const jobstatus_item *item) {
    jobstatus_span message = either(element, row->message, row->else_message);
    check_is(&item->code, text(element, row->code), "code of an item");
    check_is(&item->title, text(element, row->title), "title of an item");
    check_is(&item->message, first_of(message, text(element, row->other_message)), "message of an item");
    if (row->kind == JOBSTATUS_ITEM_SUBTASK) {
        check_subtask(element, item);
    } else {
        bool has_target = row->vendor == NETAPP && row->kind == JOBSTATUS_ITEM_ERROR;
        check_is(&item->target_name, text(element, has_target ? "/target" : NULL), "target_name of an item");
    }
}

static const jobstatus_item *next_of_kind(const answer *got, uint32_t kind, size_t *at) {
    while (*at < got->stored) {
        const jobstatus_item *item = &got->items[(*at)++];
        if (item->kind == kind) {
            return item;
        }
    }
    return NULL;
}

/* The value at a pointer, if it is an item. */
static void check_item_at(const scope *in, const char *pointer, const item_row *row, uint32_t kind, const answer *got,
                          size_t *at) {
    jobstatus_span span;
    value_kind value = look(in, pointer, &span);
    bool is_text = (value == STRING_VALUE && span.length > 0) || value == NUMBER_VALUE;
    if (value != OBJECT_VALUE && !is_text) {
        return;
    }
    const jobstatus_item *item = next_of_kind(got, kind, at);
    require(item != NULL, "%s is no item of kind %u", pointer, kind);
    if (is_text) {
        check_is(&item->message, span, "message of an item that is a text");
    } else {
        scope element = {in->of, span.offset, span.length};
        check_element(&element, row, item);
    }
}

/* All items of a row, and that there are no more. */
static void check_array(const scope *in, const item_row *row, uint32_t kind, const answer *got) {
    size_t at = 0, count = 0;
    char pointer[LONGEST_POINTER];
    value_kind value = kind_of(in, row->array);
    if (value == OBJECT_VALUE && row->vendor == NETAPP) {
        check_item_at(in, row->array, row, kind, got, &at);
    } else if (value == ARRAY_VALUE && strcmp(row->array, "/error") != 0) {
        for (; count < MOST_ELEMENTS; count++) {
            snprintf(pointer, sizeof pointer, "%s/%zu", row->array, count);
            if (!has(in, pointer)) {
                break;
            }
            check_item_at(in, pointer, row, kind, got, &at);
        }
    }
    require(count == MOST_ELEMENTS || next_of_kind(got, kind, &at) == NULL, "items of kind %u come from nowhere", kind);
}

/* Whether one row alone says which items of its kind there are. */
static bool is_told_by_row(const scope *in, const item_row *row, const jobstatus_record *record) {
    bool is_job = record->kind == JOBSTATUS_KIND_JOB, is_in_details = strncmp(row->array, "/details", 8) == 0;
    switch (row->vendor) {
    case PALO_ALTO:
        return is_in_details ? !has_text(in, "/details") && !has(in, "/_errors") : !has(in, "/details");
    case CISCO:
        return is_job;
    default:
        return true;
    }
}

static const jobstatus_item *next_message(const answer *got, size_t *at) {
    while (*at < got->stored) {
        const jobstatus_item *item = &got->items[(*at)++];
        if (item->kind == JOBSTATUS_ITEM_ERROR || item->kind == JOBSTATUS_ITEM_WARNING) {
            return item;
        }
    }
    return NULL;
}

static void check_cisco_message(const scope *of_error, const char *pointer, const jobstatus_item *item) {
    jobstatus_span severity = text(of_error, "/severity"), message = text(of_error, pointer), code = absent;
    if (kind_of(of_error, pointer) == OBJECT_VALUE) {
        scope element = inside(of_error, pointer);
        severity = first_of(text(&element, "/severity"), severity);
        message = text(&element, "/description");
        code = text(&element, "/code");
    }
    char word[32];
    word_of(of_error->of, &severity, word);
    uint32_t kind = strcmp(word, "warn") == 0 ? JOBSTATUS_ITEM_WARNING : JOBSTATUS_ITEM_ERROR;
    require(item->kind == kind, "a message of kind %u", item->kind);
    check_is(&item->severity, severity, "severity of a message");
    check_is(&item->message, message, "message of a message");
    check_is(&item->code, code, "code of a message");
}

/* Cisco's messages, of an error envelope or of a job. Where they stand in both places their order is not looked at. */
static void check_cisco_messages(const scope *in, const answer *got) {
    bool has_error = kind_of(in, "/error") == OBJECT_VALUE;
    if (has_error && (has(in, "/messages") || has(in, "/severity"))) {
        return;
    }
    const scope of_error = has_error ? inside(in, "/error") : *in;
    size_t at = 0, count = 0;
    char pointer[LONGEST_POINTER];
    for (; kind_of(&of_error, "/messages") == ARRAY_VALUE && count < MOST_ELEMENTS; count++) {
        snprintf(pointer, sizeof pointer, "/messages/%zu", count);
        jobstatus_span span;
        value_kind value = look(&of_error, pointer, &span);
        if (value == NO_VALUE) {
            break;
        }
        if (value != OBJECT_VALUE && text(&of_error, pointer).length == 0) {
            continue;
        }
        const jobstatus_item *item = next_message(got, &at);
        require(item != NULL, "%s is no item", pointer);
        check_cisco_message(&of_error, pointer, item);
    }
    require(count == MOST_ELEMENTS || next_message(got, &at) == NULL, "messages come from nowhere");
}

void check_items_of_rows(const scope *in, const answer *got) {
    const jobstatus_record *record = &got->record;
    bool has_failed = record->kind == JOBSTATUS_KIND_JOB && record->state == JOBSTATUS_STATE_FAILED;
    for (size_t i = 0; i < sizeof item_rows / sizeof item_rows[0]; i++) {
        const item_row *row = &item_rows[i];
        if (row->vendor == record->vendor && is_told_by_row(in, row, record)) {
            uint32_t decided = has_failed ? JOBSTATUS_ITEM_ERROR : JOBSTATUS_ITEM_INFO;
            check_array(in, row, row->kind == JOBSTATUS_ITEM_NONE ? decided : row->kind, got);
        }
    }
    if (record->vendor == CISCO) {
        check_cisco_messages(in, got);
    }
}

/* ---- Links ---- */

/* A pointer to the member of `object` that has a decoded name; false where it would be longer than any link's. */
static bool pointer_to(char pointer[LONGEST_POINTER], const char *object, const char *name, size_t length) {
    size_t end = (size_t)snprintf(pointer, LONGEST_POINTER, "%s/", object);
    for (size_t i = 0; i < length; i++) {
        bool is_escaped = name[i] == '~' || name[i] == '/';
        if (name[i] == '\0' || end + 3 > LONGEST_POINTER) {
            return false;
        }
        if (is_escaped) {
            pointer[end++] = '~';
        }
        pointer[end++] = name[i] == '~' ? '0' : name[i] == '/' ? '1' : name[i];
    }
    pointer[end] = '\0';
    return true;
}

/* That the last link of a name is what stands under that name; where that is no link, an earlier one was. */
static void check_link(const scope *in, const char *links, const jobstatus_item *item) {
    char pointer[LONGEST_POINTER];
    size_t length;
    char *name = decoded(in->of, &item->title, &length);
    if (pointer_to(pointer, links, name, length)) {
        jobstatus_span span;
        value_kind kind = look(in, pointer, &span);
        scope link = {in->of, span.offset, span.length};
        jobstatus_span expected = kind == OBJECT_VALUE ? text(&link, "/href") : text(in, pointer);
        require(kind != NO_VALUE, "%s does not exist, and is a link", pointer);
        if (kind == OBJECT_VALUE || expected.length > 0) {
            check_is(&item->link, expected, "link of an item");
        }
    }
    free(name);
}

static bool is_last_of_name(const body *of, const answer *got, size_t at) {
    for (size_t i = at + 1; i < got->stored; i++) {
        const jobstatus_item *item = &got->items[i];
        if (item->kind == JOBSTATUS_ITEM_LINK && is_same_text(of, &item->title, of, &got->items[at].title)) {
            return false;
        }
    }
    return true;
}

void check_links(const scope *in, const answer *got) {
    const jobstatus_record *record = &got->record;
    const char *links = record->vendor == NETAPP ? "/_links" : "/links";
    jobstatus_span first = absent;
    bool has_first = false;
    for (size_t i = 0; i < got->stored; i++) {
        const jobstatus_item *item = &got->items[i];
        if (item->kind != JOBSTATUS_ITEM_LINK) {
            continue;
        }
        if (is_last_of_name(in->of, got, i)) {
            check_link(in, links, item);
        }
        if (!has_first && !is_text_equal(in->of, &item->title, "self")) {
            first = item->link;
            has_first = true;
        }
    }
    if (record->vendor == CLOUD && record->kind == JOBSTATUS_KIND_JOB) {
        check_is(&record->resource_link, first, "resource_link");
    }
}

/* ---- JSON in a string: Palo Alto's details ---- */

/* The body with the document of a string in the place of the string. */
static body with_document(const body *of, const jobstatus_span *string, const char *document, size_t length) {
    size_t before = string->offset - 1, after = of->length - string->offset - string->length - 1;
    uint8_t *bytes = malloc(before + length + after + 1);
    memcpy(bytes, of->bytes, before);
    memcpy(bytes + before, document, length);
    memcpy(bytes + before + length, of->bytes + of->length - after, after);
    return (body){.bytes = bytes, .length = before + length + after, .allocation = bytes};
}

static void compare_items(const body *of, const answer *got, const body *of_other, const answer *other) {
    for (size_t i = 0; i < got->stored; i++) {
        const jobstatus_item *item = &got->items[i], *other_item = &other->items[i];
        require(item->kind == other_item->kind && is_same_text(of, &item->code, of_other, &other_item->code) &&
                    is_same_text(of, &item->message, of_other, &other_item->message),
                "item %zu of a document in a string is another one", i);
    }
}

/* That details in a string say what they say as an object. */
static void compare_with_object(const body *of, const answer *got, const body *plain) {
    answer other = {.items = malloc((got->record.item_count + 1u) * sizeof(jobstatus_item))};
    const jobstatus_record *record = &got->record;
    jobstatus_parse(PALO_ALTO, record->http_status, plain->bytes, plain->length, &other.record, sizeof other.record,
                    other.items, sizeof *other.items, record->item_count + 1u);
    require(other.record.item_count == record->item_count && other.record.error_count == record->error_count &&
                other.record.warning_count == record->warning_count,
            "%u items of a document in a string, %u of an object", record->item_count, other.record.item_count);
    require(other.record.kind == record->kind && other.record.state == record->state &&
                other.record.flags == record->flags,
            "a document in a string gives kind %u, an object %u", record->kind, other.record.kind);
    require(is_same_text(of, &record->message, plain, &other.record.message) &&
                is_same_text(of, &record->description, plain, &other.record.description),
            "a document in a string says other things than an object");
    compare_items(of, got, plain, &other);
    free(other.items);
}

static bool is_object(const char *document, size_t length) {
    verdict judged = reference_judge((const uint8_t *)document, length);
    return judged.result == JOBSTATUS_OK && document[judged.start] == '{' && (uint8_t)document[0] != 0xEF;
}

void check_document_in_string(const scope *in, const answer *got) {
    if (got->record.vendor != PALO_ALTO || !has_text(in, "/details")) {
        return;
    }
    jobstatus_span span = text(in, "/details");
    size_t length;
    char *document = decoded(in->of, &span, &length);
    if (is_object(document, length)) {
        body plain = with_document(in->of, &span, document, length);
        if (reference_judge(plain.bytes, plain.length).result == JOBSTATUS_OK) {
            compare_with_object(in->of, got, &plain);
        }
        free(plain.allocation);
    } else if (got->record.kind == JOBSTATUS_KIND_JOB) {
        check_is(&got->record.message, first_of(text(in, "/summary"), span), "message");
        check_is(&got->record.description, text(in, "/description"), "description");
        require(got->record.item_count == 1, "a text in details is %u items", got->record.item_count);
        check_is(&got->items[0].message, span, "the text in details");
    }
    free(document);
}
