// RapidJSON: the DOM, from a copy with a NUL behind it, and in that copy. With its own SIMD code, and with the
// validation of UTF-8 switched on. Memory is used again for each body.
//
// SPDX-License-Identifier: Apache-2.0
#if defined(__SSE4_2__)
#define RAPIDJSON_SSE42
#elif defined(__SSE2__)
#define RAPIDJSON_SSE2
#endif
#include <optional>
#include <rapidjson/document.h>

#include "mapping.h"

namespace {

using Allocator = rapidjson::MemoryPoolAllocator<>;
using Document = rapidjson::GenericDocument<rapidjson::UTF8<>, Allocator, Allocator>;
constexpr unsigned flags = rapidjson::kParseValidateEncodingFlag;

// A document and the memory for it. Where that is not enough, it gets more from malloc.
class Parser {
public:
    void prepare(size_t longest) {
        if (longest < copy.size()) return;
        forget();
        copy.reserve(longest + 1);
        values.reserve(longest * 16 + 65536);
        stack.reserve(longest * 8 + 65536);
    }

    template <bool in_situ> const Document *parse(Body body) {
        memcpy(copy.data(), body.bytes, body.length);
        copy.data()[body.length] = 0;
        forget();
        value_allocator.emplace(values.data(), values.size());
        stack_allocator.emplace(stack.data(), stack.size());
        document.emplace(&*value_allocator, 1024, &*stack_allocator);
        if constexpr (in_situ) {
            rapidjson::InsituStringStream stream(copy.data());
            document->ParseStream<flags | rapidjson::kParseInsituFlag>(stream);
            return is_whole(stream.Tell(), body) ? &*document : nullptr;
        } else {
            rapidjson::StringStream stream(copy.data());
            document->ParseStream<flags>(stream);
            return is_whole(stream.Tell(), body) ? &*document : nullptr;
        }
    }

private:
    Room copy, values, stack;
    std::optional<Allocator> value_allocator, stack_allocator;
    std::optional<Document> document;

    // The allocators keep their own state in this memory too.
    void forget() {
        document.reset();
        value_allocator.reset();
        stack_allocator.reset();
    }

    // It takes a NUL for the end.
    bool is_whole(size_t read, Body body) const { return !document->HasParseError() && read == body.length; }
};

struct Reader {
    using Value = const rapidjson::GenericValue<rapidjson::UTF8<>, Allocator> *;
    Parser embedded_parser;

    template <class F> INLINE void members(Value object, F &&f) {
        if (!object->IsObject()) return;
        for (auto member = object->MemberBegin(), end = object->MemberEnd(); member != end; ++member)
            f(std::string_view(member->name.GetString(), member->name.GetStringLength()), &member->value);
    }

    template <class F> INLINE void elements(Value array, F &&f) {
        if (!array->IsArray()) return;
        for (auto element = array->Begin(), end = array->End(); element != end; ++element) f(&*element);
    }

    INLINE uint32_t count(Value array) { return array->IsArray() ? array->Size() : 0; }

    INLINE Text text(Value value) {
        if (value->IsString()) return Text(value->GetString(), value->GetStringLength());
        if (value->IsInt64()) return Text::of_integer(value->GetInt64());
        return Text();
    }

    INLINE Text brief(Value value) { return text(value); }

    template <class F> bool embedded(Value value, F &&f) {
        Value root = embedded_parser.parse<true>({value->GetString(), value->GetStringLength()});
        if (!root || !root->IsObject()) return false;
        f(root);
        return true;
    }
};

template <bool in_situ> class RapidJson : public Peer {
public:
    const char *name() const override { return in_situ ? "rapidjson-insitu" : "rapidjson"; }
    const char *version() const override { return RAPIDJSON_VERSION_STRING; }

    void prepare(size_t longest) override {
        parser.prepare(longest);
        reader.embedded_parser.prepare(longest_embedded);
    }

    bool read(uint32_t vendor, Body body, Table) override {
        Reader::Value root = parser.parse<in_situ>(body);
        if (root) read_record(reader, vendor, root, last);
        return root != nullptr;
    }

    bool read_list(uint32_t vendor, Body body, Table) override {
        Reader::Value root = parser.parse<in_situ>(body);
        if (root) read_records(reader, vendor, root, list);
        return root != nullptr;
    }

private:
    Parser parser;
    Reader reader;
};

} // namespace

void add_rapidjson(Makers &makers) {
    add<RapidJson<false>>(makers);
    add<RapidJson<true>>(makers);
}
