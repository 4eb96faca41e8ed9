/*
 * calls.c - takes an input apart, calls the functions that it asks for in many ways, and compares the answers
 *
 * An input is a few control bytes (the plan), a JSON Pointer and a body. seeds.py writes the same form.
 *
 * Where something does not hold, a message says what and the run ends with a trap. Every input and output lies in an
 * allocation of exactly its size, so that AddressSanitizer or valgrind sees a read or a write outside of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* The control bytes, in this order in front of the pointer and the body. Every value of each has a meaning. */
enum {
    AT_VENDOR,
    AT_STATUS,
    AT_CHECKS,
    AT_RECORD_SIZE,
    AT_ITEM_CAPACITY,
    AT_ITEM_SIZE,
    AT_RECORD_CAPACITY,
    AT_PAGE_SIZE,
    AT_SHIFT,
    AT_PAGES,
    AT_SPAN_OFFSET, /* two bytes */
    AT_SPAN_LENGTH = AT_SPAN_OFFSET + 2,
    AT_SPAN_ESCAPES = AT_SPAN_LENGTH + 2,
    AT_NEXT_OFFSET, /* two bytes */
    AT_POINTER_LENGTH = AT_NEXT_OFFSET + 2,
    CONTROL_BYTES,
};

/* What a plan asks for. What compares answers with each other costs many calls, so it is asked for by itself. */
enum {
    CHECK_RECORD = 1 << 0,        /* jobstatus_parse: the record and the items are valid */
    CHECK_SAME_RECORD = 1 << 1,   /* the same at another alignment and with other sizes */
    CHECK_MEANING = 1 << 2,       /* and what section 9 says; also of a list */
    CHECK_TEXTS = 1 << 3,         /* jobstatus_text and _texts of every span of the record and the items */
    CHECK_DETECTION = 1 << 4,     /* jobstatus_detect */
    CHECK_SHORT_STRUCTS = 1 << 5, /* structs that are too short for the library */
    CHECK_LIST = 1 << 6,          /* jobstatus_parse_list: the page and the records are valid */
    CHECK_SAME_LIST = 1 << 7,     /* the same in pages, and as jobstatus_parse has it */
    CHECK_ELEMENTS = 1 << 8,      /* the same record for each element alone */
    CHECK_RESUME = 1 << 9,        /* a page that goes on anywhere */
    CHECK_POINTER = 1 << 10,      /* jobstatus_find of any text */
    CHECK_VALUES = 1 << 11,       /* jobstatus_find of the values of the body */
    CHECK_SPAN = 1 << 12,         /* jobstatus_text of any span */
    CHECK_NAMES = 1 << 13,        /* the functions of names */
    EVERYTHING = (1 << 14) - 1,
};

enum {
    MOST_ITEMS_OF_A_PLAN = 24,
    MOST_RECORDS_OF_A_PLAN = 6,
    MOST_SHIFT = 16,
    FILLER = 0xA5,
};

typedef struct plan {
    uint32_t vendor;
    int32_t status;
    unsigned checks;
    size_t record_excess; /* bytes that the caller's struct is longer than the library's */
    size_t item_capacity;
    size_t item_excess;
    size_t record_capacity;
    size_t page_excess;
    size_t shift;
    unsigned pages; /* from which the size of each page of a list is drawn */
    jobstatus_span span;
    uint32_t next_offset;
    const char *pointer;
    size_t pointer_length;
    body input;
} plan;

/* ---- Reporting ---- */

void require(bool holds, const char *format, ...) {
    if (holds) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    fputs("jobstatus fuzz: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    __builtin_trap();
}

/* ---- Plans ---- */

static uint32_t vendor_of(uint8_t byte) {
    static const uint32_t unknown[] = {6, 7, 255, 0x80000000, UINT32_MAX};
    return byte % 16 < 11 ? byte % 16 % 6 : unknown[byte % 16 - 11];
}

static int32_t status_of(uint8_t byte) {
    static const int32_t statuses[] = {0,   200, 200, 202, 201, 204, 299, 300, 301, 304, 100,       199,      400,
                                       401, 403, 404, 405, 406, 408, 409, 410, 418, 422, 429,       499,      500,
                                       501, 502, 503, 504, 505, 599, 600, 999, 2,   -1,  INT32_MIN, INT32_MAX};
    return statuses[byte % (sizeof statuses / sizeof statuses[0])];
}

static unsigned checks_of(uint8_t byte) {
    static const unsigned checks[] = {
        EVERYTHING,
        CHECK_RECORD,
        CHECK_RECORD | CHECK_SAME_RECORD,
        CHECK_RECORD | CHECK_MEANING,
        CHECK_RECORD | CHECK_TEXTS,
        CHECK_DETECTION | CHECK_NAMES,
        CHECK_SHORT_STRUCTS | CHECK_SPAN,
        CHECK_LIST,
        CHECK_LIST | CHECK_SAME_LIST,
        CHECK_LIST | CHECK_ELEMENTS,
        CHECK_LIST | CHECK_MEANING,
        CHECK_RESUME,
        CHECK_POINTER,
        CHECK_VALUES,
    };
    return checks[byte % (sizeof checks / sizeof checks[0])];
}

static uint32_t number_of(const uint8_t *bytes) {
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

/* Offsets and lengths of a plan mostly lie in the body, some near the largest number there is. */
static uint32_t place_in(const uint8_t *bytes, size_t length) {
    uint32_t number = number_of(bytes);
    return number >= 0xFF00 ? UINT32_MAX - (0xFFFF - number) : (uint32_t)(number % (length + 2));
}

static void read_controls(plan *plan, const uint8_t *controls) {
    plan->vendor = vendor_of(controls[AT_VENDOR]);
    plan->status = status_of(controls[AT_STATUS]);
    plan->checks = checks_of(controls[AT_CHECKS]);
    plan->record_excess = controls[AT_RECORD_SIZE] % 4 * 8;
    plan->item_capacity = controls[AT_ITEM_CAPACITY] % MOST_ITEMS_OF_A_PLAN;
    plan->item_excess = controls[AT_ITEM_SIZE] % 4 * 4;
    plan->record_capacity = controls[AT_RECORD_CAPACITY] % MOST_RECORDS_OF_A_PLAN + 1;
    plan->page_excess = controls[AT_PAGE_SIZE] % 4 * 8;
    plan->shift = controls[AT_SHIFT] % MOST_SHIFT;
    plan->pages = controls[AT_PAGES];
}

static bool read_plan(plan *plan, const uint8_t *data, size_t size) {
    if (size < CONTROL_BYTES) {
        return false;
    }
    read_controls(plan, data);
    size_t rest = size - CONTROL_BYTES;
    plan->pointer = (const char *)data + CONTROL_BYTES;
    plan->pointer_length = data[AT_POINTER_LENGTH] < rest ? data[AT_POINTER_LENGTH] : rest;
    size_t length = rest - plan->pointer_length;
    plan->input = (body){.bytes = data + CONTROL_BYTES + plan->pointer_length, .length = length};
    plan->span = (jobstatus_span){
        .offset = place_in(data + AT_SPAN_OFFSET, length),
        .length = place_in(data + AT_SPAN_LENGTH, length),
        .escapes = data[AT_SPAN_ESCAPES] < 250 ? data[AT_SPAN_ESCAPES] % 4 : UINT32_MAX,
    };
    plan->next_offset = place_in(data + AT_NEXT_OFFSET, length);
    return true;
}

/* ---- Memory of exactly one size ---- */

void *room(size_t size) {
    void *memory = malloc(size);
    require(memory != NULL, "no memory");
    memset(memory, FILLER, size);
    return memory;
}

/* A body that begins `shift` bytes behind an aligned address and ends with its allocation. */
static body place_body(const uint8_t *bytes, size_t length, size_t shift) {
    uint8_t *memory = room(shift + length);
    if (length > 0) {
        memcpy(memory + shift, bytes, length);
    }
    return (body){.bytes = memory + shift, .length = length, .allocation = memory};
}

static bool is_all(const void *memory, size_t from, size_t to, uint8_t byte) {
    for (size_t i = from; i < to; i++) {
        if (((const uint8_t *)memory)[i] != byte) {
            return false;
        }
    }
    return true;
}

/* ---- jobstatus_parse ---- */

typedef struct request {
    uint32_t vendor;
    int32_t status;
    size_t record_excess;
    size_t item_capacity;
    size_t item_excess;
} request;

/* Copies the items out of an array of longer structs. */
static jobstatus_item *own_items(const uint8_t *array, size_t stride, size_t count) {
    jobstatus_item *items = room(count * sizeof *items);
    for (size_t i = 0; i < count; i++) {
        memcpy(&items[i], array + i * stride, sizeof *items);
        require(is_all(array + i * stride, sizeof *items, stride, 0), "the end of a longer item is not 0");
    }
    return items;
}

static answer parse(const body *of, const request *r) {
    size_t record_size = sizeof(jobstatus_record) + r->record_excess, stride = sizeof(jobstatus_item) + r->item_excess;
    uint8_t *record = room(record_size), *items = r->item_capacity == 0 ? NULL : room(r->item_capacity * stride);
    jobstatus_result result =
        jobstatus_parse(r->vendor, r->status, of->bytes, of->length, (jobstatus_record *)record, record_size,
                        (jobstatus_item *)items, items == NULL ? 0 : stride, r->item_capacity);
    answer answer;
    memcpy(&answer.record, record, sizeof answer.record);
    require(answer.record.result == result, "result %d is returned, %d written", result, answer.record.result);
    require(is_all(record, sizeof answer.record, record_size, 0), "the end of a longer record is not 0");
    answer.stored = answer.record.item_count < r->item_capacity ? answer.record.item_count : r->item_capacity;
    answer.items = own_items(items, stride, answer.stored);
    free(record);
    free(items);
    return answer;
}

/* The answer with all items: asked for once more where the first array was too short. */
static answer parse_all(const body *of, uint32_t vendor, int32_t status) {
    request r = {.vendor = vendor, .status = status, .item_capacity = MOST_ITEMS_OF_A_PLAN};
    answer first = parse(of, &r);
    if (first.record.item_count <= r.item_capacity) {
        return first;
    }
    free(first.items);
    r.item_capacity = first.record.item_count;
    answer all = parse(of, &r);
    require(memcmp(&all.record, &first.record, sizeof all.record) == 0, "the record depends on the room for items");
    return all;
}

/* That another way of asking gives the same record, and of the items as many of the first as there is room for. */
static void compare(const answer *all, const body *of, const request *r, const char *what) {
    answer other = parse(of, r);
    require(memcmp(&other.record, &all->record, sizeof other.record) == 0, "another record %s", what);
    require(memcmp(other.items, all->items, other.stored * sizeof *other.items) == 0, "other items %s", what);
    free(other.items);
}

/* Structs that are too short for the library. */
static void check_short_structs(const plan *plan, const body *of) {
    size_t size = plan->next_offset % sizeof(jobstatus_record);
    uint8_t *record = room(size);
    jobstatus_result result = jobstatus_parse(plan->vendor, plan->status, of->bytes, of->length,
                                              (jobstatus_record *)record, size, NULL, 0, 0);
    require(result == JOBSTATUS_E_STRUCT_SIZE, "%d of a record of %zu bytes", result, size);
    free(record);

    jobstatus_record whole;
    size = plan->next_offset % sizeof(jobstatus_item);
    uint8_t *items = room(size);
    result = jobstatus_parse(plan->vendor, plan->status, of->bytes, of->length, &whole, sizeof whole,
                             (jobstatus_item *)items, size, 1);
    require(result == JOBSTATUS_E_STRUCT_SIZE && whole.result == result, "%d of an item of %zu bytes", result, size);
    check_record(of, &whole, plan->status, false);
    require(is_all(items, 0, size, FILLER), "an item that is too short is written");
    free(items);
}

/* That without a vendor the answer is that of the vendor that jobstatus_detect names. */
static void check_detection(const plan *plan, const body *of, const verdict *judged) {
    uint32_t vendor = jobstatus_detect(of->bytes, of->length);
    require(vendor == JOBSTATUS_VENDOR_UNKNOWN || jobstatus_vendor_name(vendor) != NULL, "vendor %u", vendor);
    answer undetected = parse_all(of, JOBSTATUS_VENDOR_UNKNOWN, plan->status);
    require(undetected.record.vendor == vendor, "vendor %u, %u detected", undetected.record.vendor, vendor);
    if (vendor != JOBSTATUS_VENDOR_UNKNOWN) {
        request r = {.vendor = vendor, .status = plan->status, .item_capacity = undetected.stored};
        compare(&undetected, of, &r, "with the detected vendor");
    } else {
        require(judged->result != JOBSTATUS_OK || undetected.record.result == JOBSTATUS_E_UNRECOGNIZED,
                "nobody's body is %d", undetected.record.result);
    }
    free(undetected.items);
}

static void check_vendor(const plan *plan, const answer *all) {
    bool is_given = plan->vendor != JOBSTATUS_VENDOR_UNKNOWN;
    bool is_known = !is_given || jobstatus_vendor_name(plan->vendor) != NULL;
    require(!is_given || all->record.vendor == plan->vendor, "vendor %u", all->record.vendor);
    require(is_known == (all->record.result != JOBSTATUS_E_VENDOR), "vendor %u is %d", plan->vendor,
            all->record.result);
}

static void check_span_text(const body *of, const jobstatus_span *span, const char *name) {
    (void)name;
    check_text(of, span, true);
}

static void check_same_record(const plan *plan, const body *of, const body *moved, const answer *all) {
    request r = {.vendor = plan->vendor, .status = plan->status, .item_capacity = all->stored};
    compare(all, moved, &r, "at another alignment");
    r = (request){plan->vendor, plan->status, plan->record_excess, plan->item_capacity, plan->item_excess};
    compare(all, of, &r, "with other sizes");
}

static void check_texts(const body *of, const answer *all) {
    size_t texts = (sizeof all->record - offsetof(jobstatus_record, id)) / sizeof(jobstatus_span);
    check_texts_together(of, &all->record.id, sizeof(jobstatus_span), texts);
    if (all->stored > 0) {
        check_texts_together(of, &all->items->message, sizeof all->items[0], all->stored);
    }
    each_span_of_record(of, &all->record, check_span_text);
    for (size_t i = 0; i < all->stored; i++) {
        each_span_of_item(of, &all->items[i], check_span_text);
    }
}

static void check_parse(const plan *plan, const body *of, const body *moved, const verdict *judged) {
    answer all = parse_all(of, plan->vendor, plan->status);
    check_record(of, &all.record, plan->status, false);
    check_record_against_verdict(of, &all.record, judged);
    check_items(of, &all.record, all.items);
    check_vendor(plan, &all);
    if (plan->checks & CHECK_SAME_RECORD) {
        check_same_record(plan, of, moved, &all);
    }
    if (plan->checks & CHECK_TEXTS) {
        check_texts(of, &all);
    }
    if (plan->checks & CHECK_MEANING && judged->result == JOBSTATUS_OK) {
        check_meaning(of, all.record.vendor, &all);
    }
    free(all.items);
}

/* ---- jobstatus_parse_list ---- */

/* All records of a list, and the last of its pages. */
typedef struct listing {
    jobstatus_record *records;
    size_t count;
    jobstatus_page page;
} listing;

/* One call, in memory of exactly the sizes that it is given. */
static jobstatus_page parse_page(const plan *plan, const body *of, const jobstatus_page *earlier,
                                 jobstatus_record *records, size_t capacity) {
    size_t page_size = sizeof *earlier + plan->page_excess, stride = sizeof *records + plan->record_excess;
    uint8_t *page = room(page_size), *array = room(capacity * stride);
    memcpy(page, earlier, sizeof *earlier);
    jobstatus_result result =
        jobstatus_parse_list(plan->vendor, plan->status, of->bytes, of->length, (jobstatus_page *)page, page_size,
                             (jobstatus_record *)array, stride, capacity);
    jobstatus_page answer;
    memcpy(&answer, page, sizeof answer);
    require(answer.result == result, "result %d of a page is returned, %d written", result, answer.result);
    require(is_all(page, sizeof answer, page_size, 0), "the end of a longer page is not 0");
    check_page(of, &answer, capacity);
    for (size_t i = 0; i < answer.returned; i++) {
        memcpy(&records[i], array + i * stride, sizeof *records);
        require(is_all(array + i * stride, sizeof *records, stride, 0), "the end of a longer record is not 0");
        check_record(of, &records[i], plan->status, answer.kind == JOBSTATUS_KIND_LIST);
    }
    free(page);
    free(array);
    return answer;
}

static size_t next_capacity(unsigned *pages, size_t most) {
    *pages = *pages * 1103515245u + 12345u;
    return (*pages >> 16) % most + 1;
}

/* Elements stand between commas, so a list has no more than this. */
static size_t most_elements(const body *of) {
    size_t commas = 0;
    for (size_t i = 0; i < of->length; i++) {
        commas += of->bytes[i] == ',';
    }
    return commas + 1;
}

/* Reads a list in pages of up to `most` records, `most` 0: in one. */
static listing read_list(const plan *plan, const body *of, size_t most) {
    size_t room_for = most_elements(of);
    listing list = {.records = room(room_for * sizeof(jobstatus_record))};
    unsigned pages = plan->pages;
    do {
        size_t rest = room_for - list.count;
        require(rest > 0, "a list goes on behind its last element");
        size_t capacity = most == 0 || most > rest ? rest : next_capacity(&pages, most);
        uint32_t earlier = list.page.next_offset;
        list.page = parse_page(plan, of, &list.page, list.records + list.count, capacity);
        if (list.page.flags & JOBSTATUS_FLAG_REPEATED_LIST) {
            memmove(list.records, list.records + list.count, list.page.returned * sizeof list.records[0]);
            list.count = 0;
        }
        list.count += list.page.returned;
        require(list.page.next_offset == 0 || list.page.next_offset > earlier, "a page goes on at %u after %u",
                list.page.next_offset, earlier);
    } while (list.page.next_offset != 0);
    return list;
}

/* That a list in pages is the list in one, but for the flags: a call that begins behind a member does not know of it. */
static void compare_listings(const listing *whole, const listing *paged) {
    require(whole->count == paged->count, "%zu records, %zu in pages", whole->count, paged->count);
    for (size_t i = 0; i < whole->count; i++) {
        require(memcmp(&whole->records[i], &paged->records[i], sizeof whole->records[i]) == 0,
                "record %zu is another one in pages", i);
    }
    jobstatus_page last = paged->page;
    last.returned = whole->page.returned;
    last.flags = whole->page.flags;
    require(memcmp(&last, &whole->page, sizeof last) == 0, "the last page tells other things");
}

static void move_span(jobstatus_span *span, uint32_t by) {
    if (span->length > 0) {
        span->offset += by;
    }
}

/* A record of an element alone, as it would be with the offsets of the whole body. */
static jobstatus_record in_whole_body(jobstatus_record record, uint32_t by) {
    jobstatus_span *spans = &record.json;
    size_t count = (sizeof record - offsetof(jobstatus_record, json)) / sizeof *spans;
    for (size_t i = 0; i < count; i++) {
        move_span(&spans[i], by);
    }
    return record;
}

/*
 * That the JSON of a listed record alone is the same record. An element of a list can only be a job; alone it may be
 * something else first, which then has no state.
 */
static void check_element(const plan *plan, const body *of, const jobstatus_record *record) {
    body alone = place_body(of->bytes + record->json.offset, record->json.length, plan->shift);
    answer all = parse_all(&alone, record->vendor, plan->status);
    if (all.record.kind == JOBSTATUS_KIND_JOB) {
        jobstatus_record moved = in_whole_body(all.record, record->json.offset);
        require(memcmp(&moved, record, sizeof moved) == 0, "the element at %u alone is another record",
                record->json.offset);
    } else {
        require(all.record.kind == JOBSTATUS_KIND_ACCEPTED || all.record.kind == JOBSTATUS_KIND_ERROR,
                "the element at %u alone is kind %u", record->json.offset, all.record.kind);
    }
    free(all.items);
    free(alone.allocation);
}

static void check_is_value(const body *of, const jobstatus_span *json) {
    verdict judged = reference_judge(of->bytes + json->offset, json->length);
    require(judged.result == JOBSTATUS_OK && judged.start == 0 && judged.end == json->length, "no value at %u+%u",
            json->offset, json->length);
}

static void check_elements(const plan *plan, const body *of, const listing *list) {
    for (size_t i = 0; i < list->count; i++) {
        const jobstatus_record *record = &list->records[i];
        bool is_job = record->kind == JOBSTATUS_KIND_JOB;
        require(is_job || record->result == JOBSTATUS_E_UNRECOGNIZED, "a list holds kind %u", record->kind);
        uint32_t before = i == 0 ? 0 : record[-1].json.offset + record[-1].json.length;
        require(record->json.offset > before, "records overlap, or are out of order");
        check_is_value(of, &record->json);
        if (is_job) {
            check_element(plan, of, record);
        }
    }
}

/* What jobstatus_parse says of a list, and of what is none. */
static void compare_with_parse(const plan *plan, const body *of, const listing *list) {
    answer one = parse_all(of, plan->vendor, plan->status);
    const jobstatus_record *record = &one.record;
    bool is_list = list->page.kind == JOBSTATUS_KIND_LIST;
    require(record->vendor == list->page.vendor, "vendor %u of a list, %u of its body", list->page.vendor,
            record->vendor);
    if (!is_list && record->result == JOBSTATUS_OK && record->kind != JOBSTATUS_KIND_NONE) {
        require(list->count == 1 && memcmp(record, &list->records[0], sizeof *record) == 0,
                "what is no list is another record when read as one");
        require(list->page.kind == record->kind, "a page of kind %u holds kind %u", list->page.kind, record->kind);
    }
    if (record->result < JOBSTATUS_E_POINTER && record->result != JOBSTATUS_E_UNRECOGNIZED) {
        require(list->page.result == record->result && list->page.error_offset == record->error_offset,
                "a list breaks with %d at %u, its body with %d at %u", list->page.result, list->page.error_offset,
                record->result, record->error_offset);
    }
    if (record->kind == JOBSTATUS_KIND_LIST) {
        require(is_list && list->count > 1, "a list of several has %zu", list->count);
    }
    bool is_one = is_list && list->count == 1 && list->records[0].kind == JOBSTATUS_KIND_JOB;
    if (is_one && record->json.offset == list->records[0].json.offset) {
        jobstatus_record listed = list->records[0];
        listed.request_id = record->request_id;
        listed.flags |= record->flags & JOBSTATUS_FLAG_DUPLICATE_KEY;
        require(memcmp(&listed, record, sizeof listed) == 0, "a list of one job is another record");
    }
    free(one.items);
}

static void check_list(const plan *plan, const body *of, const body *moved, const verdict *judged) {
    listing whole = read_list(plan, of, 0);
    bool is_list = whole.page.kind == JOBSTATUS_KIND_LIST;
    require(is_list || whole.count <= 1, "%zu records of what is no list", whole.count);
    if (plan->checks & CHECK_SAME_LIST) {
        listing paged = read_list(plan, moved, plan->record_capacity);
        compare_listings(&whole, &paged);
        compare_with_parse(plan, of, &whole);
        free(paged.records);
    }
    if (plan->checks & CHECK_ELEMENTS && is_list) {
        check_elements(plan, of, &whole);
    }
    if (plan->checks & CHECK_MEANING && is_list && judged->result == JOBSTATUS_OK) {
        check_meaning_of_page(of, &whole.page);
    }
    free(whole.records);
}

/* A page that no call has left so: it may go on anywhere, and what comes out must still be valid. */
static void check_resume(const plan *plan, const body *of) {
    jobstatus_page page = {.next_offset = plan->next_offset, .total = JOBSTATUS_NO_TOTAL, .vendor = plan->pages};
    if (page.next_offset > of->length) {
        jobstatus_record record;
        jobstatus_result result = jobstatus_parse_list(plan->vendor, plan->status, of->bytes, of->length, &page,
                                                       sizeof page, &record, sizeof record, 1);
        require(result != JOBSTATUS_OK && page.returned == 0, "a page goes on behind the end");
        return;
    }
    jobstatus_record *records = room(plan->record_capacity * sizeof *records);
    parse_page(plan, of, &page, records, plan->record_capacity);
    free(records);
}

/* ---- Names ---- */

/* That a name that is known is the name of its value; a vendor has other names too. */
static void check_names(const plan *plan) {
    char *copy = room(plan->pointer_length);
    memcpy(copy, plan->pointer, plan->pointer_length);
    size_t length = plan->pointer_length;
    jobstatus_result result = jobstatus_result_from_name(copy, length);
    require(result == 1 || strncmp(jobstatus_result_name(result), copy, length) == 0, "result %d by its name", result);
    uint32_t state = jobstatus_state_from_name(copy, length);
    require(state == 0 || strncmp(jobstatus_state_name(state), copy, length) == 0, "state %u by its name", state);
    uint32_t vendor = jobstatus_vendor_from_name(copy, length);
    require(vendor == 0 || jobstatus_vendor_title(vendor) != NULL, "vendor %u by its name", vendor);
    require(jobstatus_kind_name(jobstatus_kind_from_name(copy, length)) != NULL, "a kind by its name");
    require(jobstatus_advice_name(jobstatus_advice_from_name(copy, length)) != NULL, "an advice by its name");
    require(jobstatus_fault_name(jobstatus_fault_from_name(copy, length)) != NULL, "a fault by its name");
    require(jobstatus_item_kind_name(jobstatus_item_kind_from_name(copy, length)) != NULL, "an item by its name");
    uint32_t flag = jobstatus_flag_from_name(copy, length);
    require(flag == 0 || jobstatus_flag_name(flag) != NULL, "flag %u by its name", flag);
    free(copy);
}

/* ---- Inputs ---- */

static void run(const plan *plan, size_t excess) {
    body of = place_body(plan->input.bytes, plan->input.length, plan->shift);
    body moved = place_body(plan->input.bytes, plan->input.length, (plan->shift + plan->pages) % MOST_SHIFT);
    of.length += excess;
    verdict judged = reference_judge(plan->input.bytes, plan->input.length);
    if (plan->checks & CHECK_RECORD) {
        check_parse(plan, &of, &moved, &judged);
    }
    if (plan->checks & CHECK_DETECTION) {
        check_detection(plan, &of, &judged);
    }
    if (plan->checks & CHECK_SHORT_STRUCTS) {
        check_short_structs(plan, &of);
    }
    if (plan->checks & CHECK_LIST) {
        check_list(plan, &of, &moved, &judged);
    }
    if (plan->checks & CHECK_RESUME) {
        check_resume(plan, &of);
    }
    if (plan->checks & CHECK_POINTER) {
        check_pointer(&of, &judged, plan->pointer, plan->pointer_length);
    }
    if (plan->checks & CHECK_VALUES && judged.result == JOBSTATUS_OK) {
        check_pointers_of(&of, &judged, plan->pages);
    }
    if (plan->checks & CHECK_SPAN) {
        check_text(&of, &plan->span, false);
    }
    if (plan->checks & CHECK_NAMES) {
        check_names(plan);
    }
    free(of.allocation);
    free(moved.allocation);
}

void run_input(const uint8_t *data, size_t size, size_t excess) {
    plan plan;
    if (read_plan(&plan, data, size)) {
        run(&plan, excess);
    }
}

size_t body_of_input(const uint8_t *data, size_t size) {
    plan plan;
    return read_plan(&plan, data, size) ? size - plan.input.length : 0;
}

void ask_for_checks(uint8_t *data, unsigned number) {
    data[AT_CHECKS] = (uint8_t)number;
}
