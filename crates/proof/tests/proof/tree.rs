//! The tree against the reference tree of RFC 6962's implementers, and against the crate `ct-merkle`.
//!
//! The eight leaves, their roots and proofs are those that Certificate Transparency and its successors test with
//! (transparency-dev/merkle, `proof/verify_test.go`).

use crate::{hash, hex};
use ct_merkle::RootHash;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proof::Hash;
use proof::tree::{
    self, Frontier, NodeId, TreeHash, Wrong, consistency, inclusion, verify_consistency,
    verify_inclusion,
};
use proptest::prelude::*;
use sha2::Sha256;
use std::cell::Cell;
use std::collections::BTreeMap;

const SHA256: TreeHash = TreeHash::Sha256;

const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// Place counted from 0, size, proof.
const INCLUSION: [(u64, u64, &[&str]); 5] = [
    (0, 1, &[]),
    (
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        3,
        &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    ),
    (
        1,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

/// Older size, newer size, proof.
const CONSISTENCY: [(u64, u64, &[&str]); 5] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
    (
        6,
        7,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
];

/// All perfect subtrees of a tree, and its roots at every size.
fn grown(leaves: &[Vec<u8>]) -> (BTreeMap<NodeId, Hash>, Vec<Hash>) {
    let mut tree = Frontier::new(SHA256);
    let mut nodes = BTreeMap::new();
    let mut roots = vec![tree.root()];
    for leaf in leaves {
        nodes.extend(tree.push(SHA256.leaf(leaf)));
        roots.push(tree.root());
    }
    (nodes, roots)
}

fn reference() -> (Vec<Vec<u8>>, BTreeMap<NodeId, Hash>, Vec<Hash>) {
    let leaves: Vec<_> = LEAVES.iter().map(|leaf| hex(leaf)).collect();
    let (nodes, roots) = grown(&leaves);
    (leaves, nodes, roots)
}

fn hashes(proof: &[&str]) -> Vec<Hash> {
    proof.iter().map(|digits| hash(digits)).collect()
}

#[test]
fn roots_are_those_of_the_reference_tree() {
    let (_, nodes, roots) = reference();
    assert_eq!(
        roots[0],
        hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    );
    for (size, expected) in (1..).zip(ROOTS) {
        assert_eq!(roots[size as usize], hash(expected), "{size}");
        assert_eq!(tree::root(SHA256, size, &nodes), Ok(hash(expected)));
    }
}

#[test]
fn inclusion_proofs_are_those_of_the_reference_tree() {
    let (leaves, nodes, roots) = reference();
    for (index, size, expected) in INCLUSION {
        let proof = inclusion(SHA256, index, size, &nodes).unwrap();
        assert_eq!(proof, hashes(expected), "{index} of {size}");
        let leaf = SHA256.leaf(&leaves[index as usize]);
        let root = roots[size as usize];
        let verify = |leaf: &Hash, index, size, proof: &[Hash], root: &Hash| {
            verify_inclusion(SHA256, leaf, index, size, proof, root)
        };
        assert_eq!(verify(&leaf, index, size, &proof, &root), Ok(()));
        // What the reference implementation tries in vain.
        let others = [index.wrapping_sub(1), index + 1, index ^ 2];
        for other in others {
            assert!(verify(&leaf, other, size, &proof, &root).is_err());
        }
        assert!(verify(&leaf, index, size * 2, &proof, &root).is_err());
        assert!(verify(&leaf, index, size / 2, &proof, &root).is_err());
        assert!(verify(&[1; 32], index, size, &proof, &root).is_err());
        assert!(verify(&leaf, index, size, &proof, &SHA256.empty()).is_err());
        assert!(verify(&leaf, index, size, &proof, &[1; 32]).is_err());
        for wrong in corrupted(&proof, &[root]) {
            assert!(verify(&leaf, index, size, &wrong, &root).is_err());
        }
    }
}

#[test]
fn consistency_proofs_are_those_of_the_reference_tree() {
    let (_, nodes, roots) = reference();
    for (old, new, expected) in CONSISTENCY {
        let proof = consistency(SHA256, old, new, &nodes).unwrap();
        assert_eq!(proof, hashes(expected), "{old} to {new}");
        let (old_root, new_root) = (roots[old as usize], roots[new as usize]);
        let verify = |old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]| {
            verify_consistency(SHA256, old, new, proof)
        };
        assert_eq!(verify((old, &old_root), (new, &new_root), &proof), Ok(()));
        if proof.is_empty() {
            continue;
        }
        for other in [old.wrapping_sub(1), old + 1, old ^ 2] {
            assert!(verify((other, &old_root), (new, &new_root), &proof).is_err());
        }
        assert!(verify((old, &old_root), (new * 2, &new_root), &proof).is_err());
        assert!(verify((old, &old_root), (new / 2, &new_root), &proof).is_err());
        assert!(verify((old, &[1; 32]), (new, &new_root), &proof).is_err());
        assert!(verify((old, &old_root), (new, &[1; 32]), &proof).is_err());
        assert!(verify((old, &new_root), (new, &old_root), &proof).is_err());
        for wrong in corrupted(&proof, &[old_root, new_root]) {
            assert!(verify((old, &old_root), (new, &new_root), &wrong).is_err());
        }
    }
}

/// A proof with one hash more, one less, or one bit changed.
fn corrupted(proof: &[Hash], more: &[Hash]) -> Vec<Vec<Hash>> {
    let mut wrong = Vec::new();
    for hash in more.iter().chain(proof.first()) {
        wrong.push([&[*hash][..], proof].concat());
        wrong.push([proof, &[*hash][..]].concat());
    }
    for n in 0..proof.len() {
        let mut changed = proof.to_vec();
        changed[n][0] ^= 16;
        wrong.push(changed);
        wrong.push([&proof[..n], &proof[n + 1..]].concat());
    }
    wrong
}

#[test]
fn what_follows_what_is_decided_without_hashes_where_it_can_be() {
    let verify = |old, old_root: Hash, new, new_root: Hash, proof: &[Hash]| {
        verify_consistency(SHA256, (old, &old_root), (new, &new_root), proof)
    };
    let (empty, a, b) = (SHA256.empty(), [1; 32], [2; 32]);
    assert_eq!(verify(0, empty, 0, empty, &[]), Ok(()));
    assert_eq!(verify(0, empty, 5, a, &[]), Ok(()));
    assert_eq!(verify(4, a, 4, a, &[]), Ok(()));
    assert_eq!(verify(4, a, 4, b, &[]), Err(Wrong::Root));
    assert_eq!(verify(0, a, 5, b, &[]), Err(Wrong::Root));
    assert_eq!(verify(1, a, 2, b, &[]), Err(Wrong::Length));
    assert_eq!(verify(0, empty, 5, a, &[b]), Err(Wrong::Length));
    assert_eq!(verify(4, a, 4, a, &[b]), Err(Wrong::Length));
    assert_eq!(
        verify(2, a, 1, a, &[]),
        Err(Wrong::Shrunk { old: 2, new: 1 })
    );
    let outside = Wrong::Outside { index: 1, size: 1 };
    assert_eq!(verify_inclusion(SHA256, &a, 1, 1, &[], &a), Err(outside));
    assert_eq!(verify_inclusion(SHA256, &a, 0, 1, &[], &a), Ok(()));
    assert_eq!(
        verify_inclusion(SHA256, &a, 0, 1, &[a], &a),
        Err(Wrong::Length)
    );
}

#[test]
fn a_hash_that_is_not_kept_is_named() {
    let (_, mut nodes, _) = reference();
    let missing = NodeId { level: 1, index: 0 };
    nodes.remove(&missing);
    assert_eq!(
        inclusion(SHA256, 2, 8, &nodes),
        Err(Wrong::Missing(missing))
    );
    assert!(inclusion(SHA256, 0, 8, &nodes).is_ok());
}

/// The largest leaf numbers that 64 bits hold do not overflow anything, and a log of a hundred million leaves gives its proofs
/// with fifty-odd look-ups.
#[test]
fn a_long_log_is_proved_with_few_look_ups() {
    // Where all leaves are alike, so are all perfect subtrees of a level.
    let mut levels = vec![SHA256.leaf(b"alike")];
    for level in 0..64 {
        levels.push(SHA256.node(&levels[level], &levels[level]));
    }
    for size in [100_000_000, u64::MAX] {
        let asked = Cell::new(0);
        let nodes = |node: NodeId| {
            asked.set(asked.get() + 1);
            Some(levels[usize::from(node.level)])
        };
        let most = 2 * size.ilog2() + 2;
        let root = tree::root(SHA256, size, &nodes).unwrap();
        for index in [0, 1, size / 3, size / 2, size - 1] {
            asked.set(0);
            let proof = inclusion(SHA256, index, size, &nodes).unwrap();
            assert!(asked.get() <= most, "{} look-ups", asked.get());
            assert_eq!(
                tree::needed_for_inclusion(index, size).unwrap().len(),
                asked.get() as usize
            );
            assert_eq!(
                verify_inclusion(SHA256, &levels[0], index, size, &proof, &root),
                Ok(())
            );
            asked.set(0);
            let old = index + 1;
            let old_root = tree::root(SHA256, old, &nodes).unwrap();
            asked.set(0);
            let proof = consistency(SHA256, old, size, &nodes).unwrap();
            assert!(asked.get() <= most, "{} look-ups", asked.get());
            assert_eq!(
                tree::needed_for_consistency(old, size).unwrap().len(),
                asked.get() as usize
            );
            assert_eq!(
                verify_consistency(SHA256, (old, &old_root), (size, &root), &proof),
                Ok(())
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn another_implementation_gives_and_takes_the_same(
        leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..9), 1..300),
        at in any::<prop::sample::Index>(),
        of in any::<prop::sample::Index>(),
    ) {
        let (nodes, roots) = grown(&leaves);
        let new = leaves.len();
        let index = at.index(new);
        let old = of.index(new) + 1;
        let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        let mut theirs_before = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        for (n, leaf) in leaves.iter().enumerate() {
            theirs.push(leaf.clone());
            if n < old {
                theirs_before.push(leaf.clone());
            }
        }
        let root: RootHash<Sha256> = theirs.root();
        prop_assert_eq!(root.as_bytes().as_slice(), &roots[new]);

        let proof = inclusion(SHA256, index as u64, new as u64, &nodes).unwrap();
        let their_proof = theirs.prove_inclusion(index);
        prop_assert_eq!(their_proof.as_bytes(), proof.concat());
        prop_assert!(root.verify_inclusion(&leaves[index], index as u64, &their_proof).is_ok());
        let leaf = SHA256.leaf(&leaves[index]);
        prop_assert_eq!(
            verify_inclusion(SHA256, &leaf, index as u64, new as u64, &proof, &roots[new]),
            Ok(())
        );

        let proof = consistency(SHA256, old as u64, new as u64, &nodes).unwrap();
        if old < new {
            let their_proof = theirs.prove_consistency(new - old);
            prop_assert_eq!(their_proof.as_bytes(), proof.concat());
            prop_assert!(root.verify_consistency(&theirs_before.root(), &their_proof).is_ok());
        }
        prop_assert_eq!(
            verify_consistency(SHA256, (old as u64, &roots[old]), (new as u64, &roots[new]), &proof),
            Ok(())
        );
    }

    #[test]
    fn a_frontier_goes_on_from_where_it_stopped(
        before in 0_u64..200,
        after in 0_u64..50,
    ) {
        let leaf = |n: u64| SHA256.leaf(&n.to_be_bytes());
        let mut whole = Frontier::new(SHA256);
        let mut nodes = BTreeMap::new();
        for n in 0..before {
            nodes.extend(whole.push(leaf(n)));
        }
        let mut resumed = Frontier::resume(SHA256, before, whole.peaks().to_vec()).unwrap();
        prop_assert_eq!(Frontier::read(SHA256, before, &nodes), Ok(resumed.clone()));
        prop_assert_eq!(Frontier::resume(SHA256, before + 1, vec![[0; 32]; 9]), None);
        for n in before..before + after {
            whole.push(leaf(n));
            resumed.push(leaf(n));
        }
        prop_assert_eq!(resumed.root(), whole.root());
        prop_assert_eq!(resumed, whole);
    }

    #[test]
    fn a_proof_from_anywhere_is_refused_and_nothing_overflows(
        index in any::<u64>(),
        size in any::<u64>(),
        proof in prop::collection::vec(any::<Hash>(), 0..70),
        root in any::<Hash>(),
    ) {
        prop_assert!(verify_inclusion(SHA256, &[1; 32], index, size, &proof, &root).is_err());
        if size != 0 && index != 0 {
            prop_assert!(
                verify_consistency(SHA256, (index, &[1; 32]), (size, &root), &proof).is_err()
            );
        }
    }
}
