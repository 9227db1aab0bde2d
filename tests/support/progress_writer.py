"""The program's own writer of load progress, at a test's command."""

import contextlib
import subprocess

from server import BUILD


class ProgressWriter:
    """Writes into the database of a Server until it is closed or killed."""

    def __init__(self, server):
        self.process = subprocess.Popen(
            [str(BUILD / "tests" / "put_progress")], env=server.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def put(self, stage, file, done, total, rows):
        """Returns once it is written."""
        self.process.stdin.write(f"{stage} {file} {done} {total} {rows}\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != "ok\n":
            raise AssertionError("put_progress ended")

    def close(self):
        """Ends it as work that is done ends."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self._end()

    def kill(self):
        """Ends it as a killed process ends: nothing is tidied up."""
        self.process.kill()
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self._end()

    def _end(self):
        self.process.wait(20)
        self.process.stdout.close()
