"""The tree agrees with RFC 6962's definitions, with known answers, and with another implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from korat.kernel import merkle
from korat.kernel.merkle import Frontier

# The test vectors of the certificate transparency project's own tree: eight leaves and the root after each.
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
sizes = st.integers(1, 300)


class Tree:
    """A tree with all its nodes at hand."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.frontier, self.stored, self.order = Frontier(), {}, []
        self.roots = [merkle.EMPTY]
        for index, leaf in enumerate(leaves):
            self.stored[0, index] = merkle.leaf_hash(leaf)
            for level, node in enumerate(self.frontier.append(merkle.leaf_hash(leaf)), start=1):
                self.stored[level, index >> level] = node
                self.order.append((level, index >> level))
            self.roots.append(self.frontier.root())

    def path(self, index: int, size: int) -> tuple[bytes, ...]:
        return merkle.resolved(merkle.path_spans(index, size), self.stored)

    def proof(self, first: int, second: int) -> tuple[bytes, ...]:
        return merkle.resolved(merkle.proof_spans(first, second), self.stored)


def numbered(size: int) -> Tree:
    return Tree([f"leaf {number}".encode() for number in range(size)])


def oracle(size: int) -> InmemoryTree:
    tree = InmemoryTree()
    for number in range(size):
        tree.append_entry(f"leaf {number}".encode())
    return tree


def by_definition(hashes: list[bytes]) -> bytes:
    """MTH as section 2.1 writes it."""
    if len(hashes) == 1:
        return hashes[0]
    middle = merkle.split(len(hashes))
    return merkle.node_hash(by_definition(hashes[:middle]), by_definition(hashes[middle:]))


def test_known_answers() -> None:
    assert merkle.EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [root.hex() for root in Tree(LEAVES).roots[1:]] == ROOTS


def test_known_proofs() -> None:
    """PATH(0, D[8]) and PROOF(1, D[8]) of the same vectors."""
    tree = Tree(LEAVES)
    assert [hash.hex()[:16] for hash in tree.path(0, 8)] == ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"]
    assert tree.proof(1, 8) == tree.path(0, 8)


def test_another_implementation_uses_the_same_prefixes() -> None:
    assert (oracle(0).leaf_prefix, oracle(0).node_prefix) == (b"\x00", b"\x01")


@given(sizes)
def test_roots_agree_with_the_definition_and_with_another_implementation(size: int) -> None:
    tree = numbered(size)
    assert tree.roots[size] == by_definition([tree.stored[0, index] for index in range(size)])
    assert tree.roots[size] == oracle(size).get_root()


@given(sizes)
def test_inner_nodes_have_places_without_gaps_in_the_order_they_come_to_be(size: int) -> None:
    tree = numbered(size)
    assert [merkle.position(node) for node in tree.order] == list(range(merkle.inner_nodes(size)))


@given(st.data(), sizes)
def test_an_inclusion_proof_holds_and_is_the_oracles(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree = numbered(size)
    path, leaf = tree.path(index, size), tree.stored[0, index]
    assert merkle.included(leaf, index, size, path, tree.roots[size])
    assert list(path) == list(oracle(size).prove_inclusion(index + 1, size).path[1:])
    assert len(path) <= size.bit_length()


@given(st.data(), sizes)
def test_an_altered_inclusion_proof_fails(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree = numbered(size)
    path, leaf, root = list(tree.path(index, size)), tree.stored[0, index], tree.roots[size]
    assert not merkle.included(merkle.leaf_hash(b"other"), index, size, path, root)
    assert not merkle.included(leaf, size, size, path, root)
    assert not merkle.included(leaf, index, size, [*path, root], root)
    assert not merkle.included(leaf, index, size, path, merkle.EMPTY)
    if path:
        other = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
        assert not merkle.included(leaf, other, size, path, root)
        assert not merkle.included(leaf, index, size, path[:-1], root)
        broken = data.draw(st.integers(0, len(path) - 1))
        path[broken] = bytes(32)
        assert not merkle.included(leaf, index, size, path, root)


@given(st.data(), sizes)
def test_a_consistency_proof_holds_between_any_two_sizes(data: st.DataObject, second: int) -> None:
    first = data.draw(st.integers(0, second))
    tree = numbered(second)
    proof, old, new = tree.proof(first, second), tree.roots[first], tree.roots[second]
    assert merkle.consistent(first, second, proof, old, new)
    if first:
        assert oracle(second).prove_consistency(first, second).retrieve_prior_state() == old


@given(st.data(), sizes)
def test_an_altered_consistency_proof_fails(data: st.DataObject, second: int) -> None:
    first = data.draw(st.integers(1, second))
    tree = numbered(second)
    proof, old, new = list(tree.proof(first, second)), tree.roots[first], tree.roots[second]
    assert not merkle.consistent(first, second, proof, bytes(32), new)
    assert not merkle.consistent(first, second, proof, old, bytes(32))
    assert not merkle.consistent(first, second, [*proof, new], old, new)
    assert not merkle.consistent(second + 1, second, proof, old, new)
    if proof:
        assert not merkle.consistent(first, second, proof[:-1], old, new)
        proof[data.draw(st.integers(0, len(proof) - 1))] = bytes(32)
        assert not merkle.consistent(first, second, proof, old, new)


def test_a_node_that_is_not_stored_is_missed() -> None:
    with pytest.raises(KeyError):
        merkle.resolved(merkle.path_spans(0, 8), {})
