// nlohmann/json. Ordered, because which link is the first counts; that is also its faster way for small objects.
//
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mapping.h"

namespace {

using Json = nlohmann::ordered_json;

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
constexpr const char version_text[] =
    TEXT(NLOHMANN_JSON_VERSION_MAJOR) "." TEXT(NLOHMANN_JSON_VERSION_MINOR) "." TEXT(NLOHMANN_JSON_VERSION_PATCH);

struct Reader {
    using Value = const Json *;
    Json embedded_document;

    template <class F> INLINE void members(Value value, F &&f) {
        const auto *object = value->get_ptr<const Json::object_t *>();
        if (!object) return;
        for (const auto &[key, member] : *object) f(std::string_view(key), &member);
    }

    template <class F> INLINE void elements(Value value, F &&f) {
        const auto *array = value->get_ptr<const Json::array_t *>();
        if (!array) return;
        for (const Json &element : *array) f(&element);
    }

    INLINE uint32_t count(Value value) { return value->is_array() ? static_cast<uint32_t>(value->size()) : 0; }

    INLINE Text text(Value value) {
        if (const auto *string = value->get_ptr<const Json::string_t *>()) return Text(string->data(), string->size());
        if (const auto *number = value->get_ptr<const Json::number_integer_t *>()) return Text::of_integer(*number);
        return Text();
    }

    INLINE Text brief(Value value) { return text(value); }

    template <class F> bool embedded(Value value, F &&f) {
        const auto &string = value->get_ref<const Json::string_t &>();
        embedded_document = Json::parse(string.begin(), string.end(), nullptr, false);
        if (!embedded_document.is_object()) return false;
        f(&embedded_document);
        return true;
    }
};

class Nlohmann : public Peer {
public:
    const char *name() const override { return "nlohmann"; }
    const char *version() const override { return version_text; }
    void prepare(size_t) override {}

    bool read(uint32_t vendor, Body body, Table) override {
        if (!parse(body)) return false;
        read_record(reader, vendor, &document, last);
        return true;
    }

    bool read_list(uint32_t vendor, Body body, Table) override {
        if (!parse(body)) return false;
        read_records(reader, vendor, &document, list);
        return true;
    }

private:
    Json document;
    Reader reader;

    bool parse(Body body) {
        document = Json::parse(body.bytes, body.bytes + body.length, nullptr, false);
        return !document.is_discarded();
    }
};

} // namespace

void add_nlohmann(Makers &makers) { add<Nlohmann>(makers); }
