"""A PostgreSQL and a Redis of one's own, to be stopped and started by a test
that needs to see what a server does without them."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from server import ROOT


class PrivateStack:
    """`environment` names the services, as a Server takes it."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="marquee-stack-"))
        self.folder.chmod(0o755)
        try:
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
        shutil.rmtree(self.folder, ignore_errors=True)

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
