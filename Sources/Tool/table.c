/*
 * table.c - several responses for a person: one line a job, the reason of a failure indented under it
 *
 * The rows are kept until all are known, for the columns are as wide as their contents.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tool.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_NAME, STATE, VENDOR, ID, OPERATION, TARGET, PERCENT, TIME, COLUMN_COUNT };

static const char *const headers[COLUMN_COUNT] = {"FILE",      "STATE",  "VENDOR", "ID",
                                                  "OPERATION", "TARGET", "%",      "TIME (UTC)"};

#define GAP 2
#define NOTE_INDENT 4
#define NARROWEST_TEXT 12
#define NARROWEST_ID 8

struct row {
    struct text cells[COLUMN_COUNT];
    struct text state; /* the cell of the state as it is written, with its colour */
    struct text notes; /* whole lines for under the row */
};

/* ---- Rows ---- */

static struct row *new_row(struct table *table) {
    if (table->row_count == table->row_capacity) {
        table->row_capacity = table->row_capacity == 0 ? 64 : table->row_capacity * 2;
        table->rows = allocate_again(table->rows, table->row_capacity, sizeof table->rows[0]);
    }
    struct row *row = &table->rows[table->row_count++];
    *row = (struct row){0};
    return row;
}

/* No text of a body is kept wider than the screen. */
static void set_cell(const struct table *table, struct text *cell, const struct text *value) {
    text_add_cut(cell, value->bytes, value->length, table->screen.width);
}

static void set_cell_to_span(const struct table *table, struct text *cell, const struct body *body,
                             const jobstatus_span *span) {
    struct text value = {0};
    text_add_span(&value, body, span);
    set_cell(table, cell, &value);
    text_free(&value);
}

/* Vendors tell what a job does in one of these. */
static const jobstatus_span *what_it_does(const jobstatus_record *record) {
    if (record->operation.length > 0) {
        return &record->operation;
    }
    return record->name.length > 0 ? &record->name : &record->description;
}

static int64_t latest_time(const jobstatus_record *record) {
    const int64_t times[] = {record->finished_at, record->updated_at, record->started_at, record->created_at};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (times[i] != JOBSTATUS_NO_TIME) {
            return times[i];
        }
    }
    return JOBSTATUS_NO_TIME;
}

static void set_names(struct row *row, const struct response *response) {
    const char *file = response->body.name;
    uint32_t vendor = response->record.vendor;
    const char *vendor_name = vendor == JOBSTATUS_VENDOR_UNKNOWN ? NULL : jobstatus_vendor_name(vendor);
    text_add_printable(&row->cells[FILE_NAME], file, strlen(file), KEEP_NO_LAYOUT);
    text_add_string(&row->cells[VENDOR], vendor_name != NULL ? vendor_name : "");
}

static void set_cells(const struct table *table, struct row *row, const struct response *response) {
    const struct body *body = &response->body;
    const jobstatus_record *record = &response->record;
    const jobstatus_span *target = record->target_name.length > 0 ? &record->target_name : &record->target_id;
    int64_t time = latest_time(record);
    if (table->with_names) {
        set_names(row, response);
    }
    text_add_string(&row->cells[STATE], headline(record));
    text_add_headline(&row->state, record, table->screen.colour);
    set_cell_to_span(table, &row->cells[ID], body, &record->id);
    set_cell_to_span(table, &row->cells[OPERATION], body, what_it_does(record));
    set_cell_to_span(table, &row->cells[TARGET], body, target);
    if (record->percent != JOBSTATUS_NO_PERCENT) {
        text_add_number(&row->cells[PERCENT], record->percent);
    }
    if (time != JOBSTATUS_NO_TIME) {
        text_add_time(&row->cells[TIME], time, "%Y-%m-%d %H:%M");
    }
}

static void add_reason_note(const struct table *table, struct row *row, const struct response *response) {
    struct text reason = {0};
    text_add_reason(&reason, response);
    if (response->record.result != JOBSTATUS_OK && response->body.length > 0) {
        text_add_string(&reason, ": ");
        text_add_excerpt(&reason, response);
    }
    if (reason.length > 0) {
        text_add_spaces(&row->notes, NOTE_INDENT);
        text_add_cut(&row->notes, reason.bytes, reason.length, table->screen.width - NOTE_INDENT);
        text_add_string(&row->notes, "\n");
    }
    text_free(&reason);
}

void table_add_response(struct table *table, const struct response *response) {
    struct row *row = new_row(table);
    set_cells(table, row, response);
    add_reason_note(table, row, response);
    text_add_items(&row->notes, response, NOTE_INDENT, table->screen.width);
}

void table_add_list_end(struct table *table, const struct list_end *end) {
    struct text *summary = &table->summary;
    if (table->with_names) {
        text_add_printable(summary, end->body.name, strlen(end->body.name), KEEP_NO_LAYOUT);
        text_add_string(summary, ": ");
    }
    text_add_number(summary, (int64_t)end->returned);
    text_add_string(summary, end->returned == 1 ? " job" : " jobs");
    if (end->total != JOBSTATUS_NO_TOTAL) {
        text_add_string(summary, ", in all ");
        text_add_number(summary, end->total);
    }
    if (end->next_link.length > 0) {
        text_add_string(summary, ", next page: ");
        text_add_span(summary, &end->body, &end->next_link);
    }
    text_add_string(summary, "\n");
}

/* ---- Columns ---- */

struct columns {
    size_t widths[COLUMN_COUNT]; /* 0: nothing in it, left out */
};

static size_t cell_width(const struct row *row, int column) {
    return text_width(row->cells[column].bytes, row->cells[column].length);
}

static size_t widest_cell(const struct table *table, int column) {
    size_t widest = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        size_t width = cell_width(&table->rows[i], column);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static size_t line_width(const struct columns *columns) {
    size_t width = 0;
    for (int column = 0; column < COLUMN_COUNT; column++) {
        if (columns->widths[column] > 0) {
            width += columns->widths[column] + (width > 0 ? GAP : 0);
        }
    }
    return width;
}

/* Takes from the widest of the given columns, one by one, until the line fits or all are at their narrowest. */
static void narrow(struct columns *columns, const int *which, size_t count, size_t narrowest, size_t screen_width) {
    while (line_width(columns) > screen_width) {
        size_t *widest = &columns->widths[which[0]];
        for (size_t i = 1; i < count; i++) {
            widest = columns->widths[which[i]] > *widest ? &columns->widths[which[i]] : widest;
        }
        if (*widest <= narrowest) {
            return;
        }
        --*widest;
    }
}

/* Where all responses are of one vendor its column would only take room. */
static bool is_one_vendor(const struct table *table) {
    const char *vendor = NULL;
    for (size_t i = 0; i < table->row_count; i++) {
        const struct text *cell = &table->rows[i].cells[VENDOR];
        if (cell->length > 0 && vendor != NULL && strcmp(cell->bytes, vendor) != 0) {
            return false;
        }
        vendor = cell->length > 0 ? cell->bytes : vendor;
    }
    return true;
}

static struct columns measure(const struct table *table) {
    static const int texts[] = {FILE_NAME, VENDOR, OPERATION, TARGET};
    static const int texts_and_id[] = {FILE_NAME, VENDOR, ID, OPERATION, TARGET};
    struct columns columns;
    for (int column = 0; column < COLUMN_COUNT; column++) {
        size_t widest = widest_cell(table, column);
        size_t header = strlen(headers[column]);
        columns.widths[column] = widest > 0 && widest < header ? header : widest;
    }
    if (is_one_vendor(table)) {
        columns.widths[VENDOR] = 0;
    }
    narrow(&columns, texts, sizeof texts / sizeof texts[0], NARROWEST_TEXT, table->screen.width);
    narrow(&columns, texts_and_id, sizeof texts_and_id / sizeof texts_and_id[0], NARROWEST_ID, table->screen.width);
    return columns;
}

/* ---- Lines ---- */

/* A line being written: the spaces in front of a cell are put off until there is one, so that no line ends in them. */
struct line {
    struct text text;
    size_t spaces;
};

static void add_cell(struct line *line, int column, const struct text *cell, size_t width) {
    bool to_the_right = column == PERCENT;
    struct text cut = {0};
    if (column == FILE_NAME) { /* of files in a far folder the beginnings are all the same */
        text_add_end(&cut, cell->bytes, cell->length, width);
    } else {
        text_add_cut(&cut, cell->bytes, cell->length, width);
    }
    size_t padding = width - text_width(cut.bytes, cut.length);
    if (cut.length > 0) {
        text_add_spaces(&line->text, line->spaces + (to_the_right ? padding : 0));
        text_add(&line->text, cut.bytes, cut.length);
        line->spaces = to_the_right ? 0 : padding;
    } else {
        line->spaces += width;
    }
    line->spaces += GAP;
    text_free(&cut);
}

static void add_state(struct line *line, const struct row *row, size_t width) {
    text_add_spaces(&line->text, line->spaces);
    text_add(&line->text, row->state.bytes, row->state.length);
    line->spaces = width - cell_width(row, STATE) + GAP;
}

static void write_line(FILE *out, struct line *line) {
    text_add_string(&line->text, "\n");
    text_write(out, &line->text);
    text_free(&line->text);
}

static void write_header(FILE *out, const struct columns *columns) {
    struct line line = {0};
    for (int column = 0; column < COLUMN_COUNT; column++) {
        if (columns->widths[column] > 0) {
            struct text header = {0};
            text_add_string(&header, headers[column]);
            add_cell(&line, column, &header, columns->widths[column]);
            text_free(&header);
        }
    }
    write_line(out, &line);
}

static void write_row(FILE *out, const struct columns *columns, const struct row *row) {
    struct line line = {0};
    for (int column = 0; column < COLUMN_COUNT; column++) {
        if (column == STATE) {
            add_state(&line, row, columns->widths[column]);
        } else if (columns->widths[column] > 0) {
            add_cell(&line, column, &row->cells[column], columns->widths[column]);
        }
    }
    write_line(out, &line);
    text_write(out, &row->notes);
}

void table_write(FILE *out, struct table *table) {
    if (table->row_count > 0) {
        struct columns columns = measure(table);
        write_header(out, &columns);
        for (size_t i = 0; i < table->row_count; i++) {
            write_row(out, &columns, &table->rows[i]);
        }
    }
    text_write(out, &table->summary);
}

void table_free(struct table *table) {
    for (size_t i = 0; i < table->row_count; i++) {
        for (int column = 0; column < COLUMN_COUNT; column++) {
            text_free(&table->rows[i].cells[column]);
        }
        text_free(&table->rows[i].state);
        text_free(&table->rows[i].notes);
    }
    free(table->rows);
    text_free(&table->summary);
}
