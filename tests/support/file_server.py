#!/usr/bin/env python3
"""Serves one file on a loopback port, well or badly, for the tests of downloads.

    file_server.py FILE [CERTIFICATE KEY]

Prints "port N" and then a line for every request: its path and its Range. The first part of a path says how the file
is served: ok, norange (ranges are ignored), cut (the connection ends half way), stall (nothing more comes half way),
wrong (other content of the same length), long (more than announced by the release), busy (503), moved (to ok).
Any other path is not found. FILE.md5 and ranges beyond the end are answered as a web server does.
"""

import hashlib
import http.server
import re
import ssl
import sys
import threading

with open(sys.argv[1], "rb") as stream:
    CONTENT = stream.read()
STALLED = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        asked = self.headers.get("Range", "-")
        print(self.path, asked, flush=True)
        mode, _, name = self.path.strip("/").partition("/")
        body = CONTENT
        if name.endswith(".md5"):
            digest = hashlib.md5(CONTENT).hexdigest()
            return self.answer(200, f"{digest}  {name[:-4]}\n".encode() if mode != "wrong" else b"no digest")
        if mode == "busy":
            return self.answer(503, b"<html>busy</html>")
        if mode == "moved":
            return self.answer(302, Location=f"/ok/{name}")
        if mode == "wrong":
            body = bytes(len(CONTENT))
        if mode == "long":
            body = CONTENT + bytes(100_000)
        if mode not in ("ok", "norange", "cut", "stall", "wrong", "long"):
            return self.answer(404, b"<html>not here</html>")
        start, status, headers = 0, 200, {}
        found = re.fullmatch(r"bytes=(\d+)-", asked)
        if found and mode != "norange":
            start, status = int(found[1]), 206
            if start >= len(body):
                return self.answer(416, Content_Range=f"bytes */{len(body)}")
            headers["Content_Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        rest = body[start:]
        if mode in ("cut", "stall"):
            self.answer(status, rest[: len(rest) // 2], Content_Length=str(len(rest)), **headers)
            if mode == "stall":
                self.wfile.flush()
                STALLED.wait()
            self.close_connection = True
            return None
        return self.answer(status, rest, **headers)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print("port", server.server_address[1], flush=True)
server.serve_forever()
