/*
 * Uses every part of jobstatus.hpp once, so that every part is compiled: by each compiler, as each C++, with all
 * warnings, with and without exceptions. Returns the number of what went wrong; check.cpp tests what the parts do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <jobstatus.hpp>

#include "second.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#if __cplusplus >= 202002L
#include <ranges>
#include <span>
#endif

namespace {

constexpr std::string_view job_body = "{\"guid\":\"1\",\"state\":\"FAILED\",\"errors\":[{\"detail\":\"a \\\"b\\\"\"}],"
                                      "\"created_at\":\"2025-01-02T03:04:05Z\",\"links\":{\"self\":{\"href\":\"/1\"}}}";
constexpr std::string_view list_body = "{\"pagination\":{\"total_results\":3,\"next\":{\"href\":\"/2\"}},"
                                       "\"resources\":[{\"guid\":\"1\",\"state\":\"COMPLETE\"},"
                                       "{\"guid\":\"2\",\"state\":\"?\"}]}";
constexpr auto vendor = jobstatus::vendor::cloud_foundry;

int failures = 0;

void expect(bool holds, int line) {
    if (!holds) {
        std::fprintf(stderr, "first.cpp:%d\n", line);
        failures += 1;
    }
}

#define EXPECT(condition) expect((condition), __LINE__)

template <class Enumeration> void use_names(Enumeration value) {
    std::ostringstream stream;
    stream << value << ' ' << static_cast<Enumeration>(99);
    EXPECT(jobstatus::from_name<Enumeration>(name(value)) == value);
    EXPECT(stream.str() == std::string(name(value)) + " 99");
}

void use_texts(const jobstatus::response &job) {
    const jobstatus::text all[] = {
        job.json(),        job.id(),          job.parent_id(), job.name(),          job.operation(), job.description(),
        job.state_text(),  job.result_text(), job.message(),   job.error_code(),    job.job_code(),  job.requester(),
        job.target_name(), job.target_id(),   job.self_link(), job.resource_link(), job.request_id()};
    std::ostringstream stream;
    for (const jobstatus::text &text : all) {
        char buffer[8];
        stream << text;
        EXPECT(text.copy(buffer, sizeof buffer) == text.str().size());
        EXPECT(text.view().has_value() != text.has_escapes());
        EXPECT(text.empty() == text.raw().empty() && text.span().length == text.raw().size());
        EXPECT(text == text.str() && text.str() == text && !(text != text.str()) && !(text.str() != text));
        EXPECT(text == text && !(text != text));
    }
    EXPECT(job.id() == "1" && "1" == job.id() && job.id() != "2" && "2" != job.id() && jobstatus::text() == "");
}

void use_items(const jobstatus::response &job) {
    for (const jobstatus::item item : job.items()) {
        const jobstatus::text all[] = {item.state_text(),  item.code(),        item.title(),
                                       item.message(),     item.severity(),    item.target_id(),
                                       item.target_name(), item.target_type(), item.link()};
        EXPECT(item.record().kind == static_cast<std::uint32_t>(item.kind()));
        EXPECT(item.state() == jobstatus::state::unknown);
        EXPECT(std::any_of(std::begin(all), std::end(all), [](const auto &text) { return !text.empty(); }));
    }
    EXPECT(job.items().size() == 2 && !job.items().empty() && job.items()[0].message() == "a \"b\"");
    EXPECT(std::distance(job.items().begin(), job.items().end()) == 2);
}

void use_response() {
    jobstatus_item fixed[2];
    std::array<jobstatus_item, 2> array;
    std::vector<jobstatus_item> grown;
    use_items(jobstatus::parse(vendor, 200, job_body, fixed));
    use_items(jobstatus::parse(vendor, 200, job_body, array));
    use_items(jobstatus::parse(vendor, 200, job_body, {fixed, 2}));
    use_items(jobstatus::parse(vendor, 200, job_body.data(), job_body.size(), fixed));
    use_items(jobstatus::parse_with_items(vendor, 200, job_body, grown));
    use_items(jobstatus::parse(vendor, 200, job_body, grown));

    const jobstatus::response job = jobstatus::parse(vendor, 200, job_body);
    use_texts(job);
    EXPECT(job.ok() && job.result() == jobstatus::result::ok && job.error_offset() == 0);
    EXPECT(job.vendor() == vendor && job.http_status() == 200 && job.kind() == jobstatus::kind::job);
    EXPECT(job.state() == jobstatus::state::failed && job.is_terminal() && job.advice() == jobstatus::advice::done);
    EXPECT(job.fault() == jobstatus::fault::none && !job.percent() && job.flags().empty());
    EXPECT(job.created_at() && !job.started_at() && !job.updated_at() && !job.finished_at());
    EXPECT(job.error_count() == 1 && job.warning_count() == 0 && job.item_count() == 2);
    EXPECT(job.subtasks_total() + job.subtasks_succeeded() + job.subtasks_failed() + job.subtasks_unfinished() == 0);
    EXPECT(job.body().data() == job_body.data() && job.record().kind == JOBSTATUS_KIND_JOB);
    EXPECT(jobstatus::response(job.record(), job_body).id() == "1" && !jobstatus::response().ok());
    EXPECT(job.find("/links/self/href").ok() && *job.find("/links/self/href") == "/1" && !job.find("/none"));
    EXPECT(job.find("/guid")->raw() == "1" && job.find("/guid").value() == job.id());
    EXPECT(jobstatus::find(job_body, "x").result() == jobstatus::result::pointer);
    EXPECT(jobstatus::detect(job_body) == vendor);
}

void use_list() {
    auto list = jobstatus::jobs(vendor, 200, list_body);
    jobstatus::flag_set seen;
    for (const jobstatus::response &job : list) {
        seen = jobstatus::flag_set(seen.bits() | job.flags().bits());
    }
    EXPECT(list.ok() && list.result() == jobstatus::result::ok && list.error_offset() == 0);
    EXPECT(list.vendor() == vendor && list.kind() == jobstatus::kind::list && list.flags().empty());
    EXPECT(list.total() == 3 && list.next_link() == "/2" && list.page().returned == 2);
    EXPECT(seen.contains(jobstatus::flag::unknown_state) && seen != jobstatus::flag_set());
    EXPECT(seen == jobstatus::flag_set(JOBSTATUS_FLAG_UNKNOWN_STATE));
    EXPECT(*seen.begin() == jobstatus::flag::unknown_state);
    EXPECT(++seen.begin() == seen.end() && !(seen.begin()++ == seen.end()) && seen.begin() != seen.end());
    const std::vector<jobstatus::response> kept(list.begin(), list.end());
    EXPECT(kept.size() == 2 && kept[1].id() == "2");
}

void use_second_file() {
    EXPECT(identity_in_second_file().version == static_cast<const void *>(&jobstatus::header_version_number));
    EXPECT(identity_in_second_file().parse == static_cast<decltype(identity::parse)>(&jobstatus::parse));
    EXPECT(read_in_second_file(job_body).message() == jobstatus::parse(vendor, 200, job_body).message());
    EXPECT(count_in_second_file(list_body) == 2);
}

#if __cplusplus >= 202002L
using jobstatus::job_list;
static_assert(std::ranges::input_range<job_list<>> && std::ranges::input_range<jobstatus::item_range>);
static_assert(std::ranges::forward_range<jobstatus::flag_set> || std::ranges::input_range<jobstatus::flag_set>);

void use_span_and_ranges() {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(job_body));
    jobstatus_item items[2];
    use_items(jobstatus::parse(vendor, 200, bytes, std::span(items)));
    const std::u8string_view text = u8"{\"guid\":\"1\"}";
    EXPECT(jobstatus::parse(vendor, 200, text).id() == "1");
    auto list = jobstatus::jobs<2>(vendor, 200, list_body);
    EXPECT(std::ranges::count_if(list, &jobstatus::response::is_terminal) == 1);
}
#else
void use_span_and_ranges() {
}
#endif

} // namespace

int main() {
    use_names(jobstatus::result::not_found);
    use_names(vendor);
    use_names(jobstatus::kind::job);
    use_names(jobstatus::state::queued);
    use_names(jobstatus::advice::give_up);
    use_names(jobstatus::fault::server);
    use_names(jobstatus::flag::bad_time);
    use_names(jobstatus::item_kind::link);
    use_response();
    use_list();
    use_second_file();
    use_span_and_ranges();
    EXPECT(!title(vendor).empty() && title(jobstatus::vendor::unknown).empty());
    EXPECT(jobstatus::library_version() == jobstatus::header_version && jobstatus::library_is_compatible());
    EXPECT(jobstatus::library_version_number() == jobstatus::header_version_number);
    return failures;
}
