"""Requests that go on while a test does something else."""

import threading


class Traffic:
    """Requests on some connections of their own, until the block ends; the
    statuses they got, and what went wrong otherwise."""

    def __init__(self, server, targets, connections=4):
        self.server = server
        self.targets = targets
        self.statuses = []
        self.failures = []
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._run)
                         for _ in range(connections)]

    def _run(self):
        while not self._end.is_set():
            try:
                with self.server.connect() as connection:
                    while not self._end.is_set():
                        for target in self.targets:
                            response = connection.request("GET", target)
                            self.statuses.append(response.status)
            except (OSError, EOFError) as failure:
                self.failures.append(repr(failure))

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        for thread in self._threads:
            thread.join()
