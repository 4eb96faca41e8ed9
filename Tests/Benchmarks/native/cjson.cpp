// cJSON, whose texts and keys end with a NUL and have no length.
//
// SPDX-License-Identifier: Apache-2.0
#include <cjson/cJSON.h>

#include "mapping.h"

namespace {

struct Reader {
    using Value = const cJSON *;
    cJSON *embedded_document = nullptr;

    template <class F> INLINE void members(Value object, F &&f) {
        if (!cJSON_IsObject(object)) return;
        for (Value member = object->child; member; member = member->next) f(std::string_view(member->string), member);
    }

    template <class F> INLINE void elements(Value array, F &&f) {
        if (!cJSON_IsArray(array)) return;
        for (Value element = array->child; element; element = element->next) f(element);
    }

    INLINE uint32_t count(Value array) {
        return cJSON_IsArray(array) ? static_cast<uint32_t>(cJSON_GetArraySize(array)) : 0;
    }

    INLINE Text text(Value value) {
        if (cJSON_IsString(value)) return Text(value->valuestring, strlen(value->valuestring));
        if (cJSON_IsNumber(value)) return Text::of_integer(static_cast<int64_t>(value->valuedouble));
        return Text();
    }

    INLINE Text brief(Value value) { return text(value); }

    template <class F> bool embedded(Value value, F &&f) {
        embedded_document = cJSON_Parse(value->valuestring);
        if (!cJSON_IsObject(embedded_document)) return false;
        f(embedded_document);
        return true;
    }
};

class CJson : public Peer {
public:
    ~CJson() override { forget(); }
    const char *name() const override { return "cjson"; }
    const char *version() const override { return cJSON_Version(); }
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
    cJSON *document = nullptr;
    Reader reader;

    void forget() {
        cJSON_Delete(document);
        cJSON_Delete(reader.embedded_document);
        reader.embedded_document = nullptr;
    }

    // What stands behind the document is a fault only where it is asked for.
    bool parse(Body body) {
        forget();
        const char *end = nullptr;
        document = cJSON_ParseWithLengthOpts(body.bytes, body.length, &end, false);
        return document && is_white(end, body.bytes + body.length);
    }

    static bool is_white(const char *at, const char *end) {
        while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) at++;
        return at == end;
    }
};

} // namespace

void add_cjson(Makers &makers) { add<CJson>(makers); }
