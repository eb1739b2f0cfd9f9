"""Makes a certificate authority and a certificate of it that is valid for so many years since 2020: YEARS NAME ..., printed as JSON (a NAME is a host or an IPv4 address)."""

import datetime
import ipaddress
import json
import re
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM
BEGIN = datetime.datetime(2020, 1, 1)


def named(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def builder(subject, issuer, key, end):
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(end)
    )


def alternative(text):
    return x509.IPAddress(ipaddress.ip_address(text)) if re.fullmatch(r"[\d.]+", text) else x509.DNSName(text)


def main(years, *names):
    end = BEGIN + datetime.timedelta(days=365 * int(years))
    owner, server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = named("Authority of a test")
    usage = dict.fromkeys(
        "content_commitment key_encipherment data_encipherment key_agreement encipher_only decipher_only".split(), False
    )
    ca = (
        builder(authority, authority, owner, BEGIN + datetime.timedelta(days=365 * 80))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **usage), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(owner.public_key()), critical=False)
        .sign(owner, hashes.SHA256())
    )
    cert = (
        builder(named("Server of a test"), authority, server, end)
        .add_extension(x509.SubjectAlternativeName([alternative(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(owner.public_key()), critical=False)
        .sign(owner, hashes.SHA256())
    )
    private = server.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    parts = {"authority": ca.public_bytes(PEM), "cert": cert.public_bytes(PEM), "key": private}
    print(json.dumps({name: part.decode() for name, part in parts.items()}))


main(*sys.argv[1:])
