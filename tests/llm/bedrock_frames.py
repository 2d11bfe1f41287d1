"""Frames of application/vnd.amazon.eventstream, as Amazon's event stream encoding describes them.

A frame is a prelude (length of the whole, length of the headers, CRC32 of these eight bytes), the headers, the payload,
and the CRC32 of all before it; numbers are big-endian. A header is its name's length and name, the type of its value
(7: a string), the value's length and the value.
"""

import json
import struct
import zlib

STRING = 7


def frame(headers, payload):
    packed = b""
    for name, value in headers.items():
        name, value = name.encode(), value.encode()
        packed += struct.pack("!B", len(name)) + name + struct.pack("!BH", STRING, len(value)) + value
    total = 4 + 4 + 4 + len(packed) + len(payload) + 4
    prelude = struct.pack("!II", total, len(packed))
    message = prelude + struct.pack("!I", zlib.crc32(prelude)) + packed + payload
    return message + struct.pack("!I", zlib.crc32(message))


def event(kind, body):
    headers = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    return frame(headers, json.dumps(body).encode())


def exception(kind, message, **more):
    headers = {":exception-type": kind, ":content-type": "application/json", ":message-type": "exception"}
    return frame(headers, json.dumps({"message": message, **more}).encode())
