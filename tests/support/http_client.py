"""HTTP by raw sockets: what a test sends is what the server gets."""

import json
import socket


class Response:
    """One response: status, headers in lower case, body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.headers} {self.body[:200]!r}>"


class Connection:
    """A connection that is read byte by byte as HTTP says."""

    def __init__(self, host, port, timeout=10):
        self.socket = socket.create_connection((host, port), timeout)
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *parts):
        for part in parts:
            self.socket.sendall(part)

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError("the server closed the connection")
        self.rest += data

    def read(self, head_only=False):
        """The next response; EOFError when the connection ends before."""
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split()[1])
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if status == 100:
            return Response(status, headers, b"")
        length = 0 if head_only else int(headers.get("content-length", "0"))
        while len(self.rest) < length:
            self._more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return Response(status, headers, body)

    def is_closed(self):
        """Waits for the end; whether nothing but the end came."""
        try:
            return self.rest == b"" and self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def request(self, method, target, body=None, headers=None):
        """Sends a well-formed request and reads its response."""
        lines = [f"{method} {target} HTTP/1.1", "Host: test"]
        if body is not None:
            if not isinstance(body, bytes):
                body = json.dumps(body).encode()
            lines.append(f"Content-Length: {len(body)}")
            if "content-type" not in (headers or {}):
                lines.append("Content-Type: application/json")
        lines += [f"{name}: {value}"
                  for name, value in (headers or {}).items()]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))
        return self.read(head_only=method == "HEAD")
