// What all peers share: times, percentages and state words. Made for speed, as each would do it on its own.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>

#include "job.h"

template <class Integer> inline Integer load(const char *from) {
    Integer value;
    memcpy(&value, from, sizeof value);
    return value;
}

constexpr uint64_t eight(const char (&text)[9]) {
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--) value = value << 8 | static_cast<unsigned char>(text[i]);
    return value;
}

// ---- Times ----------------------------------------------------------------------------------------------------------

// The digits of eight bytes as pairs: byte i becomes ten times digit i and digit i + 1. `form` has a 0 where a digit
// is and any other character where it must stand itself; `room` is 6 for a digit, 15 for the others.
inline bool read_pairs(uint64_t bytes, uint64_t form, uint64_t room, uint64_t &pairs) {
    uint64_t digits = bytes ^ form;
    if (((digits + room) | digits) & 0xF0F0F0F0F0F0F0F0u) return false;
    pairs = digits * 10 + (digits >> 8);
    return true;
}

inline int64_t days_before(int64_t year, unsigned month) {
    static constexpr uint16_t before[13] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t leap_year = year - (month <= 2);
    return year * 365 + leap_year / 4 - leap_year / 100 + leap_year / 400 + before[month] - 719528 + 1;
}

inline bool is_day(int64_t year, unsigned month, unsigned day) {
    static constexpr uint8_t days[13] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month - 1 > 11 || day - 1 >= days[month]) return false;
    return day < 29 || month != 2 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

// Seconds that a zone is ahead of UTC: Z, +hh:mm, or none.
inline bool read_zone(const char *at, const char *end, int64_t &seconds) {
    seconds = 0;
    if (at == end || (end - at == 1 && (*at | 0x20) == 'z')) return true;
    if (end - at != 6 || (*at != '+' && *at != '-') || at[3] != ':') return false;
    unsigned h1 = at[1] - '0', h2 = at[2] - '0', m1 = at[4] - '0', m2 = at[5] - '0';
    if (h1 > 2 || h2 > 9 || m1 > 5 || m2 > 9) return false;
    seconds = (h1 * 10 + h2) * 3600 + (m1 * 10 + m2) * 60;
    if (*at == '-') seconds = -seconds;
    return true;
}

// RFC 3339 as nanoseconds since 1970; without a zone it is UTC.
inline int64_t read_time(std::string_view text) {
    if (text.size() < 19) return JOBSTATUS_NO_TIME;
    const char *at = text.data(), *end = at + text.size();
    uint64_t date, clock;
    if (!read_pairs(load<uint64_t>(at), eight("0000-00-"), 0x0F06060F06060606u, date) ||
        !read_pairs(load<uint64_t>(at + 11), eight("00:00:00"), 0x06060F06060F0606u, clock))
        return JOBSTATUS_NO_TIME;
    unsigned tens = at[8] - '0', ones = at[9] - '0';
    if (tens > 3 || ones > 9 || ((at[10] | 0x20) != 't' && at[10] != ' ')) return JOBSTATUS_NO_TIME;
    int64_t year = (date & 0xFF) * 100 + (date >> 16 & 0xFF);
    unsigned month = date >> 40 & 0xFF, day = tens * 10 + ones;
    unsigned hour = clock & 0xFF, minute = clock >> 24 & 0xFF, second = clock >> 48 & 0xFF;
    if (year < 1678 || year > 2261 || !is_day(year, month, day) || hour > 23 || minute > 59 || second > 60)
        return JOBSTATUS_NO_TIME;
    at += 19;
    int64_t fraction = 0;
    if (at < end && *at == '.') {
        int64_t unit = 100'000'000;
        for (at++; at < end && static_cast<unsigned>(*at - '0') <= 9; at++, unit /= 10) fraction += (*at - '0') * unit;
    }
    int64_t zone;
    if (!read_zone(at, end, zone)) return JOBSTATUS_NO_TIME;
    int64_t seconds = (days_before(year, month) + day - 1) * 86400 + hour * 3600 + minute * 60 + second - zone;
    return seconds * 1'000'000'000 + fraction;
}

inline int64_t read_time(const Text &text) { return text.is_bytes() ? read_time(text.view()) : JOBSTATUS_NO_TIME; }

inline bool read_digits(std::string_view text, int64_t &value) {
    if (text.empty() || text.size() > 18) return false;
    value = 0;
    for (char digit : text) {
        if (static_cast<unsigned>(digit - '0') > 9) return false;
        value = value * 10 + (digit - '0');
    }
    return true;
}

inline bool read_integer(const Text &text, int64_t &value) {
    value = text.number;
    return text.form == Text::integer || (text.is_bytes() && read_digits(text.view(), value));
}

// Cisco's: seconds or milliseconds since 1970, or RFC 3339.
inline int64_t read_epoch(const Text &text) {
    int64_t value;
    if (!read_integer(text, value)) return read_time(text);
    return value * (value > 100'000'000'000 ? 1'000'000 : 1'000'000'000);
}

inline int32_t read_percent(const Text &text) {
    int64_t value;
    return read_integer(text, value) && value >= 0 && value <= 100 ? static_cast<int32_t>(value) : JOBSTATUS_NO_PERCENT;
}

// ---- State words ----------------------------------------------------------------------------------------------------

// A word of up to 16 bytes in two registers, in lower case.
struct Word {
    uint64_t front, back;
    size_t length;

    explicit constexpr Word(const char *text, size_t size) : front(0), back(0), length(size) {
        if (size == 0 || size > 16) return;
        if (size >= 8) {
            front = bytes(text, 8);
            back = bytes(text + size - 8, 8);
        } else if (size >= 4) {
            front = bytes(text, 4) | bytes(text + size - 4, 4) << 32;
        } else {
            front = bytes(text, 1) | bytes(text + size / 2, 1) << 8 | bytes(text + size - 1, 1) << 16;
        }
        front |= 0x2020202020202020u;
        back |= 0x2020202020202020u;
    }

    constexpr bool operator==(const Word &other) const {
        return front == other.front && back == other.back && length == other.length;
    }

private:
    static constexpr uint64_t bytes(const char *text, int count) {
        uint64_t value = 0;
        for (int i = count - 1; i >= 0; i--) value = value << 8 | static_cast<unsigned char>(text[i]);
        return value;
    }
};

struct StateWord {
    Word word;
    uint32_t state;

    template <size_t size>
    constexpr StateWord(const char (&text)[size], uint32_t its_state) : word(text, size - 1), state(its_state) {}
};

template <size_t count> inline uint32_t find_state(const StateWord (&words)[count], const Word &word) {
    for (const StateWord &candidate : words)
        if (candidate.word == word) return candidate.state;
    return JOBSTATUS_STATE_UNKNOWN;
}

// As the vendor mostly writes it; else without its hyphens, underscores and spaces.
template <size_t count> inline uint32_t read_state(const StateWord (&words)[count], std::string_view text) {
    uint32_t state = find_state(words, Word(text.data(), text.size()));
    if (state != JOBSTATUS_STATE_UNKNOWN || text.size() > 16) return state;
    char letters[16];
    size_t length = 0;
    for (char letter : text)
        if (letter != '-' && letter != '_' && letter != ' ') letters[length++] = letter;
    return length == text.size() ? state : find_state(words, Word(letters, length));
}

inline constexpr StateWord palo_alto_states[] = {
    {"FIN", JOBSTATUS_STATE_ENDED},           {"ACT", JOBSTATUS_STATE_RUNNING},
    {"PEND", JOBSTATUS_STATE_QUEUED},         {"PUSHSENT", JOBSTATUS_STATE_RUNNING},
    {"PUSHFAIL", JOBSTATUS_STATE_FAILED},     {"PUSHTIMEOUT", JOBSTATUS_STATE_FAILED},
    {"PUSHABORT", JOBSTATUS_STATE_CANCELLED},
};
inline constexpr StateWord palo_alto_results[] = {
    {"OK", JOBSTATUS_STATE_SUCCEEDED},
    {"FAIL", JOBSTATUS_STATE_FAILED},
    {"TIMEOUT", JOBSTATUS_STATE_FAILED},
    {"CANCELLED", JOBSTATUS_STATE_CANCELLED},
};
inline constexpr StateWord orange_states[] = {
    {"completed", JOBSTATUS_STATE_SUCCEEDED}, {"in-progress", JOBSTATUS_STATE_RUNNING},
    {"inprogress", JOBSTATUS_STATE_RUNNING},  {"acknowledged", JOBSTATUS_STATE_QUEUED},
    {"failed", JOBSTATUS_STATE_FAILED},
};
inline constexpr StateWord cisco_states[] = {
    {"success", JOBSTATUS_STATE_SUCCEEDED},   {"failed", JOBSTATUS_STATE_FAILED},
    {"pending", JOBSTATUS_STATE_QUEUED},      {"running", JOBSTATUS_STATE_RUNNING},
    {"in_progress", JOBSTATUS_STATE_RUNNING}, {"inprogress", JOBSTATUS_STATE_RUNNING},
    {"deploying", JOBSTATUS_STATE_RUNNING},   {"completed", JOBSTATUS_STATE_SUCCEEDED},
    {"deployed", JOBSTATUS_STATE_SUCCEEDED},  {"succeeded", JOBSTATUS_STATE_SUCCEEDED},
    {"failure", JOBSTATUS_STATE_FAILED},      {"cancelled", JOBSTATUS_STATE_CANCELLED},
    {"canceled", JOBSTATUS_STATE_CANCELLED},
};
inline constexpr StateWord cloud_foundry_states[] = {
    {"COMPLETE", JOBSTATUS_STATE_SUCCEEDED},
    {"PROCESSING", JOBSTATUS_STATE_RUNNING},
    {"POLLING", JOBSTATUS_STATE_RUNNING},
    {"FAILED", JOBSTATUS_STATE_FAILED},
};
inline constexpr StateWord ontap_states[] = {
    {"success", JOBSTATUS_STATE_SUCCEEDED}, {"running", JOBSTATUS_STATE_RUNNING}, {"failure", JOBSTATUS_STATE_FAILED},
    {"queued", JOBSTATUS_STATE_QUEUED},     {"paused", JOBSTATUS_STATE_PAUSED},
};
