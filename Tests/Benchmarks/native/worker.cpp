// The worker of the C and C++ contenders: reads a command a line, answers a line (see README.md).
//
//     native-worker
//     native-worker --instructions CONTENDER SET VENDOR KIND FILE TABLE [--repeats N]
//
// The second form reads the set N times, says what code simdjson has chosen for this machine, and ends: for a tool that
// counts instructions.
//
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "contender.h"

// Of the library of allocations.c, where it is loaded.
extern "C" __attribute__((weak)) uint64_t benchmark_allocations(void);

namespace {

constexpr uint32_t ontap = JOBSTATUS_VENDOR_NETAPP_ONTAP;
constexpr size_t list_ends = 3;
constexpr size_t small = 4 << 20;

struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// ---- Bodies ---------------------------------------------------------------------------------------------------------

// The documents of a set, one right behind the other. The last ends where its memory ends: what reads on is caught.
class Documents {
public:
    Documents() = default;

    explicit Documents(const std::vector<std::string> &texts) {
        size_t total = 0;
        for (const std::string &text : texts) total += text.size();
        char *at = memory_that_ends_after(total);
        for (const std::string &text : texts) {
            std::copy(text.begin(), text.end(), at);
            bodies.push_back({at, text.size()});
            longest = std::max(longest, text.size());
            at += text.size();
        }
    }

    std::vector<Body> bodies;
    size_t longest = 0;

private:
    static char *memory_that_ends_after(size_t length) {
        size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
        size_t room = (length + page - 1) / page * page;
        void *memory = mmap(nullptr, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) throw Failure("no memory");
        mprotect(static_cast<char *>(memory) + room, page, PROT_NONE);
        return static_cast<char *>(memory) + room - length;
    }
};

uint32_t read_length(std::ifstream &file) {
    unsigned char bytes[4];
    if (!file.read(reinterpret_cast<char *>(bytes), 4)) throw Failure("the set is cut");
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<uint32_t>(bytes[3]) << 24;
}

std::vector<std::string> read_set(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Failure("cannot open " + path);
    std::vector<std::string> texts(read_length(file));
    for (std::string &text : texts) {
        text.resize(read_length(file));
        if (!file.read(text.data(), static_cast<std::streamsize>(text.size()))) throw Failure("the set is cut");
    }
    return texts;
}

struct Set {
    uint32_t vendor;
    bool is_list;
    Documents documents;

    bool read(Contender &contender, Body body, Table table) const {
        return is_list ? contender.read_list(vendor, body, table) : contender.read(vendor, body, table);
    }
};

// ---- Fields as JSON -------------------------------------------------------------------------------------------------

class Json {
public:
    std::string text = "{";

    void add(const char *name, int64_t value, int64_t absent) {
        key(name);
        text += value == absent ? "null" : std::to_string(value);
    }

    void add(const char *name, uint32_t value) {
        key(name);
        text += std::to_string(value);
    }

    void add(const char *name, const Text &value) {
        key(name);
        text += '"';
        if (value.form == Text::integer) text += std::to_string(value.number);
        for (unsigned char byte : value.view()) escape(byte);
        text += '"';
    }

private:
    void key(const char *name) {
        if (text.size() > 1) text += ", ";
        text += std::string("\"") + name + "\": ";
    }

    void escape(unsigned char byte) {
        char escaped[8];
        if (byte < 0x20) {
            snprintf(escaped, sizeof escaped, "\\u%04x", byte);
            text += escaped;
        } else {
            if (byte == '"' || byte == '\\') text += '\\';
            text += static_cast<char>(byte);
        }
    }
};

std::string fields(const Job &job) {
    Json json;
    json.add("id", job.id);
    json.add("parent_id", job.parent_id);
    json.add("name", job.name);
    json.add("operation", job.operation);
    json.add("description", job.description);
    json.add("state_text", job.state_text);
    json.add("result_text", job.result_text);
    json.add("message", job.message);
    json.add("job_code", job.job_code);
    json.add("error_code", job.error_code);
    json.add("requester", job.requester);
    json.add("target_name", job.target_name);
    json.add("target_id", job.target_id);
    json.add("self_link", job.self_link);
    json.add("resource_link", job.resource_link);
    json.add("request_id", job.request_id);
    json.add("percent", job.percent, JOBSTATUS_NO_PERCENT);
    json.add("created_at", job.created_at, JOBSTATUS_NO_TIME);
    json.add("started_at", job.started_at, JOBSTATUS_NO_TIME);
    json.add("updated_at", job.updated_at, JOBSTATUS_NO_TIME);
    json.add("finished_at", job.finished_at, JOBSTATUS_NO_TIME);
    json.add("state", job.state);
    json.add("terminal", job.terminal);
    json.add("error_count", job.error_count);
    json.add("warning_count", job.warning_count);
    json.add("item_count", job.item_count);
    json.add("subtasks_total", job.subtasks_total);
    json.add("subtasks_succeeded", job.subtasks_succeeded);
    json.add("subtasks_failed", job.subtasks_failed);
    json.add("subtasks_unfinished", job.subtasks_unfinished);
    return json.text + "}";
}

// The first and the last jobs of a list, and how many there are.
std::string fields(const std::vector<Job> &jobs) {
    std::string text = "{\"count\": " + std::to_string(jobs.size()) + ", \"records\": [";
    for (size_t i = 0; i < jobs.size(); i++) {
        if (i >= list_ends && i + list_ends < jobs.size()) continue;
        text += (i == 0 ? "" : ", ") + fields(jobs[i]);
    }
    return text + "]}";
}

// ---- Commands -------------------------------------------------------------------------------------------------------

uint64_t nanoseconds_now() {
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count());
}

Table table_named(const std::string &name) {
    if (name != "A" && name != "B") throw Failure("no table " + name);
    return name == "A" ? Table::spans : Table::decoded;
}

// What the caches, the branch predictors and the buffers of translated addresses hold is lost in between.
class Disturbance {
public:
    Disturbance() : bytes(4 << 20) {
        for (unsigned char &byte : bytes) {
            state = state * 1664525 + 1013904223;
            byte = static_cast<unsigned char>(state >> 24);
        }
    }

    void disturb() {
        for (size_t i = 0; i < bytes.size(); i += 32)
            if (bytes[i] & 1) state += bytes[i];
            else state ^= ++bytes[i + 7];
    }

    uint32_t state = 1;

private:
    std::vector<unsigned char> bytes;
};

class Worker {
public:
    Worker() {
        add_jobstatus(makers);
        add_yyjson(makers);
        add_simdjson(makers);
        add_rapidjson(makers);
        add_nlohmann(makers);
        add_cjson(makers);
        add_jansson(makers);
        for (auto make : makers) contenders.push_back(make());
    }

    std::string answer(const std::string &command, const std::vector<std::string> &arguments) {
        if (command == "contenders" && arguments.size() == 0) return names();
        if (command == "version" && arguments.size() == 1) return contenders[number_of(arguments[0])]->version();
        if (command == "load" && arguments.size() == 4) return load(arguments);
        if (command == "fields" && arguments.size() == 3) return fields_of(arguments);
        if (command == "time" && arguments.size() == 4) return time(arguments);
        if (command == "cold" && arguments.size() == 3) return cold(arguments);
        if (command == "allocations" && arguments.size() == 2) return allocations(arguments);
        if (command == "accepts" && arguments.size() == 3) return accepts(arguments);
        throw Failure("no such command: " + command);
    }

    std::string load(const std::vector<std::string> &arguments) {
        Set &set = sets[arguments[0]];
        set.vendor = static_cast<uint32_t>(std::stoul(arguments[1]));
        set.is_list = arguments[2] == "list";
        set.documents = Documents(read_set(arguments[3]));
        return "ok " + std::to_string(set.documents.bodies.size());
    }

    // Nanoseconds a document.
    std::string time(const std::vector<std::string> &arguments) {
        const Set &set = set_named(arguments[1]);
        Contender &contender = prepared(arguments[0], set);
        Table table = table_named(arguments[2]);
        unsigned long repeats = std::stoul(arguments[3]);
        size_t read = 0;
        uint64_t start = nanoseconds_now();
        for (unsigned long i = 0; i < repeats; i++)
            for (Body body : set.documents.bodies) read += set.read(contender, body, table);
        double elapsed = static_cast<double>(nanoseconds_now() - start);
        if (read != repeats * set.documents.bodies.size()) throw Failure("a body was refused");
        char text[32];
        snprintf(text, sizeof text, "%.1f", elapsed / static_cast<double>(read));
        return text;
    }

private:
    Makers makers;
    std::vector<std::unique_ptr<Contender>> contenders;
    std::map<std::string, Set> sets;

    std::string names() const {
        std::string text;
        for (const auto &contender : contenders) text += (text.empty() ? "" : " ") + std::string(contender->name());
        return text;
    }

    size_t number_of(const std::string &name) const {
        for (size_t i = 0; i < contenders.size(); i++)
            if (contenders[i]->name() == name) return i;
        throw Failure("no contender " + name);
    }

    const Set &set_named(const std::string &name) const {
        auto found = sets.find(name);
        if (found == sets.end()) throw Failure("no set " + name);
        return found->second;
    }

    // With room for the bodies of the set. What a contender holds of large ones is given back before the next one's
    // turn; then all have touched their memory once before they are measured.
    Contender &prepared(const std::string &name, const Set &set) {
        size_t number = number_of(name);
        if (set.documents.longest <= small) {
            contenders[number]->prepare(set.documents.longest);
            return *contenders[number];
        }
        for (size_t i = 0; i < contenders.size(); i++) contenders[i] = makers[i]();
        contenders[number]->prepare(set.documents.longest);
        for (Body body : set.documents.bodies) set.read(*contenders[number], body, Table::spans);
        return *contenders[number];
    }

    std::string fields_of(const std::vector<std::string> &arguments) {
        const Set &set = set_named(arguments[1]);
        Contender &contender = prepared(arguments[0], set);
        Body body = set.documents.bodies.at(std::stoul(arguments[2]));
        if (set.is_list) return fields(contender.jobs(set.vendor, body));
        if (!contender.read(set.vendor, body, Table::decoded)) throw Failure("the body was refused");
        return fields(contender.job(body));
    }

    // The median of single calls.
    std::string cold(const std::vector<std::string> &arguments) {
        const Set &set = set_named(arguments[1]);
        Contender &contender = prepared(arguments[0], set);
        Table table = table_named(arguments[2]);
        Disturbance disturbance;
        std::vector<uint64_t> times;
        for (size_t i = 0; i < 64; i++) {
            disturbance.disturb();
            uint64_t start = nanoseconds_now();
            set.read(contender, set.documents.bodies[i % set.documents.bodies.size()], table);
            times.push_back(nanoseconds_now() - start);
        }
        std::nth_element(times.begin(), times.begin() + 32, times.end());
        return std::to_string(times[32]);
    }

    std::string allocations(const std::vector<std::string> &arguments) {
        if (!benchmark_allocations) return "-";
        const Set &set = set_named(arguments[1]);
        Contender &contender = prepared(arguments[0], set);
        for (Body body : set.documents.bodies) set.read(contender, body, Table::spans);
        uint64_t before = benchmark_allocations();
        for (Body body : set.documents.bodies) set.read(contender, body, Table::spans);
        double total = static_cast<double>(benchmark_allocations() - before);
        char text[32];
        snprintf(text, sizeof text, "%.1f", total / static_cast<double>(set.documents.bodies.size()));
        return text;
    }

    // Whether a contender takes a file, which is one body of ONTAP, for JSON.
    std::string accepts(const std::vector<std::string> &arguments) {
        std::ifstream file(arguments[1], std::ios::binary);
        if (!file) throw Failure("cannot open " + arguments[1]);
        std::stringstream content;
        content << file.rdbuf();
        Set set{ontap, false, Documents({content.str()})};
        return set.read(prepared(arguments[0], set), set.documents.bodies[0], table_named(arguments[2])) ? "1" : "0";
    }
};

void serve() {
    Worker worker;
    std::string line;
    while (std::getline(std::cin, line)) {
        std::istringstream words(line);
        std::string command, word;
        std::vector<std::string> arguments;
        words >> command;
        while (words >> word) arguments.push_back(word);
        if (command == "quit") return;
        std::string answer;
        try {
            answer = worker.answer(command, arguments);
        } catch (const std::exception &failure) {
            answer = std::string("error ") + failure.what();
        }
        std::cout << answer << std::endl;
    }
}

int read_once(const std::vector<std::string> &words) {
    std::string repeats = words.size() == 9 && words[7] == "--repeats" ? words[8] : "1";
    if (words[0] != "--instructions" || (words.size() != 7 && words.size() != 9)) {
        std::cerr << "usage: native-worker [--instructions CONTENDER SET VENDOR KIND FILE TABLE [--repeats N]]\n";
        return 2;
    }
    Worker worker;
    worker.load({words[2], words[3], words[4], words[5]});
    worker.time({words[1], words[2], words[6], repeats});
    std::cout << simdjson_kernel() << std::endl;
    return 0;
}

} // namespace

int main(int count, char **words) {
    if (count > 1) return read_once(std::vector<std::string>(words + 1, words + count));
    serve();
}
