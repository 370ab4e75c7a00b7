#!/usr/bin/env python3
"""Find the idle limit of the path to a PostgreSQL or Redshift server. Python 3.8 or newer, standard library only.

Opens a few sessions with TCP keepalive off, leaves each silent for another time, then speaks, and narrows the time
down until the longest silence that lived and the shortest that died are close together. Reads and writes no data.

  PGPASSWORD=... python3 holdfast-measure.py --host db.example.com --user me --dbname postgres

Ctrl-C ends it at any time and prints what is known so far.
"""
import argparse
import base64
import getpass
import hashlib
import hmac
import os
import socket
import ssl
import struct
import sys
import threading
import time

CONNECT_SECONDS = 15


class Refused(Exception):
    """The server, or this script, says why there is no session."""


class Session:
    """One PostgreSQL session, as little of the protocol as it takes to log in and run SELECT 1."""

    def __init__(self, options):
        self.options = options
        self.socket = socket.create_connection((options.host, options.port), CONNECT_SECONDS)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 0)
        self.encrypted = False
        try:
            if options.sslmode != "disable":
                self.start_tls()
            self.log_in()
        except BaseException:
            self.socket.close()
            raise

    def start_tls(self):
        self.socket.sendall(struct.pack("!ii", 8, 80877103))
        if self.socket.recv(1) == b"S":
            # Like libpq with sslmode=require: encrypted, but the name on the certificate is not checked.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.socket = Tls(self.socket, context, self.options.host)
            self.encrypted = True
        elif self.options.sslmode == "require":
            raise Refused("the server offers no TLS; --sslmode disable goes without")

    def send(self, kind, body):
        self.socket.sendall(kind + struct.pack("!i", len(body) + 4) + body)

    def receive(self):
        head = self.exactly(5)
        return head[:1], self.exactly(struct.unpack("!i", head[1:])[0] - 4)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def log_in(self):
        words = ["user", self.options.user, "database", self.options.dbname, "application_name", "holdfast-measure"]
        body = struct.pack("!i", 196608) + b"".join(word.encode() + b"\0" for word in words) + b"\0"
        self.socket.sendall(struct.pack("!i", len(body) + 4) + body)
        scram = None
        while True:
            kind, body = self.receive()
            if kind == b"E":
                raise Refused(error_text(body))
            if kind == b"Z":
                return
            if kind != b"R":
                continue
            code = struct.unpack("!i", body[:4])[0]
            if code == 3:
                if not self.encrypted:
                    raise Refused("the server wants the password in clear text and offers no TLS")
                self.send(b"p", self.password() + b"\0")
            elif code == 5:
                inner = hashlib.md5(self.password() + self.options.user.encode()).hexdigest().encode()
                self.send(b"p", b"md5" + hashlib.md5(inner + body[4:8]).hexdigest().encode() + b"\0")
            elif code == 10:
                if b"SCRAM-SHA-256" not in body[4:].split(b"\0"):
                    raise Refused("the server offers no login method this script speaks")
                scram = Scram(self.password())
                first = scram.first()
                self.send(b"p", b"SCRAM-SHA-256\0" + struct.pack("!i", len(first)) + first)
            elif code == 11 and scram:
                self.send(b"p", scram.final(body[4:]))
            elif code == 12 and scram:
                scram.verify(body[4:])
            elif code != 0:
                raise Refused("login method %d is not spoken here; the bash script with psql may manage" % code)

    def password(self):
        if self.options.password is None:
            raise Refused("a password is needed: set PGPASSWORD, or leave it unset and type it when asked")
        return self.options.password.encode()

    def query(self, sql):
        """The error text of the server, or None."""
        self.send(b"Q", sql.encode() + b"\0")
        error = None
        while True:
            kind, body = self.receive()
            if kind == b"E":
                error = error_text(body)
                # A FATAL error is not followed by ReadyForQuery.
                if b"SFATAL\0" in body:
                    raise Refused(error)
            if kind == b"Z":
                return error

    def close(self):
        try:
            self.socket.close()
        except OSError:
            pass


class Tls:
    """TLS over a socket whose own errors stay visible: wrap_socket would show a reset as an end of file."""

    def __init__(self, raw, context, host):
        self.raw = raw
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=host)
        self.settimeout, self.close = raw.settimeout, raw.close
        self.pump(self.tls.do_handshake)

    def pump(self, action):
        while True:
            try:
                result = action()
            except ssl.SSLWantReadError:
                self.flush()
                piece = self.raw.recv(65536)
                if not piece:
                    raise EOFError
                self.incoming.write(piece)
                continue
            self.flush()
            return result

    def flush(self):
        if self.outgoing.pending:
            self.raw.sendall(self.outgoing.read())

    def sendall(self, data):
        self.pump(lambda: self.tls.write(data))

    def recv(self, count):
        try:
            return self.pump(lambda: self.tls.read(count))
        except ssl.SSLZeroReturnError:
            return b""


class Scram:
    """SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding."""

    def __init__(self, password):
        self.password = password
        self.nonce = base64.b64encode(os.urandom(18)).decode()

    def first(self):
        self.first_bare = "n=,r=" + self.nonce
        return ("n,," + self.first_bare).encode()

    def final(self, message):
        server_first = message.decode()
        parts = dict(part.split("=", 1) for part in server_first.split(","))
        if not parts["r"].startswith(self.nonce):
            raise Refused("the server answered the login with a foreign nonce")
        salted = hashlib.pbkdf2_hmac("sha256", self.password, base64.b64decode(parts["s"]), int(parts["i"]))
        client = hmac.digest(salted, b"Client Key", "sha256")
        without_proof = "c=biws,r=" + parts["r"]
        signed = ",".join([self.first_bare, server_first, without_proof]).encode()
        signature = hmac.digest(hashlib.sha256(client).digest(), signed, "sha256")
        proof = bytes(a ^ b for a, b in zip(client, signature))
        self.expected = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), signed, "sha256")
        return (without_proof + ",p=" + base64.b64encode(proof).decode()).encode()

    def verify(self, message):
        if base64.b64decode(dict([message.decode().split("=", 1)])["v"]) != self.expected:
            raise Refused("the server does not know the password: it is not the server you mean")


def error_text(body):
    fields = {field[:1]: field[1:].decode("utf-8", "replace") for field in body.split(b"\0") if field}
    return "%s %s" % (fields.get(b"C", ""), fields.get(b"M", "unknown error"))


def probe(options, session, silence, stop, results):
    """Stay silent, then speak. Puts (seconds of silence, what happened, detail) into results."""
    started = time.monotonic()
    if stop.wait(silence):
        session.close()
        return
    elapsed = time.monotonic() - started
    session.socket.settimeout(options.wait)
    try:
        session.query("SELECT 1")
        results.append((elapsed, "lived", ""))
    except (socket.timeout, TimeoutError):
        results.append((elapsed, "silent", "no answer in %g s" % options.wait))
    except (ConnectionResetError, BrokenPipeError):
        results.append((elapsed, "reset", "connection reset"))
    except (EOFError, ssl.SSLError):
        results.append((elapsed, "closed", "connection closed"))
    except Refused as refusal:
        results.append((elapsed, "server", str(refusal)))
    except OSError as error:
        results.append((elapsed, "reset", str(error)))
    finally:
        session.close()


def points(low, high, count, first, resolution):
    """Times to try between a silence that lived and one that died (or the longest to try)."""
    if first:
        ratio = (high / low) ** (1 / max(1, count - 1))
        return sorted({round(low * ratio**step, 1) for step in range(count)})
    count = max(1, min(count, int((high - low) / resolution)))
    step = (high - low) / (count + 1)
    return [round(low + step * (index + 1), 1) for index in range(count)]


def measure(options, known):
    low, high = 0.0, None
    while True:
        first = high is None
        if not first and high - low <= options.resolution:
            return
        times = points(options.min if first else low, options.max if first else high, options.connections, first, options.resolution)
        say("Round: silent for %s" % ", ".join("%g s" % t for t in times))
        stop, results = threading.Event(), []
        threads = []
        for silence in times:
            session = Session(options)
            if session.query("SET tcp_keepalives_idle = 32767") and not known.get("warned"):
                known["warned"] = True
                say("  The server keeps its own keepalive; it can hide a limit longer than its idle time.")
            thread = threading.Thread(target=probe, args=(options, session, silence, stop, results), daemon=True)
            thread.start()
            threads.append(thread)
        reported = 0
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.05)
            for seconds, outcome, detail in results[reported:]:
                reported += 1
                note(known, seconds, outcome, detail)
                if outcome != "lived":
                    stop.set()
        for seconds, outcome, detail in results[reported:]:
            note(known, seconds, outcome, detail)
        low = max([low] + [seconds for seconds, outcome, _ in results if outcome == "lived"])
        dead = [seconds for seconds, outcome, _ in results if outcome != "lived"]
        if dead and min(dead) < low:
            known["scattered"] = True
            return
        if not dead and first:
            return
        high = min(dead + ([] if high is None else [high]))


def note(known, seconds, outcome, detail):
    say("  %7.1f s  %s%s" % (seconds, outcome, ": " + detail if detail else ""))
    if outcome == "lived":
        known["lived"] = max(known.get("lived", 0), seconds)
    elif seconds < known.get("died", float("inf")):
        known["died"], known["how"] = seconds, outcome
        if outcome == "server":
            known["message"] = detail


def say(text):
    print(text, flush=True)


def report(known):
    lived, died = known.get("lived", 0), known.get("died")
    if known.get("scattered"):
        say("A shorter silence died while a longer one lived: this is not one clean idle limit. Repeat it.")
    if known.get("message"):
        say("The server itself ended the session: " + known["message"])
    if lived or died:
        say("holdfast-measure v1 lived=%ds died=%s how=%s via=python"
            % (lived, "none" if died is None else "%ds" % -(-died // 1), known.get("how", "none")))
        say("Paste that line into the Cutoff page.")


def arguments():
    environment = os.environ.get
    parser = argparse.ArgumentParser(description="Find the idle limit of the path to a PostgreSQL server.")
    parser.add_argument("--host", default=environment("PGHOST", "localhost"))
    parser.add_argument("--port", type=int, default=int(environment("PGPORT", "5432")))
    parser.add_argument("--user", default=environment("PGUSER", getpass.getuser()))
    parser.add_argument("--dbname", default=environment("PGDATABASE"))
    parser.add_argument("--sslmode", choices=["disable", "prefer", "require"], default=environment("PGSSLMODE", "prefer"))
    parser.add_argument("--min", type=float, default=30, help="shortest silence, seconds (30)")
    parser.add_argument("--max", type=float, default=1200, help="longest silence, seconds (1200, at most 7500)")
    parser.add_argument("--resolution", type=float, default=10, help="stop when lived and died are this close (10)")
    parser.add_argument("--connections", type=int, default=5, help="sessions at a time (5, at most 10)")
    parser.add_argument("--wait", type=float, default=10, help="seconds to wait for an answer (10)")
    options = parser.parse_args()
    if options.sslmode not in ("disable", "prefer", "require"):
        parser.error("PGSSLMODE=%s checks certificates, which this script cannot; pass --sslmode require" % options.sslmode)
    if not 0 < options.min < options.max <= 7500:
        parser.error("--min and --max: 0 < min < max <= 7500; got %g and %g" % (options.min, options.max))
    if not 1 <= options.connections <= 10:
        parser.error("--connections: 1 to 10; got %d" % options.connections)
    if options.resolution < 1 or options.wait <= 0:
        parser.error("--resolution is at least 1 s, --wait more than 0 s")
    options.dbname = options.dbname or options.user
    options.password = environment("PGPASSWORD")
    if options.password is None and sys.stdin.isatty():
        options.password = getpass.getpass("Password for %s (empty: none): " % options.user) or None
    return options


def main():
    options = arguments()
    known = {}
    say("Up to %d sessions to %s:%d, silent for at most %g s, keepalive off. Ctrl-C ends it."
        % (options.connections, options.host, options.port, options.max))
    status = 0
    try:
        measure(options, known)
    except KeyboardInterrupt:
        say("Stopped.")
        status = 130
    except (Refused, EOFError, OSError) as problem:
        say("No session: %s" % (problem or "the server closed the connection"))
        status = 1
    report(known)
    return status


if __name__ == "__main__":
    sys.exit(main())
