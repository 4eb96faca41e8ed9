/*
 * tool.h - what the files of the jobstatus tool share
 *
 *     jobstatus.c   the command line, and one file after the other
 *     text.c        bytes in memory: bodies, growing texts, what of them may go to a terminal; and times
 *     json.c        records as lines of JSON
 *     wording.c     what both forms for a person say: the state, the reason, times, items
 *     block.c       one response for a person
 *     table.c       several responses for a person
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOL_H
#define TOOL_H

/* For getopt_long, isatty and TIOCGWINSZ; a 32-bit system needs the other two for times after 2038. */
#define _GNU_SOURCE 1
#define _FILE_OFFSET_BITS 64
#define _TIME_BITS 64

#include <jobstatus.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

/* A response body. */
struct body {
    const char *name; /* of its file, for a person */
    char *bytes;
    size_t length;
};

/* One response: a record, and its items where they were asked for. */
struct response {
    struct body body;       /* the spans of the record are of this one */
    struct body items_body; /* the spans of the items are of this one: in a list the job's own JSON */
    jobstatus_record record;
    const jobstatus_item *items;
    size_t item_count;
};

/* The end of a list response. */
struct list_end {
    struct body body;
    size_t returned; /* jobs printed */
    int64_t total;
    jobstatus_span next_link;
};

/* What the forms for a person need to know of the place they are written to. */
struct screen {
    size_t width;
    bool colour;
};

/* ---- text.c ---- */

/* A text that grows; all zeros is the empty one. There is always a NUL behind its length bytes once it has some. */
struct text {
    char *bytes;
    size_t length;
    size_t capacity;
};

/* Reads a file to its end, "-" is standard input; returns 0 or an errno. The caller frees body->bytes either way. */
int read_body(const char *path, struct body *body);

void *allocate_again(void *memory, size_t count, size_t size); /* realloc that ends the program when memory is out */
void text_clear(struct text *text);
void text_free(struct text *text);
void text_add(struct text *text, const char *bytes, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_number(struct text *text, int64_t number);
void text_add_spaces(struct text *text, size_t count);
void text_write(FILE *out, const struct text *text);

/* Replaces what text held by the decoded text of a span. */
void text_decode(struct text *text, const struct body *body, const jobstatus_span *span);

/* Adds bytes that may hold anything in a form that is safe on a terminal. */
enum layout { KEEP_NO_LAYOUT, KEEP_LINES_AND_TABS };
void text_add_printable(struct text *text, const char *bytes, size_t length, enum layout layout);
void text_add_span(struct text *text, const struct body *body, const jobstatus_span *span);

/* The columns of a terminal that a text takes. */
size_t text_width(const char *bytes, size_t length);

/* Adds the beginning or the end of a text, with an ellipsis for what does not fit into width, at least one, columns. */
void text_add_cut(struct text *text, const char *bytes, size_t length, size_t width);
void text_add_end(struct text *text, const char *bytes, size_t length, size_t width);

/* The nearest place at or before offset where a character may begin. */
size_t character_start(const char *bytes, size_t length, size_t offset);

/* The date and time of day in UTC of nanoseconds since 1970; returns the nanoseconds behind the whole second. */
int utc_parts(int64_t time, struct tm *parts);

/* ---- json.c ---- */

void json_write_response(FILE *out, const struct response *response, bool with_items);
void json_write_list_end(FILE *out, const struct list_end *end);

/* ---- wording.c ---- */

struct screen screen_of_output(void);
const char *result_phrase(jobstatus_result result);
const char *headline(const jobstatus_record *record);
void text_add_headline(struct text *text, const jobstatus_record *record, bool colour);
void text_add_reason(struct text *text, const struct response *response);
bool reason_tells_message(const jobstatus_record *record);

/* The bytes around error_offset; returns the column, from the first of the excerpt, that the offset falls on. */
size_t text_add_excerpt(struct text *text, const struct response *response);

/* A time as a pattern of strftime writes it. */
void text_add_time(struct text *text, int64_t time, const char *pattern);

/* The items, one to a line, each line indented and ended by a newline. */
void text_add_items(struct text *text, const struct response *response, size_t indent, size_t width);

/* ---- block.c ---- */

void block_write(FILE *out, const struct screen *screen, const struct response *response);

/* ---- table.c ---- */

struct table {
    struct screen screen;
    bool with_names; /* of files and vendors, for there are several */
    struct row *rows;
    size_t row_count;
    size_t row_capacity;
    struct text summary; /* what is to be said under the table */
};

void table_add_response(struct table *table, const struct response *response);
void table_add_list_end(struct table *table, const struct list_end *end);
void table_write(FILE *out, struct table *table);
void table_free(struct table *table);

#endif
