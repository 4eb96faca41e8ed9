/*
 * jobstatus.hpp - jobstatus.h for C++17 and later
 *
 * The functions of jobstatus.h with the types of C++: enumerations, optionals, std::string_view, std::chrono, ranges.
 * Header-only, on the standard library alone; what the values mean is told by jobstatus.h, sections 3 to 9.
 *
 *     std::string body = ...;
 *     jobstatus::response job = jobstatus::parse(jobstatus::vendor::netapp_ontap, 200, body);
 *     if (job.is_terminal() && job.state() != jobstatus::state::succeeded) {
 *         std::cerr << job.error_code() << ": " << job.message() << '\n';
 *     }
 *
 *     auto list = jobstatus::jobs(jobstatus::vendor::cloud_foundry, 200, body);
 *     for (const jobstatus::response &each : list) { std::cout << each.id() << ' ' << each.state() << '\n'; }
 *     if (!list.ok()) { ... the list was not read to its end ... }
 *
 * Lifetime. Nothing is copied out of the body: a response, and every text, item and list that comes from it, points
 * into the bytes that were given to parse() or jobs(), and is valid as long as they stand where they are, unchanged. A
 * std::string that is moved, or that is appended to, may take its bytes elsewhere. To keep a response together with a
 * copy of the body, write response(old.record(), copy). The same holds for items, which lie in an array of the
 * caller's. A temporary does not compile as either, save for a view that is known to be one: std::string_view, and from
 * C++20 on std::span and every type for which std::ranges::enable_borrowed_range is true.
 *
 * Memory. Nothing is allocated, save by text::str(), by parse_with_items(), and where two texts are compared or written
 * to a stream, as described there. These alone are not noexcept, since std::string and std::vector may throw; nothing
 * here throws of its own accord, so that it also compiles with -fno-exceptions -fno-rtti.
 *
 * Threads. Every function may be called from any thread at any time. Any number of threads may read one object at the
 * same time; a job_list changes while it is iterated over, so it belongs to one thread.
 *
 * Unknown values. A newer library may answer with constants that this header does not name: an enumeration holds them
 * as they are, and name() asks the library for their names. Give every switch a default, and treat them there as
 * section 3 says: as the 0 of the enumeration; a result as a failure, an advice as poll.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOBSTATUS_HPP
#define JOBSTATUS_HPP

#if __cplusplus < 201703L
#error "jobstatus.hpp is for C++17 and later; jobstatus.h is for every C++ from C++11 on"
#endif

#include "jobstatus.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iosfwd>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>
#ifdef __cpp_lib_ranges
#include <ranges>
#endif

// Programs and libraries that were compiled with different versions of this header can be loaded into one process: the
// version is part of the names that the linker sees, because the structs of jobstatus.h grow.
#define JOBSTATUS_HPP_JOIN(major, minor) v##major##_##minor
#define JOBSTATUS_HPP_NAMESPACE(major, minor) JOBSTATUS_HPP_JOIN(major, minor)

namespace jobstatus {
inline namespace JOBSTATUS_HPP_NAMESPACE(JOBSTATUS_VERSION_MAJOR, JOBSTATUS_VERSION_MINOR) {

// ---- Enumerations: section 3 ----------------------------------------------------------------------------------------

/// What a call came to. Every value other than ok is negative and a failure.
enum class result : std::int32_t {
    ok = JOBSTATUS_OK,
    argument = JOBSTATUS_E_ARGUMENT,         ///< a null pointer that is not allowed
    vendor = JOBSTATUS_E_VENDOR,             ///< none of enum class vendor
    struct_size = JOBSTATUS_E_STRUCT_SIZE,   ///< a struct of an older header than the library knows
    pointer = JOBSTATUS_E_POINTER,           ///< the text is no RFC 6901 JSON Pointer
    empty = JOBSTATUS_E_EMPTY,               ///< nothing but white space, or a byte-order mark
    not_json = JOBSTATUS_E_NOT_JSON,         ///< an HTML page, a gateway's line of text
    truncated = JOBSTATUS_E_TRUNCATED,       ///< the beginning of some valid document
    syntax = JOBSTATUS_E_SYNTAX,             ///< breaks the grammar of RFC 8259
    utf8 = JOBSTATUS_E_UTF8,                 ///< a sequence of bytes is not UTF-8
    too_deep = JOBSTATUS_E_TOO_DEEP,         ///< nested deeper than JOBSTATUS_MAX_DEPTH
    too_large = JOBSTATUS_E_TOO_LARGE,       ///< longer than JOBSTATUS_MAX_LENGTH bytes
    unrecognized = JOBSTATUS_E_UNRECOGNIZED, ///< JSON, but none of this vendor's shapes
    not_found = JOBSTATUS_E_NOT_FOUND,       ///< find(): the document has no such value
};

/// Whose API a body comes from; unknown lets the library guess it.
enum class vendor : std::uint32_t {
    unknown = JOBSTATUS_VENDOR_UNKNOWN,
    palo_alto_scm = JOBSTATUS_VENDOR_PALO_ALTO_SCM,
    orange_evolution = JOBSTATUS_VENDOR_ORANGE_EVOLUTION,
    cisco_cdfmc = JOBSTATUS_VENDOR_CISCO_CDFMC,
    cloud_foundry = JOBSTATUS_VENDOR_CLOUD_FOUNDRY,
    netapp_ontap = JOBSTATUS_VENDOR_NETAPP_ONTAP,
};

/// What a body is.
enum class kind : std::uint32_t {
    none = JOBSTATUS_KIND_NONE,         ///< no job: the body is unusable, or a list with nothing in it
    job = JOBSTATUS_KIND_JOB,           ///< one job
    accepted = JOBSTATUS_KIND_ACCEPTED, ///< the answer of a call that started a job
    error = JOBSTATUS_KIND_ERROR,       ///< the vendor's error envelope
    list = JOBSTATUS_KIND_LIST,         ///< several jobs: jobs() reads them
};

/// Where a job stands.
enum class state : std::uint32_t {
    unknown = JOBSTATUS_STATE_UNKNOWN, ///< the word is not known, or there is none; not terminal
    queued = JOBSTATUS_STATE_QUEUED,
    running = JOBSTATUS_STATE_RUNNING,
    paused = JOBSTATUS_STATE_PAUSED,       ///< not terminal: somebody can resume it
    succeeded = JOBSTATUS_STATE_SUCCEEDED, ///< terminal: all of it was done
    partial = JOBSTATUS_STATE_PARTIAL,     ///< terminal: some of it was done, some of it failed
    failed = JOBSTATUS_STATE_FAILED,       ///< terminal
    cancelled = JOBSTATUS_STATE_CANCELLED, ///< terminal
    ended = JOBSTATUS_STATE_ENDED,         ///< terminal: it is over, and the vendor does not tell how it ended
};

/// What a poller should do next.
enum class advice : std::uint32_t {
    none = JOBSTATUS_ADVICE_NONE,                 ///< nothing can be said: the body is a list
    poll = JOBSTATUS_ADVICE_POLL,                 ///< not over, or unknown: ask again later
    done = JOBSTATUS_ADVICE_DONE,                 ///< over: read state()
    retry = JOBSTATUS_ADVICE_RETRY,               ///< a passing trouble: send the same request again, later
    authenticate = JOBSTATUS_ADVICE_AUTHENTICATE, ///< get new credentials, then send the same request again
    gone = JOBSTATUS_ADVICE_GONE,                 ///< there is no such job, or no longer
    give_up = JOBSTATUS_ADVICE_GIVE_UP,           ///< the same request will fail again
};

/// What went wrong with the request, where the response says that something did.
enum class fault : std::uint32_t {
    none = JOBSTATUS_FAULT_NONE,
    bad_request = JOBSTATUS_FAULT_BAD_REQUEST,
    unauthenticated = JOBSTATUS_FAULT_UNAUTHENTICATED,
    forbidden = JOBSTATUS_FAULT_FORBIDDEN,
    not_found = JOBSTATUS_FAULT_NOT_FOUND,
    not_allowed = JOBSTATUS_FAULT_NOT_ALLOWED,
    conflict = JOBSTATUS_FAULT_CONFLICT,
    unprocessable = JOBSTATUS_FAULT_UNPROCESSABLE,
    rate_limited = JOBSTATUS_FAULT_RATE_LIMITED,
    server = JOBSTATUS_FAULT_SERVER,
    gateway = JOBSTATUS_FAULT_GATEWAY,
    unavailable = JOBSTATUS_FAULT_UNAVAILABLE,
    timeout = JOBSTATUS_FAULT_TIMEOUT,
    other = JOBSTATUS_FAULT_OTHER,
};

/// One thing that the body held and a reader may want to know of. Several of them are a flag_set.
enum class flag : std::uint32_t {
    unknown_state = JOBSTATUS_FLAG_UNKNOWN_STATE, ///< the word that decides the state is missing or not known
    bad_percent = JOBSTATUS_FLAG_BAD_PERCENT,     ///< the percentage is no number from 0 to 100
    bad_time = JOBSTATUS_FLAG_BAD_TIME,           ///< a time cannot be read as one
    zone_assumed = JOBSTATUS_FLAG_ZONE_ASSUMED,   ///< a time has no zone and was read as UTC
    duplicate_key = JOBSTATUS_FLAG_DUPLICATE_KEY, ///< a member was given twice in one object; the last one counts
    repeated_list = JOBSTATUS_FLAG_REPEATED_LIST, ///< of a list alone: it was given more than once
};

/// What an item is.
enum class item_kind : std::uint32_t {
    none = JOBSTATUS_ITEM_NONE,
    error = JOBSTATUS_ITEM_ERROR,
    warning = JOBSTATUS_ITEM_WARNING,
    info = JOBSTATUS_ITEM_INFO,
    subtask = JOBSTATUS_ITEM_SUBTASK,
    link = JOBSTATUS_ITEM_LINK,
};

namespace detail {

inline std::string_view view_of(const char *constant) noexcept {
    return constant == nullptr ? std::string_view() : std::string_view(constant);
}

/// The two functions of the library that translate an enumeration.
template <class Enumeration, const char *(*Name)(std::underlying_type_t<Enumeration>),
          std::underlying_type_t<Enumeration> (*FromName)(const char *, std::size_t)>
struct translation {
    static std::string_view name(Enumeration value) noexcept {
        return view_of(Name(static_cast<std::underlying_type_t<Enumeration>>(value)));
    }

    static std::optional<Enumeration> from_name(std::string_view text) noexcept {
        // Where there is no such name the answer is 0, which may have a name of its own, or a value without a name.
        const Enumeration value = static_cast<Enumeration>(FromName(text.data(), text.size()));
        const bool is_zero = value == Enumeration{};
        const std::string_view own_name = name(value);
        if (own_name.empty() || (is_zero && own_name != text)) {
            return std::nullopt;
        }
        return value;
    }
};

template <class Enumeration> struct names;
template <> struct names<result> : translation<result, jobstatus_result_name, jobstatus_result_from_name> {};
template <> struct names<vendor> : translation<vendor, jobstatus_vendor_name, jobstatus_vendor_from_name> {};
template <> struct names<kind> : translation<kind, jobstatus_kind_name, jobstatus_kind_from_name> {};
template <> struct names<state> : translation<state, jobstatus_state_name, jobstatus_state_from_name> {};
template <> struct names<advice> : translation<advice, jobstatus_advice_name, jobstatus_advice_from_name> {};
template <> struct names<fault> : translation<fault, jobstatus_fault_name, jobstatus_fault_from_name> {};
template <> struct names<flag> : translation<flag, jobstatus_flag_name, jobstatus_flag_from_name> {};
template <>
struct names<item_kind> : translation<item_kind, jobstatus_item_kind_name, jobstatus_item_kind_from_name> {};

} // namespace detail

/// The name of a value as section 3 has it, "not-found" for fault::not_found, a constant string of the library's. Empty
/// for a value that has no name (vendor::unknown, flag{}), or that the library does not know either.
template <class Enumeration, class Names = detail::names<Enumeration>>
[[nodiscard]] auto name(Enumeration value) noexcept -> decltype(Names::name(value)) {
    return Names::name(value);
}

/// The vendor's name for a person: "NetApp ONTAP". Empty for vendor::unknown and for one the library does not know.
[[nodiscard]] inline std::string_view title(vendor value) noexcept {
    return detail::view_of(jobstatus_vendor_title(static_cast<std::uint32_t>(value)));
}

/// The value with a name, compared exactly: from_name<vendor>("cisco-cdfmc"). A vendor's other names are known too.
template <class Enumeration> [[nodiscard]] std::optional<Enumeration> from_name(std::string_view text) noexcept {
    return detail::names<Enumeration>::from_name(text);
}

/// Writes the name of a value, or its number where it has none; "unknown" for vendor::unknown, which has none either.
template <class Traits, class Enumeration, class Names = detail::names<Enumeration>>
auto operator<<(std::basic_ostream<char, Traits> &stream, Enumeration value)
    -> decltype(Names::name(value), static_cast<std::basic_ostream<char, Traits> &>(stream)) {
    const std::string_view text = Names::name(value);
    if (!text.empty()) {
        return stream << text;
    }
    if (std::is_same_v<Enumeration, vendor> && value == Enumeration{}) {
        return stream << "unknown"; // not 0, which tells a reader nothing
    }
    return stream << static_cast<std::underlying_type_t<Enumeration>>(value);
}

/// Flags of a record or a list. Iterating gives each flag that is set, also those that this header does not name.
class flag_set {
  public:
    class iterator {
      public:
        using iterator_category = std::input_iterator_tag;
        using value_type = flag;
        using difference_type = std::ptrdiff_t;
        using pointer = const flag *;
        using reference = flag;

        constexpr iterator() noexcept = default;
        constexpr explicit iterator(std::uint32_t bits) noexcept : bits_(bits) {
        }
        [[nodiscard]] constexpr flag operator*() const noexcept {
            return static_cast<flag>(bits_ & (~bits_ + 1u));
        }
        constexpr iterator &operator++() noexcept {
            bits_ &= bits_ - 1u;
            return *this;
        }
        constexpr iterator operator++(int) noexcept {
            const iterator before = *this;
            ++*this;
            return before;
        }
        friend constexpr bool operator==(iterator left, iterator right) noexcept {
            return left.bits_ == right.bits_;
        }
        friend constexpr bool operator!=(iterator left, iterator right) noexcept {
            return left.bits_ != right.bits_;
        }

      private:
        std::uint32_t bits_ = 0;
    };

    constexpr flag_set() noexcept = default;
    /// From JOBSTATUS_FLAG_... joined by |.
    constexpr explicit flag_set(std::uint32_t bits) noexcept : bits_(bits) {
    }
    [[nodiscard]] constexpr bool contains(flag one) const noexcept {
        return (bits_ & static_cast<std::uint32_t>(one)) != 0;
    }
    [[nodiscard]] constexpr bool empty() const noexcept {
        return bits_ == 0;
    }
    /// JOBSTATUS_FLAG_... joined by |.
    [[nodiscard]] constexpr std::uint32_t bits() const noexcept {
        return bits_;
    }
    [[nodiscard]] constexpr iterator begin() const noexcept {
        return iterator(bits_);
    }
    [[nodiscard]] constexpr iterator end() const noexcept {
        return iterator();
    }
    friend constexpr bool operator==(flag_set left, flag_set right) noexcept {
        return left.bits_ == right.bits_;
    }
    friend constexpr bool operator!=(flag_set left, flag_set right) noexcept {
        return left.bits_ != right.bits_;
    }

  private:
    std::uint32_t bits_ = 0;
};

// ---- Bytes and texts: section 4 -------------------------------------------------------------------------------------

/// A moment: nanoseconds since 1970-01-01T00:00:00Z.
using time_point = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

namespace detail {

template <class Type> inline constexpr bool is_byte = false;
template <> inline constexpr bool is_byte<char> = true;
template <> inline constexpr bool is_byte<signed char> = true;
template <> inline constexpr bool is_byte<unsigned char> = true;
template <> inline constexpr bool is_byte<std::byte> = true;
#ifdef __cpp_char8_t
template <> inline constexpr bool is_byte<char8_t> = true;
#endif

/// What data() points to, of types that have size() too.
template <class Range>
using element =
    std::remove_pointer_t<decltype(static_cast<void>(std::declval<Range &>().size()), std::declval<Range &>().data())>;

/// Whether the elements outlive the range, so that it may be a temporary. That has to be known of a type, or be said by
/// it: nothing else tells a view from a std::array, or from a struct that owns its elements.
#ifdef __cpp_lib_ranges
template <class Range> inline constexpr bool borrows_elements = std::ranges::enable_borrowed_range<Range>;
#else
template <class Range> inline constexpr bool borrows_elements = false;
#endif
template <class Character, class Traits>
inline constexpr bool borrows_elements<std::basic_string_view<Character, Traits>> = true;

} // namespace detail

/// The bytes of a body, which stay the caller's: made of anything that has data() and size() of bytes (std::string,
/// std::string_view, std::vector<std::byte>, std::span<const unsigned char>), or of a pointer and a length. No
/// terminating NUL is needed, nor looked for: where there is one, write std::string_view(text). An array of char is not
/// taken, for it may be a literal with its NUL or a buffer that is filled in part: write "{}"sv, or give its length.
class body_view {
  public:
    constexpr body_view() noexcept = default;
    /// bytes may be null where length is 0.
    body_view(const void *bytes, std::size_t length) noexcept : data_(static_cast<const char *>(bytes)), size_(length) {
    }
    template <class Bytes, std::enable_if_t<detail::is_byte<std::remove_cv_t<detail::element<const Bytes>>>, int> = 0>
    body_view(const Bytes &bytes) noexcept
        : body_view(static_cast<const void *>(bytes.data()), static_cast<std::size_t>(bytes.size())) {
    }
    /// A temporary takes its bytes away at the end of the statement: give it a name first.
    template <class Bytes, std::enable_if_t<detail::is_byte<std::remove_cv_t<detail::element<const Bytes>>> &&
                                                !detail::borrows_elements<Bytes> && !std::is_same_v<Bytes, body_view>,
                                            int> = 0>
    body_view(const Bytes &&bytes) = delete;

    [[nodiscard]] constexpr const char *data() const noexcept {
        return data_;
    }
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        return size_;
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept {
        return std::string_view(data_, size_);
    }

  private:
    const char *data_ = nullptr;
    std::size_t size_ = 0;
};

/// A text of a body, where it stands. What is absent, and what does not lie within the body, is the empty text.
class text {
  public:
    text() noexcept = default;
    /// A span of the C interface with the body that it is of.
    text(body_view body, const jobstatus_span &span) noexcept : body_(body), span_(span) {
    }

    /// Absent; only what find() gives can be present and empty.
    [[nodiscard]] bool empty() const noexcept {
        return raw().empty();
    }

    /// The bytes as they stand in the body, escape sequences as they are written.
    [[nodiscard]] std::string_view raw() const noexcept {
        if (span_.offset > body_.size() || span_.length > body_.size() - span_.offset) {
            return {};
        }
        return body_.view().substr(span_.offset, span_.length);
    }

    /// Whether raw() is not the text itself.
    [[nodiscard]] bool has_escapes() const noexcept {
        return span_.escapes != JOBSTATUS_ESCAPES_NONE;
    }

    /// The text in UTF-8, without a copy: nothing where it has escapes, the empty view where it is absent.
    [[nodiscard]] std::optional<std::string_view> view() const noexcept {
        if (has_escapes()) {
            return std::nullopt;
        }
        return raw();
    }

    /// The text, decoded, in UTF-8. A lone surrogate in an escape becomes U+FFFD; an escaped NUL is kept.
    [[nodiscard]] std::string str() const {
        if (!has_escapes()) {
            return std::string(raw());
        }
        std::string decoded(copy(nullptr, 0), '\0');
        copy(decoded.data(), decoded.size() + 1);
        return decoded;
    }

    /// Writes the decoded text into a buffer, NUL-terminated, and cut between two characters where it is too small.
    /// Returns the bytes of the whole text without the NUL: it was cut where that is size or more. buffer may be null
    /// where size is 0.
    std::size_t copy(char *buffer, std::size_t size) const noexcept {
        return jobstatus_text(body_.data(), body_.size(), &span_, buffer, size);
    }

    [[nodiscard]] const jobstatus_span &span() const noexcept {
        return span_;
    }

    /// Compares what is meant, not how it is written: "\u0041" in the body equals "A". Allocates only for a text that
    /// has escapes and is longer than 511 bytes, beside one of the same length.
    friend bool operator==(const text &left, std::string_view right) {
        return left.equals(right);
    }
    friend bool operator==(std::string_view left, const text &right) {
        return right.equals(left);
    }
    friend bool operator!=(const text &left, std::string_view right) {
        return !left.equals(right);
    }
    friend bool operator!=(std::string_view left, const text &right) {
        return !right.equals(left);
    }
    /// Two texts, maybe of different bodies. Allocates where both have escapes.
    friend bool operator==(const text &left, const text &right) {
        if (!right.has_escapes()) {
            return left.equals(right.raw());
        }
        return left.has_escapes() ? left.equals(right.str()) : right.equals(left.raw());
    }
    friend bool operator!=(const text &left, const text &right) {
        return !(left == right);
    }

    /// Writes the decoded text; allocates where it has escapes. It may hold any character, control characters too.
    template <class Traits>
    friend std::basic_ostream<char, Traits> &operator<<(std::basic_ostream<char, Traits> &stream, const text &written) {
        return written.has_escapes() ? stream << written.str() : stream << written.raw();
    }

  private:
    [[nodiscard]] bool equals(std::string_view other) const {
        if (!has_escapes()) {
            return raw() == other;
        }
        std::array<char, 512> buffer;
        const std::size_t length = copy(buffer.data(), buffer.size());
        if (length != other.size()) {
            return false;
        }
        return length < buffer.size() ? std::string_view(buffer.data(), length) == other : str() == other;
    }

    body_view body_;
    jobstatus_span span_ = {};
};

/// The answer to find(): converts to true where the value was found.
class lookup {
  public:
    lookup(jobstatus::result outcome, jobstatus::text value) noexcept : result_(outcome), value_(value) {
    }
    /// ok, not_found, pointer where the text is no RFC 6901 JSON Pointer, or why the body is unusable.
    [[nodiscard]] jobstatus::result result() const noexcept {
        return result_;
    }
    [[nodiscard]] bool ok() const noexcept {
        return result_ == jobstatus::result::ok;
    }
    explicit operator bool() const noexcept {
        return ok();
    }
    /// Of a JSON string its content, of any other value its JSON; absent where it was not found.
    [[nodiscard]] text value() const noexcept {
        return value_;
    }
    [[nodiscard]] text operator*() const noexcept {
        return value_;
    }
    [[nodiscard]] const text *operator->() const noexcept {
        return &value_;
    }

  private:
    jobstatus::result result_;
    text value_;
};

/// Finds the value that a JSON Pointer names, such as "/metadata/task/id", in a JSON document of any kind. The empty
/// pointer names the whole document, which makes it a validator.
[[nodiscard]] inline lookup find(body_view body, std::string_view pointer) noexcept {
    jobstatus_span span = {};
    const char *characters = pointer.empty() ? "" : pointer.data();
    const jobstatus_result outcome = jobstatus_find(body.data(), body.size(), characters, pointer.size(), &span);
    return lookup(static_cast<result>(outcome), text(body, span));
}

/// Which vendor a body looks like; vendor::unknown where it looks like none, or like several alike.
[[nodiscard]] inline vendor detect(body_view body) noexcept {
    return static_cast<vendor>(jobstatus_detect(body.data(), body.size()));
}

// ---- Items: section 5 -----------------------------------------------------------------------------------------------

/// One of the things nested in a response: an error, a warning, a message, a sub-task, a link. It points to an element
/// of the caller's array and into the body, and is valid as long as both.
class item {
  public:
    item(body_view body, const jobstatus_item &record) noexcept : body_(body), record_(&record) {
    }
    [[nodiscard]] jobstatus::item_kind kind() const noexcept {
        return static_cast<jobstatus::item_kind>(record_->kind);
    }
    /// Of a sub-task; else state::unknown.
    [[nodiscard]] jobstatus::state state() const noexcept {
        return static_cast<jobstatus::state>(record_->state);
    }
    /// Of a sub-task: the vendor's own word.
    [[nodiscard]] text state_text() const noexcept {
        return text(body_, record_->state_text);
    }
    /// The vendor's code of an error, a warning or a message.
    [[nodiscard]] text code() const noexcept {
        return text(body_, record_->code);
    }
    /// A short text; of a link its name.
    [[nodiscard]] text title() const noexcept {
        return text(body_, record_->title);
    }
    /// The text for a person.
    [[nodiscard]] text message() const noexcept {
        return text(body_, record_->message);
    }
    /// The vendor's own word.
    [[nodiscard]] text severity() const noexcept {
        return text(body_, record_->severity);
    }
    /// What the item is about.
    [[nodiscard]] text target_id() const noexcept {
        return text(body_, record_->target_id);
    }
    [[nodiscard]] text target_name() const noexcept {
        return text(body_, record_->target_name);
    }
    [[nodiscard]] text target_type() const noexcept {
        return text(body_, record_->target_type);
    }
    /// URI reference.
    [[nodiscard]] text link() const noexcept {
        return text(body_, record_->link);
    }
    /// The struct of the C interface.
    [[nodiscard]] const jobstatus_item &record() const noexcept {
        return *record_;
    }

  private:
    body_view body_;
    const jobstatus_item *record_;
};

/// The items of a response, in the order of the document.
class item_range {
  public:
    class iterator {
      public:
        // operator* gives no reference, which C++17 demands of anything better than an input iterator.
        using iterator_category = std::input_iterator_tag;
        using value_type = item;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = item;

        iterator() noexcept = default;
        iterator(body_view body, const jobstatus_item *at) noexcept : body_(body), at_(at) {
        }
        [[nodiscard]] item operator*() const noexcept {
            return item(body_, *at_);
        }
        iterator &operator++() noexcept {
            ++at_;
            return *this;
        }
        iterator operator++(int) noexcept {
            const iterator before = *this;
            ++at_;
            return before;
        }
        friend bool operator==(const iterator &left, const iterator &right) noexcept {
            return left.at_ == right.at_;
        }
        friend bool operator!=(const iterator &left, const iterator &right) noexcept {
            return left.at_ != right.at_;
        }

      private:
        body_view body_;
        const jobstatus_item *at_ = nullptr;
    };

    item_range() noexcept = default;
    item_range(body_view body, const jobstatus_item *items, std::size_t length) noexcept
        : body_(body), items_(items), size_(length) {
    }
    [[nodiscard]] std::size_t size() const noexcept {
        return size_;
    }
    [[nodiscard]] bool empty() const noexcept {
        return size_ == 0;
    }
    /// index must be below size().
    [[nodiscard]] item operator[](std::size_t index) const noexcept {
        return item(body_, items_[index]);
    }
    [[nodiscard]] iterator begin() const noexcept {
        return iterator(body_, items_);
    }
    [[nodiscard]] iterator end() const noexcept {
        return iterator(body_, items_ + size_);
    }

  private:
    body_view body_;
    const jobstatus_item *items_ = nullptr;
    std::size_t size_ = 0;
};

/// Room for items in an array of the caller's: made of an array, of anything that has data() and size() of
/// jobstatus_item (std::array, std::vector at its present size, std::span), or of a pointer and a capacity.
class item_buffer {
  public:
    constexpr item_buffer() noexcept = default;
    /// items may be null where capacity is 0.
    constexpr item_buffer(jobstatus_item *items, std::size_t capacity) noexcept : data_(items), size_(capacity) {
    }
    template <std::size_t Capacity>
    constexpr item_buffer(jobstatus_item (&items)[Capacity]) noexcept : item_buffer(items, Capacity) {
    }
    template <class Items, std::enable_if_t<std::is_same_v<detail::element<Items>, jobstatus_item> &&
                                                (std::is_lvalue_reference_v<Items> ||
                                                 detail::borrows_elements<std::decay_t<Items>>) &&
                                                !std::is_same_v<std::decay_t<Items>, item_buffer>,
                                            int> = 0>
    constexpr item_buffer(Items &&items) noexcept : item_buffer(items.data(), static_cast<std::size_t>(items.size())) {
    }
    [[nodiscard]] constexpr jobstatus_item *data() const noexcept {
        return data_;
    }
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        return size_;
    }

  private:
    jobstatus_item *data_ = nullptr;
    std::size_t size_ = 0;
};

// ---- Responses: section 4 -------------------------------------------------------------------------------------------

/// One response, normalized: the record of the C interface, and a view of the body that it is of. It is copied like any
/// small struct, and never copies the body: see Lifetime at the top. Made by parse().
class response {
  public:
    /// That of a body without a byte, of which nothing is known.
    response() noexcept : response(jobstatus::vendor::unknown, 0, body_view(), item_buffer()) {
    }
    /// What parse() does.
    response(jobstatus::vendor from, int http_status, body_view body, item_buffer items) noexcept : body_(body) {
        jobstatus_parse(static_cast<std::uint32_t>(from), http_status, body.data(), body.size(), &record_,
                        sizeof record_, items.data(), sizeof(jobstatus_item), items.size());
        const std::size_t stored = record_.item_count < items.size() ? record_.item_count : items.size();
        items_ = item_range(body, items.data(), stored);
    }
    /// A record of the C interface, or one that was stored, with the body that it is of or an equal copy of it.
    response(const jobstatus_record &record, body_view body, item_range items = {}) noexcept
        : record_(record), body_(body), items_(items) {
    }

    // About the call.

    /// ok, or why the body is unusable. The other members are valid also then: kind() is none, and fault() and advice()
    /// are what the HTTP status says.
    [[nodiscard]] jobstatus::result result() const noexcept {
        return static_cast<jobstatus::result>(record_.result);
    }
    [[nodiscard]] bool ok() const noexcept {
        return result() == jobstatus::result::ok;
    }
    /// The byte of the body where it went wrong, counted from 0; 0 where result() is ok.
    [[nodiscard]] std::uint32_t error_offset() const noexcept {
        return record_.error_offset;
    }
    /// As given, or as detected.
    [[nodiscard]] jobstatus::vendor vendor() const noexcept {
        return static_cast<jobstatus::vendor>(record_.vendor);
    }
    /// As given; 0: not known.
    [[nodiscard]] int http_status() const noexcept {
        return record_.http_status;
    }

    // What the response says.

    [[nodiscard]] jobstatus::kind kind() const noexcept {
        return static_cast<jobstatus::kind>(record_.kind);
    }
    [[nodiscard]] jobstatus::state state() const noexcept {
        return static_cast<jobstatus::state>(record_.state);
    }
    /// Whether the job is over: its state will not change any more.
    [[nodiscard]] bool is_terminal() const noexcept {
        return record_.terminal != 0;
    }
    [[nodiscard]] jobstatus::advice advice() const noexcept {
        return static_cast<jobstatus::advice>(record_.advice);
    }
    [[nodiscard]] jobstatus::fault fault() const noexcept {
        return static_cast<jobstatus::fault>(record_.fault);
    }
    /// 0 to 100; it says nothing about the state.
    [[nodiscard]] std::optional<int> percent() const noexcept {
        if (record_.percent == JOBSTATUS_NO_PERCENT) {
            return std::nullopt;
        }
        return record_.percent;
    }
    [[nodiscard]] flag_set flags() const noexcept {
        return flag_set(record_.flags);
    }

    [[nodiscard]] std::optional<time_point> created_at() const noexcept {
        return time(record_.created_at);
    }
    [[nodiscard]] std::optional<time_point> started_at() const noexcept {
        return time(record_.started_at);
    }
    [[nodiscard]] std::optional<time_point> updated_at() const noexcept {
        return time(record_.updated_at);
    }
    /// In a terminal state only.
    [[nodiscard]] std::optional<time_point> finished_at() const noexcept {
        return time(record_.finished_at);
    }

    /// Items of kind error in the body, also those there was no room for; so are the other two.
    [[nodiscard]] std::uint32_t error_count() const noexcept {
        return record_.error_count;
    }
    [[nodiscard]] std::uint32_t warning_count() const noexcept {
        return record_.warning_count;
    }
    /// Items of every kind.
    [[nodiscard]] std::uint32_t item_count() const noexcept {
        return record_.item_count;
    }

    /// Items of kind subtask of a job.
    [[nodiscard]] std::uint32_t subtasks_total() const noexcept {
        return record_.subtasks_total;
    }
    [[nodiscard]] std::uint32_t subtasks_succeeded() const noexcept {
        return record_.subtasks_succeeded;
    }
    /// Failed or cancelled.
    [[nodiscard]] std::uint32_t subtasks_failed() const noexcept {
        return record_.subtasks_failed;
    }
    /// Every other one.
    [[nodiscard]] std::uint32_t subtasks_unfinished() const noexcept {
        return record_.subtasks_unfinished;
    }

    // Texts. Section 9 says which member of the body each of them is.

    /// The JSON of this record itself: of a job in a list its element. Absent where kind() is list, and where kind() is
    /// none, save for an element of a list.
    [[nodiscard]] text json() const noexcept {
        return text(body_, record_.json);
    }
    [[nodiscard]] text id() const noexcept {
        return text(body_, record_.id);
    }
    /// Of the job that started this one.
    [[nodiscard]] text parent_id() const noexcept {
        return text(body_, record_.parent_id);
    }
    [[nodiscard]] text name() const noexcept {
        return text(body_, record_.name);
    }
    /// The vendor's word for what the job does.
    [[nodiscard]] text operation() const noexcept {
        return text(body_, record_.operation);
    }
    [[nodiscard]] text description() const noexcept {
        return text(body_, record_.description);
    }
    /// The vendor's own state word.
    [[nodiscard]] text state_text() const noexcept {
        return text(body_, record_.state_text);
    }
    /// The vendor's own result word.
    [[nodiscard]] text result_text() const noexcept {
        return text(body_, record_.result_text);
    }
    /// For a person: why it failed, else what the vendor says of it.
    [[nodiscard]] text message() const noexcept {
        return text(body_, record_.message);
    }
    /// The vendor's code of what went wrong.
    [[nodiscard]] text error_code() const noexcept {
        return text(body_, record_.error_code);
    }
    /// The vendor's own number for the job's outcome; decides nothing.
    [[nodiscard]] text job_code() const noexcept {
        return text(body_, record_.job_code);
    }
    /// Who asked for the job.
    [[nodiscard]] text requester() const noexcept {
        return text(body_, record_.requester);
    }
    /// What the job works on.
    [[nodiscard]] text target_name() const noexcept {
        return text(body_, record_.target_name);
    }
    [[nodiscard]] text target_id() const noexcept {
        return text(body_, record_.target_id);
    }
    /// URI reference of the job.
    [[nodiscard]] text self_link() const noexcept {
        return text(body_, record_.self_link);
    }
    /// URI reference of what the job made or works on.
    [[nodiscard]] text resource_link() const noexcept {
        return text(body_, record_.resource_link);
    }
    /// The vendor's number of the request, for its support.
    [[nodiscard]] text request_id() const noexcept {
        return text(body_, record_.request_id);
    }

    /// The items that were stored: none where parse() got no room for them, and fewer than item_count() where it was
    /// too little.
    [[nodiscard]] item_range items() const noexcept {
        return items_;
    }
    /// Finds the value that a JSON Pointer names in json(), or in the whole body where that is absent.
    [[nodiscard]] lookup find(std::string_view pointer) const noexcept {
        const std::string_view own = json().raw();
        return jobstatus::find(own.empty() ? body_ : body_view(own), pointer);
    }
    /// The bytes that every text points into.
    [[nodiscard]] std::string_view body() const noexcept {
        return body_.view();
    }
    /// The struct of the C interface.
    [[nodiscard]] const jobstatus_record &record() const noexcept {
        return record_;
    }

  private:
    [[nodiscard]] static std::optional<time_point> time(std::int64_t nanoseconds) noexcept {
        if (nanoseconds == JOBSTATUS_NO_TIME) {
            return std::nullopt;
        }
        return time_point(std::chrono::nanoseconds(nanoseconds));
    }

    jobstatus_record record_;
    body_view body_;
    item_range items_;
};

// ---- Reading: section 7 ---------------------------------------------------------------------------------------------

/// Reads one response body.
///
/// from         the vendor; vendor::unknown: find out, and where that is not possible result::unrecognized.
/// http_status  the status code of the response; 0: not known.
/// body         the body without the HTTP header section, which the response points into.
/// items        an array of the caller's for the nested things, which the response points to. Where it is too small,
///              item_count() tells how many there are.
[[nodiscard]] inline response parse(vendor from, int http_status, body_view body, item_buffer items = {}) noexcept {
    return response(from, http_status, body, items);
}

/// The same of a pointer and a length; bytes may be null where length is 0.
[[nodiscard]] inline response parse(vendor from, int http_status, const void *bytes, std::size_t length,
                                    item_buffer items = {}) noexcept {
    return parse(from, http_status, body_view(bytes, length), items);
}

/// Reads one response body with all of its items: the vector gets as many elements as there are items, and can be used
/// for one body after another. An item takes 3 bytes of a body at least, and sizeof(jobstatus_item) of the vector: most
/// is a limit for bodies that cannot be trusted. item_count() tells in any case how many there are. Allocates, and
/// reads the body a second time, where the vector has too few elements.
[[nodiscard]] inline response parse_with_items(vendor from, int http_status, body_view body,
                                               std::vector<jobstatus_item> &items, std::size_t most = SIZE_MAX) {
    constexpr std::size_t usual = 16; // most bodies have fewer, and are read once
    const std::size_t room = items.size() < usual ? usual : items.size();
    items.resize(room < most ? room : most);
    response read = parse(from, http_status, body, items);
    if (read.item_count() > items.size() && items.size() < most) {
        items.resize(read.item_count() < most ? read.item_count() : most);
        read = parse(from, http_status, body, items);
    }
    items.resize(read.items().size());
    return read;
}

// ---- Lists: section 6 -----------------------------------------------------------------------------------------------

/// The jobs of a list, read Capacity at a time while they are iterated over, in constant memory: the object itself, of
/// about Capacity * sizeof(jobstatus_record) bytes. Made by jobs(). Iterating once more reads the body once more.
/// Iterating changes the object: write auto list = jobs(...), since a const one cannot be iterated over.
///
/// A body that is no list but can be read is one response, and kind() says what it is. A body of a list that breaks in
/// the middle gives the jobs before the fault, and then result() tells the reason; fault() and advice() of parse() on
/// the same body tell what to do. An element that is no job is a response with result::unrecognized.
///
/// item_count() of a job is told, but its items are not stored. To get them, read the job once more, alone:
///
///     parse_with_items(job.vendor(), job.http_status(), job.json().raw(), items)
template <std::size_t Capacity = 16> class job_list {
    static_assert(Capacity > 0, "a page needs room for one record");

  public:
    class iterator {
      public:
        using iterator_category = std::input_iterator_tag;
        using value_type = response;
        using difference_type = std::ptrdiff_t;
        using pointer = const response *;
        using reference = const response &;

        iterator() noexcept = default;
        explicit iterator(job_list *list) noexcept : list_(list) {
        }
        /// Valid until the iterator is advanced; copy it to keep it longer.
        [[nodiscard]] const response &operator*() const noexcept {
            return list_->current_;
        }
        [[nodiscard]] const response *operator->() const noexcept {
            return &list_->current_;
        }
        iterator &operator++() noexcept {
            if (!list_->advance()) {
                list_ = nullptr;
            }
            return *this;
        }
        void operator++(int) noexcept {
            ++*this;
        }
        friend bool operator==(iterator left, iterator right) noexcept {
            return left.list_ == right.list_;
        }
        friend bool operator!=(iterator left, iterator right) noexcept {
            return left.list_ != right.list_;
        }

      private:
        job_list *list_ = nullptr;
    };

    /// Reads the first page.
    job_list(jobstatus::vendor from, int http_status, body_view body) noexcept
        : from_(from), http_status_(http_status), body_(body) {
        restart();
    }
    job_list(const job_list &) = delete; // iterators point to it
    job_list &operator=(const job_list &) = delete;

    /// At the first job, also where another iteration has gone further: that one is over then.
    [[nodiscard]] iterator begin() noexcept {
        if (is_begun_) {
            restart();
        }
        is_begun_ = true;
        return advance() ? iterator(this) : iterator();
    }
    [[nodiscard]] iterator end() const noexcept {
        return iterator();
    }

    // What is known so far, from the pages that were read; after the last job, all there is to know.

    [[nodiscard]] jobstatus::result result() const noexcept {
        return static_cast<jobstatus::result>(page_.result);
    }
    [[nodiscard]] bool ok() const noexcept {
        return result() == jobstatus::result::ok;
    }
    /// The byte of the body where it went wrong, counted from 0; 0 where result() is ok.
    [[nodiscard]] std::uint32_t error_offset() const noexcept {
        return page_.error_offset;
    }
    /// As given, or as detected.
    [[nodiscard]] jobstatus::vendor vendor() const noexcept {
        return static_cast<jobstatus::vendor>(page_.vendor);
    }
    /// kind::list, or what the body is instead.
    [[nodiscard]] jobstatus::kind kind() const noexcept {
        return static_cast<jobstatus::kind>(page_.kind);
    }
    /// What was odd with what has been read so far. flag::repeated_list: the jobs of the last list count, and those that
    /// came before them may be of an earlier one. page() has the flags of the last call alone.
    [[nodiscard]] flag_set flags() const noexcept {
        return flag_set(flags_);
    }
    /// How many jobs there are on all pages of the vendor's API; nothing where the bytes read so far do not tell.
    [[nodiscard]] std::optional<std::int64_t> total() const noexcept {
        if (page_.total == JOBSTATUS_NO_TOTAL) {
            return std::nullopt;
        }
        return page_.total;
    }
    /// URI reference of the next page of the vendor's API; absent likewise.
    [[nodiscard]] text next_link() const noexcept {
        return text(body_, page_.next_link);
    }
    /// The struct of the C interface, as the last call left it.
    [[nodiscard]] const jobstatus_page &page() const noexcept {
        return page_;
    }

  private:
    void restart() noexcept {
        page_ = {};
        flags_ = 0;
        is_begun_ = false;
        read_page();
    }

    void read_page() noexcept {
        jobstatus_parse_list(static_cast<std::uint32_t>(from_), http_status_, body_.data(), body_.size(), &page_,
                             sizeof page_, records_, sizeof records_[0], Capacity);
        flags_ |= page_.flags;
        used_ = 0;
    }

    [[nodiscard]] bool advance() noexcept {
        while (used_ == page_.returned) {
            if (page_.next_offset == 0) {
                return false;
            }
            read_page();
        }
        current_ = response(records_[used_], body_);
        used_ += 1;
        return true;
    }

    jobstatus::vendor from_;
    int http_status_;
    body_view body_;
    bool is_begun_ = false;
    std::uint32_t used_ = 0;
    std::uint32_t flags_ = 0;
    jobstatus_page page_ = {};
    response current_;
    jobstatus_record records_[Capacity];
};

/// The jobs of a list as a range, for (const response &job : jobs(...)), read Capacity at a time. Parameters as of
/// parse().
template <std::size_t Capacity = 16>
[[nodiscard]] job_list<Capacity> jobs(vendor from, int http_status, body_view body) noexcept {
    return job_list<Capacity>(from, http_status, body);
}

// ---- Versions: section 2 --------------------------------------------------------------------------------------------

/// The version of this header, 0x00MMmmpp and as text.
inline constexpr std::uint32_t header_version_number = JOBSTATUS_VERSION_NUMBER;
inline constexpr std::string_view header_version = JOBSTATUS_VERSION_STRING;

/// The version of the library that runs, likewise.
[[nodiscard]] inline std::uint32_t library_version_number() noexcept {
    return jobstatus_version_number();
}
[[nodiscard]] inline std::string_view library_version() noexcept {
    return detail::view_of(jobstatus_version_string());
}

/// Whether the library that runs keeps what this header promises: it has the same major version. It may be older or
/// newer otherwise; what only a newer one fills is absent then.
[[nodiscard]] inline bool library_is_compatible() noexcept {
    return library_version_number() >> 16 == header_version_number >> 16;
}

} // namespace JOBSTATUS_HPP_NAMESPACE(JOBSTATUS_VERSION_MAJOR,JOBSTATUS_VERSION_MINOR)
} // namespace jobstatus

#undef JOBSTATUS_HPP_JOIN
#undef JOBSTATUS_HPP_NAMESPACE

#endif // JOBSTATUS_HPP
