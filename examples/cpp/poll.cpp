/*
 * Polls the URL of a job until it is over, and prints each change of its state.
 *
 *     poll VENDOR URL [INTERVAL [DEADLINE]]
 *
 * INTERVAL is the time between two requests, 5 seconds where it is not given; DEADLINE the time for all of it, 3600. A
 * server that asks to wait longer (Retry-After) is obeyed. Where a request fails for a passing reason, the waits double
 * up to two minutes. An access token is taken from the environment variable JOBSTATUS_TOKEN, so that no other user of
 * the machine sees it among the arguments of processes, and sent as Authorization: Bearer. Redirections are not
 * followed, so that it goes to no other place than the one in the URL.
 *
 * Exit status: 0 the job has succeeded, 1 it is over and has not, 2 usage, 3 the job cannot be polled (no such job, not
 * authorized, not the URL of a job...), 4 it was not over at the deadline.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <curl/curl.h>
#include <jobstatus.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using clock = std::chrono::steady_clock;
using seconds = std::chrono::duration<double>;

constexpr std::size_t longest_body = std::size_t{16} << 20;
constexpr std::size_t most_items = 1000;
constexpr seconds longest_request{60};
constexpr seconds longest_backoff{120};

enum exit_status { succeeded = 0, not_succeeded = 1, usage = 2, cannot_poll = 3, not_over = 4 };

struct connection {
    std::unique_ptr<CURL, void (*)(CURL *)> handle{curl_easy_init(), curl_easy_cleanup};
    std::string body;
};

std::size_t append(char *bytes, std::size_t size, std::size_t count, void *body) {
    std::string &received = *static_cast<std::string *>(body);
    if (received.size() + size * count > longest_body) {
        return 0; // which makes the transfer fail
    }
    received.append(bytes, size * count);
    return size * count;
}

void set_up(connection &http, const char *url) {
    CURL *handle = http.handle.get();
    curl_easy_setopt(handle, CURLOPT_URL, url);
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl_easy_setopt(handle, CURLOPT_DEFAULT_PROTOCOL, "https"); // of a URL that names none
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "jobstatus-poll");
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, ""); // every compression that libcurl knows
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &http.body);
    if (const char *token = std::getenv("JOBSTATUS_TOKEN")) {
        curl_easy_setopt(handle, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
        curl_easy_setopt(handle, CURLOPT_XOAUTH2_BEARER, token);
    }
}

CURLcode request(connection &http, seconds left) {
    const double limit = std::clamp(left.count(), 0.001, longest_request.count());
    curl_easy_setopt(http.handle.get(), CURLOPT_TIMEOUT_MS, std::lround(limit * 1000));
    http.body.clear();
    return curl_easy_perform(http.handle.get());
}

int http_status(const connection &http) {
    long status = 0;
    curl_easy_getinfo(http.handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
}

/// How long the server asks to wait, in either form of the header field; 0 where it does not ask.
seconds retry_after(const connection &http) {
    curl_off_t wait = 0;
    curl_easy_getinfo(http.handle.get(), CURLINFO_RETRY_AFTER, &wait);
    return seconds{static_cast<double>(wait)};
}

/// Whether the same request can succeed later. A wrong URL, a certificate that is not valid and the like stay.
bool is_passing(CURLcode code) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return true;
    default:
        return false;
    }
}

/// The wait doubles with each failure, and is shortened by chance by up to a half, so that pollers that failed together
/// do not come back together.
seconds backoff(seconds interval, int failures) {
    static std::mt19937 generator{std::random_device{}()};
    const seconds full = std::min(interval * std::exp2(std::min(failures, 20)), longest_backoff);
    return full * std::uniform_real_distribution<>{0.5, 1.0}(generator);
}

/// C0 and C1 controls, DEL, and what turns the direction of a text round, which could make a line read as another.
/// Texts in UTF-8 sort as the numbers of their characters do.
bool is_unsafe(std::string_view character) {
    return character < " " || (character >= "\x7f" && character <= "\u009f") || character == "\u061c" ||
           character == "\u200e" || character == "\u200f" || (character >= "\u2028" && character <= "\u202e") ||
           (character >= "\u2066" && character <= "\u2069");
}

/// What a server sends goes to a terminal, without what is unsafe there. It is UTF-8: the library has checked it.
std::string printable(const jobstatus::text &text) {
    const std::string decoded = text.str();
    std::string shown;
    for (std::string_view rest = decoded; !rest.empty();) {
        const auto lead = static_cast<unsigned char>(rest[0]);
        const std::string_view character = rest.substr(0, lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
        rest.remove_prefix(character.size());
        if (character == "\n" || character == "\r" || character == "\t") {
            shown += ' ';
        } else if (is_unsafe(character)) {
            shown += '?';
        } else {
            shown += character;
        }
    }
    return shown;
}

std::string described(const jobstatus::response &job) {
    const std::string state(name(job.state()));
    return job.state_text().empty() ? state : state + " (" + printable(job.state_text()) + ")";
}

void print_reasons(const jobstatus::response &job) {
    if (!job.message().empty()) {
        std::cerr << (job.error_code().empty() ? "" : printable(job.error_code()) + ": ") << printable(job.message())
                  << '\n';
    }
    for (const jobstatus::item item : job.items()) {
        const bool has_failed = item.kind() == jobstatus::item_kind::error || item.state() == jobstatus::state::failed;
        if (has_failed && item.message() != job.message()) {
            std::cerr << "  " << (item.target_name().empty() ? "" : printable(item.target_name()) + ": ")
                      << printable(item.message().empty() ? item.title() : item.message()) << '\n';
        }
    }
}

/// The exit status where there is no use in asking again.
std::optional<exit_status> decided(const jobstatus::response &job) {
    switch (job.advice()) {
    case jobstatus::advice::done:
        if (job.state() == jobstatus::state::succeeded) {
            return succeeded;
        }
        print_reasons(job);
        return not_succeeded;
    case jobstatus::advice::none: // a list: the URL is not that of one job
    case jobstatus::advice::authenticate:
    case jobstatus::advice::gone:
    case jobstatus::advice::give_up:
        std::cerr << "poll: HTTP status " << job.http_status() << ", " << job.kind() << ", fault " << job.fault()
                  << ", body " << job.result() << ": " << job.advice() << '\n';
        print_reasons(job);
        return cannot_poll;
    default: // poll, retry, and what a newer library advises
        return std::nullopt;
    }
}

exit_status poll(jobstatus::vendor vendor, connection &http, seconds interval, clock::time_point deadline) {
    std::vector<jobstatus_item> items;
    std::string last;
    for (int failures = 0;;) {
        const CURLcode code = request(http, deadline - clock::now());
        bool has_failed = true;
        if (code == CURLE_OK) {
            const auto job = jobstatus::parse_with_items(vendor, http_status(http), http.body, items, most_items);
            if (const std::string now = described(job); job.kind() == jobstatus::kind::job && now != last) {
                std::cout << now << std::endl;
                last = now;
            }
            if (const auto status = decided(job)) {
                return *status;
            }
            has_failed = job.advice() == jobstatus::advice::retry;
            if (has_failed) {
                std::cerr << "poll: HTTP status " << job.http_status() << ", " << job.fault() << ": trying again\n";
            }
        } else {
            std::cerr << "poll: " << curl_easy_strerror(code) << '\n';
            if (!is_passing(code)) {
                return cannot_poll;
            }
        }
        failures = has_failed ? failures + 1 : 0;
        const seconds wait = std::max(retry_after(http), has_failed ? backoff(interval, failures) : interval);
        if (clock::now() + wait >= deadline) {
            std::cerr << "poll: the job was not over in time\n";
            return not_over;
        }
        std::this_thread::sleep_for(wait);
    }
}

/// A number of seconds from 0 on; otherwise -1.
double number(const char *argument) {
    char *end = nullptr;
    const double value = std::strtod(argument, &end);
    return end != argument && *end == '\0' && value >= 0 && value <= 1e6 ? value : -1;
}

} // namespace

int main(int argc, char **argv) {
    const auto vendor = argc >= 3 ? jobstatus::from_name<jobstatus::vendor>(argv[1]) : std::nullopt;
    const double interval = argc >= 4 ? number(argv[3]) : 5;
    const double deadline = argc >= 5 ? number(argv[4]) : 3600;
    if (!vendor || argc > 5 || interval < 0 || deadline < 0) {
        std::cerr << "usage: poll VENDOR URL [INTERVAL [DEADLINE]], in seconds. Vendors:\n";
        for (std::uint32_t i = 1; !name(static_cast<jobstatus::vendor>(i)).empty(); i++) {
            std::cerr << "  " << static_cast<jobstatus::vendor>(i) << '\n';
        }
        return usage;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    connection http;
    const auto end = clock::now() + std::chrono::duration_cast<clock::duration>(seconds{deadline});
    set_up(http, argv[2]);
    const exit_status status = poll(*vendor, http, seconds{interval}, end);
    http.handle.reset();
    curl_global_cleanup();
    return status;
}
