# SPDX-License-Identifier: Apache-2.0
"""The library as a guest: what it does to the process that loads it, as programs in C see it (host/).

A rude guest (host/rude.c) is the library with one function that misbehaves. Each host is tried with it as well: one
that notices nothing then would prove nothing.
"""

import json
import os
import pathlib
import platform
import re
import shutil
import subprocess

import header
import pytest
import test_cases

HERE = pathlib.Path(__file__).resolve().parent / "host"
PROGRAMS = ["footprint", "forks", "interrupted", "neighbours", "reload", "silence", "stack", "threads"]
# valgrind of Debian 12 reads no newer form of debugging information.
FLAGS = ["-std=c11", "-O2", "-gdwarf-4", "-Wall", "-Wextra", "-Werror"]
LOCALE = "de_DE.utf8"
LEVELS = header.CONSTANTS["JOBSTATUS_MAX_DEPTH"]
MOST_STACK = 16 * 1024
GUEST_FAILED = 1
LONGEST = 300  # seconds until a host counts as hanging


# ---- Bodies ----------------------------------------------------------------------------------------------------------

# What values that are passed over can hold: the innermost value of those that are nested deep.
SCALARS = '["\\u00e9\\ud83d\\ude00\\n\u00e9",-1.5e+10,true,null,{}]'
FEW = ["palo-alto-scm/failed.json", "netapp-ontap/failed.json", "orange-evolution/failed.json", "cisco-cdfmc/list.json",
       "cloud-foundry/failed.json", "not-json/truncated-job.json"]
SMALL = '{"id":"1","status_str":"FIN","result_str":"FAIL","details":"{\\"errors\\":[\\"\\\\u00e9\\"]}"}'
DETAILS = {"errors": ["first", {"code": 1, "message": "second"}], "warnings": ["third"], "description": "fourth"}


def entry(name, body, pointer="", status=200):
    """A body as the hosts read it."""
    body = body if isinstance(body, bytes) else body.encode()
    return f"{status} {len(pointer)} {len(body)} {name}\n".encode() + pointer.encode() + body


def sample(path):
    status = re.search(r"\.(\d{3})\.", path.name)
    return entry(test_cases.name_of(path), path.read_bytes(), "/message", int(status[1]) if status else 200)


def nested(levels, front, back, innermost):
    return front * (levels - 1) + innermost + back * (levels - 1)


def deepest():
    """Nested as deep as it may be, and one level deeper."""
    for levels in (LEVELS, LEVELS + 1):
        yield entry(f"arrays-{levels}", nested(levels, "[", "]", "[]"), "/0" * (levels - 1))
        yield entry(f"objects-{levels}", nested(levels, '{"a":', "}", "{}"), "/a" * (levels - 1))


def places(value, path=()):
    """The paths of all members and elements."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step)
        yield from places(inner, (*path, step))


def with_hole(value, path):
    """A copy in which the value at the path is a hole, to be filled in the text."""
    if not path:
        return "<hole>"
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[path[0]] = with_hole(value[path[0]], path[1:])
    return copy


def filled(value, path, text):
    return json.dumps(with_hole(value, path)).replace('"<hole>"', text)


def pointer_to(path):
    return "".join(f"/{step}" for step in path)


def deepened(value, path, levels=LEVELS):
    """The document with a value at the path that is nested as deep as the levels allow, and a pointer into that."""
    pairs, odd = divmod(levels - len(path) - 2, 2)
    text = "[" * odd + nested(pairs + 1, '{"a":[', "]}", SCALARS) + "]" * odd
    return filled(value, path, text), pointer_to(path) + "/0" * odd + "/a/0" * pairs


def deepened_details(value, path):
    """The same inside of a document that is the text of a string."""
    for inner in places(DETAILS):
        for levels in (LEVELS, LEVELS - len(path)):
            yield filled(value, path, json.dumps(deepened(DETAILS, inner, levels)[0]))


def deepened_samples():
    """Every member and element of every sample in its turn."""
    for sample_path in test_cases.sample_files(test_cases.SAMPLES):
        try:
            value = json.loads(sample_path.read_bytes())
        except ValueError:
            continue
        name = test_cases.name_of(sample_path)
        for path in places(value):
            yield entry(f"{name}:{path[-1]}", *deepened(value, path))
            if path[-1] == "details":
                for body in deepened_details(value, path):
                    yield entry(f"{name}:text-of-details", body, pointer_to(path))


@pytest.fixture(scope="module")
def bodies(tmp_path_factory):
    """Files of bodies: every sample and the deepest bodies; a few for what takes long; a small one; many deep ones."""
    folder = tmp_path_factory.mktemp("bodies")
    samples = [sample(path) for path in test_cases.sample_files(test_cases.SAMPLES)]
    few = [sample(test_cases.SAMPLES / name) for name in FEW]
    contents = {
        "all": [*samples, *deepest()],
        "few": few,
        "small": [few[0], entry("small", SMALL, "/details")],
        "deep": [*samples, *deepest(), *deepened_samples()],
    }
    for name, entries in contents.items():
        (folder / name).write_bytes(b"".join(entries))
    return folder


def test_the_deep_bodies_are_valid_and_as_deep_as_can_be():
    """Self-check."""
    value = {"data": [{"details": ""}]}
    for path in places(value):
        body, pointer = deepened(value, path)
        level = highest = 0
        for byte in re.sub(r'"(\\.|[^"\\])*"', "", body):
            level += (byte in "[{") - (byte in "]}")
            highest = max(highest, level)
        assert (level, highest) == (0, LEVELS)
        assert pointer.count("/") == LEVELS - 2


# ---- Building and running --------------------------------------------------------------------------------------------

def needed(command, package):
    path = shutil.which(command)
    if not path:
        pytest.fail(f"{command} is not there: it is in the Debian package {package}")
    return path


def swift_compiler():
    if not shutil.which("swiftc"):
        pytest.fail("swiftc is not there: install the Swift 6.3 toolchain from https://www.swift.org/install")
    return "swiftc"


def compile_with(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def compile_host(name, program, root, *more, compiler=None):
    compile_with(compiler or needed("cc", "gcc"), *FLAGS, "-I", root / "include", HERE / f"{name}.c", HERE / "calls.c",
                 "-pthread", *more, "-lm", "-o", program)
    return program


def compile_rude_guest(guest, library, root, *more, compiler=None):
    """It stands before the library, which does the rest."""
    compile_with(compiler or needed("cc", "gcc"), *FLAGS, "-shared", "-fPIC", "-I", root / "include", HERE / "rude.c",
                 "-pthread", *more, "-Wl,--no-as-needed", library, f"-Wl,-rpath,{library.parent}", "-lm", "-o", guest)
    return guest


def compile_swift_library(into, root, *more):
    """The library's sources as they are, with none of the linker's options that make a good guest of them."""
    sources = sorted((root / "Sources" / "JobStatus").rglob("*.swift"))
    compile_with(swift_compiler(), "-swift-version", 6, "-enable-experimental-feature", "Embedded", "-wmo",
                 "-parse-as-library", "-O", "-module-name", "JobStatus", "-I", root / "include", *more, *sources,
                 "-o", into)
    return into


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("host")


@pytest.fixture(scope="module")
def hosts(folder, root):
    return {name: compile_host(name, folder / name, root) for name in PROGRAMS}


@pytest.fixture(scope="module")
def rude_guest(folder, library, root):
    return compile_rude_guest(folder / "librude.so", library, root)


def run(program, *arguments, before=(), rude=None, at="CALL", **options):
    """Runs a host; the rude guest, if it is that, does what is named."""
    environment = {**os.environ, **options.pop("env", {})}
    if rude:
        environment[f"JOBSTATUS_RUDE_{at}"] = rude
    return subprocess.run([str(word) for word in (*before, program, *arguments)], capture_output=True, text=True,
                          errors="replace", timeout=LONGEST, check=False, env=environment, **options)


def last_line(done):
    """Of a host that has found nothing."""
    assert done.returncode == 0, f"exit status {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout.splitlines()[-1]


def test_every_function_is_called():
    """Self-check. What this file says of calls it says of all functions."""
    listed = re.search(r"#define FUNCTIONS\(X\)((?:.*\\\n)+.*)", (HERE / "calls.h").read_text("utf-8"))[1]
    names = [f"jobstatus_{name}" for name in re.findall(r"X\((\w+)\)", listed)]
    assert sorted(names) == sorted(header.FUNCTIONS)
    calls = (HERE / "calls.c").read_text("utf-8")
    for family in re.findall(r"FOLD_FAMILY\((\w+), \w", calls):
        calls += f" with->{family}_name( with->{family}_from_name("
    assert [name for name in names if f"with->{name.removeprefix('jobstatus_')}(" not in calls] == []


# ---- Beside a library in ordinary Swift ------------------------------------------------------------------------------

ROUNDS_WITH_NEIGHBOUR = 100


@pytest.fixture(scope="module")
def neighbour(folder):
    """A library in ordinary Swift, with the whole Swift runtime behind it."""
    compile_with(swift_compiler(), "-swift-version", 6, "-O", "-emit-library", "-module-name", "Neighbour",
                 HERE / "Neighbour.swift", "-o", folder / "libneighbour.so")
    return folder / "libneighbour.so"


@pytest.fixture(scope="module")
def open_guest(folder, root):
    """The library without its export map."""
    return compile_swift_library(folder / "libopen.so", root, "-emit-library", "-use-ld=lld")


def host_linked_to(guest, neighbour, root):
    """The two come with the program, in this order, and the program's loader has them bound before it begins."""
    libraries = [guest, neighbour, *(f"-Wl,-rpath,{path.parent}" for path in (guest, neighbour))]
    return compile_host("neighbours", neighbour.parent / f"linked-to-{guest.stem}", root, "-Wl,--no-as-needed,-z,now",
                        *libraries)


def live_together(host, guest, bodies, neighbour):
    return run(host, guest, bodies / "few", neighbour, ROUNDS_WITH_NEIGHBOUR, env={"SWIFT_BACKTRACE": "enable=no"})


@pytest.mark.parametrize("way", ["loaded", "linked"])
def test_it_lives_beside_ordinary_swift(way, hosts, library, neighbour, bodies, root):
    """P1, P2: it takes nothing of the process for itself, so neither side disturbs the other."""
    alone = last_line(live_together(hosts["neighbours"], "-", bodies, neighbour))
    host = hosts["neighbours"] if way == "loaded" else host_linked_to(library, neighbour, root)
    assert last_line(live_together(host, library, bodies, neighbour)) == alone


@pytest.mark.parametrize("way", ["loaded", "linked"])
def test_without_the_export_map_it_would_not(way, hosts, open_guest, neighbour, bodies, root):
    """Self-check. The clash is real: the functions of the Swift runtime in the same code take the place of the
    neighbour's."""
    symbols = subprocess.run([needed("nm", "binutils"), "-D", "--defined-only", str(open_guest)], capture_output=True,
                             text=True, check=True).stdout
    assert re.search(r" [TW] swift_retain$", symbols, flags=re.M)
    host = hosts["neighbours"] if way == "loaded" else host_linked_to(open_guest, neighbour, root)
    assert live_together(host, open_guest, bodies, neighbour).returncode < 0, "no signal has ended the host"


# ---- What a process can see of itself --------------------------------------------------------------------------------

# What a rude guest does, and the property that shows it.
SEEN = {
    "install-handler": "signal handlers", "block-signal": "SigBlk", "set-signal-stack": "signal stack",
    "start-timer": "timers", "set-locale": "locale", "set-locale-of-thread": "locale of the thread",
    "set-rounding": "rounding", "raise-exception-flag": "exception flags", "set-environment": "environment",
    "change-folder": "folder", "set-umask": "Umask", "leave-file-open": "descriptors", "start-thread": "Threads",
    "set-limit": "limits", "seek-input": "descriptors", "print": "descriptors", "leak-page": "maps",
}
SEEN_IN_CALLS = {"set-errno": "errno", "allocate-and-free": "allocations", "leak": "heap",
                 "use-global": "memory of the library", **SEEN}
# The loader keeps notes of what it has loaded, and the library's own memory comes and goes with it.
OF_THE_LOADER = {"heap", "memory of the library"}


@pytest.fixture(scope="module")
def comma_locale(folder):
    """The environment in which a locale with a decimal comma can be had."""
    done = subprocess.run([needed("localedef", "libc-bin"), "-i", LOCALE.split(".")[0], "-f", "UTF-8",
                           str(folder / LOCALE)], capture_output=True, text=True, check=False)
    if not (folder / LOCALE / "LC_NUMERIC").exists():
        pytest.fail(f"no locale {LOCALE} can be made: its sources are in the Debian package locales\n{done.stderr}")
    return {"LOCPATH": str(folder)}


def read_stages(text):
    stages = {}
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        if line.startswith("== "):
            properties = stages.setdefault(line.removeprefix("== "), {})
        else:
            properties.setdefault(name, []).append(value)
    return stages


def look(host, guest, bodies, folder, environment, **rude):
    """The stages of a guest's life, each with the properties of the process, and what the calls have answered."""
    names = [folder / name for name in ("input", "output", "errors")]
    names[0].write_text("some input", encoding="ascii")
    # Files, not pipes: they have offsets.
    with names[0].open() as stdin, names[1].open("w") as stdout, names[2].open("w") as stderr:
        done = subprocess.run([str(host), str(guest), str(bodies), LOCALE], stdin=stdin, stdout=stdout, stderr=stderr,
                              timeout=LONGEST, check=False, env={**os.environ, **environment, **rude})
    assert done.returncode == 0, names[2].read_text(encoding="utf-8")
    stages = read_stages(names[1].read_text(encoding="utf-8"))
    return stages, stages["unloaded"].pop("answers")


def without_guests(properties, *guests):
    """The mappings of all but the guests. The end of a guest's data has no name, and lies behind it."""
    maps, end = [], None
    for line in properties["maps"]:
        addresses, *_, name = f"{line} ".split(" ", 5)
        start, _, next_start = addresses.partition("-")
        if any(str(guest) in name for guest in guests) or start == end and not name.strip():
            end = next_start
        else:
            maps.append(line)
    return {**properties, "maps": maps}


def differing(before, after, but=()):
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]} - set(but)


def test_nothing_is_changed(hosts, library, bodies, comma_locale, tmp_path):
    """P1: signals, locale, arithmetic, files, threads, memory are the same after loading, calls, and unloading."""
    stages, answers = look(hosts["footprint"], library, bodies / "all", tmp_path, comma_locale)
    assert list(stages) == ["before", "loaded", "called", "unloaded"]
    before, loaded, called, unloaded = stages.values()
    assert any(str(library) in line for line in loaded["maps"])
    assert differing(before, without_guests(loaded, library), OF_THE_LOADER) == set()
    assert differing(loaded, called) == set()
    assert differing(before, unloaded, OF_THE_LOADER) == set()
    quietly = last_line(run(hosts["silence"], library, bodies / "all"))
    assert f"answers: {answers[0]}" == quietly, "the answers depend on the locale, the arithmetic or something else"


def test_the_properties_are_odd_before(hosts, library, bodies, comma_locale, tmp_path):
    """Self-check. What the library sets to the usual would go unnoticed if it were that already."""
    stages, _ = look(hosts["footprint"], library, bodies / "few", tmp_path, comma_locale)
    before = stages["before"]
    assert before["errno"] == ["4711"] and before["folder"] == ["/usr"] and LOCALE in before["locale"][0]
    assert before["locale of the thread"][0].endswith(" ,")
    handlers = before["signal handlers"]
    assert len(handlers) == 64 and sum(handler.strip("0") != "" for handler in handlers) >= 60
    assert before["allocations"] == ["0"] and int(before["heap"][0]) > 0
    assert any(line.startswith("77 ") for line in before["descriptors"])


@pytest.mark.parametrize("misdeed, name", SEEN_IN_CALLS.items(), ids=SEEN_IN_CALLS)
def test_a_change_in_a_call_is_noticed(misdeed, name, hosts, rude_guest, bodies, comma_locale, tmp_path):
    """Self-check."""
    stages, _ = look(hosts["footprint"], rude_guest, bodies / "few", tmp_path, comma_locale,
                     JOBSTATUS_RUDE_CALL=misdeed)
    assert name in differing(stages["loaded"], stages["called"])


@pytest.mark.parametrize("misdeed, name", SEEN.items(), ids=SEEN)
@pytest.mark.parametrize("stage, moment", [("loaded", "LOAD"), ("unloaded", "UNLOAD")])
def test_a_change_by_loading_and_unloading_is_noticed(stage, moment, misdeed, name, hosts, rude_guest, library, bodies,
                                                      comma_locale, tmp_path):
    """Self-check."""
    stages, _ = look(hosts["footprint"], rude_guest, bodies / "few", tmp_path, comma_locale,
                     **{f"JOBSTATUS_RUDE_{moment}": misdeed})
    assert name in differing(stages["before"], without_guests(stages[stage], rude_guest, library), OF_THE_LOADER)


def test_nothing_is_noticed_of_a_rude_guest_that_does_nothing(hosts, rude_guest, library, bodies, comma_locale,
                                                               tmp_path):
    """Self-check."""
    stages, _ = look(hosts["footprint"], rude_guest, bodies / "few", tmp_path, comma_locale)
    before, loaded, called, unloaded = stages.values()
    assert differing(before, without_guests(loaded, rude_guest, library), OF_THE_LOADER) == set()
    assert differing(loaded, called) == differing(before, unloaded, OF_THE_LOADER) == set()


def test_no_call_reaches_the_system(hosts, library, bodies):
    """P1: no I/O, memory, thread, handler, clock: every call is made where a system call ends the process."""
    assert last_line(run(hosts["silence"], library, bodies / "all")).startswith("answers: ")


@pytest.mark.parametrize("misdeed", ["call-system", "leak-page", "install-handler"]
                         + (["read-clock"] if platform.machine() == "x86_64" else []))
def test_a_call_of_the_system_is_noticed(misdeed, hosts, rude_guest, bodies):
    """Self-check."""
    done = run(hosts["silence"], rude_guest, bodies / "few", rude=misdeed)
    assert done.returncode == GUEST_FAILED, done.stderr


# ---- Coming and going ------------------------------------------------------------------------------------------------

ROUNDS_OF_LOADING = 1000


def test_it_leaves_nothing_behind(hosts, library, bodies):
    """P4: loaded, called and unloaded a thousand times it is gone each time, and nothing has to be freed."""
    done = run(hosts["reload"], library, bodies / "all", ROUNDS_OF_LOADING)
    assert last_line(done).startswith(f"reload: {ROUNDS_OF_LOADING} rounds, ")


@pytest.mark.parametrize("moment, misdeed, message", [("CALL", "stay-loaded", "the library stays"),
                                                      ("CALL", "leak", "the process grows"),
                                                      ("LOAD", "leak", "the process grows"),
                                                      ("UNLOAD", "leak-page", "the process grows")])
def test_what_is_left_behind_is_noticed(moment, misdeed, message, hosts, rude_guest, bodies):
    """Self-check."""
    done = run(hosts["reload"], rude_guest, bodies / "few", ROUNDS_OF_LOADING, rude=misdeed, at=moment)
    assert done.returncode == GUEST_FAILED and message in done.stderr, done.stderr


# ---- Threads, forks, signals -----------------------------------------------------------------------------------------

CHILDREN = 150
SECONDS_OF_A_CHILD = 100
ROUNDS_IN_THREADS = 10
INTERRUPTIONS = 5000
FEWEST_STEPS = 50_000


def test_a_process_may_fork_in_the_middle_of_calls(hosts, library, bodies):
    """P2: no lock and no half-written state is left to a child."""
    done = run(hosts["forks"], library, bodies / "few", CHILDREN, SECONDS_OF_A_CHILD)
    assert last_line(done) == f"forks: {CHILDREN} children"


def test_a_lock_is_noticed_in_a_child(hosts, rude_guest, bodies):
    """Self-check."""
    done = run(hosts["forks"], rude_guest, bodies / "few", CHILDREN, 1, rude="hold-lock")
    assert done.returncode == GUEST_FAILED and "Alarm clock" in done.stderr, done.stderr


def test_threads_have_the_answers_of_a_single_one(hosts, library, bodies):
    """P2, P3: eight at once, on the same bytes, which are only read."""
    done = run(hosts["threads"], library, bodies / "all", ROUNDS_IN_THREADS)
    assert last_line(done).startswith(f"threads: 8 threads, {ROUNDS_IN_THREADS} rounds, ")


def test_other_answers_in_threads_are_noticed(hosts, rude_guest, bodies):
    """Self-check."""
    done = run(hosts["threads"], rude_guest, bodies / "few", ROUNDS_IN_THREADS, rude="use-global")
    assert done.returncode == GUEST_FAILED, done.stderr


def helgrind():
    return [needed("valgrind", "valgrind"), "-q", "--tool=helgrind", "--error-exitcode=9"]


def test_valgrind_finds_no_race(hosts, library, bodies):
    """P1, P2: the shipped library, instruction by instruction."""
    done = run(hosts["threads"], library, bodies / "few", 1, before=helgrind())
    assert last_line(done).startswith("threads: ") and done.stderr == ""


def test_valgrind_would_find_a_race(hosts, rude_guest, bodies):
    """Self-check."""
    done = run(hosts["threads"], rude_guest, bodies / "few", 1, before=helgrind(), rude="use-global")
    assert "Possible data race" in done.stderr and "use_global" in done.stderr, done.stderr


@pytest.fixture(scope="module")
def watched(folder, root):
    """The library, a rude guest and the host with ThreadSanitizer: built with clang of the Swift toolchain, since its
    runtime must be of the compiler that put it in, and linked by Swift, which knows what that runtime needs."""
    information = json.loads(subprocess.run([swift_compiler(), "-print-target-info"], capture_output=True, text=True,
                                            check=True).stdout)
    clang = pathlib.Path(information["paths"]["runtimeResourcePath"], "../../bin/clang").resolve()
    library_object = compile_swift_library(folder / "watched.o", root, "-sanitize=thread", "-g", "-c")
    library = folder / "libwatched.so"
    compile_with(clang, "-shared", "-fuse-ld=lld", library_object, "-o", library)
    rude = compile_rude_guest(folder / "librudewatched.so", library, root, "-fsanitize=thread", "-fuse-ld=lld",
                              compiler=clang)
    parts = []
    for name in ("threads", "calls"):
        parts.append(folder / f"{name}-watched.o")
        compile_with(clang, *FLAGS, "-fsanitize=thread", "-I", root / "include", "-c", HERE / f"{name}.c", "-o",
                     parts[-1])
    host = folder / "threads-watched"
    # Nothing of the host's calls this function of the sanitizer's, which the library does.
    wanted = [word for option in ("-u", "__tsan_external_write", "--export-dynamic") for word in ("-Xlinker", option)]
    compile_with(swift_compiler(), "-sanitize=thread", "-use-ld=lld", *wanted, *parts, "-o", host)
    return host, library, rude


def test_the_sanitizer_finds_no_race(watched, bodies):
    """P1, P2: what the compiler knows to be an access to memory, also where valgrind could not tell."""
    host, library, _ = watched
    done = run(host, library, bodies / "few", ROUNDS_IN_THREADS)
    assert last_line(done).startswith("threads: ") and done.stderr == ""


def test_the_sanitizer_would_find_a_race(watched, bodies):
    """Self-check."""
    host, _, rude = watched
    done = run(host, rude, bodies / "few", ROUNDS_IN_THREADS, rude="use-global")
    assert "ThreadSanitizer: data race" in done.stderr and "use_global" in done.stderr, done.stderr


def test_a_signal_handler_may_call_it_in_the_middle_of_a_call(hosts, library, bodies):
    """P2: a timer interrupts calls at any place, and the handler makes calls of its own."""
    done = run(hosts["interrupted"], library, bodies / "few", "timer", INTERRUPTIONS)
    assert int(re.fullmatch(r"interrupted: (\d+) times", last_line(done))[1]) >= INTERRUPTIONS


@pytest.mark.parametrize("misdeed, status", [("use-global", GUEST_FAILED), ("use-much-stack", -11)])
def test_what_the_handler_disturbs_is_noticed(misdeed, status, hosts, rude_guest, bodies):
    """Self-check."""
    done = run(hosts["interrupted"], rude_guest, bodies / "few", "timer", INTERRUPTIONS, rude=misdeed)
    assert done.returncode == status, done.stderr


if platform.machine() == "x86_64":
    def test_a_signal_handler_may_call_it_behind_every_instruction(hosts, library, bodies):
        """P2: not one instruction leaves anything that another call could disturb."""
        done = run(hosts["interrupted"], library, bodies / "small", "step")
        assert int(re.fullmatch(r"interrupted: (\d+) times", last_line(done))[1]) >= FEWEST_STEPS

    def test_what_the_handler_disturbs_at_one_instruction_is_noticed(hosts, rude_guest, bodies):
        """Self-check."""
        done = run(hosts["interrupted"], rude_guest, bodies / "small", "step", rude="use-global")
        assert done.returncode == GUEST_FAILED, done.stderr


# ---- The stack -------------------------------------------------------------------------------------------------------

def test_it_takes_little_of_the_stack(hosts, library, bodies, record_testsuite_property):
    """P5: the same little for any input, however deep it nests."""
    done = run(hosts["stack"], library, bodies / "deep")
    print(done.stdout)
    most = int(re.fullmatch(r"stack: (\d+) bytes at most", last_line(done))[1])
    record_testsuite_property("most bytes of stack", most)
    assert 0 < most <= MOST_STACK


def test_much_stack_is_noticed(hosts, rude_guest, bodies):
    """Self-check."""
    done = run(hosts["stack"], rude_guest, bodies / "few", rude="use-much-stack")
    assert done.returncode == GUEST_FAILED and "more than 16384 bytes of stack" in done.stderr
