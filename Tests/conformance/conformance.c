/*
 * conformance.c - holds the library to the JSON grammar, to UTF-8 and to where a body goes wrong
 *
 *     conformance FILE...
 *
 * Each case of the files (accept.txt, reject.txt) goes through jobstatus_find, which with the empty pointer is the
 * plain validator, and through jobstatus_parse and jobstatus_parse_list of every vendor:
 *
 *   - up against an inaccessible page at its end, and at its beginning (promise P3: nothing else is read);
 *   - from memory that cannot be written (P3: the input is only read);
 *   - at every alignment, by leading white space and by being moved among hostile bytes, with the same outcome;
 *   - cut short at every byte;
 *   - with every byte replaced by every other value, where it is short.
 *
 * What must come out is what the case says and, for what is made from it, what reference.h says of the same bytes.
 * Each failure is a line, up to a few for one case; the last line counts checks and failures. Exit status 1: there
 * were failures.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _DEFAULT_SOURCE

#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cases.h"
#include "reference.h"

enum {
    ALIGNMENTS = 64,       /* a cache line, and more than any block that the library reads at once */
    MUTATED_LENGTH = 48,   /* the longest body of which every byte is replaced */
    LINES_A_CASE = 5,      /* failures printed for one case; all are counted */
    SECONDS_A_CASE = 300,  /* none takes one: a case that does is a loop without end (P5) */
    PAGE_CAPACITY = 3,     /* records of one page of a list, few enough that lists take several calls */
    MOST_VENDORS = 64,
};

static unsigned long checks, failures;
static unsigned lines_of_case;

/* What is being tried, for the failure line and for the signal handler. */
static const test_case *present;
static const char *manner;
static size_t manner_number;
static int manner_byte = -1; /* the value that replaces a byte; -1: none does */

static uint32_t vendor_end; /* one more than the last vendor */

/* ---- Reporting ---- */

static const char *result_text(jobstatus_result result) {
    const char *name = jobstatus_result_name(result);
    return name ? name : "a value that is no result";
}

__attribute__((format(printf, 2, 3))) static void check(bool holds, const char *format, ...) {
    checks++;
    if (holds) return;
    failures++;
    if (lines_of_case++ >= LINES_A_CASE) return;
    va_list arguments;
    va_start(arguments, format);
    printf("%s:%u: ", present->file, present->line);
    vprintf(format, arguments);
    printf(" (%s %zu", manner, manner_number);
    if (manner_byte >= 0) printf(" by 0x%02X", (unsigned)manner_byte);
    printf(")\n");
    va_end(arguments);
}

static void say(const char *text) {
    ssize_t ignored = write(STDOUT_FILENO, text, strlen(text));
    (void)ignored;
}

static void say_number(size_t number) {
    char digits[24], *at = digits + sizeof digits - 1;
    *at = '\0';
    do *--at = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    say(at);
}

/* A crash names its case, too. Only calls that are safe in a signal handler. */
static void crashed(int number) {
    say(present->file);
    say(":");
    say_number(present->line);
    say(number == SIGALRM ? ": the case does not come to an end (" : ": the library crashed (");
    say(manner);
    say(" ");
    say_number(manner_number);
    say(")\n");
    _exit(1);
}

static void watch(void) {
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGALRM};
    struct sigaction action = {.sa_handler = crashed};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaction(signals[i], &action, NULL);
}

/* ---- Memory: one stretch, seen twice: written through one address, read by the library through another ---- */

static uint8_t *arena_writable;
static const uint8_t *arena_readable; /* read-only, between two inaccessible pages */
static size_t arena_size;

static void *map(void *at, size_t size, int protection, int flags, int file) {
    void *address = mmap(at, size, protection, flags, file, 0);
    if (address == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    return address;
}

static void make_arena(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    arena_size = (LARGEST_BODY + 4 * ALIGNMENTS + page - 1) / page * page;
    FILE *file = tmpfile();
    if (!file || ftruncate(fileno(file), (off_t)arena_size) != 0) {
        perror("tmpfile");
        exit(2);
    }
    uint8_t *reserved = map(NULL, arena_size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    arena_readable = map(reserved + page, arena_size, PROT_READ, MAP_SHARED | MAP_FIXED, fileno(file));
    arena_writable = map(NULL, arena_size, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file));
}

/* Bytes that would change the outcome if they were read: they close, open, escape, and break UTF-8. */
static void make_hostile(size_t from, size_t to) {
    static const uint8_t hostile[] = {'"', ']', '}', 0xFF, '\\', '"', '{', '[',
                                      0x80, ',', '"', '1', 0x00, ':', '"', 0xC3};
    for (size_t i = from; i < to; i++) arena_writable[i] = hostile[i % sizeof hostile];
}

/* Puts white spaces and the body at an offset of the arena, among hostile bytes, and returns where the library reads
 * it. A byte-order mark stays in front of the spaces: behind them it would be none. */
static const uint8_t *place(size_t at, size_t spaces, const uint8_t *bytes, size_t length) {
    size_t mark = spaces > 0 && length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    size_t end = at + spaces + length;
    make_hostile(at > ALIGNMENTS ? at - ALIGNMENTS : 0, at);
    memcpy(arena_writable + at, bytes, mark);
    memset(arena_writable + at + mark, ' ', spaces);
    memcpy(arena_writable + at + mark + spaces, bytes + mark, length - mark);
    make_hostile(end, end + ALIGNMENTS < arena_size ? end + ALIGNMENTS : arena_size);
    return arena_readable + at;
}

static const uint8_t *place_at_end(const uint8_t *bytes, size_t length) {
    return place(arena_size - length, 0, bytes, length);
}

/* ---- One body in one place ---- */

static bool span_within(const jobstatus_span *span, size_t length) {
    return span->escapes <= JOBSTATUS_ESCAPES_NESTED && span->offset <= length && span->length <= length - span->offset;
}

/* P5: whatever happened, the record is valid. */
static void check_record(const jobstatus_record *record, size_t length) {
    check(record->struct_size == sizeof *record, "struct_size is %u", record->struct_size);
    check(record->error_offset <= length, "error_offset %u lies behind the body", record->error_offset);
    check(record->terminal == (record->state >= JOBSTATUS_STATE_SUCCEEDED && record->state <= JOBSTATUS_STATE_ENDED),
          "state %u and terminal %u", record->state, record->terminal);
    check(record->result == JOBSTATUS_OK || (record->kind == JOBSTATUS_KIND_NONE &&
          (record->json.length == 0 || record->result == JOBSTATUS_E_UNRECOGNIZED)),
          "a body that is %s is of kind %u", result_text(record->result), record->kind);
    const jobstatus_span *spans = &record->json, *last = &record->request_id;
    const jobstatus_span *span = spans;
    while (span < last && span_within(span, length)) span++;
    check(span_within(span, length), "span %td lies at %u, %u bytes, escapes %u", span - spans, span->offset,
          span->length, span->escapes);
}

static void check_outcome(const char *function, uint32_t vendor, jobstatus_result result, uint32_t offset, verdict v) {
    if (v.result == JOBSTATUS_OK) {
        bool shape = result == JOBSTATUS_OK && !v.scalar && offset == 0;
        bool no_shape = result == JOBSTATUS_E_UNRECOGNIZED && offset == v.start;
        check(shape || no_shape, "%s of vendor %u: %s at %u, but the document is valid, at %zu", function, vendor,
              result_text(result), offset, v.start);
    } else {
        bool placed = v.result == JOBSTATUS_E_EMPTY || offset == v.offset;
        check(result == v.result && placed, "%s of vendor %u: %s at %u, expected %s at %zu", function, vendor,
              result_text(result), offset, result_text(v.result), v.offset);
    }
}

static void check_find(const uint8_t *json, size_t length, verdict v) {
    jobstatus_span span;
    memset(&span, 0xA5, sizeof span);
    jobstatus_result result = jobstatus_find(json, length, "", 0, &span);
    check(result == v.result, "find: %s, expected %s", result_text(result), result_text(v.result));
    if (v.result != JOBSTATUS_OK) {
        check(span.offset == 0 && span.length == 0 && span.escapes == 0, "find: a span in spite of %s",
              result_text(result));
    } else if (result == JOBSTATUS_OK) {
        size_t quote = json[v.start] == '"' ? 1 : 0;
        bool absent = v.end - v.start == 2 * quote;
        check(span.length == v.end - v.start - 2 * quote && (absent || span.offset == v.start + quote),
              "find: the document is at %u, %u bytes, expected %zu to %zu", span.offset, span.length, v.start, v.end);
    }
}

static void parse(uint32_t vendor, const uint8_t *json, size_t length, verdict v, jobstatus_record *record) {
    jobstatus_item items[2];
    memset(record, 0xA5, sizeof *record);
    jobstatus_result result =
        jobstatus_parse(vendor, 200, json, length, record, sizeof *record, items, sizeof items[0], 2);
    check(result == record->result, "parse of vendor %u: returned %d, wrote %d", vendor, result, record->result);
    check_outcome("parse", vendor, record->result, record->error_offset, v);
    check_record(record, length);
}

static void check_list(uint32_t vendor, const uint8_t *json, size_t length, verdict v) {
    jobstatus_record records[PAGE_CAPACITY];
    jobstatus_page page;
    size_t calls = 0, before;
    memset(&page, 0, sizeof page);
    do {
        before = page.next_offset;
        jobstatus_result result = jobstatus_parse_list(vendor, 200, json, length, &page, sizeof page, records,
                                                       sizeof records[0], PAGE_CAPACITY);
        check(result == page.result, "list of vendor %u: returned %d, wrote %d", vendor, result, page.result);
        check(page.returned <= PAGE_CAPACITY, "list of vendor %u: %u records", vendor, page.returned);
        for (uint32_t i = 0; i < page.returned && i < PAGE_CAPACITY; i++) check_record(&records[i], length);
        calls++;
    } while (page.result == JOBSTATUS_OK && page.next_offset > before && calls <= length);
    check(page.next_offset == 0, "list of vendor %u: goes on at %u after call %zu", vendor, page.next_offset, calls);
    check_outcome("list", vendor, page.result, page.error_offset, v);
}

/* find, and parse of one vendor: for the many variations, each of which takes the next vendor. */
static void check_quickly(const uint8_t *json, size_t length, verdict v) {
    static uint32_t vendor;
    jobstatus_record record;
    vendor = vendor + 1 < vendor_end ? vendor + 1 : JOBSTATUS_VENDOR_UNKNOWN;
    check_find(json, length, v);
    parse(vendor, json, length, v, &record);
}

/* ---- One body in many places ---- */

static verdict moved(verdict v, size_t by) {
    v.offset += by;
    v.start += by;
    v.end += by;
    return v;
}

static void check_at_both_ends(const test_case *c, verdict v, jobstatus_record records[MOST_VENDORS]) {
    manner = "at the end of the readable memory, byte";
    manner_number = arena_size - c->length;
    const uint8_t *json = place_at_end(c->bytes, c->length);
    check_find(json, c->length, v);
    for (uint32_t vendor = 0; vendor < vendor_end; vendor++) {
        parse(vendor, json, c->length, v, &records[vendor]);
        check_list(vendor, json, c->length, v);
    }
    jobstatus_detect(json, c->length);
    manner = "at the beginning of the readable memory, byte";
    manner_number = 0;
    check_quickly(place(0, 0, c->bytes, c->length), c->length, v);
}

static void check_alignment(const test_case *c, verdict v, size_t shift, const jobstatus_record home[MOST_VENDORS]) {
    manner = "behind white space of length";
    manner_number = shift;
    size_t length = c->length + shift;
    check_quickly(place(arena_size - length, shift, c->bytes, c->length), length, moved(v, shift));

    manner = "among hostile bytes, alignment";
    const uint8_t *json = place(ALIGNMENTS + shift, 0, c->bytes, c->length);
    uint32_t vendor = (uint32_t)shift % vendor_end;
    jobstatus_record record;
    check_find(json, c->length, v);
    parse(vendor, json, c->length, v, &record);
    check(memcmp(&record, &home[vendor], sizeof record) == 0, "vendor %u: the record differs from the first", vendor);
}

/* What holds of a beginning of a body by the verdict on the whole: a rule that the reference must obey, too. */
static bool prefix_follows(verdict whole, verdict prefix, size_t length) {
    bool nothing_yet = prefix.result == JOBSTATUS_E_EMPTY || (length < 3 && prefix.result == JOBSTATUS_E_NOT_JSON);
    bool cut = prefix.result == JOBSTATUS_E_TRUNCATED && prefix.offset == length;
    bool same = prefix.result == whole.result && prefix.offset == whole.offset;
    bool scalar = prefix.result == JOBSTATUS_OK || prefix.result == JOBSTATUS_E_NOT_JSON;
    if (whole.scalar || whole.result == JOBSTATUS_E_EMPTY) return nothing_yet || scalar;
    if (whole.result == JOBSTATUS_OK && length <= whole.start) return nothing_yet;
    if (whole.result == JOBSTATUS_OK) return length < whole.end ? cut : same;
    if (whole.result == JOBSTATUS_E_TRUNCATED) return nothing_yet || cut;
    if (length <= whole.offset) return nothing_yet || cut || prefix.result == JOBSTATUS_OK;
    bool cut_sequence = length < whole.offset + 4 && (cut || prefix.offset == whole.offset);
    return same || cut_sequence;
}

static void check_prefixes(const test_case *c, verdict whole) {
    static reference r;
    memset(&r, 0, sizeof r);
    manner = "cut to length";
    for (size_t length = 0; length < c->length; length++) {
        verdict v = reference_verdict(&r);
        manner_number = length;
        check(prefix_follows(whole, v, length), "the reference says %s at %zu", result_text(v.result), v.offset);
        check_quickly(place_at_end(c->bytes, length), length, v);
        reference_feed(&r, c->bytes[length]);
    }
}

static void check_mutations(const test_case *c) {
    uint8_t bytes[MUTATED_LENGTH];
    if (c->length > sizeof bytes) return;
    memcpy(bytes, c->bytes, c->length);
    for (size_t at = 0; at < c->length; at++) {
        for (unsigned value = 0; value < 256; value++) {
            manner = "replacing byte";
            manner_number = at;
            manner_byte = (int)value;
            bytes[at] = (uint8_t)value;
            check_quickly(place_at_end(bytes, c->length), c->length, reference_judge(bytes, c->length));
        }
        bytes[at] = c->bytes[at];
    }
    manner_byte = -1;
}

/* One body of a case. Where the case has many, each takes but one of the alignments, the next one. */
static void check_body(const test_case *c) {
    static jobstatus_record home[MOST_VENDORS];
    static size_t turn;
    verdict v = reference_judge(c->bytes, c->length);
    manner = "of bytes";
    manner_number = c->length;
    check(v.result == c->result, "the reference says %s, the case %s", result_text(v.result), result_text(c->result));
    check(c->mark == NO_MARK || v.offset == c->mark, "the reference says %zu, the case %zu", v.offset, c->mark);
    bool marked = v.result == JOBSTATUS_E_SYNTAX || v.result == JOBSTATUS_E_UTF8 || v.result == JOBSTATUS_E_TOO_DEEP;
    check(marked == (c->mark != NO_MARK), "the case marks no byte, or one too many");
    check_at_both_ends(c, v, home);
    if (c->range_count > 0) {
        check_alignment(c, v, turn++ % ALIGNMENTS, home);
        return;
    }
    for (size_t shift = 0; shift < ALIGNMENTS; shift++) check_alignment(c, v, shift, home);
    check_prefixes(c, v);
    check_mutations(c);
}

static void check_file(const char *path) {
    static test_case c;
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(2);
    }
    const char *slash = strrchr(path, '/');
    c.file = slash ? slash + 1 : path;
    c.line = 0;
    present = &c;
    manner = "before the first call,";
    watch();
    while (case_read(file, &c)) {
        lines_of_case = 0;
        alarm(SECONDS_A_CASE);
        do check_body(&c);
        while (case_next(&c));
        if (lines_of_case > LINES_A_CASE) {
            printf("%s:%u: and %u more\n", c.file, c.line, lines_of_case - LINES_A_CASE);
        }
        fflush(stdout);
    }
    alarm(0);
    fclose(file);
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: conformance FILE...\n");
        return 2;
    }
    for (vendor_end = 1; vendor_end < MOST_VENDORS && jobstatus_vendor_name(vendor_end);) vendor_end++;
    make_arena();
    for (int i = 1; i < count; i++) check_file(arguments[i]);
    printf("conformance: %lu checks, %lu failures\n", checks, failures);
    return failures > 0;
}
