/*
 * What one file of a program gets from another one, where both include jobstatus.hpp: first.cpp, second.cpp.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SECOND_HPP
#define SECOND_HPP

#include <jobstatus.hpp>

/// The addresses of the same inline variable and function template must be the same in both files.
struct identity {
    const void *version;
    jobstatus::response (*parse)(jobstatus::vendor, int, jobstatus::body_view, jobstatus::item_buffer);
};

identity identity_in_second_file();
jobstatus::response read_in_second_file(std::string_view body);
std::size_t count_in_second_file(std::string_view body);

#endif // SECOND_HPP
