// simdjson: On-Demand asking for each member in the documented order, On-Demand walking the members, and the DOM.
//
// simdjson reads up to 64 bytes behind a body. As its documentation advises, a body is read where it lies unless those
// bytes are on another page; then it is copied into a buffer with room behind it.
//
// SPDX-License-Identifier: Apache-2.0
#include <simdjson.h>
#include <unistd.h>

#include "mapping.h"

namespace {

using namespace simdjson;

// Bodies with bytes behind them that may be read.
class Padding {
public:
    void prepare(size_t longest) {
        copy.reserve(longest + SIMDJSON_PADDING);
    }

    INLINE const char *padded(const char *bytes, size_t length) {
        if (((reinterpret_cast<uintptr_t>(bytes) + length - 1) & (page - 1)) + SIMDJSON_PADDING < page) return bytes;
        memcpy(copy.data(), bytes, length);
        return copy.data();
    }

private:
    Room copy;
    const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
};

// ---- On-Demand ------------------------------------------------------------------------------------------------------

// Texts stay as they stand in the body in the table of spans, and are decoded in the other.
template <bool decodes> struct OnDemandReader {
    using Value = ondemand::value;
    error_code error = SUCCESS;
    ondemand::parser &embedded_parser;
    Padding &embedded_padding;

    template <class F> INLINE void members(Value &value, F &&f) {
        ondemand::object object;
        if (auto failure = value.get_object().get(object)) return fail(failure);
        for (auto field : object) {
            if (field.error()) return fail(field.error());
            f(field.value_unsafe().escaped_key(), field.value_unsafe().value());
            if (error) return;
        }
    }

    template <class F> INLINE void elements(Value &value, F &&f) {
        ondemand::array array;
        if (auto failure = value.get_array().get(array)) return fail(failure);
        for (auto element : array) {
            if (element.error()) return fail(element.error());
            f(element.value_unsafe());
            if (error) return;
        }
    }

    INLINE uint32_t count(Value &value) {
        uint32_t total = 0;
        elements(value, [&](Value &) { total++; });
        return total;
    }

    INLINE Text text(Value &value) {
        std::string_view token = value.raw_json_token();
        if (token[0] != '"') return number(token);
        if (!decodes) return raw(token);
        std::string_view decoded;
        if (auto failure = value.get_string().get(decoded)) {
            fail(failure);
            return Text();
        }
        return Text(decoded.data(), decoded.size());
    }

    INLINE Text brief(Value &value) {
        std::string_view token = value.raw_json_token();
        return token[0] == '"' ? raw(token) : number(token);
    }

    template <class F> bool embedded(Value &value, F &&f) {
        std::string_view text;
        if (value.get_string().get(text)) return false;
        ondemand::document document;
        const char *bytes = embedded_padding.padded(text.data(), text.size());
        if (embedded_parser.iterate(bytes, text.size(), text.size() + SIMDJSON_PADDING).get(document)) return false;
        ondemand::value root;
        ondemand::json_type type;
        if (document.type().get(type) || type != ondemand::json_type::object || document.get_value().get(root))
            return false;
        f(root);
        return true;
    }

    // Of another type than expected is as good as absent; anything else is a fault of the body.
    INLINE void fail(error_code failure) {
        if (failure != INCORRECT_TYPE) error = failure;
    }

private:
    // The token of a string reaches to the next one, over its closing quote and white space.
    static INLINE Text raw(std::string_view token) {
        const char *end = token.data() + token.size() - 1;
        while (*end != '"') end--;
        return Text(token.data() + 1, end - token.data() - 1, Text::raw);
    }

    static INLINE Text number(std::string_view token) {
        if (token[0] != '-' && static_cast<unsigned>(token[0] - '0') > 9) return Text();
        size_t length = token.size();
        while (static_cast<unsigned char>(token[length - 1]) <= ' ') length--;
        return Text(token.data(), length, Text::raw);
    }
};

class OnDemand : public Peer {
public:
    void prepare(size_t longest) override {
        padding.prepare(longest);
        embedded_padding.prepare(longest_embedded);
        if (longest > parser.capacity() && parser.allocate(longest)) abort();
        if (longest_embedded > embedded_parser.capacity() && embedded_parser.allocate(longest_embedded)) abort();
    }

protected:
    ondemand::parser parser, embedded_parser;
    Padding padding, embedded_padding;

    INLINE bool start(Body body, ondemand::document &document) {
        const char *bytes = padding.padded(body.bytes, body.length);
        return body.length > 0 &&
               !parser.iterate(bytes, body.length, body.length + SIMDJSON_PADDING).get(document);
    }

    template <bool decodes, bool walks, class F> INLINE bool with_root(Body body, F &&f) {
        ondemand::document document;
        ondemand::value root;
        if (!start(body, document) || document.get_value().get(root)) return false;
        OnDemandReader<decodes> reader{SUCCESS, embedded_parser, embedded_padding};
        f(reader, root);
        // What only asks for members has not seen the end of the body.
        return reader.error == SUCCESS && (!walks || document.at_end());
    }
};

class Walking : public OnDemand {
public:
    const char *name() const override { return "simdjson-iterate"; }
    const char *version() const override { return SIMDJSON_VERSION; }

    bool read(uint32_t vendor, Body body, Table table) override {
        return table == Table::decoded ? read_as<true>(vendor, body) : read_as<false>(vendor, body);
    }

    bool read_list(uint32_t vendor, Body body, Table table) override {
        return table == Table::decoded ? read_list_as<true>(vendor, body) : read_list_as<false>(vendor, body);
    }

private:
    template <bool decodes> bool read_as(uint32_t vendor, Body body) {
        return with_root<decodes, true>(
            body, [&](auto &reader, auto &root) { read_record(reader, vendor, root, last); });
    }

    template <bool decodes> bool read_list_as(uint32_t vendor, Body body) {
        return with_root<decodes, true>(
            body, [&](auto &reader, auto &root) { read_records(reader, vendor, root, list); });
    }
};

// ---- On-Demand, a member after the other ----------------------------------------------------------------------------

// Each member is asked for by its name, in the order of the vendor's documentation: where the body keeps to it,
// simdjson has it right before itself. A missing or misplaced one is looked for in the whole object.
template <bool decodes> class Asking {
public:
    using Reader = OnDemandReader<decodes>;
    Asking(Reader &its_reader, Job &its_job) : reader(its_reader), job(its_job) {}

    INLINE void read(uint32_t vendor, ondemand::value &root) {
        ondemand::object object;
        if (root.get_object().get(object)) return reader.fail(TAPE_ERROR);
        switch (vendor) {
        case JOBSTATUS_VENDOR_PALO_ALTO_SCM: return palo_alto(object);
        case JOBSTATUS_VENDOR_ORANGE_EVOLUTION: return orange(object);
        case JOBSTATUS_VENDOR_CISCO_CDFMC: return cisco(object);
        case JOBSTATUS_VENDOR_CLOUD_FOUNDRY: return cloud_foundry(object);
        case JOBSTATUS_VENDOR_NETAPP_ONTAP: return ontap(object);
        }
    }

    INLINE void palo_alto_job(ondemand::object &object, bool has_details) {
        PaloAlto vendor(job);
        ask(object, "description", job.description);
        ondemand::value details;
        if (has_details && find(object, "details", details)) vendor.read_details(reader, details);
        ask(object, "device_name", job.target_name);
        ask_time(object, "end_ts", job.finished_at);
        ask(object, "id", job.id);
        ask_time(object, "insert_ts", job.created_at);
        ask(object, "job_result", job.job_code);
        ask_time(object, "last_update", job.updated_at);
        ask(object, "parent_id", job.parent_id);
        ondemand::value percent;
        if (find(object, "percent", percent)) job.percent = read_percent(reader.brief(percent));
        ask(object, "result_str", job.result_text);
        ask_time(object, "start_ts", job.started_at);
        ask(object, "status_str", job.state_text);
        ask(object, "summary", vendor.summary);
        ask(object, "type_str", job.operation);
        ask(object, "uname", job.requester);
        vendor.finish();
    }

    INLINE void ontap(ondemand::object &object) {
        Ontap vendor(job);
        vendor.is_job = ask(object, "uuid", job.id);
        if (vendor.is_job) {
            ask(object, "description", job.description);
            ask(object, "state", job.state_text);
            ask(object, "message", vendor.message);
            ask(object, "code", job.job_code);
            ask_time(object, "start_time", job.started_at);
            std::string_view state = job.state_text.view();
            if (state == "success" || state == "failure") ask_time(object, "end_time", job.finished_at);
        }
        ondemand::value found;
        if ((!vendor.is_job || job.state_text.view() == "failure") && find(object, "error", found))
            vendor.read_error(reader, found);
        if (vendor.is_job) {
            if (find(object, "node", found)) vendor.read_node(reader, found);
            if (find(object, "svm", found)) vendor.read_svm(reader, found);
            if (find(object, "_links", found)) vendor.read_links(reader, found);
        }
        vendor.finish();
    }

private:
    Reader &reader;
    Job &job;

    INLINE bool find(ondemand::object &object, std::string_view key, ondemand::value &value) {
        auto failure = object.find_field_unordered(key).get(value);
        if (failure && failure != NO_SUCH_FIELD) reader.fail(failure);
        return !failure;
    }

    INLINE bool ask(ondemand::object &object, std::string_view key, Text &text) {
        ondemand::value value;
        if (!find(object, key, value)) return false;
        text = reader.text(value);
        return true;
    }

    INLINE void ask_time(ondemand::object &object, std::string_view key, int64_t &time) {
        ondemand::value value;
        if (find(object, key, value)) time = read_time(reader.brief(value));
    }

    // Its first member tells what a body of Palo Alto is; that is cheaper than to look for one that is not there.
    INLINE void palo_alto(ondemand::object &object) {
        std::string_view first;
        for (auto field : object) {
            if (field.escaped_key().get(first)) return reader.fail(TAPE_ERROR);
            break;
        }
        if (auto failure = object.reset().error()) return reader.fail(failure);
        ondemand::value found;
        if (first == "data" && find(object, "data", found)) {
            reader.elements(found, [&](ondemand::value &element) {
                ondemand::object record;
                if (!job.id.is_present() && !element.get_object().get(record)) palo_alto_job(record, true);
            });
        } else if (first == "_errors" && find(object, "_errors", found)) {
            PaloAlto vendor(job);
            vendor.read_errors(reader, found);
            ask(object, "_request_id", job.request_id);
            vendor.finish();
        } else {
            palo_alto_job(object, false);
        }
    }

    INLINE void orange(ondemand::object &object) {
        Orange vendor(job);
        ask(object, "id", job.id);
        ask(object, "hRef", job.self_link);
        ask(object, "state", job.state_text);
        ask(object, "description", job.description);
        ask_time(object, "createdDate", job.created_at);
        ask(object, "requesterId", job.requester);
        std::string_view state = job.state_text.view();
        if (state != "acknowledged") ask_time(object, "startProcessingDate", job.started_at);
        if (state == "completed" || state == "failed") ask_time(object, "endProcessingDate", job.finished_at);
        ondemand::value messages;
        if (find(object, "messages", messages)) vendor.read_messages(reader, messages);
        vendor.finish();
    }

    INLINE void cisco(ondemand::object &object) {
        Cisco vendor(job);
        ask(object, "id", job.id);
        ask(object, "name", job.name);
        ask(object, "taskType", job.operation);
        ask(object, "status", job.state_text);
        ask(object, "message", vendor.message);
        ask(object, "description", job.description);
        ondemand::value found;
        if (find(object, "subTasks", found)) cisco_subtasks(vendor, found);
        if (find(object, "links", found)) vendor.read_links(reader, found);
        if (find(object, "metadata", found)) cisco_metadata(found);
        vendor.finish();
    }

    INLINE void cisco_metadata(ondemand::value &value) {
        ondemand::object metadata, user;
        if (value.get_object().get(metadata)) return;
        ondemand::value found;
        if (find(metadata, "timestamp", found)) job.updated_at = read_epoch(reader.brief(found));
        if (find(metadata, "lastUser", found) && !found.get_object().get(user)) ask(user, "name", job.requester);
        ask(metadata, "downloadUrl", job.resource_link);
    }

    INLINE void cisco_subtasks(Cisco &vendor, ondemand::value &value) {
        reader.elements(value, [&](ondemand::value &element) {
            ondemand::object subtask;
            if (element.get_object().get(subtask)) return;
            bool is_first = job.subtasks_total == 0;
            ondemand::value found;
            uint32_t state = JOBSTATUS_STATE_UNKNOWN;
            if (find(subtask, "status", found)) state = read_state(cisco_states, reader.brief(found).view());
            vendor.count(state);
            if (job.subtasks_failed == 1 && !vendor.first_failed.is_present()) {
                Text words, description;
                ask(subtask, "message", words);
                ask(subtask, "description", description);
                vendor.first_failed = words.otherwise(description);
            }
            if (is_first && find(subtask, "target", found)) vendor.read_target(reader, found);
        });
    }

    INLINE void cloud_foundry(ondemand::object &object) {
        CloudFoundry vendor(job);
        ondemand::value found;
        vendor.is_job = ask(object, "guid", job.id);
        if (vendor.is_job) {
            ask_time(object, "created_at", job.created_at);
            ask_time(object, "updated_at", job.updated_at);
            ask(object, "operation", job.operation);
            ask(object, "state", job.state_text);
        }
        if (find(object, "errors", found)) vendor.read_errors(reader, found);
        if (vendor.is_job) {
            if (find(object, "warnings", found)) job.warning_count = reader.count(found);
            if (find(object, "links", found)) vendor.read_links(reader, found);
        }
        vendor.finish();
    }
};

class Finding : public OnDemand {
public:
    const char *name() const override { return "simdjson-find"; }
    const char *version() const override { return SIMDJSON_VERSION; }

    bool read(uint32_t vendor, Body body, Table table) override {
        return table == Table::decoded ? read_as<true>(vendor, body) : read_as<false>(vendor, body);
    }

    bool read_list(uint32_t vendor, Body body, Table table) override {
        return table == Table::decoded ? read_list_as<true>(vendor, body) : read_list_as<false>(vendor, body);
    }

private:
    template <bool decodes> bool read_as(uint32_t vendor, Body body) {
        last = Job();
        return with_root<decodes, false>(body, [&](auto &reader, auto &root) {
            Asking<decodes> asking(reader, last);
            asking.read(vendor, root);
        });
    }

    template <bool decodes> bool read_list_as(uint32_t vendor, Body body) {
        list.count = 0;
        bool is_palo_alto = vendor == JOBSTATUS_VENDOR_PALO_ALTO_SCM;
        return with_root<decodes, false>(body, [&](auto &reader, auto &root) {
            ondemand::value array;
            if (auto failure = root.find_field(is_palo_alto ? "data" : "records").get(array)) {
                reader.error = failure;
                return;
            }
            reader.elements(array, [&](ondemand::value &element) {
                ondemand::object object;
                if (element.get_object().get(object)) return;
                Job &job = list.next();
                Asking<decodes> asking(reader, job);
                if (is_palo_alto) asking.palo_alto_job(object, false);
                else asking.ontap(object);
                list.done(job);
            });
        });
    }
};

// ---- DOM ------------------------------------------------------------------------------------------------------------

struct DomReader {
    using Value = dom::element;
    dom::parser embedded_parser;
    Padding embedded_padding;

    template <class F> INLINE void members(Value value, F &&f) {
        dom::object object;
        if (value.get_object().get(object)) return;
        for (auto field : object) f(field.key, field.value);
    }

    template <class F> INLINE void elements(Value value, F &&f) {
        dom::array array;
        if (value.get_array().get(array)) return;
        for (auto element : array) f(element);
    }

    INLINE uint32_t count(Value value) {
        dom::array array;
        return value.get_array().get(array) ? 0 : static_cast<uint32_t>(array.size());
    }

    INLINE Text text(Value value) {
        std::string_view view;
        if (!value.get_string().get(view)) return Text(view.data(), view.size());
        int64_t number;
        if (!value.get_int64().get(number)) return Text::of_integer(number);
        return Text();
    }

    INLINE Text brief(Value value) { return text(value); }

    template <class F> bool embedded(Value value, F &&f) {
        std::string_view text;
        dom::element root;
        if (value.get_string().get(text)) return false;
        const char *bytes = embedded_padding.padded(text.data(), text.size());
        if (embedded_parser.parse(bytes, text.size(), false).get(root) || !root.is_object()) return false;
        f(root);
        return true;
    }
};

class Dom : public Peer {
public:
    const char *name() const override { return "simdjson-dom"; }
    const char *version() const override { return SIMDJSON_VERSION; }

    void prepare(size_t longest) override {
        padding.prepare(longest);
        reader.embedded_padding.prepare(longest_embedded);
        if (longest > parser.capacity() && parser.allocate(longest)) abort();
        if (longest_embedded > reader.embedded_parser.capacity() && reader.embedded_parser.allocate(longest_embedded))
            abort();
    }

    bool read(uint32_t vendor, Body body, Table) override {
        dom::element root;
        if (parse(body, root)) return false;
        read_record(reader, vendor, root, last);
        return true;
    }

    bool read_list(uint32_t vendor, Body body, Table) override {
        dom::element root;
        if (parse(body, root)) return false;
        read_records(reader, vendor, root, list);
        return true;
    }

private:
    dom::parser parser;
    Padding padding;
    DomReader reader;

    INLINE error_code parse(Body body, dom::element &root) {
        return parser.parse(padding.padded(body.bytes, body.length), body.length, false).get(root);
    }
};

} // namespace

const char *simdjson_kernel() {
    static const std::string name = get_active_implementation()->name();
    return name.c_str();
}

void add_simdjson(Makers &makers) {
    add<Finding>(makers);
    add<Walking>(makers);
    add<Dom>(makers);
}
