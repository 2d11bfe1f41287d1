"""A mail server (aiosmtpd) that wants TLS and a password, and keeps what it takes as Python's email module reads it.

mail.py FOLDER [starttls|tls|none]: writes FOLDER/ca.pem, appends one JSON line for each mail to FOLDER/mails.jsonl.
"""

import datetime
import email
import email.policy
import ipaddress
import json
import pathlib
import socket
import ssl
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = b"auditor", "pass wörd".encode()


def certificate(name, key, issuer, signer, extension):
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer or name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start)
    builder = builder.not_valid_after(start + datetime.timedelta(days=10)).add_extension(extension, True)
    return builder.sign(signer, hashes.SHA256())


def context(folder):
    pem = serialization.Encoding.PEM
    above, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = certificate("authority", above, None, above, x509.BasicConstraints(True, None))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = certificate("mail", own, authority.subject, above, names)
    (folder / "ca.pem").write_bytes(authority.public_bytes(pem))
    (folder / "leaf.pem").write_bytes(leaf.public_bytes(pem))
    kept = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(kept)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(folder / "leaf.pem", folder / "key.pem")
    return made


class Keeper:
    def __init__(self, path):
        self.path = path

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [part for part in mail.walk() if not part.is_multipart()]
        kept = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": [[name, str(value)] for name, value in mail.items()],
            "defects": [str(defect) for part in mail.walk() for defect in part.defects],
            "parts": [[part.get_content_type(), part.get_filename(), content(part)] for part in parts],
            "encrypted": (session.ssl or server.transport.get_extra_info("ssl_object")) is not None,
            "user": session.auth_data.login.decode() if session.auth_data else None,
        }
        with self.path.open("a") as file:
            file.write(json.dumps(kept) + "\n")
        return "250 kept"


def content(part):
    found = part.get_content()
    return found if isinstance(found, str) else found.decode()


def known(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=right, handled=False, auth_data=data)


if __name__ == "__main__":
    folder, mode = pathlib.Path(sys.argv[1]), sys.argv[2]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"hostname": "127.0.0.1", "port": port}
    if mode != "none":
        options |= {"authenticator": known, "auth_required": True}
    if mode == "starttls":
        options |= {"tls_context": context(folder), "require_starttls": True}
    if mode == "tls":
        # aiosmtpd counts a wrapped connection as one without TLS.
        options |= {"ssl_context": context(folder), "auth_require_tls": False}
    Controller(Keeper(folder / "mails.jsonl"), **options).start()
    print(json.dumps({"port": port}), flush=True)
    threading.Event().wait()
