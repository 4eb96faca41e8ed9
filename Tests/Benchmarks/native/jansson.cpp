// Jansson.
//
// SPDX-License-Identifier: Apache-2.0
#include <jansson.h>

#include "mapping.h"

namespace {

struct Reader {
    using Value = json_t *;
    json_t *embedded_document = nullptr;

    template <class F> INLINE void members(Value object, F &&f) {
        const char *key;
        size_t length;
        json_t *value;
        json_object_keylen_foreach(object, key, length, value) f(std::string_view(key, length), value);
    }

    template <class F> INLINE void elements(Value array, F &&f) {
        size_t index;
        json_t *value;
        json_array_foreach(array, index, value) f(value);
    }

    INLINE uint32_t count(Value array) { return static_cast<uint32_t>(json_array_size(array)); }

    INLINE Text text(Value value) {
        if (json_is_string(value)) return Text(json_string_value(value), json_string_length(value));
        if (json_is_integer(value)) return Text::of_integer(json_integer_value(value));
        return Text();
    }

    INLINE Text brief(Value value) { return text(value); }

    template <class F> bool embedded(Value value, F &&f) {
        embedded_document = json_loadb(json_string_value(value), json_string_length(value), JSON_ALLOW_NUL, nullptr);
        if (!json_is_object(embedded_document)) return false;
        f(embedded_document);
        return true;
    }
};

class Jansson : public Peer {
public:
    ~Jansson() override { forget(); }
    const char *name() const override { return "jansson"; }
    const char *version() const override { return jansson_version_str(); }
    void prepare(size_t) override {}

    bool read(uint32_t vendor, Body body, Table) override {
        if (!parse(body)) return false;
        read_record(reader, vendor, document, last);
        return true;
    }

    bool read_list(uint32_t vendor, Body body, Table) override {
        if (!parse(body)) return false;
        read_records(reader, vendor, document, list);
        return true;
    }

private:
    json_t *document = nullptr;
    Reader reader;

    void forget() {
        json_decref(document);
        json_decref(reader.embedded_document);
        reader.embedded_document = nullptr;
    }

    bool parse(Body body) {
        forget();
        document = json_loadb(body.bytes, body.length, JSON_ALLOW_NUL, nullptr);
        return document != nullptr;
    }
};

} // namespace

void add_jansson(Makers &makers) { add<Jansson>(makers); }
