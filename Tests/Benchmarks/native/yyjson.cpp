// yyjson: read into values of its own malloc, into those of a pool that is used again, and in the copy of the body.
//
// SPDX-License-Identifier: Apache-2.0
#include <yyjson.h>

#include "mapping.h"

namespace {

struct Reader {
    using Value = yyjson_val *;
    yyjson_doc *embedded_document = nullptr;

    template <class F> INLINE void members(Value object, F &&f) {
        if (!yyjson_is_obj(object)) return;
        size_t index, count;
        yyjson_val *key, *value;
        yyjson_obj_foreach(object, index, count, key, value)
            f(std::string_view(unsafe_yyjson_get_str(key), unsafe_yyjson_get_len(key)), value);
    }

    template <class F> INLINE void elements(Value array, F &&f) {
        if (!yyjson_is_arr(array)) return;
        size_t index, count;
        yyjson_val *value;
        yyjson_arr_foreach(array, index, count, value) f(value);
    }

    INLINE uint32_t count(Value array) { return static_cast<uint32_t>(yyjson_arr_size(array)); }

    INLINE Text text(Value value) {
        if (yyjson_is_str(value)) return Text(unsafe_yyjson_get_str(value), unsafe_yyjson_get_len(value));
        if (yyjson_is_int(value)) return Text::of_integer(unsafe_yyjson_get_sint(value));
        return Text();
    }

    INLINE Text brief(Value value) { return text(value); }

    template <class F> bool embedded(Value value, F &&f) {
        embedded_document = read(const_cast<char *>(unsafe_yyjson_get_str(value)), unsafe_yyjson_get_len(value));
        yyjson_val *root = yyjson_doc_get_root(embedded_document);
        if (!yyjson_is_obj(root)) return false;
        f(root);
        return true;
    }

    virtual ~Reader() = default;
    virtual yyjson_doc *read(char *bytes, size_t length) { return yyjson_read(bytes, length, YYJSON_READ_NOFLAG); }
};

// The memory that yyjson may need at most, used again for each body.
struct Pool {
    Room memory;
    yyjson_alc allocator;

    void prepare(size_t longest, yyjson_read_flag flags) {
        memory.reserve(yyjson_read_max_memory_usage(longest, flags) + 4096);
    }

    yyjson_doc *read(char *bytes, size_t length, yyjson_read_flag flags) {
        yyjson_alc_pool_init(&allocator, memory.data(), memory.size());
        return yyjson_read_opts(bytes, length, flags, &allocator, nullptr);
    }
};

struct PoolReader : Reader {
    Pool held;
    yyjson_doc *read(char *bytes, size_t length) override { return held.read(bytes, length, YYJSON_READ_NOFLAG); }
};

// Documents of malloc are freed before the next body is read, which is in the time that is measured.
class Plain : public Peer {
public:
    ~Plain() override { forget(); }
    const char *name() const override { return "yyjson"; }
    const char *version() const override { return YYJSON_VERSION_STRING; }
    void prepare(size_t) override {}

    bool read(uint32_t vendor, Body body, Table) override {
        if (!parse(body)) return false;
        read_record(reader, vendor, yyjson_doc_get_root(document), last);
        return true;
    }

    bool read_list(uint32_t vendor, Body body, Table) override {
        if (!parse(body)) return false;
        read_records(reader, vendor, yyjson_doc_get_root(document), list);
        return true;
    }

private:
    Reader reader;
    yyjson_doc *document = nullptr;

    void forget() {
        yyjson_doc_free(document);
        yyjson_doc_free(reader.embedded_document);
        reader.embedded_document = nullptr;
    }

    bool parse(Body body) {
        forget();
        document = yyjson_read(body.bytes, body.length, YYJSON_READ_NOFLAG);
        return document != nullptr;
    }
};

class Pooled : public Peer {
public:
    const char *name() const override { return "yyjson-pool"; }
    const char *version() const override { return YYJSON_VERSION_STRING; }

    void prepare(size_t longest) override {
        pool.prepare(longest, YYJSON_READ_NOFLAG);
        reader.held.prepare(longest_embedded, YYJSON_READ_NOFLAG);
    }

    bool read(uint32_t vendor, Body body, Table) override {
        yyjson_doc *document = parse(body);
        if (document) read_record(reader, vendor, yyjson_doc_get_root(document), last);
        return document != nullptr;
    }

    bool read_list(uint32_t vendor, Body body, Table) override {
        yyjson_doc *document = parse(body);
        if (document) read_records(reader, vendor, yyjson_doc_get_root(document), list);
        return document != nullptr;
    }

protected:
    Pool pool;
    PoolReader reader;

    virtual yyjson_doc *parse(Body body) {
        return pool.read(const_cast<char *>(body.bytes), body.length, YYJSON_READ_NOFLAG);
    }
};

class InSitu : public Pooled {
public:
    const char *name() const override { return "yyjson-insitu"; }
    const char *version() const override { return YYJSON_VERSION_STRING; }

    void prepare(size_t longest) override {
        Pooled::prepare(longest);
        copy.reserve(longest + YYJSON_PADDING_SIZE);
    }

private:
    Room copy;

    yyjson_doc *parse(Body body) override {
        memcpy(copy.data(), body.bytes, body.length);
        memset(copy.data() + body.length, 0, YYJSON_PADDING_SIZE);
        return pool.read(copy.data(), body.length, YYJSON_READ_INSITU);
    }
};

} // namespace

void add_yyjson(Makers &makers) {
    add<Plain>(makers);
    add<Pooled>(makers);
    add<InSitu>(makers);
}
