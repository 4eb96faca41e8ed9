/*
 * jobstatus.hpp as the only header, in a second file of a program: what first.cpp compares with its own view of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <jobstatus.hpp>

#include "second.hpp"

identity identity_in_second_file() {
    return {&jobstatus::header_version_number, &jobstatus::parse};
}

jobstatus::response read_in_second_file(std::string_view body) {
    return jobstatus::parse(jobstatus::vendor::cloud_foundry, 200, body);
}

std::size_t count_in_second_file(std::string_view body) {
    auto list = jobstatus::jobs<1>(jobstatus::vendor::cloud_foundry, 200, body);
    std::size_t count = 0;
    for (auto at = list.begin(); at != list.end(); at++) {
        count += at->ok();
    }
    return count;
}
