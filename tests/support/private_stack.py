"""A PostgreSQL and a Redis of one's own, to be stopped and started by a test
that needs to see what a server does without them."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from server import ROOT


class PrivateStack:
    """`environment` names the services, as a Server takes it. `disk_mib`: on
    a disk of its own, of that size; skips the test where none can be had."""

    def __init__(self, disk_mib=None):
        self.disk_mib = disk_mib

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="marquee-stack-"))
        try:
            if self.disk_mib is not None:
                self._mount()
            self.folder.chmod(0o755)
            self.call("up", "--no-server")
            lines = (self.folder / "stack.env").read_text().splitlines()
        except BaseException:
            self.__exit__()
            raise
        self.environment = dict(
            line.split("=", 1) for line in lines
            if line.startswith(("DATABASE_URL=", "REDIS_URL=")))
        return self

    def __exit__(self, *_):
        self.call("down", "--no-server", check=False)
        if self.folder.is_mount():
            subprocess.run(["umount", str(self.folder)], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _mount(self):
        result = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={self.disk_mib}m", "marquee",
             str(self.folder)], capture_output=True, text=True, check=False)
        if result.returncode != 0:
            reason = f"no small disk for a test: {result.stderr.strip()}"
            print(reason)
            raise unittest.SkipTest(reason)

    def call(self, *arguments, check=True):
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("DATABASE_URL", "REDIS_URL")}
        result = subprocess.run(
            [str(ROOT / "scripts" / "stack"), *arguments],
            env={**environment, "STATE_DIR": str(self.folder)},
            capture_output=True, text=True, timeout=120, check=False)
        if check and result.returncode != 0:
            raise AssertionError(f"stack {arguments}: {result.stdout}"
                                 f"{result.stderr}")

    def stop(self, service):
        self.call("stop", service)

    def start(self, service):
        self.call("start", service)

    def restart(self, service):
        self.call("restart", service)

    def kill(self, service):
        """kill -9 of its first process, as when memory runs out."""
        record = (self.folder / "pids" / service).read_text()
        os.kill(int(record.split()[0]), signal.SIGKILL)
