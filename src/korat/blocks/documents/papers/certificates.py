"""The province's own authority for papers and, under it, one seal for each office: made when first needed, owner-only files.

A folder a generation: `keys/papers/0001/ca.key`, `ca.pem`, `seal-OFFICE.key`, … A lost authority is followed by the next
generation; certificates stay, so what was sealed under them is still checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from korat.blocks.documents.papers.trust import CERTIFICATES
from korat.kernel.signing import claim

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
LIFE = timedelta(days=3650)
# Clocks differ: a paper sealed in the first minute holds for a reader whose clock is behind.
LENIENCE = timedelta(days=1)
LONGEST_NAME = 64  # RFC 5280, appendix A.1: ub-organization-name, ub-common-name
ENCODING = serialization.Encoding.PEM


@dataclass(frozen=True)
class Certified:
    """A key and its certificate, loaded."""

    certificate: x509.Certificate
    key: Key = field(repr=False)

    @property
    def id(self) -> str:
        """The first 8 bytes of the SHA-256 of the certificate, in hex."""
        return self.certificate.fingerprint(hashes.SHA256())[:8].hex()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(ENCODING)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(ENCODING, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@dataclass(frozen=True)
class Registry:
    """The authority of one province. Reads each file once a process."""

    home: Path
    province: str
    loaded: dict[Path, Certified] = field(default_factory=dict, repr=False)

    def authority(self, now: datetime) -> Certified:
        return self.at(self.generation() / "ca", lambda: authority_of(self.province, now))

    def authorities(self) -> list[Certified]:
        """Every authority that still has its key, the oldest first: what it sealed can be prolonged."""
        return [load(path.read_bytes()) for path in sorted((self.home / "keys" / CERTIFICATES).glob("*/ca.key"))]

    def follow(self, made: Certified) -> bool:
        """From now on this authority stands over the seals: each office gets a new one with its next paper."""
        folder = self.home / "keys" / CERTIFICATES / f"{int(self.generation().name) + 1:04}"
        return keep(folder / "ca.key", made)

    def seal(self, office: str, name: str, now: datetime) -> Certified:
        """The seal of an office, which signs its papers."""
        parent = self.authority(now)
        return self.at(self.generation() / f"seal-{office}", lambda: issued(ec_key(), name, parent, now))

    def clock_stamp(self, now: datetime) -> Certified:
        """A timestamp authority of our own, for demonstrations. RSA, since pyHanko's stand-in signs with nothing else."""
        parent = self.authority(now)
        return self.at(self.generation() / "tsa", lambda: issued(rsa_key(), self.province, parent, now, stamps=True))

    def generation(self) -> Path:
        """The newest folder whose authority still has its key, else the next one."""
        root = self.home / "keys" / CERTIFICATES
        whole = sorted(path.parent for path in root.glob("*/ca.key"))
        return whole[-1] if whole else root / f"{len(list(root.glob('*/ca.pem'))) + 1:04}"

    def at(self, path: Path, make: Callable[[], Certified]) -> Certified:
        """The key at this path, made when absent; of two processes that make it at once the first one's stays."""
        if path not in self.loaded:
            # Added, never put in the place of a suffix: a dot in the code of an office is no file's.
            file = path.with_name(f"{path.name}.key")
            if not file.exists():
                keep(file, make())
            found = load(file.read_bytes())
            path.with_name(f"{path.name}.pem").write_bytes(found.pem)
            self.loaded[path] = found
        return self.loaded[path]


def keep(file: Path, made: Certified) -> bool:
    """Key and certificate in one owner-only file: never a pair that does not belong together. False where one lies already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for folder in (file.parent, file.parent.parent):
        folder.chmod(0o700)
    return claim(file, (made.key_pem + made.pem).decode())


def load(text: bytes) -> Certified:
    key = serialization.load_pem_private_key(text, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError("a seal signs with ECDSA or RSA")
    return Certified(x509.load_pem_x509_certificate(text), key)


def authority_of(province: str, now: datetime) -> Certified:
    return issued(ec_key(), province, None, now)


def issued(key: Key, name: str, parent: Certified | None, now: datetime, *, stamps: bool = False) -> Certified:
    """A certificate for this key: of an authority without `parent`, else of a seal or (`stamps`) of a timestamp authority."""
    subject = named(name)
    issuer = parent.certificate.subject if parent else subject
    signs = parent.key if parent else key
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - LENIENCE)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=parent is None, path_length=None if parent else 0), critical=True)
        .add_extension(usage(authority=parent is None, stamps=stamps), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signs.public_key()), critical=False)
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Certified(builder.sign(signs, hashes.SHA256()), key)


def named(name: str) -> x509.Name:
    """The whole name as organisation, and as common name what fits: `cryptography` counts its octets, three a Thai letter."""
    fitting = name.encode()[:LONGEST_NAME].decode(errors="ignore")
    given = ((NameOID.ORGANIZATION_NAME, name[:LONGEST_NAME]), (NameOID.COMMON_NAME, fitting))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in given])


def usage(*, authority: bool, stamps: bool) -> x509.KeyUsage:
    """What the key may do (RFC 5280, 4.2.1.3). A seal also binds its office: content commitment."""
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority and not stamps, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def ec_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def rsa_key() -> Key:
    return rsa.generate_private_key(65537, 2048)
