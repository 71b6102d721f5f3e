#!/usr/bin/env python3
"""Kills every service once (-9) while a sample is played, and starts it again the way it had been started. Linux only.

    kill.py --clock FILE --days COUNT --seed NUMBER --gateway URL --key-file FILE --log FILE NAME:GRPC_PORT:HTTP_PORT...

Which goes first and at which instant of the shop clock follows from the seed. The engine and delivery are killed while a
reminder is on its way from a timer to the mail server; the gateway's list of messages says so. The script then stays, as
whoever starts a service must, and ends what it started when it is ended itself.
"""
import argparse
import collections
import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request

Service = collections.namedtuple("Service", "name grpc http")
DAY = 86_400 * 1_000_000
TIMEOUT = 120


def read_clock(path):
    """Microseconds since 1970: the driven clock is these eight bytes."""
    with open(path, "rb") as file:
        return struct.unpack("<q", file.read(8))[0]


def is_message_on_its_way(gateway, key_file):
    with open(key_file, encoding="utf-8") as file:
        headers = {"authorization": f"Bearer {file.read().strip()}"}
    for state in ("PENDING", "SENDING"):
        request = urllib.request.Request(f"{gateway}/v1/messages?state=DELIVERY_STATE_{state}&page_size=1", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                if json.load(answer).get("messages"):
                    return True
        except (urllib.error.URLError, OSError):
            return False  # Whoever was killed before is not reached again yet.
    return False


def listener(port):
    """The process that listens on a port of this machine."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    inodes = {f"socket:[{row[9]}]" for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            descriptors = os.listdir(f"/proc/{pid}/fd")
            if any(os.readlink(f"/proc/{pid}/fd/{descriptor}") in inodes for descriptor in descriptors):
                return int(pid)
        except OSError:
            continue  # It ended meanwhile, or is somebody else's.
    raise SystemExit(f"kill.py: nobody listens on port {port}")


def read_zero_separated(path):
    with open(path, "rb") as file:
        return file.read().rstrip(b"\0").split(b"\0")


def start_again(pid, log):
    """Kills a process; answers one that was started with the same arguments, environment and folder."""
    arguments = read_zero_separated(f"/proc/{pid}/cmdline")
    environment = dict(entry.split(b"=", 1) for entry in read_zero_separated(f"/proc/{pid}/environ") if b"=" in entry)
    folder = os.readlink(f"/proc/{pid}/cwd")
    os.kill(pid, signal.SIGKILL)
    while os.path.exists(f"/proc/{pid}/fd") and state(pid) not in "ZX":
        time.sleep(0.005)
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *arguments], env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT)


def state(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def wait_until_healthy(service, process):
    begin = time.monotonic()
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{service.http}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                raise SystemExit(f"kill.py: {service.name} ended with code {process.returncode} when it was started again")
            if time.monotonic() - begin > TIMEOUT:
                raise SystemExit(f"kill.py: {service.name} was not healthy {TIMEOUT} s after it was started again")
            time.sleep(0.05)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clock", required=True)
    parser.add_argument("--days", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--gateway", required=True)
    parser.add_argument("--key-file", required=True)
    parser.add_argument("--log", required=True, help="where the services print once they are started again")
    parser.add_argument("services", nargs="+")
    options = parser.parse_args()
    if not os.path.exists("/proc/net/tcp"):
        raise SystemExit("kill.py reads /proc to start a service again as it was; this system has none")

    chance = random.Random(options.seed)
    services = [Service(name, int(grpc), int(http)) for name, grpc, http in (text.split(":") for text in options.services)]
    chance.shuffle(services)
    begin = read_clock(options.clock)
    # Not on the last day: what was killed last must have something left to do.
    moments = [begin + int((number + chance.random()) / len(services) * (options.days - 1) * DAY) for number in range(len(services))]
    started = []
    log = open(options.log, "ab")

    def end(*_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        for service, moment in zip(services, moments):
            while read_clock(options.clock) < moment:
                time.sleep(0.001)
            if service.name in ("workflow-engine", "channel-delivery"):
                while not is_message_on_its_way(options.gateway, options.key_file):
                    time.sleep(0.001)
                # From its storing to the end of its sending a message takes some tens of milliseconds.
                time.sleep(chance.random() * 0.03)
            pid = listener(service.grpc)
            instant = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(read_clock(options.clock) // 1_000_000))
            started.append(start_again(pid, log))
            wait_until_healthy(service, started[-1])
            print(f"killed {service.name} at {instant} and started it again", flush=True)
        print(f"every service was killed once, seed {options.seed}", flush=True)
        while True:
            signal.pause()
    finally:
        for process in started:
            process.kill()


if __name__ == "__main__":
    main()
