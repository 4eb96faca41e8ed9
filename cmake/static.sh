#!/bin/sh
# Makes the static archive out of the object of the Swift module.
#
#     sh cmake/static.sh OBJECT EXPORT_MAP ARCHIVE
#
# An Embedded Swift object carries Swift runtime functions as weak symbols, in groups of which a linker keeps one for all
# objects. In a program with another Swift in it they would take the place of that one's. So what the functions of the
# map do not need is left out, and what is left is seen by nobody but them.
#
# SPDX-License-Identifier: Apache-2.0
set -eu
object=$1
map=$2
archive=$3
joined=$archive.joined.o
script=$archive.ld
local=$archive.o
roots=$(sed -n 's/^ *\(jobstatus_[a-z_]*\);$/--undefined=\1/p' "$map")

# The lone trap, see discard.ld. Here it is the linker's to leave out: debugging information and unwind tables refer to
# it, where there are some.
echo 'SECTIONS { /DISCARD/ : { *(.text._swift_exceptionPersonality) } }' > "$script"

# Groups are taken apart, so that none of them is given up for another object's.
# shellcheck disable=SC2086 # The roots are words.
"${LD:-ld}" -r --gc-sections --force-group-allocation -T "$script" $roots "$object" -o "$joined"
# What becomes of the tables is as in discard.ld.
"${OBJCOPY:-objcopy}" --wildcard --keep-global-symbol='jobstatus_*' --strip-unneeded \
    --rename-section .data=.data.rel.ro "$joined" "$local"
rm -f "$archive"
"${AR:-ar}" rcsD "$archive" "$local"
rm -f "$joined" "$local" "$script"
