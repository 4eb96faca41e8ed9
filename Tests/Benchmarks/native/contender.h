// What the worker asks of each contender.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <memory>

#include "job.h"

struct Body {
    const char *bytes;
    size_t length;
};

// What is asked of the texts: that it is known where they lie, or that they are decoded.
enum class Table { spans, decoded };

// Room for bytes, of which those that are never written to cost nothing.
class Room {
public:
    ~Room() { free(bytes); }

    void reserve(size_t needed) {
        if (needed <= length) return;
        free(bytes);
        bytes = static_cast<char *>(malloc(needed));
        length = needed;
        if (!bytes) abort();
    }

    char *data() const { return bytes; }
    size_t size() const { return length; }

private:
    char *bytes = nullptr;
    size_t length = 0;
};

// A JSON document in a string of another one is never longer than this.
constexpr size_t longest_embedded = 1 << 16;

class Contender {
public:
    virtual ~Contender() = default;
    virtual const char *name() const = 0;
    virtual const char *version() const = 0;

    // Room for bodies of up to so many bytes: called once before a set is read.
    virtual void prepare(size_t longest) = 0;

    // Reads a body; false where it refuses it. What was read stays until the next call.
    virtual bool read(uint32_t vendor, Body body, Table table) = 0;

    // Reads a list; false where it refuses it.
    virtual bool read_list(uint32_t vendor, Body body, Table table) = 0;

    // What the last call of read has made of the body. Not measured.
    virtual Job job(Body body) = 0;

    // All jobs of a list. Not measured.
    virtual std::vector<Job> jobs(uint32_t vendor, Body body) = 0;
};

// A peer, which fills a Job itself.
class Peer : public Contender {
public:
    Job job(Body) override { return last; }

    std::vector<Job> jobs(uint32_t vendor, Body body) override {
        std::vector<Job> all;
        list.all = &all;
        if (!read_list(vendor, body, Table::decoded)) all.clear();
        list.all = nullptr;
        return all;
    }

protected:
    Job last;
    Jobs list;
};

// How contenders are made: for large bodies anew each time, so that they do not all keep their memory.
using Makers = std::vector<std::unique_ptr<Contender> (*)()>;

template <class Kind> void add(Makers &makers) {
    makers.push_back([]() -> std::unique_ptr<Contender> { return std::make_unique<Kind>(); });
}

void add_jobstatus(Makers &makers);
void add_yyjson(Makers &makers);
void add_simdjson(Makers &makers);
void add_rapidjson(Makers &makers);
void add_nlohmann(Makers &makers);
void add_cjson(Makers &makers);
void add_jansson(Makers &makers);

// The name of the code that simdjson has chosen for this machine.
const char *simdjson_kernel();
