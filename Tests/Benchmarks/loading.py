"""How long a program waits for the library to be loaded: dlopen, dlsym and dlclose, timed by load.c.

    import loading
    times = loading.measure(library, folder)        folder is for the program that load.c becomes
    print(loading.sentence(times))

"fresh" is the first time in a process, the median of many processes; "again" is loading it once more after dlclose.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import shutil
import statistics
import subprocess

FUNCTION = "jobstatus_parse"
PROCESSES = 200
TIMES_AGAIN = 200
STEPS = ("dlopen", "dlsym", "dlclose")


def build(folder):
    program = pathlib.Path(folder) / "load"
    compiler = shutil.which("clang") or shutil.which("gcc") or "cc"
    source = pathlib.Path(__file__).resolve().with_name("load.c")
    warnings = ["-Wall", "-Wextra", "-Werror"]
    subprocess.run([compiler, "-std=c11", "-O2", *warnings, source, "-o", program, "-ldl"], check=True)
    return program


def measure(library, folder, processes=PROCESSES):
    """Median nanoseconds of each step, fresh and again."""
    command = [build(folder), str(library), FUNCTION, str(TIMES_AGAIN)]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            for _ in range(processes)]
    medians = [statistics.median(map(int, column)) for column in zip(*runs)]
    return {"fresh": dict(zip(STEPS, medians[:3])), "again": dict(zip(STEPS, medians[3:]))}


def sentence(times):
    fresh, again = (", ".join(f"{step} {nanoseconds / 1000:.1f}" for step, nanoseconds in times[state].items())
                    for state in ("fresh", "again"))
    return f"Loading the library, microseconds: {fresh} in a fresh process; {again} again after dlclose"
