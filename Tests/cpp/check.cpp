/*
 * Holds jobstatus.hpp beside jobstatus.h: what each accessor says, and what the C functions say of the same body.
 *
 *     check BODIES        a file of bodies, each after a line `LENGTH`; prints how many it compared
 *
 * contract.inc is made by test_cpp.py out of jobstatus.h: every constant and every member of the structs, so that one
 * that jobstatus.hpp forgets does not compile here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <jobstatus.hpp>

#include "contract.inc"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <list>
#include <memory>
#include <new>
#include <sstream>
#if __cplusplus >= 202002L
#include <span>
#endif

using namespace std::string_literals;
using namespace std::string_view_literals;
namespace js = jobstatus;

// ---- Counting allocations -------------------------------------------------------------------------------------------

static std::size_t allocations = 0;

// Not inlined, for gcc would take malloc and free for a pair that does not match.
[[gnu::noinline]] void *operator new(std::size_t size) {
    allocations += 1;
    if (void *memory = std::malloc(size)) {
        return memory;
    }
    std::abort();
}

[[gnu::noinline]] void operator delete(void *memory) noexcept {
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept {
    std::free(memory);
}

// ---- A view of somebody else's --------------------------------------------------------------------------------------

struct view_of_others {
    const char *data() const;
    std::size_t size() const;
};

#if __cplusplus >= 202002L
template <> inline constexpr bool std::ranges::enable_borrowed_range<view_of_others> = true;
#endif

namespace {

// ---- Checking -------------------------------------------------------------------------------------------------------

int failures = 0;
std::string_view subject;

void check(bool holds, const char *condition, int line) {
    if (!holds && ++failures <= 20) {
        std::fprintf(stderr, "check.cpp:%d: %s\n    with %.*s\n", line, condition,
                     static_cast<int>(std::min<std::size_t>(subject.size(), 300)), subject.data());
    }
}

#define CHECK(...) check((__VA_ARGS__), #__VA_ARGS__, __LINE__)

/// The decoded text as the C function tells it.
std::string decoded(std::string_view body, const jobstatus_span &span) {
    std::vector<char> buffer(jobstatus_text(body.data(), body.size(), &span, nullptr, 0) + 1);
    jobstatus_text(body.data(), body.size(), &span, buffer.data(), buffer.size());
    return std::string(buffer.data(), buffer.size() - 1);
}

bool same_span(const jobstatus_span &left, const jobstatus_span &right) {
    return left.offset == right.offset && left.length == right.length && left.escapes == right.escapes;
}

void check_text(const js::text &text, std::string_view body, const jobstatus_span &span) {
    const std::string expected = decoded(body, span);
    CHECK(same_span(text.span(), span));
    CHECK(text.raw() == body.substr(span.offset, span.length));
    CHECK(text.empty() == (span.length == 0));
    CHECK(text.has_escapes() == (span.escapes != 0));
    CHECK(text.view() == (span.escapes != 0 ? std::nullopt : std::optional<std::string_view>(expected)));
    CHECK(text.str() == expected);
    CHECK(text == expected && expected == text && !(text != expected));
    CHECK(text != expected + "x" && (expected.empty() || text != std::string_view(expected).substr(1)));
    CHECK(text == text);
    std::ostringstream stream;
    stream << text;
    CHECK(stream.str() == expected);
}

void check_time(std::optional<js::time_point> time, std::int64_t nanoseconds) {
    CHECK(time.has_value() == (nanoseconds != JOBSTATUS_NO_TIME));
    CHECK(!time || time->time_since_epoch().count() == nanoseconds);
}

/// Each accessor beside the member of the record that it is of.
void check_accessors(const js::response &job, std::string_view body, const jobstatus_record &record) {
    CHECK(std::memcmp(&job.record(), &record, sizeof record) == 0);
#define CHECK_TEXT(member) check_text(job.member(), body, record.member);
    RECORD_TEXTS(CHECK_TEXT)
#undef CHECK_TEXT
#define CHECK_TIME(member) check_time(job.member(), record.member);
    RECORD_TIMES(CHECK_TIME)
#undef CHECK_TIME
#define CHECK_ENUMERATION(member) CHECK(static_cast<std::int64_t>(job.member()) == record.member);
    RECORD_ENUMERATIONS(CHECK_ENUMERATION)
#undef CHECK_ENUMERATION
#define CHECK_NUMBER(member) CHECK(job.member() == record.member);
    RECORD_NUMBERS(CHECK_NUMBER)
#undef CHECK_NUMBER
    CHECK(job.ok() == (record.result == JOBSTATUS_OK));
    CHECK(job.is_terminal() == (record.terminal == 1));
    CHECK(job.percent() == (record.percent == -1 ? std::nullopt : std::optional<int>(record.percent)));
    CHECK(job.flags().bits() == record.flags && job.flags().empty() == (record.flags == 0));
    for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
        CHECK(job.flags().contains(static_cast<js::flag>(bit)) == ((record.flags & bit) != 0));
    }
}

void check_item(const js::item &item, std::string_view body, const jobstatus_item &record) {
    CHECK(std::memcmp(&item.record(), &record, sizeof record) == 0);
#define CHECK_TEXT(member) check_text(item.member(), body, record.member);
    ITEM_TEXTS(CHECK_TEXT)
#undef CHECK_TEXT
#define CHECK_ENUMERATION(member) CHECK(static_cast<std::int64_t>(item.member()) == record.member);
    ITEM_ENUMERATIONS(CHECK_ENUMERATION)
#undef CHECK_ENUMERATION
}

// ---- Every body -----------------------------------------------------------------------------------------------------

struct reading {
    std::uint32_t vendor;
    int http_status;
    std::string_view body;

    js::vendor from() const {
        return static_cast<js::vendor>(vendor);
    }
    jobstatus_record record(std::vector<jobstatus_item> &items) const {
        jobstatus_record record;
        jobstatus_parse(vendor, http_status, body.data(), body.size(), &record, sizeof record, items.data(),
                        sizeof items[0], items.size());
        return record;
    }
};

void check_items(const js::response &job, const reading &of, const std::vector<jobstatus_item> &items,
                 std::size_t stored) {
    CHECK(job.items().size() == stored && job.items().empty() == (stored == 0));
    std::size_t index = 0;
    for (const js::item item : job.items()) {
        check_item(item, of.body, items[index]);
        CHECK(&job.items()[index].record() == &item.record());
        index += 1;
    }
    CHECK(index == stored);
}

void check_one_response(const reading &of) {
    static std::vector<jobstatus_item> items(100000), grown, few(2);
    static std::string string;
    string = of.body;
    const jobstatus_record record = of.record(items);

    const js::response plain = js::parse(of.from(), of.http_status, string);
    check_accessors(plain, of.body, record);
    CHECK(plain.body() == of.body && plain.items().empty());

    const js::response with_items = js::parse_with_items(of.from(), of.http_status, of.body, grown);
    CHECK(std::memcmp(&with_items.record(), &record, sizeof record) == 0 && grown.size() == record.item_count);
    check_items(with_items, of, items, record.item_count);

    const js::response with_few = js::parse(of.from(), of.http_status, string.data(), string.size(), few);
    check_items(with_few, of, items, std::min<std::size_t>(few.size(), record.item_count));

    CHECK(static_cast<std::uint32_t>(js::detect(of.body)) == jobstatus_detect(of.body.data(), of.body.size()));
}

void check_lookups(std::string_view body) {
    for (const std::string_view pointer : {""sv, "/"sv, "/id"sv, "/0"sv, "/error/message"sv, "id"sv}) {
        jobstatus_span span;
        const auto result = jobstatus_find(body.data(), body.size(), pointer.data(), pointer.size(), &span);
        const js::lookup found = js::find(body, pointer);
        CHECK(static_cast<std::int32_t>(found.result()) == result);
        CHECK(found.ok() == (result == JOBSTATUS_OK) && static_cast<bool>(found) == found.ok());
        check_text(found.value(), body, span);
        check_text(*found, body, span);
        CHECK(found->raw() == found.value().raw());
    }
}

/// All records of a list, and the last page, by the C function in pages of one size.
std::vector<jobstatus_record> records_of(const reading &of, std::uint32_t capacity, jobstatus_page &page) {
    std::vector<jobstatus_record> all, records(capacity);
    page = {};
    do {
        jobstatus_parse_list(of.vendor, of.http_status, of.body.data(), of.body.size(), &page, sizeof page,
                             records.data(), sizeof records[0], capacity);
        all.insert(all.end(), records.begin(), records.begin() + page.returned);
    } while (page.next_offset != 0);
    return all;
}

template <std::size_t Capacity> void check_list(const reading &of) {
    jobstatus_page page;
    const std::vector<jobstatus_record> records = records_of(of, Capacity, page);
    auto list = js::jobs<Capacity>(of.from(), of.http_status, of.body);
    for (int round = 0; round < 2; round++) {
        std::size_t index = 0;
        for (const js::response &job : list) {
            CHECK(index < records.size() && std::memcmp(&job.record(), &records[index], sizeof records[0]) == 0);
            CHECK(job.body().data() == of.body.data() && job.items().empty());
            index += 1;
        }
        CHECK(index == records.size());
        CHECK(std::memcmp(&list.page(), &page, sizeof page) == 0);
        CHECK(list.flags().bits() == page.flags);
        CHECK(list.total() == (page.total == -1 ? std::nullopt : std::optional<std::int64_t>(page.total)));
        check_text(list.next_link(), of.body, page.next_link);
#define CHECK_ENUMERATION(member) CHECK(static_cast<std::int64_t>(list.member()) == page.member);
        PAGE_ENUMERATIONS(CHECK_ENUMERATION)
#undef CHECK_ENUMERATION
        CHECK(list.ok() == (page.result == JOBSTATUS_OK) && list.error_offset() == page.error_offset);
    }
}

void check_body(std::string_view body) {
    subject = body;
    for (std::uint32_t vendor = 0; vendor <= 6; vendor++) {
        for (const int http_status : {0, 200, 202, 404, 503}) {
            check_one_response({vendor, http_status, body});
        }
        check_list<1>({vendor, 200, body});
        check_list<3>({vendor, 200, body});
        check_list<16>({vendor, 404, body});
    }
    check_lookups(body);
}

std::size_t check_bodies(const char *path) {
    std::ifstream file(path, std::ios::binary);
    std::size_t count = 0;
    for (std::string line; std::getline(file, line); count++) {
        // Of its very size, so that a sanitizer sees a byte that is read behind it.
        const std::size_t length = std::stoul(line);
        const std::unique_ptr<char[]> body(new char[length]);
        file.read(body.get(), static_cast<std::streamsize>(length));
        check_body({body.get(), length});
    }
    return count;
}

// ---- Constants and names --------------------------------------------------------------------------------------------

template <class Enumeration> std::string printed(Enumeration value) {
    std::ostringstream stream;
    stream << value;
    return stream.str();
}

template <class Enumeration> void check_name(Enumeration value, std::int64_t constant, std::string_view expected) {
    CHECK(static_cast<std::int64_t>(value) == constant);
    CHECK(name(value) == expected);
    const bool is_no_vendor = std::is_same_v<Enumeration, js::vendor> && constant == 0;
    CHECK(printed(value) == (is_no_vendor ? "unknown" : expected));
    if (!expected.empty()) {
        CHECK(js::from_name<Enumeration>(expected) == value);
        CHECK(!js::from_name<Enumeration>(std::string(expected) + "x"));
        CHECK(!js::from_name<Enumeration>(expected.substr(1)));
    }
    CHECK(!js::from_name<Enumeration>("") && !js::from_name<Enumeration>(std::string_view()));
}

template <class Enumeration> void check_unknown(std::underlying_type_t<Enumeration> number) {
    const auto value = static_cast<Enumeration>(number);
    CHECK(name(value).empty() && printed(value) == std::to_string(number));
    CHECK(static_cast<std::underlying_type_t<Enumeration>>(value) == number);
}

void check_constants() {
#define CHECK_CONSTANT(family, enumerator, constant, name) check_name(js::family::enumerator, constant, name);
    CONSTANTS(CHECK_CONSTANT)
#undef CHECK_CONSTANT
    CHECK(js::from_name<js::vendor>("cisco-fmc") == js::vendor::cisco_cdfmc);
    CHECK(title(js::vendor::netapp_ontap) == "NetApp ONTAP");
}

/// What a later library may answer.
void check_unknown_values() {
    check_unknown<js::result>(-99);
    check_unknown<js::vendor>(99);
    check_unknown<js::kind>(99);
    check_unknown<js::state>(0xFFFFFFFF);
    check_unknown<js::advice>(99);
    check_unknown<js::fault>(99);
    check_unknown<js::flag>(0x80000000);
    check_unknown<js::item_kind>(99);
    CHECK(title(static_cast<js::vendor>(99)).empty());

    jobstatus_record record = js::response().record();
    record.state = record.kind = record.advice = record.fault = record.vendor = 4000000000;
    record.flags = 0x80000011;
    record.result = -2000000000;
    const js::response later(record, {});
    check_accessors(later, {}, record);
    CHECK(!later.ok() && !later.is_terminal() && later.state() != js::state::succeeded);
    std::string flags;
    for (const js::flag each : later.flags()) {
        flags += printed(each) + " ";
    }
    CHECK(flags == "unknown-state duplicate-key 2147483648 ");
}

// ---- Texts ----------------------------------------------------------------------------------------------------------

js::text found(std::string_view body) {
    return js::find(body, "/0").value();
}

void check_escapes() {
    CHECK(found(R"(["\u00e9\n\"\\\/\ud83d\ude00"])") == "\xc3\xa9\n\"\\/\xf0\x9f\x98\x80");
    CHECK(found(R"(["a\u0000b"])") == "a\0b"sv && found(R"(["a\u0000b"])").str() == "a\0b"s);
    CHECK(found(R"(["\ud83d"])") == "\xef\xbf\xbd" && found(R"(["\u0041"])").raw() == R"(\u0041)");
    CHECK(found(R"([""])").empty() && found(R"([""])") == "" && js::find(R"([""])"sv, "/0").ok());
    CHECK(!js::find("[]"sv, "/0").ok() && js::find("[]"sv, "/0")->empty());
    CHECK(js::find("[]"sv, {}).ok() && js::find("[]"sv, "").value() == "[]");
    CHECK(found(R"(["\u0061"])") == found(R"(["a"])") && found(R"(["a"])") == found(R"(["\u0061"])"));
    CHECK(found(R"(["\u0061"])") == found(R"(["\u0061"])") && found(R"(["\u0061"])") != found(R"(["\u0062"])"));
    CHECK(found(R"(["a"])") != found(R"(["b"])"));

    const std::string_view nested = R"({"id":"1","status_str":"FIN","result_str":"FAIL",)"
                                    R"("details":"{\"errors\":[\"a \\\"b\\\" \\u00e9\"]}"})";
    const js::response job = js::parse(js::vendor::palo_alto_scm, 200, nested);
    CHECK(job.message().span().escapes == JOBSTATUS_ESCAPES_NESTED);
    CHECK(job.message() == "a \"b\" \xc3\xa9" && !job.message().view());
}

/// Around the size up to which texts with escapes are compared without memory.
void check_long_texts() {
    for (std::size_t length = 500; length < 520; length++) {
        const std::string expected = "\n" + std::string(length - 1, 'x');
        const std::string body = "[\"\\n" + expected.substr(1) + "\"]";
        const js::text text = found(body);
        CHECK(text.has_escapes() && text == expected && text.str() == expected);
        CHECK(text != expected.substr(1) && text != "\n" + std::string(length - 2, 'x') + "y");
    }
}

void check_copy() {
    const js::text text = found(R"(["ab\u00e9"])"); // of 4 bytes
    char buffer[8];
    std::fill(std::begin(buffer), std::end(buffer), '?');
    CHECK(text.copy(buffer, 5) == 4 && buffer == "ab\xc3\xa9"sv && buffer[5] == '?');
    CHECK(text.copy(buffer, 4) == 4 && buffer == "ab"sv);
    CHECK(text.copy(nullptr, 0) == 4);
}

void check_texts_out_of_place() {
    CHECK(js::text().empty() && js::text().raw().empty() && js::text() == "" && js::text().view() == ""sv);
    constexpr std::uint32_t far = 0xFFFFFFFF;
    for (const jobstatus_span &span : {jobstatus_span{3, 2, 0}, jobstatus_span{5, 0, 0}, jobstatus_span{1, far, 0},
                                       jobstatus_span{far, 1, 1}, jobstatus_span{3, 2, 1}}) {
        const js::text text("abcd"sv, span);
        CHECK(text.empty() && text.str().empty() && text == "" && text.copy(nullptr, 0) == 0);
    }
    CHECK(js::text("abcd"sv, {2, 2, 0}) == "cd");
}

// ---- Bodies and their lifetime --------------------------------------------------------------------------------------

constexpr std::string_view failed_job = R"({"uuid":"1","state":"failure","error":{"message":"a \"b\"","code":"7"},)"
                                        R"("start_time":"2025-06-11T13:04:01.000000005Z"})";

template <class Body> bool reads(const Body &body) {
    const js::response job = js::parse(js::vendor::netapp_ontap, 200, body);
    return job.message() == "a \"b\"" && job.state() == js::state::failed && job.body() == failed_job &&
           static_cast<const void *>(job.body().data()) == static_cast<const void *>(body.data());
}

template <class Byte> std::vector<Byte> bytes_of(std::string_view text) {
    std::vector<Byte> bytes(text.size());
    std::memcpy(bytes.data(), text.data(), text.size());
    return bytes;
}

void check_containers() {
    std::array<unsigned char, failed_job.size()> array;
    std::copy(failed_job.begin(), failed_job.end(), array.begin());
    CHECK(reads(failed_job) && reads(std::string(failed_job)) && reads(array));
    CHECK(reads(bytes_of<char>(failed_job)) && reads(bytes_of<unsigned char>(failed_job)));
    CHECK(reads(bytes_of<signed char>(failed_job)) && reads(bytes_of<std::byte>(failed_job)));
    CHECK(js::parse(js::vendor::netapp_ontap, 200, failed_job.data(), failed_job.size()).message() == "a \"b\"");
#if __cplusplus >= 202002L
    const auto bytes = bytes_of<std::byte>(failed_job);
    CHECK(reads(std::span(bytes)) && reads(std::span<const std::byte, failed_job.size()>(bytes)));
#endif
}

/// Owns its bytes, though it can be copied as they stand in memory.
struct own_bytes {
    char bytes[4];
    const char *data() const;
    std::size_t size() const;
};

struct beginning {
    template <class List> auto operator()(List &list) -> decltype(list.begin());
};

template <class Body> inline constexpr bool can_be_read = std::is_constructible_v<js::body_view, Body>;

static_assert(can_be_read<std::string &> && can_be_read<const std::string &> && can_be_read<std::string_view>);
static_assert(can_be_read<std::vector<std::byte> &> && can_be_read<std::vector<unsigned char> &>);
static_assert(can_be_read<js::body_view> && can_be_read<js::body_view &> && can_be_read<const js::body_view>);
static_assert(!can_be_read<std::string> && !can_be_read<const std::string>, "its bytes would be gone");
static_assert(!can_be_read<std::vector<std::byte>> && !can_be_read<std::vector<char>>);
static_assert(can_be_read<std::array<char, 2> &> && !can_be_read<std::array<char, 2>>);
static_assert(can_be_read<view_of_others &> && can_be_read<own_bytes &>);
static_assert(!can_be_read<own_bytes> && !can_be_read<const own_bytes>);
static_assert(!can_be_read<std::vector<int> &> && !can_be_read<std::vector<bool> &> && !can_be_read<std::list<char> &>);
static_assert(!can_be_read<std::wstring &> && !can_be_read<const char *>);
static_assert(!can_be_read<const char (&)[3]> && !can_be_read<char (&)[3]>, "how much of it is filled?");

#if __cplusplus >= 202002L
static_assert(can_be_read<std::span<char>> && can_be_read<const std::span<const std::byte, 3>>);
static_assert(can_be_read<view_of_others> && can_be_read<const view_of_others>, "it says so itself");
#else
static_assert(!can_be_read<view_of_others>, "nothing says what it is");
#endif

template <class Items> inline constexpr bool can_be_filled = std::is_constructible_v<js::item_buffer, Items>;

static_assert(can_be_filled<std::vector<jobstatus_item> &> && can_be_filled<jobstatus_item (&)[3]>);
static_assert(!can_be_filled<std::vector<jobstatus_item>> && !can_be_filled<const std::vector<jobstatus_item> &>);
static_assert(can_be_filled<std::array<jobstatus_item, 4> &> && !can_be_filled<std::array<jobstatus_item, 4>>);
static_assert(!can_be_filled<std::vector<int> &> && !can_be_filled<std::string &>);
#if __cplusplus >= 202002L
static_assert(can_be_filled<std::span<jobstatus_item>> && can_be_filled<const std::span<jobstatus_item, 4> &>);
static_assert(can_be_filled<const std::span<jobstatus_item>> && !can_be_filled<std::span<const jobstatus_item>>);
#endif
static_assert(!std::is_copy_constructible_v<js::job_list<>> && !std::is_move_constructible_v<js::job_list<>>);
static_assert(std::is_invocable_v<beginning, js::job_list<> &> &&
              !std::is_invocable_v<beginning, const js::job_list<> &>);
static_assert(std::is_trivially_copyable_v<js::response> && std::is_trivially_copyable_v<js::text>);
static_assert(std::is_trivially_copyable_v<js::item> && std::is_trivially_copyable_v<js::lookup>);

/// A response is stored with a copy of the body, and outlives the body that it was read from.
void check_stored_responses() {
    auto body = std::make_unique<std::string>(failed_job);
    js::response job = js::parse(js::vendor::netapp_ontap, 200, *body);
    const std::string copy = *body;
    job = js::response(job.record(), copy);
    body.reset();
    CHECK(job.message() == "a \"b\"" && job.error_code() == "7" && job.body().data() == copy.data());
    CHECK(job.started_at()->time_since_epoch().count() % 1000000000 == 5);

    const js::response of_another(job.record(), "{}"sv);
    CHECK(of_another.message().empty() && of_another.id().str().empty() && of_another.state() == js::state::failed);
}

void check_empty_bodies() {
    const js::response none = js::parse(js::vendor::netapp_ontap, 503, js::body_view());
    CHECK(none.result() == js::result::empty && none.advice() == js::advice::retry && none.json().empty());
    CHECK(js::parse(js::vendor::netapp_ontap, 202, nullptr, 0).kind() == js::kind::accepted);
    CHECK(js::parse(js::vendor::netapp_ontap, 200, ""sv).result() == js::result::empty);
    CHECK(js::parse(js::vendor::netapp_ontap, 200, nullptr, 5).result() == js::result::argument);
    CHECK(js::parse(static_cast<js::vendor>(99), 200, failed_job).result() == js::result::vendor);
    CHECK(js::response().result() == js::result::empty && js::response().kind() == js::kind::none);
    CHECK(js::detect({}) == js::vendor::unknown && js::find({}, "").result() == js::result::empty);
    CHECK(none.find("/a").result() == js::result::empty);
    auto list = js::jobs(js::vendor::netapp_ontap, 200, js::body_view());
    CHECK(list.begin() == list.end() && !list.ok() && list.result() == js::result::empty && !list.total());
}

// ---- Items ----------------------------------------------------------------------------------------------------------

std::string body_with_errors(std::size_t count) {
    std::string body = R"({"guid":"1","state":"FAILED","errors":[)";
    for (std::size_t i = 0; i < count; i++) {
        body += (i > 0 ? ",{\"code\":" : "{\"code\":") + std::to_string(i) + "}";
    }
    return body + "]}";
}

void check_growing_items() {
    std::vector<jobstatus_item> items;
    for (const std::size_t count : {0u, 1u, 15u, 16u, 17u, 5000u, 3u, 0u, 40u}) {
        const std::string body = body_with_errors(count);
        const js::response job = js::parse_with_items(js::vendor::cloud_foundry, 200, body, items);
        CHECK(job.item_count() == count && items.size() == count && job.items().size() == count);
        for (std::size_t i = 0; i < count; i++) {
            CHECK(job.items()[i].code() == std::to_string(i));
        }
    }
    const std::string body = body_with_errors(100);
    for (const std::size_t most : {0u, 1u, 16u, 17u, 99u, 100u, 101u}) {
        const js::response job = js::parse_with_items(js::vendor::cloud_foundry, 200, body, items, most);
        CHECK(job.item_count() == 100 && items.size() == std::min<std::size_t>(most, 100));
        CHECK(job.items().size() == items.size() && items.capacity() <= 5000);
    }
    CHECK(js::parse_with_items(js::vendor::cloud_foundry, 200, "<html>"sv, items).items().empty() && items.empty());
}

// ---- Lists ----------------------------------------------------------------------------------------------------------

std::string list_body(std::size_t count) {
    std::string body = R"({"resources":[)";
    for (std::size_t i = 0; i < count; i++) {
        const std::string number = std::to_string(i);
        body += i > 0 ? "," : "";
        body += R"({"state":"COMPLETE","errors":[{"code":)" + number + R"(}],"guid":")" + number + "\"}";
    }
    return body + R"(],"pagination":{"total_results":70000,"next":{"href":"/next\u002fpage"}}})";
}

template <std::size_t Capacity> void check_pages(std::size_t count) {
    const std::string body = list_body(count);
    auto list = js::jobs<Capacity>(js::vendor::cloud_foundry, 200, body);
    std::vector<jobstatus_item> items;
    std::size_t index = 0;
    for (const js::response &job : list) {
        CHECK(job.id() == std::to_string(index) && job.state() == js::state::succeeded);
        CHECK(job.find("/errors/0/code") && *job.find("/errors/0/code") == std::to_string(index));
        const js::response alone = js::parse_with_items(job.vendor(), job.http_status(), job.json().raw(), items);
        CHECK(alone.items().size() == 1 && alone.items()[0].code() == std::to_string(index));
        index += 1;
    }
    CHECK(index == count && list.ok() && list.kind() == js::kind::list);
    CHECK(list.total() == 70000 && list.next_link() == "/next/page");
}

void check_lists() {
    for (const std::size_t count : {0u, 1u, 15u, 16u, 17u, 1000u}) {
        check_pages<1>(count);
        check_pages<16>(count);
        check_pages<100>(count);
    }
}

void check_list_that_is_left() {
    const std::string body = list_body(10);
    auto list = js::jobs<3>(js::vendor::cloud_foundry, 200, body);
    auto at = list.begin();
    CHECK(!list.total() && list.next_link().empty()); // they stand behind the list
    std::advance(at, 4);
    CHECK(at->id() == "4");
    const js::response kept = *at;
    CHECK(list.begin()->id() == "0" && kept.id() == "4");
    CHECK(std::distance(list.begin(), list.end()) == 10 && list.total() == 70000);
}

void check_lists_that_are_none() {
    auto one = js::jobs(js::vendor::netapp_ontap, 200, failed_job);
    CHECK(one.kind() == js::kind::job && one.begin()->message() == "a \"b\"");
    CHECK(std::distance(one.begin(), one.end()) == 1);
    const std::string_view broken_body = R"({"resources":[{"guid":"1"},{"guid":"2"},{"guid":]})";
    auto broken = js::jobs<2>(js::vendor::cloud_foundry, 200, broken_body);
    CHECK(std::distance(broken.begin(), broken.end()) == 2 && broken.result() == js::result::syntax);
    CHECK(broken.error_offset() == broken_body.rfind(']'));
    auto strange = js::jobs(js::vendor::cloud_foundry, 200, R"({"resources":[{"guid":"1"},{}]})"sv);
    CHECK(std::next(strange.begin())->result() == js::result::unrecognized && strange.ok());
    const std::string_view twice_body = R"({"resources":[{"guid":"1"},{"guid":"2"}],"resources":[{"guid":"3"}]})";
    auto twice = js::jobs<1>(js::vendor::cloud_foundry, 200, twice_body);
    CHECK(std::next(twice.begin())->id() == "3" && twice.flags().contains(js::flag::duplicate_key));
    CHECK(twice.flags().contains(js::flag::repeated_list));
}

// ---- Memory, exceptions, versions -----------------------------------------------------------------------------------

void check_memory() {
    const std::string body = list_body(100), escaped = R"({"uuid":"\u0031","state":"success"})";
    jobstatus_item items[4];
    std::size_t sum = 0;
    const std::size_t before = allocations;
    for (const js::response &job : js::jobs(js::vendor::cloud_foundry, 200, body)) {
        sum += job.id() == "7";
    }
    const js::response job = js::parse(js::vendor::netapp_ontap, 200, failed_job, items);
    for (const js::item item : job.items()) {
        sum += item.code() == "7";
    }
    sum += job.message() == "a \"b\"" && job.find("/state")->view() == "failure";
    sum += js::parse(js::vendor::netapp_ontap, 200, escaped).id() == "1";
    sum += name(job.state()) == "failed" && js::from_name<js::state>("failed") && job.started_at();
    const std::size_t after = allocations;
    CHECK(sum == 5 && after == before);
}

static_assert(noexcept(js::parse(js::vendor::unknown, 0, js::body_view())) && noexcept(js::response()));
static_assert(noexcept(js::parse(js::vendor::unknown, 0, std::declval<std::string &>())));
static_assert(noexcept(js::jobs(js::vendor::unknown, 0, js::body_view())) && noexcept(js::detect(js::body_view())));
static_assert(noexcept(js::find(js::body_view(), "")) && noexcept(std::declval<js::response>().find("")));
static_assert(noexcept(std::declval<js::text>().view()) && noexcept(std::declval<js::text>().copy(nullptr, 0)));
static_assert(noexcept(++std::declval<js::job_list<>::iterator &>()) && noexcept(name(js::state::failed)));
static_assert(!noexcept(std::declval<js::text>().str()), "it allocates");

void check_versions() {
    CHECK(js::header_version == JOBSTATUS_VERSION_STRING && js::header_version_number == JOBSTATUS_VERSION_NUMBER);
    CHECK(js::library_version() == jobstatus_version_string());
    CHECK(js::library_version_number() == jobstatus_version_number() && js::library_is_compatible());
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: check BODIES\n");
        return 2;
    }
    check_constants();
    check_unknown_values();
    check_escapes();
    check_long_texts();
    check_copy();
    check_texts_out_of_place();
    check_containers();
    check_stored_responses();
    check_empty_bodies();
    check_growing_items();
    check_lists();
    check_list_that_is_left();
    check_lists_that_are_none();
    check_memory();
    check_versions();
    std::printf("%zu bodies, ", check_bodies(argv[1]));
    std::printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}
