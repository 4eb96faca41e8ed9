/*
 * jobstatus.c - the command-line tool: reads responses of job APIs from files and prints what the library makes of them
 *
 * It is written on the public header alone, and does with it what a program of anybody's would do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tool.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the program exits with: the worst of what happened, and a higher number is worse. */
enum { STATUS_PARSED = 0, STATUS_UNUSABLE = 1, STATUS_USAGE = 2 };

/* Records that are read from a list at a time. */
#define RECORDS_PER_PAGE 256

/* Items that there is room for at first. */
#define USUAL_ITEM_COUNT 64

enum format { FORMAT_DEFAULT, FORMAT_JSON, FORMAT_TABLE };

struct options {
    uint32_t vendor;
    int32_t http_status;
    bool list;
    bool items;
    enum format format;
    const char *pointer; /* of --find; NULL without it */
    char **files;
    int file_count;
};

/* The program as it runs. */
struct run {
    struct options options;
    int status;
    bool makes_table; /* a table of several responses, rather than a block for one */
    struct screen screen;
    struct table table;
    jobstatus_item *items; /* room for the items of one response */
    size_t item_capacity;
};

static const char usage[] =
    "usage: jobstatus [--vendor TAG] [--http-status N] [--list] [--items] [--format json|table] [FILE... | -]\n"
    "       jobstatus --find POINTER [FILE... | -]\n"
    "       jobstatus --vendors | --version | --help\n";

static const char help[] =
    "\n"
    "Reads the body of a response of an asynchronous-job API from each FILE, or from standard input, and tells where\n"
    "the job stands, how it ended, why it failed, and what to do next.\n"
    "\n"
    "  --vendor TAG         whose API it is, one of --vendors; without it the body is looked at\n"
    "  --http-status N      the status code of the response\n"
    "  --list               the body is a list of jobs: tell each of them\n"
    "  --items              tell also the errors, warnings, messages, sub-tasks and links in the response\n"
    "  --format json        one JSON object a line, for programs; the default where the output is no terminal\n"
    "  --format table       for a person; the default on a terminal\n"
    "  --find POINTER       print the value that a JSON Pointer (RFC 6901) names, such as /metadata/task/id\n"
    "  --vendors            print the vendors that are known\n"
    "  --version            print the version\n"
    "  --help               print this\n"
    "\n"
    "Exit status: 0 all was parsed; 1 a body was unusable, or has no such value; 2 wrong usage, a file that cannot be\n"
    "read, or an output that cannot be written.\n";

/* ---- Messages and the end ---- */

/* One line on standard error, with nothing in it that a terminal would obey. */
static void complain(const char *pattern, ...) __attribute__((format(printf, 1, 2)));

static void complain(const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    int length = vsnprintf(NULL, 0, pattern, arguments);
    va_end(arguments);
    char *message = allocate_again(NULL, (size_t)length + 1, 1);
    va_start(arguments, pattern);
    vsnprintf(message, (size_t)length + 1, pattern, arguments);
    va_end(arguments);
    struct text line = {0};
    text_add_string(&line, "jobstatus: ");
    text_add_printable(&line, message, (size_t)length, KEEP_NO_LAYOUT);
    text_add_string(&line, "\n");
    text_write(stderr, &line);
    text_free(&line);
    free(message);
}

static void worsen(struct run *run, int status) {
    run->status = status > run->status ? status : run->status;
}

/* Only closing tells whether all of the output has arrived. */
static int close_output(int status) {
    bool has_failed = ferror(stdout) != 0;
    errno = 0;
    has_failed = fclose(stdout) != 0 || has_failed;
    if (!has_failed) {
        return status;
    }
    complain("cannot write the output: %s", errno != 0 ? strerror(errno) : "write error");
    return STATUS_USAGE;
}

/* ---- The command line ---- */

_Noreturn static void refuse_usage(void) {
    fputs("Try 'jobstatus --help'.\n", stderr);
    exit(STATUS_USAGE);
}

_Noreturn static void print_help(void) {
    fputs(usage, stdout);
    fputs(help, stdout);
    exit(close_output(STATUS_PARSED));
}

_Noreturn static void print_version(void) {
    printf("jobstatus %s\n", jobstatus_version_string());
    exit(close_output(STATUS_PARSED));
}

_Noreturn static void print_vendors(void) {
    for (uint32_t vendor = 1; jobstatus_vendor_name(vendor) != NULL; vendor++) {
        printf("%-18s %s\n", jobstatus_vendor_name(vendor), jobstatus_vendor_title(vendor));
    }
    exit(close_output(STATUS_PARSED));
}

_Noreturn static void refuse_vendor(const char *tag) {
    struct text known = {0};
    for (uint32_t vendor = 1; jobstatus_vendor_name(vendor) != NULL; vendor++) {
        text_add_string(&known, vendor > 1 ? ", " : "");
        text_add_string(&known, jobstatus_vendor_name(vendor));
    }
    complain("unknown vendor '%s'; known are %s", tag, known.bytes);
    text_free(&known);
    exit(STATUS_USAGE);
}

static uint32_t read_vendor(const char *tag) {
    uint32_t vendor = jobstatus_vendor_from_name(tag, strlen(tag));
    if (vendor == JOBSTATUS_VENDOR_UNKNOWN) {
        refuse_vendor(tag);
    }
    return vendor;
}

static int32_t read_http_status(const char *argument) {
    bool is_number = argument[0] != '\0' && strspn(argument, "0123456789") == strlen(argument);
    long number = is_number ? strtol(argument, NULL, 10) : -1;
    if (number != 0 && (number < 100 || number > 999)) {
        complain("'%s' is no HTTP status: 100 to 999, or 0 where it is not known", argument);
        exit(STATUS_USAGE);
    }
    return (int32_t)number;
}

static enum format read_format(const char *argument) {
    if (strcmp(argument, "json") == 0) {
        return FORMAT_JSON;
    }
    if (strcmp(argument, "table") == 0) {
        return FORMAT_TABLE;
    }
    complain("unknown format '%s'; known are json, table", argument);
    exit(STATUS_USAGE);
}

static const char *read_pointer(const char *pointer) {
    jobstatus_span found;
    if (jobstatus_find("{}", 2, pointer, strlen(pointer), &found) == JOBSTATUS_E_POINTER) {
        complain("'%s' is no JSON Pointer: it begins with /, and has ~ only in ~0 and ~1", pointer);
        exit(STATUS_USAGE);
    }
    return pointer;
}

enum { VENDOR = 1, HTTP_STATUS, LIST, ITEMS, FORMAT, FIND, VENDORS, VERSION, HELP };

static const struct option long_options[] = {
    {"vendor", required_argument, NULL, VENDOR},
    {"http-status", required_argument, NULL, HTTP_STATUS},
    {"list", no_argument, NULL, LIST},
    {"items", no_argument, NULL, ITEMS},
    {"format", required_argument, NULL, FORMAT},
    {"find", required_argument, NULL, FIND},
    {"vendors", no_argument, NULL, VENDORS},
    {"version", no_argument, NULL, VERSION},
    {"help", no_argument, NULL, HELP},
    {NULL, 0, NULL, 0},
};

static void read_option(struct options *options, int option) {
    switch (option) {
    case VENDOR: options->vendor = read_vendor(optarg); break;
    case HTTP_STATUS: options->http_status = read_http_status(optarg); break;
    case LIST: options->list = true; break;
    case ITEMS: options->items = true; break;
    case FORMAT: options->format = read_format(optarg); break;
    case FIND: options->pointer = read_pointer(optarg); break;
    case VENDORS: print_vendors();
    case VERSION: print_version();
    case HELP: print_help();
    default: refuse_usage();
    }
}

static struct options read_options(int argument_count, char **arguments) {
    static char *standard_input[] = {"-"};
    struct options options = {0};
    int option;
    while ((option = getopt_long(argument_count, arguments, "", long_options, NULL)) != -1) {
        read_option(&options, option);
    }
    if (options.pointer != NULL && (options.list || options.items)) {
        complain("--find goes with neither --list nor --items");
        refuse_usage();
    }
    bool has_files = optind < argument_count;
    options.files = has_files ? arguments + optind : standard_input;
    options.file_count = has_files ? argument_count - optind : 1;
    if (options.format == FORMAT_DEFAULT) {
        options.format = isatty(STDOUT_FILENO) ? FORMAT_TABLE : FORMAT_JSON;
    }
    return options;
}

/* ---- Responses ---- */

static void print_response(struct run *run, const struct response *response) {
    if (response->record.result != JOBSTATUS_OK) {
        worsen(run, STATUS_UNUSABLE);
    }
    if (run->options.format == FORMAT_JSON) {
        json_write_response(stdout, response, run->options.items);
    } else if (run->makes_table) {
        table_add_response(&run->table, response);
    } else {
        block_write(stdout, &run->screen, response);
    }
}

static void print_list_end(struct run *run, const struct list_end *end) {
    if (run->options.format == FORMAT_JSON) {
        json_write_list_end(stdout, end);
    } else {
        table_add_list_end(&run->table, end);
    }
}

static void make_room_for_items(struct run *run, size_t count) {
    run->items = allocate_again(run->items, count, sizeof run->items[0]);
    run->item_capacity = count;
}

/* A person is told which sub-tasks failed also where the items are not asked for: the job's own message often is not why. */
static bool wants_failed_subtasks(const struct run *run, const jobstatus_record *record) {
    return run->options.format == FORMAT_TABLE && record->subtasks_failed > 0;
}

static bool wants_items(const struct run *run, const jobstatus_record *record) {
    return run->options.items || wants_failed_subtasks(run, record);
}

/* Parses a body, and its items where they are wanted: again with more room where there was too little. */
static void parse(struct run *run, uint32_t vendor, const struct body *body, jobstatus_record *record) {
    int32_t http_status = run->options.http_status;
    jobstatus_parse(vendor, http_status, body->bytes, body->length, record, sizeof *record, run->items,
                    sizeof run->items[0], run->item_capacity);
    if (wants_items(run, record) && record->item_count > run->item_capacity) {
        make_room_for_items(run, record->item_count);
        jobstatus_parse(vendor, http_status, body->bytes, body->length, record, sizeof *record, run->items,
                        sizeof run->items[0], run->item_capacity);
    }
}

static bool is_failed_subtask(const jobstatus_item *item) {
    return item->kind == JOBSTATUS_ITEM_SUBTASK &&
           (item->state == JOBSTATUS_STATE_FAILED || item->state == JOBSTATUS_STATE_CANCELLED);
}

/* Hands over the items that the last parse has filled: those that are asked for, else the failed sub-tasks. */
static void take_items(struct run *run, struct response *response, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (run->options.items || is_failed_subtask(&run->items[i])) {
            run->items[kept++] = run->items[i];
        }
    }
    response->items = run->items;
    response->item_count = kept;
}

static void print_body(struct run *run, const struct body *body) {
    struct response response = {.body = *body, .items_body = *body};
    parse(run, run->options.vendor, body, &response.record);
    if (wants_items(run, &response.record)) {
        take_items(run, &response, response.record.item_count);
    }
    print_response(run, &response);
}

/* ---- Lists ---- */

/* The items of a job in a list: those of its own JSON, with the vendor that the list was found to be of. */
static void read_items(struct run *run, struct response *response) {
    const jobstatus_record *listed = &response->record;
    jobstatus_record record;
    response->items_body.bytes = response->body.bytes + listed->json.offset;
    response->items_body.length = listed->json.length;
    parse(run, listed->vendor, &response->items_body, &record);
    take_items(run, response, record.item_count);
}

static void print_listed(struct run *run, const struct body *body, const jobstatus_record *record) {
    struct response response = {.body = *body, .items_body = *body, .record = *record};
    if (wants_items(run, record) && record->result == JOBSTATUS_OK && record->json.length > 0) {
        read_items(run, &response);
    }
    print_response(run, &response);
}

/* An error, or the answer of a starting call, is one record too, and no job of a list. */
static bool holds_jobs(const jobstatus_page *page) {
    return page->kind == JOBSTATUS_KIND_LIST || page->kind == JOBSTATUS_KIND_JOB;
}

static void print_list(struct run *run, const struct body *body) {
    jobstatus_record records[RECORDS_PER_PAGE];
    jobstatus_page page = {0};
    struct list_end end = {.body = *body};
    do {
        jobstatus_parse_list(run->options.vendor, run->options.http_status, body->bytes, body->length, &page,
                             sizeof page, records, sizeof records[0], RECORDS_PER_PAGE);
        if (page.flags & JOBSTATUS_FLAG_REPEATED_LIST && end.returned > 0) {
            complain("%s: the list is there more than once; only jobs from here on count", body->name);
            end.returned = 0;
        }
        for (uint32_t i = 0; i < page.returned; i++) {
            print_listed(run, body, &records[i]);
        }
        end.returned += holds_jobs(&page) ? page.returned : 0;
    } while (page.next_offset != 0 && !ferror(stdout));
    if (page.result != JOBSTATUS_OK) {
        print_body(run, body);
    }
    end.total = page.total;
    end.next_link = page.next_link;
    print_list_end(run, &end);
}

/* ---- Values ---- */

/* What goes to a terminal is for the eye: there, and only there, control characters are taken out. */
static void print_value(const struct body *body, const jobstatus_span *span) {
    struct text value = {0};
    struct text printable = {0};
    bool is_for_the_eye = isatty(STDOUT_FILENO);
    text_decode(&value, body, span);
    if (is_for_the_eye) {
        text_add_printable(&printable, value.bytes, value.length, KEEP_LINES_AND_TABS);
    }
    text_write(stdout, is_for_the_eye ? &printable : &value);
    fputc('\n', stdout);
    text_free(&value);
    text_free(&printable);
}

static void find_value(struct run *run, const struct body *body) {
    const char *pointer = run->options.pointer;
    jobstatus_span span;
    jobstatus_result result = jobstatus_find(body->bytes, body->length, pointer, strlen(pointer), &span);
    if (result == JOBSTATUS_OK) {
        print_value(body, &span);
        return;
    }
    const char *why = result == JOBSTATUS_E_NOT_FOUND ? pointer : result_phrase(result);
    complain("%s: %s: %s", body->name, jobstatus_result_name(result), why);
    worsen(run, STATUS_UNUSABLE);
}

/* ---- Files ---- */

static void read_file(struct run *run, const char *path) {
    struct body body;
    int error = read_body(path, &body);
    if (error != 0) {
        complain("%s: %s", body.name, strerror(error));
        worsen(run, STATUS_USAGE);
    } else if (run->options.pointer != NULL) {
        find_value(run, &body);
    } else if (run->options.list) {
        print_list(run, &body);
    } else {
        print_body(run, &body);
    }
    free(body.bytes);
}

int main(int argument_count, char **arguments) {
    /* A closed pipe is to be told like any other output that cannot be written. */
    signal(SIGPIPE, SIG_IGN);
    struct run run = {.options = read_options(argument_count, arguments), .screen = screen_of_output()};
    run.makes_table = run.options.list || run.options.file_count > 1;
    run.table = (struct table){.screen = run.screen, .with_names = run.options.file_count > 1};
    if (run.options.items) {
        make_room_for_items(&run, USUAL_ITEM_COUNT);
    }
    for (int i = 0; i < run.options.file_count && !ferror(stdout); i++) {
        read_file(&run, run.options.files[i]);
    }
    table_write(stdout, &run.table);
    table_free(&run.table);
    free(run.items);
    return close_output(run.status);
}
