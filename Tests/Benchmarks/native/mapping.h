// From the members of an object to the fields of a job, for every peer whose objects can be walked.
//
// A reader is what a peer gives to it:
//
//     using Value = ...                  a value of the peer's
//     members(value, f)                  calls f(std::string_view key, Value) for each member of an object
//     elements(value, f)                 calls f(Value) for each element of an array
//     count(value)                       elements of an array
//     is_object(value)
//     text(value)                        the text of a string or of an integer, absent for anything else
//     brief(value)                       the same of a text that is looked at at once and has no escapes
//     embedded(value, f)                 calls f(Value) for the object that is written in a string; false for none
//
// Keys are told apart by length first and then compared as a whole, by constant lengths.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "contender.h"
#include "values.h"

#define INLINE inline __attribute__((always_inline))

// The length is known to be the same.
template <size_t size> INLINE bool is(std::string_view key, const char (&name)[size]) {
    return __builtin_memcmp(key.data(), name, size - 1) == 0;
}

// ---- Palo Alto SCM --------------------------------------------------------------------------------------------------

struct PaloAlto {
    Job &job;
    Text summary, details_text, details_description, first_error;
    Text error_message, error_code;
    bool has_errors = false;

    explicit PaloAlto(Job &into) : job(into) {}

    template <class Reader, class Value> INLINE void job_member(Reader &reader, std::string_view key, Value &&value) {
        switch (key.size()) {
        case 2:
            if (is(key, "id")) job.id = reader.text(value);
            break;
        case 5:
            if (is(key, "uname")) job.requester = reader.text(value);
            break;
        case 6:
            if (is(key, "end_ts")) job.finished_at = read_time(reader.brief(value));
            break;
        case 7:
            if (is(key, "percent")) job.percent = read_percent(reader.brief(value));
            else if (is(key, "summary")) summary = reader.text(value);
            else if (is(key, "details")) read_details(reader, value);
            break;
        case 8:
            if (is(key, "start_ts")) job.started_at = read_time(reader.brief(value));
            else if (is(key, "type_str")) job.operation = reader.text(value);
            break;
        case 9:
            if (is(key, "insert_ts")) job.created_at = read_time(reader.brief(value));
            else if (is(key, "parent_id")) job.parent_id = reader.text(value);
            break;
        case 10:
            if (is(key, "job_result")) job.job_code = reader.text(value);
            else if (is(key, "result_str")) job.result_text = reader.text(value);
            else if (is(key, "status_str")) job.state_text = reader.text(value);
            break;
        case 11:
            if (is(key, "description")) job.description = reader.text(value);
            else if (is(key, "device_name")) job.target_name = reader.text(value);
            else if (is(key, "last_update")) job.updated_at = read_time(reader.brief(value));
            else if (is(key, "_request_id")) job.request_id = reader.text(value);
            break;
        }
    }

    template <class Reader, class Value> INLINE void member(Reader &reader, std::string_view key, Value &&value) {
        if (key.size() == 4 && is(key, "data")) {
            bool is_first = true;
            reader.elements(value, [&](auto &&element) {
                if (is_first) read_job(reader, element);
                is_first = false;
            });
        } else if (key.size() == 7 && is(key, "_errors")) {
            read_errors(reader, value);
        } else {
            job_member(reader, key, value);
        }
    }

    template <class Reader, class Value> INLINE void read_job(Reader &reader, Value &&value) {
        reader.members(value, [&](std::string_view key, auto &&its) { job_member(reader, key, its); });
    }

    template <class Reader, class Value> void read_errors(Reader &reader, Value &&value) {
        has_errors = true;
        bool is_first = true;
        reader.elements(value, [&](auto &&error) {
            if (is_first) {
                reader.members(error, [&](std::string_view key, auto &&its) {
                    if (key.size() == 7 && is(key, "message")) error_message = reader.text(its);
                    else if (key.size() == 4 && is(key, "code")) error_code = reader.text(its);
                });
            }
            is_first = false;
            job.error_count++;
        });
        job.item_count += job.error_count;
    }

    template <class Reader, class Value> void read_details(Reader &reader, Value &&value) {
        Text text = reader.text(value);
        if (!text.is_present()) return;
        if (text.length > longest_embedded ||
            !reader.embedded(value, [&](auto &&object) { read_held(reader, object); })) {
            details_text = text;
            job.item_count++;
        }
    }

    template <class Reader, class Value> void read_held(Reader &reader, Value &&object) {
        reader.members(object, [&](std::string_view key, auto &&value) {
            if (key.size() == 4 && is(key, "info")) {
                job.item_count += reader.count(value);
            } else if (key.size() == 6 && is(key, "errors")) {
                reader.elements(value, [&](auto &&error) {
                    if (job.error_count++ == 0) first_error = reader.text(error);
                    job.item_count++;
                });
            } else if (key.size() == 8 && is(key, "warnings")) {
                uint32_t warnings = reader.count(value);
                job.warning_count += warnings;
                job.item_count += warnings;
            } else if (key.size() == 11 && is(key, "description")) {
                details_description = reader.text(value);
            }
        });
    }

    INLINE void finish() {
        if (has_errors) {
            job.message = error_message;
            job.error_code = error_code;
            return;
        }
        if (job.parent_id.is_zero()) job.parent_id = Text();
        job.description = job.description.otherwise(details_description);
        if (job.created_at == JOBSTATUS_NO_TIME) job.created_at = job.started_at;
        uint32_t state = read_state(palo_alto_states, job.state_text.view());
        if (state == JOBSTATUS_STATE_ENDED) {
            uint32_t result = read_state(palo_alto_results, job.result_text.view());
            if (result != JOBSTATUS_STATE_UNKNOWN) state = result;
        }
        job.message = summary.otherwise(details_text);
        if (state == JOBSTATUS_STATE_FAILED) job.message = first_error.otherwise(job.message);
        job.finish(state);
    }
};

// ---- Orange Evolution -----------------------------------------------------------------------------------------------

struct Orange {
    Job &job;

    explicit Orange(Job &into) : job(into) {}

    template <class Reader, class Value> INLINE void member(Reader &reader, std::string_view key, Value &&value) {
        switch (key.size()) {
        case 2:
            if (is(key, "id")) job.id = reader.text(value);
            break;
        case 4:
            if (is(key, "hRef")) job.self_link = reader.text(value);
            break;
        case 5:
            if (is(key, "state")) job.state_text = reader.text(value);
            break;
        case 8:
            if (is(key, "messages")) read_messages(reader, value);
            break;
        case 11:
            if (is(key, "description")) job.description = reader.text(value);
            else if (is(key, "createdDate")) job.created_at = read_time(reader.brief(value));
            else if (is(key, "requesterId")) job.requester = reader.text(value);
            break;
        case 17:
            if (is(key, "endProcessingDate")) job.finished_at = read_time(reader.brief(value));
            break;
        case 19:
            if (is(key, "startProcessingDate")) job.started_at = read_time(reader.brief(value));
            break;
        }
    }

    template <class Reader, class Value> INLINE void read_messages(Reader &reader, Value &&value) {
        Text message, description;
        reader.elements(value, [&](auto &&element) {
            if (job.item_count++ == 0) {
                reader.members(element, [&](std::string_view key, auto &&its) {
                    if (key.size() == 7 && is(key, "message")) message = reader.text(its);
                    else if (key.size() == 11 && is(key, "description")) description = reader.text(its);
                    else if (key.size() == 4 && is(key, "code")) job.error_code = reader.text(its);
                });
            }
        });
        job.message = description.otherwise(message);
    }

    INLINE void finish() {
        job.finish(read_state(orange_states, job.state_text.view()));
        if (job.state == JOBSTATUS_STATE_FAILED) job.error_count = job.item_count;
    }
};

// ---- Cisco cdFMC ----------------------------------------------------------------------------------------------------

struct Cisco {
    Job &job;
    Text message, first_failed;

    explicit Cisco(Job &into) : job(into) {}

    template <class Reader, class Value> INLINE void member(Reader &reader, std::string_view key, Value &&value) {
        switch (key.size()) {
        case 2:
            if (is(key, "id")) job.id = reader.text(value);
            break;
        case 4:
            if (is(key, "name")) job.name = reader.text(value);
            break;
        case 5:
            if (is(key, "links")) read_links(reader, value);
            break;
        case 6:
            if (is(key, "status")) job.state_text = reader.text(value);
            break;
        case 7:
            if (is(key, "message")) message = reader.text(value);
            break;
        case 8:
            if (is(key, "taskType")) job.operation = reader.text(value);
            else if (is(key, "subTasks")) read_subtasks(reader, value);
            else if (is(key, "metadata")) read_metadata(reader, value);
            break;
        case 11:
            if (is(key, "description")) job.description = reader.text(value);
            break;
        }
    }

    template <class Reader, class Value> INLINE void read_links(Reader &reader, Value &&value) {
        reader.members(value, [&](std::string_view key, auto &&link) {
            if (key.size() == 4 && is(key, "self")) job.self_link = reader.text(link);
            job.item_count++;
        });
    }

    template <class Reader, class Value> INLINE void read_metadata(Reader &reader, Value &&value) {
        reader.members(value, [&](std::string_view key, auto &&its) {
            if (key.size() == 9 && is(key, "timestamp")) {
                job.updated_at = read_epoch(reader.brief(its));
            } else if (key.size() == 11 && is(key, "downloadUrl")) {
                job.resource_link = reader.text(its);
            } else if (key.size() == 8 && is(key, "lastUser")) {
                reader.members(its, [&](std::string_view user_key, auto &&name) {
                    if (user_key.size() == 4 && is(user_key, "name")) job.requester = reader.text(name);
                });
            }
        });
    }

    template <class Reader, class Value> INLINE void read_subtasks(Reader &reader, Value &&value) {
        reader.elements(value, [&](auto &&subtask) {
            Text words, description;
            bool has_failed = false, is_first = job.subtasks_total == 0;
            uint32_t state = JOBSTATUS_STATE_UNKNOWN;
            reader.members(subtask, [&](std::string_view key, auto &&its) {
                if (key.size() == 6 && is(key, "status")) {
                    state = read_state(cisco_states, reader.brief(its).view());
                    has_failed = state == JOBSTATUS_STATE_FAILED || state == JOBSTATUS_STATE_CANCELLED;
                } else if (!first_failed.is_present() && key.size() == 7 && is(key, "message")) {
                    words = reader.text(its);
                } else if (!first_failed.is_present() && key.size() == 11 && is(key, "description")) {
                    description = reader.text(its);
                } else if (is_first && key.size() == 6 && is(key, "target")) {
                    read_target(reader, its);
                }
            });
            count(state);
            if (has_failed && !first_failed.is_present()) first_failed = words.otherwise(description);
        });
    }

    template <class Reader, class Value> INLINE void read_target(Reader &reader, Value &&value) {
        reader.members(value, [&](std::string_view key, auto &&its) {
            if (key.size() == 2 && is(key, "id")) job.target_id = reader.text(its);
            else if (key.size() == 4 && is(key, "name")) job.target_name = reader.text(its);
        });
    }

    INLINE void count(uint32_t state) {
        job.subtasks_total++;
        if (state == JOBSTATUS_STATE_SUCCEEDED) job.subtasks_succeeded++;
        if (state == JOBSTATUS_STATE_FAILED || state == JOBSTATUS_STATE_CANCELLED) job.subtasks_failed++;
    }

    INLINE void finish() {
        job.item_count += job.subtasks_total;
        job.subtasks_unfinished = job.subtasks_total - job.subtasks_succeeded - job.subtasks_failed;
        uint32_t state = read_state(cisco_states, job.state_text.view());
        if (state == JOBSTATUS_STATE_SUCCEEDED && job.subtasks_failed > 0)
            state = job.subtasks_failed == job.subtasks_total ? JOBSTATUS_STATE_FAILED : JOBSTATUS_STATE_PARTIAL;
        job.message = message.otherwise(job.description);
        if (state == JOBSTATUS_STATE_FAILED || state == JOBSTATUS_STATE_PARTIAL)
            job.message = job.message.otherwise(first_failed);
        job.finish(state);
    }
};

// ---- Cloud Foundry --------------------------------------------------------------------------------------------------

struct CloudFoundry {
    Job &job;
    Text error_message, error_code;
    bool is_job = false;

    explicit CloudFoundry(Job &into) : job(into) {}

    template <class Reader, class Value> INLINE void member(Reader &reader, std::string_view key, Value &&value) {
        switch (key.size()) {
        case 4:
            if (is(key, "guid")) {
                job.id = reader.text(value);
                is_job = true;
            }
            break;
        case 5:
            if (is(key, "state")) job.state_text = reader.text(value);
            else if (is(key, "links")) read_links(reader, value);
            break;
        case 6:
            if (is(key, "errors")) read_errors(reader, value);
            break;
        case 8:
            if (is(key, "warnings")) job.warning_count = reader.count(value);
            break;
        case 9:
            if (is(key, "operation")) job.operation = reader.text(value);
            break;
        case 10:
            if (is(key, "created_at")) job.created_at = read_time(reader.brief(value));
            else if (is(key, "updated_at")) job.updated_at = read_time(reader.brief(value));
            break;
        }
    }

    template <class Reader, class Value> INLINE void read_errors(Reader &reader, Value &&value) {
        Text detail, title;
        reader.elements(value, [&](auto &&error) {
            if (job.error_count++ == 0) {
                reader.members(error, [&](std::string_view key, auto &&its) {
                    if (key.size() == 6 && is(key, "detail")) detail = reader.text(its);
                    else if (key.size() == 5 && is(key, "title")) title = reader.text(its);
                    else if (key.size() == 4 && is(key, "code")) error_code = reader.text(its);
                });
            }
        });
        error_message = detail.otherwise(title);
    }

    template <class Reader, class Value> INLINE void read_links(Reader &reader, Value &&value) {
        reader.members(value, [&](std::string_view key, auto &&link) {
            job.item_count++;
            bool is_self = key.size() == 4 && is(key, "self");
            if (!is_self && job.resource_link.is_present()) return;
            reader.members(link, [&](std::string_view link_key, auto &&reference) {
                if (link_key.size() != 4 || !is(link_key, "href")) return;
                (is_self ? job.self_link : job.resource_link) = reader.text(reference);
            });
        });
    }

    INLINE void finish() {
        job.item_count += job.error_count + job.warning_count;
        job.finished_at = job.updated_at;
        job.finish(read_state(cloud_foundry_states, job.state_text.view()));
        if (job.state == JOBSTATUS_STATE_FAILED || !is_job) {
            job.message = error_message;
            job.error_code = error_code;
        }
    }
};

// ---- NetApp ONTAP ---------------------------------------------------------------------------------------------------

struct Ontap {
    Job &job;
    Text message, error_message, error_code, node_name;
    bool is_job = false;

    explicit Ontap(Job &into) : job(into) {}

    template <class Reader, class Value> INLINE void member(Reader &reader, std::string_view key, Value &&value) {
        switch (key.size()) {
        case 3:
            if (is(key, "svm")) read_svm(reader, value);
            break;
        case 4:
            if (is(key, "uuid")) {
                job.id = reader.text(value);
                is_job = true;
            } else if (is(key, "code")) {
                job.job_code = reader.text(value);
            } else if (is(key, "node")) {
                read_node(reader, value);
            }
            break;
        case 5:
            if (is(key, "state")) job.state_text = reader.text(value);
            else if (is(key, "error")) read_error(reader, value);
            break;
        case 6:
            if (is(key, "_links")) read_links(reader, value);
            break;
        case 7:
            if (is(key, "message")) message = reader.text(value);
            break;
        case 8:
            if (is(key, "end_time")) job.finished_at = read_time(reader.brief(value));
            break;
        case 10:
            if (is(key, "start_time")) job.started_at = read_time(reader.brief(value));
            break;
        case 11:
            if (is(key, "description")) job.description = reader.text(value);
            break;
        }
    }

    template <class Reader, class Value> INLINE void read_node(Reader &reader, Value &&value) {
        reader.members(value, [&](std::string_view key, auto &&its) {
            if (key.size() == 4 && is(key, "name")) node_name = reader.text(its);
        });
    }

    template <class Reader, class Value> INLINE void read_svm(Reader &reader, Value &&value) {
        reader.members(value, [&](std::string_view key, auto &&its) {
            if (key.size() != 4) return;
            if (is(key, "name")) job.target_name = reader.text(its);
            else if (is(key, "uuid")) job.target_id = reader.text(its);
        });
    }

    template <class Reader, class Value> INLINE void read_error(Reader &reader, Value &&value) {
        job.error_count = 1;
        job.item_count++;
        reader.members(value, [&](std::string_view key, auto &&its) {
            if (key.size() == 7 && is(key, "message")) error_message = reader.text(its);
            else if (key.size() == 4 && is(key, "code")) error_code = reader.text(its);
            else if (key.size() == 9 && is(key, "arguments")) job.item_count += reader.count(its);
        });
    }

    template <class Reader, class Value> INLINE void read_links(Reader &reader, Value &&value) {
        reader.members(value, [&](std::string_view key, auto &&link) {
            job.item_count++;
            if (key.size() != 4 || !is(key, "self")) return;
            reader.members(link, [&](std::string_view link_key, auto &&reference) {
                if (link_key.size() == 4 && is(link_key, "href")) job.self_link = reader.text(reference);
            });
        });
    }

    INLINE void finish() {
        if (!is_job) {
            job.message = error_message;
            job.error_code = error_code;
            return;
        }
        job.target_name = job.target_name.otherwise(node_name);
        job.message = message;
        job.finish(read_state(ontap_states, job.state_text.view()));
        if (job.state == JOBSTATUS_STATE_FAILED) {
            job.message = error_message.otherwise(message);
            job.error_code = error_code;
            if (!error_code.is_present() && !job.job_code.is_zero()) job.error_code = job.job_code;
        }
    }
};

// ---- All of them ----------------------------------------------------------------------------------------------------

template <class Vendor, class Reader, class Value> INLINE void read_as(Reader &reader, Value &&value, Job &job) {
    Vendor vendor(job);
    reader.members(value, [&](std::string_view key, auto &&its) { vendor.member(reader, key, its); });
    vendor.finish();
}

// One body that is a record.
template <class Reader, class Value>
INLINE void read_record(Reader &reader, uint32_t vendor, Value &&root, Job &job) {
    job = Job();
    switch (vendor) {
    case JOBSTATUS_VENDOR_PALO_ALTO_SCM: return read_as<PaloAlto>(reader, root, job);
    case JOBSTATUS_VENDOR_ORANGE_EVOLUTION: return read_as<Orange>(reader, root, job);
    case JOBSTATUS_VENDOR_CISCO_CDFMC: return read_as<Cisco>(reader, root, job);
    case JOBSTATUS_VENDOR_CLOUD_FOUNDRY: return read_as<CloudFoundry>(reader, root, job);
    case JOBSTATUS_VENDOR_NETAPP_ONTAP: return read_as<Ontap>(reader, root, job);
    }
}

template <class Vendor, class Reader, class Value>
INLINE void read_elements(Reader &reader, Value &&array, Jobs &list) {
    reader.elements(array, [&](auto &&element) {
        Job &job = list.next();
        read_as<Vendor>(reader, element, job);
        list.done(job);
    });
}

// One body that is a list. There are lists of Palo Alto and of ONTAP in the corpus.
template <class Reader, class Value>
INLINE void read_records(Reader &reader, uint32_t vendor, Value &&root, Jobs &list) {
    list.count = 0;
    reader.members(root, [&](std::string_view key, auto &&value) {
        if (vendor == JOBSTATUS_VENDOR_PALO_ALTO_SCM && key == "data") read_elements<PaloAlto>(reader, value, list);
        else if (vendor == JOBSTATUS_VENDOR_NETAPP_ONTAP && key == "records") read_elements<Ontap>(reader, value, list);
    });
}
