/*
 * jobstatus.h - read and classify the responses of asynchronous-job APIs
 *
 * Many HTTP APIs answer a long operation with a job to be polled, and each vendor words that job differently.
 * libjobstatus takes the bytes of such a response body, the vendor it came from and the HTTP status, and fills one
 * flat struct: what the job is, where it stands, how it ended, why it failed, and what a poller should do next.
 * It sends and receives nothing: the networking stays with the caller.
 *
 *     jobstatus_record job;
 *     jobstatus_parse(JOBSTATUS_VENDOR_NETAPP_ONTAP, 200, body, body_length, &job, sizeof job, NULL, 0, 0);
 *     if (job.terminal && job.state != JOBSTATUS_STATE_SUCCEEDED) { ... job.message says why ... }
 *
 * This file is the whole contract. It is meant to be read from top to bottom:
 *
 *     1. Promises            4. The record        7. Functions          10. A complete example
 *     2. Versions            5. Items             8. How bodies are read
 *     3. Constants           6. Pages of a list   9. What each vendor's members become
 *
 * The memory that a call writes must not overlap the body, nor other memory that it writes.
 *
 * It compiles as C99 and later and as C++11 and later. Every function takes and returns scalars and pointers only, so
 * that any foreign-function interface can call it; nothing here is a macro or an inline function that a program needs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOBSTATUS_H
#define JOBSTATUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- 1. Promises -------------------------------------------------------------------------------------------------
 *
 * P1  No function performs I/O, allocates memory, writes a global, reads the locale or the clock, prints, installs a
 *     signal handler or starts a thread. The library exports the functions of this header and nothing else.
 * P2  Every function is re-entrant and may be called from any thread at any time, also from a signal handler.
 * P3  The input is only read, and only within [json, json + length). It may stand at any alignment, needs no padding
 *     and no terminating NUL, and is not kept after the call.
 * P4  Nothing needs freeing: every result lives in memory of the caller's, or is a constant string of the library's.
 * P5  No input makes a function trap, abort, loop for ever or recurse without bound: 16 KiB of stack are enough for
 *     every call. A call that is given a record to fill leaves a valid record in it, as much of it as there is room
 *     for, whatever it returns.
 * P6  The whole document is validated, also the parts that are passed over: the grammar of RFC 8259, UTF-8, and
 *     nothing but white space after the value.
 * P7  Nothing is lost: an unknown state word, a member that no field has, and a body that is no JSON stay reachable.
 * P8  A word that the library does not know is never success, never failure and never terminal.
 * P9  Structs grow only at their end, and constants keep their values: a program that was built against an older
 *     header runs with a newer library, and the other way round.
 */

/* ---- 2. Versions ------------------------------------------------------------------------------------------------- */

#define JOBSTATUS_VERSION_MAJOR 0
#define JOBSTATUS_VERSION_MINOR 1
#define JOBSTATUS_VERSION_PATCH 0

/* The version as one number, 0x00MMmmpp, as jobstatus_version_number() returns it. */
#define JOBSTATUS_VERSION_NUMBER 0x000100u

/* The version as text, as jobstatus_version_string() returns it. */
#define JOBSTATUS_VERSION_STRING "0.1.0"

/* ---- 3. Constants ------------------------------------------------------------------------------------------------
 *
 * All are integers; the name beside each is what the functions of section 7 translate to and from, and what the
 * command-line tool prints. A later version may add constants. Treat one that you do not know as the 0 of its family;
 * of the results, every negative one as a failure; of advice, as poll.
 */

/* Results: 0 is success, every other one negative, in families of ten. */
typedef int32_t jobstatus_result;

#define JOBSTATUS_OK                0     /* "ok"           the record, page or span is filled */

/* The caller's mistake: nothing was read. */
#define JOBSTATUS_E_ARGUMENT        (-10) /* "argument"     a NULL that is not allowed here, a list call without room,
                                                            a page that goes on behind the end of the body */
#define JOBSTATUS_E_VENDOR          (-11) /* "vendor"       the vendor is none of JOBSTATUS_VENDOR_... */
#define JOBSTATUS_E_STRUCT_SIZE     (-12) /* "struct-size"  out_size, item_size, page_size or record_size is smaller
                                                            than the struct was in the library's first version */
#define JOBSTATUS_E_POINTER         (-13) /* "pointer"      the text is not an RFC 6901 JSON Pointer */

/* The body is not JSON. */
#define JOBSTATUS_E_EMPTY           (-20) /* "empty"        nothing but white space, or a byte-order mark */
#define JOBSTATUS_E_NOT_JSON        (-21) /* "not-json"     it begins with neither { nor [, and is not one JSON scalar
                                                            as a whole: an HTML page, a gateway's line of text */

/* The body begins as JSON and then is none. */
#define JOBSTATUS_E_TRUNCATED       (-30) /* "truncated"    the bytes are the beginning of some valid document */
#define JOBSTATUS_E_SYNTAX          (-40) /* "syntax"       it breaks the grammar of RFC 8259 */
#define JOBSTATUS_E_UTF8            (-50) /* "utf8"         a sequence of bytes is not UTF-8 */
#define JOBSTATUS_E_TOO_DEEP        (-60) /* "too-deep"     arrays and objects nested deeper than JOBSTATUS_MAX_DEPTH */
#define JOBSTATUS_E_TOO_LARGE       (-61) /* "too-large"    the body is longer than JOBSTATUS_MAX_LENGTH bytes */

/* The body is JSON. */
#define JOBSTATUS_E_UNRECOGNIZED    (-70) /* "unrecognized" it has none of this vendor's shapes */
#define JOBSTATUS_E_NOT_FOUND       (-71) /* "not-found"    jobstatus_find: the document has no such value */

/* Limits. */
#define JOBSTATUS_MAX_DEPTH         1024u       /* levels of arrays and objects, the outermost is level 1 */
#define JOBSTATUS_MAX_LENGTH        0xFFFFFFFFu /* bytes of a body */

/* Vendors. 0 lets jobstatus_parse and jobstatus_parse_list ask jobstatus_detect. */
#define JOBSTATUS_VENDOR_UNKNOWN          0u
#define JOBSTATUS_VENDOR_PALO_ALTO_SCM    1u /* "palo-alto-scm"    Palo Alto Networks Strata Cloud Manager */
#define JOBSTATUS_VENDOR_ORANGE_EVOLUTION 2u /* "orange-evolution" Orange Evolution Platform; also "orange" */
#define JOBSTATUS_VENDOR_CISCO_CDFMC      3u /* "cisco-cdfmc"      Cisco cdFMC and FMC; also "cisco-fmc" */
#define JOBSTATUS_VENDOR_CLOUD_FOUNDRY    4u /* "cloud-foundry"    Cloud Foundry API v3, Korifi */
#define JOBSTATUS_VENDOR_NETAPP_ONTAP     5u /* "netapp-ontap"     NetApp ONTAP REST API */

/* What a body is. */
#define JOBSTATUS_KIND_NONE         0u /* "none"     no job: the body is unusable, or a list with nothing in it */
#define JOBSTATUS_KIND_JOB          1u /* "job"      one job */
#define JOBSTATUS_KIND_ACCEPTED     2u /* "accepted" the answer of a call that started a job */
#define JOBSTATUS_KIND_ERROR        3u /* "error"    the vendor's error envelope */
#define JOBSTATUS_KIND_LIST         4u /* "list"     several jobs: jobstatus_parse_list reads them */

/* Where a job stands. */
#define JOBSTATUS_STATE_UNKNOWN     0u /* "unknown"   the word is not known, or there is none; not terminal */
#define JOBSTATUS_STATE_QUEUED      1u /* "queued" */
#define JOBSTATUS_STATE_RUNNING     2u /* "running" */
#define JOBSTATUS_STATE_PAUSED      3u /* "paused"    not terminal: somebody can resume it */
#define JOBSTATUS_STATE_SUCCEEDED   4u /* "succeeded" terminal: all of it was done */
#define JOBSTATUS_STATE_PARTIAL     5u /* "partial"   terminal: some of it was done, some of it failed */
#define JOBSTATUS_STATE_FAILED      6u /* "failed"    terminal */
#define JOBSTATUS_STATE_CANCELLED   7u /* "cancelled" terminal */
#define JOBSTATUS_STATE_ENDED       8u /* "ended"     terminal: it is over, and the vendor does not tell how it ended */

/* What a poller should do next. "Again" is the request that asks for the job: before a request that starts one is sent
   again, it is to be found out whether it did. */
#define JOBSTATUS_ADVICE_NONE         0u /* "none"         nothing can be said: the body is a list */
#define JOBSTATUS_ADVICE_POLL         1u /* "poll"         not over, or unknown: ask again later */
#define JOBSTATUS_ADVICE_DONE         2u /* "done"         over: read state */
#define JOBSTATUS_ADVICE_RETRY        3u /* "retry"        a passing trouble: send the same request again, later */
#define JOBSTATUS_ADVICE_AUTHENTICATE 4u /* "authenticate" get new credentials, then send the same request again */
#define JOBSTATUS_ADVICE_GONE         5u /* "gone"         there is no such job, or no longer */
#define JOBSTATUS_ADVICE_GIVE_UP      6u /* "give-up"      the same request will fail again */

/* What went wrong with the request, where the response says that something did. */
#define JOBSTATUS_FAULT_NONE            0u  /* "none" */
#define JOBSTATUS_FAULT_BAD_REQUEST     1u  /* "bad-request" */
#define JOBSTATUS_FAULT_UNAUTHENTICATED 2u  /* "unauthenticated" */
#define JOBSTATUS_FAULT_FORBIDDEN       3u  /* "forbidden" */
#define JOBSTATUS_FAULT_NOT_FOUND       4u  /* "not-found" */
#define JOBSTATUS_FAULT_NOT_ALLOWED     5u  /* "not-allowed" */
#define JOBSTATUS_FAULT_CONFLICT        6u  /* "conflict" */
#define JOBSTATUS_FAULT_UNPROCESSABLE   7u  /* "unprocessable" */
#define JOBSTATUS_FAULT_RATE_LIMITED    8u  /* "rate-limited" */
#define JOBSTATUS_FAULT_SERVER          9u  /* "server" */
#define JOBSTATUS_FAULT_GATEWAY         10u /* "gateway" */
#define JOBSTATUS_FAULT_UNAVAILABLE     11u /* "unavailable" */
#define JOBSTATUS_FAULT_TIMEOUT         12u /* "timeout" */
#define JOBSTATUS_FAULT_OTHER           13u /* "other" */

/* Flags of a record: bits, each says that the body held something a reader may want to know of. */
#define JOBSTATUS_FLAG_UNKNOWN_STATE 0x01u /* "unknown-state" a job's state word, or the result word that decides, is
                                                              missing or not known */
#define JOBSTATUS_FLAG_BAD_PERCENT   0x02u /* "bad-percent"   the percentage is no number from 0 to 100 */
#define JOBSTATUS_FLAG_BAD_TIME      0x04u /* "bad-time"      a member that holds a time cannot be read as one */
#define JOBSTATUS_FLAG_ZONE_ASSUMED  0x08u /* "zone-assumed"  a time has no zone and was read as UTC */
#define JOBSTATUS_FLAG_DUPLICATE_KEY 0x10u /* "duplicate-key" a member of section 9 was given twice in one object; the
                                                              last one counts */
#define JOBSTATUS_FLAG_REPEATED_LIST 0x20u /* "repeated-list" of a page alone: the call met the list once more */

/* What an item is. */
#define JOBSTATUS_ITEM_NONE         0u /* "none" */
#define JOBSTATUS_ITEM_ERROR        1u /* "error" */
#define JOBSTATUS_ITEM_WARNING      2u /* "warning" */
#define JOBSTATUS_ITEM_INFO         3u /* "info" */
#define JOBSTATUS_ITEM_SUBTASK      4u /* "subtask" */
#define JOBSTATUS_ITEM_LINK         5u /* "link" */

/* Absent values of the members that are no text. */
#define JOBSTATUS_NO_TIME    INT64_MIN
#define JOBSTATUS_NO_PERCENT (-1)
#define JOBSTATUS_NO_TOTAL   (-1)

/* How a text is written in the body: jobstatus_span.escapes. */
#define JOBSTATUS_ESCAPES_NONE   0u /* the bytes of the span are the text, in UTF-8 */
#define JOBSTATUS_ESCAPES_JSON   1u /* the bytes hold escape sequences of JSON */
#define JOBSTATUS_ESCAPES_NESTED 2u /* the text lies in a JSON document that is itself the value of a JSON string, and
                                       has escapes of either level */

/* ---- 4. The record ----------------------------------------------------------------------------------------------- */

/*
 * Where a text lies in the body: bytes [offset, offset + length). Absent: all three members are 0; a text never has
 * offset 0, only a document does (record.json, and what jobstatus_find answers for one). Quotes are not part of a span.
 * jobstatus_text() turns any span into NUL-terminated UTF-8; where escapes is 0 the bytes can be used as they are. A
 * span holds no pointer, so records can be copied, stored and sent together with the body they are of.
 */
typedef struct jobstatus_span {
    uint32_t offset;  /* bytes from the first byte of the body */
    uint32_t length;  /* bytes as they stand in the body */
    uint32_t escapes; /* JOBSTATUS_ESCAPES_... */
} jobstatus_span;

/*
 * One response, normalized. Times are nanoseconds since 1970-01-01T00:00:00Z, JOBSTATUS_NO_TIME where absent. Section 9
 * says which member of which vendor's bodies each field comes from; a field no vendor's row names is absent there.
 */
typedef struct jobstatus_record {
    /* About the call. */
    uint32_t struct_size;  /* sizeof(jobstatus_record) as the library was built */
    int32_t result;        /* what the call returned, JOBSTATUS_OK or JOBSTATUS_E_... */
    uint32_t error_offset; /* the byte where it went wrong, counted from 0: of a byte sequence that is not UTF-8 the
                              first one, of a truncated or empty body its length, of one that is no JSON or that is not
                              recognized the first byte of the document (in jobstatus_parse_list of the element), of a
                              too large one UINT32_MAX; 0 where result is JOBSTATUS_OK or the caller's mistake */
    uint32_t vendor;       /* JOBSTATUS_VENDOR_...: as given, or as detected */
    int32_t http_status;   /* as given; 0: not known */

    /* What the response says. */
    uint32_t kind;     /* JOBSTATUS_KIND_... */
    uint32_t state;    /* JOBSTATUS_STATE_... */
    uint32_t terminal; /* 1: the job is over, its state will not change any more; else 0 */
    uint32_t advice;   /* JOBSTATUS_ADVICE_... */
    uint32_t fault;    /* JOBSTATUS_FAULT_... */
    int32_t percent;   /* 0 to 100, JOBSTATUS_NO_PERCENT where absent; it says nothing about the state */
    uint32_t flags;    /* JOBSTATUS_FLAG_... joined by | */

    int64_t created_at;
    int64_t started_at;
    int64_t updated_at;
    int64_t finished_at; /* in a terminal state only */

    uint32_t error_count;   /* items of kind error in the body, also those the caller had no room for */
    uint32_t warning_count; /* items of kind warning */
    uint32_t item_count;    /* items of every kind */

    uint32_t subtasks_total;      /* items of kind subtask of a job; 0 where kind is another one */
    uint32_t subtasks_succeeded;
    uint32_t subtasks_failed;     /* failed or cancelled */
    uint32_t subtasks_unfinished; /* every other one */

    jobstatus_span json;          /* the JSON of this record itself; absent where kind is list, and where it is none
                                     save for an element of a list */
    jobstatus_span id;            /* the job's */
    jobstatus_span parent_id;     /* of the job that started this one */
    jobstatus_span name;
    jobstatus_span operation;     /* the vendor's word for what the job does */
    jobstatus_span description;
    jobstatus_span state_text;    /* the vendor's own state word */
    jobstatus_span result_text;   /* the vendor's own result word */
    jobstatus_span message;       /* for a person: why it failed, else what the vendor says of it */
    jobstatus_span error_code;    /* the vendor's code of what went wrong */
    jobstatus_span job_code;      /* the vendor's own number for the job's outcome; decides nothing */
    jobstatus_span requester;     /* who asked for the job */
    jobstatus_span target_name;   /* what the job works on */
    jobstatus_span target_id;
    jobstatus_span self_link;     /* URI reference of the job */
    jobstatus_span resource_link; /* URI reference of what the job made or works on */
    jobstatus_span request_id;    /* the vendor's number of the request, for its support */
} jobstatus_record;

/* ---- 5. Items ----------------------------------------------------------------------------------------------------
 *
 * The things nested in a response, in the order of the document: errors, warnings, messages, sub-tasks, links.
 */
typedef struct jobstatus_item {
    uint32_t kind;              /* JOBSTATUS_ITEM_... */
    uint32_t state;             /* of a sub-task, JOBSTATUS_STATE_...; else JOBSTATUS_STATE_UNKNOWN */
    jobstatus_span state_text;  /* of a sub-task: the vendor's own word */
    jobstatus_span code;        /* the vendor's code of an error, a warning or a message */
    jobstatus_span title;       /* a short text; of a link its name */
    jobstatus_span message;     /* the text for a person */
    jobstatus_span severity;    /* the vendor's own word */
    jobstatus_span target_id;   /* what the item is about */
    jobstatus_span target_name;
    jobstatus_span target_type;
    jobstatus_span link;        /* URI reference */
} jobstatus_item;

/* ---- 6. Pages of a list ------------------------------------------------------------------------------------------
 *
 * jobstatus_parse_list fills the caller's records from the front of a list and says where the next call goes on, so a
 * list of any length is read in fixed memory; no later call reads a byte in front of next_offset again. A page of zero
 * bytes starts at the beginning; hand it back as it is, with the same body, vendor and HTTP status, to go on:
 *
 *     jobstatus_record records[64];
 *     jobstatus_page page = {0};
 *     do {
 *         jobstatus_parse_list(vendor, http_status, body, length, &page, sizeof page, records, sizeof records[0], 64);
 *         for (uint32_t i = 0; i < page.returned; i++) { ... records[i] ... }
 *     } while (page.next_offset != 0);
 *     if (page.result != JOBSTATUS_OK) { ... the list was not read to its end ... }
 */
typedef struct jobstatus_page {
    uint32_t struct_size;     /* sizeof(jobstatus_page) as the library was built */
    int32_t result;           /* what the call returned */
    uint32_t error_offset;    /* as in a record */
    uint32_t vendor;          /* JOBSTATUS_VENDOR_...: as given, or as detected by the first call */
    uint32_t kind;            /* JOBSTATUS_KIND_LIST, or what the body is instead: then records[0] holds it */
    uint32_t flags;           /* JOBSTATUS_FLAG_DUPLICATE_KEY: a call met a member of section 9 twice, this one or an
                                 earlier one. JOBSTATUS_FLAG_REPEATED_LIST: this call met the list once more, so its
                                 records are of the last one, and those of earlier calls count no longer */
    uint32_t returned;        /* records that this call has filled */
    uint32_t next_offset;     /* where the next call goes on; 0: nothing is left to read */
    int64_t total;            /* jobs there are on all pages of the vendor's API: a whole number below 1e18, or a string
                                 that holds one; JOBSTATUS_NO_TOTAL where the bytes read so far do not tell */
    jobstatus_span next_link; /* URI reference of the next page of the vendor's API, absent likewise */
    uint32_t reserved;        /* 0 */
} jobstatus_page;

/* ---- 7. Functions ------------------------------------------------------------------------------------------------ */

#if defined(__GNUC__) || defined(__clang__)
#define JOBSTATUS_API __attribute__((visibility("default")))
#else
#define JOBSTATUS_API
#endif

/*
 * Reads one response body.
 *
 * vendor       JOBSTATUS_VENDOR_...; JOBSTATUS_VENDOR_UNKNOWN: find out by jobstatus_detect, and where that finds none
 *              JOBSTATUS_E_UNRECOGNIZED. A body of another vendor than the one given may well be a job in an unknown
 *              state: poll with a limit.
 * http_status  the status code of the response, RFC 9110; 0: not known; any other number below 100 or above 599 is
 *              taken for a fault of the kind other.
 * json         the body, without the HTTP header section; NULL only with a length of 0.
 * length       bytes of it.
 * out          the record to fill; never NULL.
 * out_size     sizeof *out as the caller was compiled. The library writes out_size bytes and no more: members that it
 *              knows and the caller does not are left out, members that only the caller knows are set to 0.
 * items        an array for the nested things, or NULL with item_capacity 0. record.item_count tells how many there
 *              are, so that a caller with too small an array can call again; elements behind the last item may have
 *              been written too.
 * item_size    sizeof items[0] as the caller was compiled; ignored where item_capacity is 0.
 *
 * Returns what it writes into out->result. Where the body is unusable (not JSON, truncated, broken, too deep, too
 * large, unrecognized) the record still says what the HTTP status says: kind none, with fault and advice.
 */
JOBSTATUS_API jobstatus_result jobstatus_parse(uint32_t vendor, int32_t http_status, const void *json, size_t length,
                                               jobstatus_record *out, size_t out_size, jobstatus_item *items,
                                               size_t item_size, size_t item_capacity);

/*
 * Reads the jobs of a list, a page at a time (section 6).
 *
 * page            zero bytes for the first call, then as the call before left it.
 * page_size       sizeof *page as the caller was compiled.
 * records         room for record_capacity records, at least one.
 * record_size     sizeof records[0] as the caller was compiled.
 *
 * Each record is filled as jobstatus_parse would; its items are counted but not stored: hand the bytes of record.json,
 * with record.vendor, to jobstatus_parse to get them. What that call returns counts from the first of these bytes. An
 * element can only be a job, also where its bytes alone would be something else first, an accepted answer or an error
 * envelope; then they have that one's items. An element without the vendor's id member and its state member is a record
 * with JOBSTATUS_E_UNRECOGNIZED. A body that is no list and that jobstatus_parse can read is one record, and page->kind
 * says what it is. Where a list breaks in the middle, the records before the fault are returned together with the
 * reason, and no call goes on. Where page->result is not JOBSTATUS_OK, jobstatus_parse on the same body tells fault and
 * advice.
 *
 * Returns what it writes into page->result.
 */
JOBSTATUS_API jobstatus_result jobstatus_parse_list(uint32_t vendor, int32_t http_status, const void *json,
                                                    size_t length, jobstatus_page *page, size_t page_size,
                                                    jobstatus_record *records, size_t record_size,
                                                    size_t record_capacity);

/*
 * Writes the text of a span into buffer: decoded, in UTF-8, NUL-terminated, and cut between two characters where the
 * buffer is too small. A lone surrogate in an escape becomes U+FFFD; an escaped NUL is kept.
 *
 * json, length    the body that the span is of.
 * buffer          NULL only with size 0: nothing is written then.
 * size            bytes of buffer, the NUL included.
 *
 * Returns the bytes of the whole text without the NUL: it was cut where that is size or more. An absent span, and one
 * that does not lie within the body, is the empty text.
 */
JOBSTATUS_API size_t jobstatus_text(const void *json, size_t length, const jobstatus_span *text, char *buffer,
                                    size_t size);

/*
 * Writes many texts behind each other, decoded as by jobstatus_text: all texts of a record, or one text of all records.
 *
 * texts           the first span. The others follow at a distance of `stride` bytes each: sizeof(jobstatus_span) where
 *                 they stand side by side, as those of a record do (16 from id to request_id), and
 *                 sizeof(jobstatus_record) for the same text of each record of an array.
 * count           spans. NULL may be given for none.
 * buffer, size    as for jobstatus_text, but for all texts together, with one NUL behind the last; all of the buffer may
 *                 be written to.
 * offsets         NULL, or room for count + 1 numbers: text i is bytes [offsets[i], offsets[i + 1]) of a buffer that is
 *                 large enough. So are the texts of Apache Arrow's type LargeUtf8 laid out.
 *
 * Returns the bytes of all texts without the NUL: not all of them fitted where that is `size` or more. No text has more
 * bytes than its span. The answer is 0, and so are all offsets, where json or texts is NULL and its count is not 0, the
 * body is too large, or stride is less than sizeof(jobstatus_span).
 */
JOBSTATUS_API size_t jobstatus_texts(const void *json, size_t length, const jobstatus_span *texts, size_t stride,
                                     size_t count, char *buffer, size_t size, int64_t *offsets);

/*
 * Which vendor does this body look like? Returns JOBSTATUS_VENDOR_..., JOBSTATUS_VENDOR_UNKNOWN where it looks like
 * none, or like several alike. Only bodies that say something can be told apart; give the vendor where it is known.
 * Of a list, the first element is looked at; nothing is validated.
 */
JOBSTATUS_API uint32_t jobstatus_detect(const void *json, size_t length);

/*
 * Finds the value that an RFC 6901 JSON Pointer names: the way to members that no field has.
 *
 * pointer         UTF-8, such as "/metadata/task/id"; the empty text names the whole document. Of members with the same
 *                 name the last counts.
 * out             of a string its content, of any other value its JSON; absent where the call does not return
 *                 JOBSTATUS_OK.
 *
 * Returns JOBSTATUS_OK, JOBSTATUS_E_NOT_FOUND, or why the body is unusable; before it looks at the body's bytes
 * JOBSTATUS_E_TOO_LARGE, JOBSTATUS_E_ARGUMENT or JOBSTATUS_E_POINTER. The empty pointer makes it a plain validator of
 * JSON.
 */
JOBSTATUS_API jobstatus_result jobstatus_find(const void *json, size_t length, const char *pointer,
                                              size_t pointer_length, jobstatus_span *out);

/*
 * The names of section 3, constant strings: NULL for a value that has none, as JOBSTATUS_VENDOR_UNKNOWN, or that this
 * version does not know. Counting from 1 until NULL walks the vendors.
 */
JOBSTATUS_API const char *jobstatus_vendor_name(uint32_t vendor);
JOBSTATUS_API const char *jobstatus_vendor_title(uint32_t vendor); /* for a person: "NetApp ONTAP" */
JOBSTATUS_API const char *jobstatus_result_name(jobstatus_result result);
JOBSTATUS_API const char *jobstatus_kind_name(uint32_t kind);
JOBSTATUS_API const char *jobstatus_state_name(uint32_t state);
JOBSTATUS_API const char *jobstatus_advice_name(uint32_t advice);
JOBSTATUS_API const char *jobstatus_fault_name(uint32_t fault);
JOBSTATUS_API const char *jobstatus_flag_name(uint32_t flag); /* of one bit */
JOBSTATUS_API const char *jobstatus_item_kind_name(uint32_t kind);

/*
 * The other way round: name is length bytes of ASCII, compared exactly, no NUL needed. Where there is no such name (or
 * name is NULL) the answer is 0, which is unknown or none in each of these families; jobstatus_result_from_name answers
 * 1, which is no result. jobstatus_vendor_from_name knows the other names of a vendor too.
 */
JOBSTATUS_API uint32_t jobstatus_vendor_from_name(const char *name, size_t length);
JOBSTATUS_API jobstatus_result jobstatus_result_from_name(const char *name, size_t length);
JOBSTATUS_API uint32_t jobstatus_kind_from_name(const char *name, size_t length);
JOBSTATUS_API uint32_t jobstatus_state_from_name(const char *name, size_t length);
JOBSTATUS_API uint32_t jobstatus_advice_from_name(const char *name, size_t length);
JOBSTATUS_API uint32_t jobstatus_fault_from_name(const char *name, size_t length);
JOBSTATUS_API uint32_t jobstatus_flag_from_name(const char *name, size_t length);
JOBSTATUS_API uint32_t jobstatus_item_kind_from_name(const char *name, size_t length);

/* The version of the library that runs; compare with JOBSTATUS_VERSION_NUMBER, which is of the header. */
JOBSTATUS_API uint32_t jobstatus_version_number(void);
JOBSTATUS_API const char *jobstatus_version_string(void);

/* ---- 8. How bodies are read --------------------------------------------------------------------------------------
 *
 * Unusable bodies. A byte-order mark (EF BB BF) at the front is passed over. Decided in this order: too-large; empty;
 * not-json (unless the whole body is one valid JSON scalar, which is unrecognized); then, at the first byte at fault,
 * truncated, syntax, utf8 or too-deep; then unrecognized.
 *
 * Shapes. The first of these that an object has is its kind: the answer of a starting call (accepted), an error
 * envelope (error), an object with the vendor's id member or its state member, whatever their values (job), a list.
 * Section 9 has the shapes. A list body given to jobstatus_parse: of one record it is that job; of none kind none,
 * and unless the HTTP status says otherwise fault not-found, advice retry (it may not be listed yet); of several kind
 * list, with nothing else filled but flags.
 * jobstatus_parse_list looks for the list first. An empty body with HTTP status 202 is accepted, without an id.
 *
 * Texts. A JSON string, or a number: then the text is its token. Empty strings, null, booleans, objects and arrays are
 * absent. "A, else B" is B where A is absent.
 *
 * Percentages. A JSON number, or a string that holds one: 99, 99.0, "99", 9.9e1. From 0 to 100, tested before the
 * fraction is cut off. Null and the empty string are absent; anything else is absent with the flag bad-percent.
 *
 * Times. A string with an RFC 3339 date-time; T may be t or a space, Z may be z, the offset +hh:mm, +hhmm or +hh;
 * digits of the fraction behind the ninth are cut; second 60 is the next minute's second 0; without a zone it is UTC,
 * with the flag zone-assumed. For Cisco also whole seconds, above 1e11 milliseconds, since 1970, as a number or as a
 * string that holds one. Null and the empty string are absent; anything else, and times outside the years 1678 to 2261,
 * are absent with the flag bad-time. The flags are also raised by an end time that is not told because the job is not
 * over. A bad time is not replaced by an "else".
 *
 * Words of states and results, and Cisco's categories and severities, are compared without regard to ASCII case,
 * hyphens, underscores and spaces. Only words decide a state: no end time, no percentage, no error and no code does.
 *
 * The same member twice: the last one counts as a whole, with the flag duplicate-key where section 9 knows the member.
 * Members of a links object other than self are not told apart by name: each is a link. Items of a member that was
 * given twice are those of the last one, and stand where it stands.
 *
 * Fault. An HTTP status outside 200..299 decides: 400 bad-request, 401 unauthenticated, 403 forbidden, 404 and 410
 * not-found, 405 not-allowed, 408 and 504 timeout, 409 conflict, 422 unprocessable, 429 rate-limited, 500 server,
 * 502 gateway, 503 unavailable; any other 4xx bad-request, any other 5xx server, the rest other. Else (and for Orange's
 * code 53 always) an error envelope's own code decides, section 9.
 *
 * Advice. Of a terminal job: done. Of an empty list: retry, unless the HTTP status decides. Else by the fault:
 * unauthenticated authenticate; not-found gone; rate-limited, server, gateway, unavailable and timeout retry; every
 * other one give-up. Without a fault: poll for a job and for accepted, none for a list, give-up for unrecognized bodies
 * and the caller's mistakes, retry for all other unusable bodies.
 *
 * Accepted: id, message and self_link where the body has them; state queued; no items. Error: message, error_code,
 * request_id and items.
 *
 * Items. An element of one of section 9's arrays is an item where it is an object, or a text: then that is its message.
 * Of a link, title is the member's name, link its value where that is a text, else the value's member href; so are
 * a job's self_link and resource_link read, and the next_link of links. a[0] of an array of items is its first item.
 */

/* ---- 9. What each vendor's members become ------------------------------------------------------------------------
 *
 * Left a field of the record, right where it comes from. a.b is member b of the object a, a[] every element of the
 * array a, a[0] the first. A field that is not listed is absent.
 *
 * PALO ALTO SCM. A job stands alone or in {"data": [...]}, which is also the list.
 *
 *     id              id
 *     parent_id       parent_id; "0" is absent
 *     operation       type_str
 *     description     description, else details.description
 *     state_text      status_str
 *     result_text     result_str
 *     percent         percent
 *     created_at      insert_ts, else start_ts
 *     started_at      start_ts
 *     updated_at      last_update
 *     finished_at     end_ts
 *     requester       uname
 *     target_name     device_name
 *     request_id      _request_id; beside the list it is that of the one job in it
 *     job_code        job_result
 *     message         of a failed job the first of details.errors[], else as of any other: summary, else the text of
 *                     details that is no object
 *     state           FIN: by the result, OK succeeded, FAIL and TIMEOUT failed, CANCELLED cancelled, anything else
 *                     ended; PEND queued; ACT, PUSHSENT running; PUSHFAIL, PUSHTIMEOUT failed; PUSHABORT cancelled
 *     items           details.errors[] error, details.warnings[] warning, details.info[] info, _errors[] error: code,
 *                     message. details is an object, or a string that holds one in JSON; any other text there is an
 *                     info item
 *     accepted        success true, with a job_id: id job_id, message message
 *     error           an array _errors, one without an item only beside neither a job nor a list: message and
 *                     error_code of the first. Or success false: where _errors has no item, message message
 *     fault           E016 unauthenticated; E007 forbidden; E005 not-found; E003, E013 bad-request; E006 conflict;
 *                     E012 not-allowed; 4 timeout; else other
 *     page            total total
 *
 * ORANGE EVOLUTION. The list is a bare array.
 *
 *     id              id
 *     description     description
 *     state_text      state
 *     created_at      createdDate
 *     started_at      startProcessingDate
 *     finished_at     endProcessingDate
 *     requester       requesterId
 *     self_link       hRef
 *     message         messages[0].description, else messages[0].message
 *     error_code      messages[0].code, in any state
 *     state           acknowledged queued; in-progress running; completed succeeded; failed failed
 *     items           messages[] error where the job failed, else info: code, title message, message description, else
 *                     message
 *     error           a code, and a message or a description: message description, else message; error_code code
 *     fault           40, 41, 42 unauthenticated; 50, 51, 52 forbidden; 53 rate-limited; 60 not-found; 61 not-allowed;
 *                     69 conflict; 5, 6 unavailable; 1 server; else other
 *
 * CISCO CDFMC. The list is items[].
 *
 *     id              id
 *     name            name
 *     operation       taskType
 *     description     description
 *     state_text      status
 *     updated_at      metadata.timestamp
 *     requester       metadata.lastUser.name
 *     target_name     subTasks[0].target.name
 *     target_id       subTasks[0].target.id
 *     self_link       links.self
 *     resource_link   metadata.downloadUrl
 *     message         message, else description, else of a failed or partial job that of the first failed sub-task
 *     state           pending queued; running, in progress, deploying running; success, succeeded, completed, deployed
 *                     succeeded; failed, failure failed; cancelled, canceled cancelled. Succeeded with sub-tasks that
 *                     failed is partial; with none that did not, failed
 *     items           subTasks[] subtask: state_text status, title description, message message, else description,
 *                     target_id target.id, target_name target.name, target_type target.type; members of links link
 *     accepted        an object metadata.task with an id: of it id id, message message, self_link links.self
 *     error           an object error; or its members at the top level, where there are an array messages and a
 *                     category or a severity: message messages[0].description; error_code errorCode, else code
 *     error items     messages[], of the object error and of the top level, also of a job: warning where severity, its
 *                     own, else the error's, is WARN, else error: code, message description, severity
 *     fault           by the category: VALIDATION bad-request; FRAMEWORK, OTHER server; else other
 *     page            total paging.count, next_link paging.next[0]
 *
 * CLOUD FOUNDRY. The list is resources[].
 *
 *     id              guid
 *     operation       operation
 *     state_text      state
 *     created_at      created_at
 *     updated_at      updated_at
 *     finished_at     updated_at
 *     self_link       links.self.href
 *     resource_link   that of the first link other than self
 *     message         of a failed job the message of the first error
 *     error_code      of a failed job the code of the first error
 *     state           PROCESSING, POLLING running; COMPLETE succeeded; FAILED failed
 *     items           errors[] error, warnings[] warning: code, title, message detail, else title, else description;
 *                     members of links link
 *     error           an array errors: message and error_code of the first. Or a code with a title, a detail or a
 *                     description: the same of it. Neither has a guid or a state
 *     fault           1000, 10002 unauthenticated; 10003 forbidden; 10010 not-found; 10005 bad-request; 10008
 *                     unprocessable; 10013, 10014, 10016 rate-limited; 10015 unavailable; 10001 server; else other
 *     page            total pagination.total_results, next_link pagination.next.href
 *
 * NETAPP ONTAP. The list is records[].
 *
 *     id              uuid
 *     description     description
 *     state_text      state
 *     started_at      start_time
 *     finished_at     end_time
 *     target_name     svm.name, else node.name
 *     target_id       svm.uuid
 *     self_link       _links.self.href
 *     job_code        code
 *     message         of a failed job error.message, else message; of any other message
 *     error_code      of a failed job error.code, else code where it is not 0
 *     state           queued queued; running running; paused paused; success succeeded; failure failed
 *     items           error error: code, message, target_name target; behind it error.arguments[], or one object there,
 *                     info: code, message; members of _links link
 *     accepted        an object job with a uuid, or an array jobs, whose first element counts: id uuid, message
 *                     message, self_link _links.self.href; what job does not have, jobs tells
 *     error           an object error, with neither uuid nor state: message error.message, error_code error.code
 *     fault           4 not-found; 6 forbidden; else other
 *     page            next_link _links.next.href
 */

/* ---- 10. A complete example --------------------------------------------------------------------------------------
 *
 *     #include <jobstatus.h>
 *     #include <stdio.h>
 *     #include <string.h>
 *
 *     int main(void) {
 *         const char *body = "{\"uuid\":\"1d9f7c44-0f13-11f0-9c35-00a0b8c1d2e3\",\"state\":\"failure\","
 *                            "\"error\":{\"message\":\"Snapshot \\\"daily.0\\\" is in use\",\"code\":\"1638555\"}}";
 *         size_t length = strlen(body);
 *         jobstatus_record job;
 *         char message[256];
 *         if (jobstatus_parse(JOBSTATUS_VENDOR_NETAPP_ONTAP, 200, body, length, &job, sizeof job, NULL, 0, 0) < 0) {
 *             printf("%s at byte %u\n", jobstatus_result_name(job.result), (unsigned)job.error_offset);
 *             return 1;
 *         }
 *         jobstatus_text(body, length, &job.message, message, sizeof message);
 *         printf("%s: %s\n", jobstatus_state_name(job.state), message);
 *         return 0;
 *     }
 *
 * prints
 *
 *     failed: Snapshot "daily.0" is in use
 */

#ifdef __cplusplus
}
#endif

#endif /* JOBSTATUS_H */
