/*
 * replay.c - makes the calls of the fuzzer for stored inputs, without libFuzzer: replay FOLDER [EXCESS]
 *
 * So the same checks run where libFuzzer does not: under valgrind, and with other compilers. EXCESS bytes behind each
 * body are said to belong to it, which whoever watches the memory must notice.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum {
    LONGEST = 1 << 16,
};

static void replay(const char *folder, const char *name, size_t excess) {
    static uint8_t data[LONGEST];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    require(file != NULL, "cannot open %s", path);
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    run_input(data, size, excess);
}

int main(int argc, char **argv) {
    require(argc == 2 || argc == 3, "usage: replay FOLDER [EXCESS]");
    size_t excess = argc == 3 ? strtoul(argv[2], NULL, 10) : 0, count = 0;
    DIR *folder = opendir(argv[1]);
    require(folder != NULL, "cannot open %s", argv[1]);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] != '.') {
            replay(argv[1], entry->d_name, excess);
            count++;
        }
    }
    closedir(folder);
    printf("replay: %zu inputs\n", count);
    return count == 0;
}
