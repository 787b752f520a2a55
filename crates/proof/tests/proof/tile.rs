//! Tiles: the addresses and widths that C2SP tlog-tiles gives as examples, and that proofs read from tiles are the tree's.

use proof::Hash;
use proof::tile::{self, Address, Content, FromTiles, Log, TileId};
use proof::tree::{self, NodeId, TreeHash};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const SHA256: TreeHash = TreeHash::Sha256;

#[test]
fn an_address_reads_back_what_it_prints() {
    let hashes = |level, index| Content::Hashes(TileId { level, index });
    let addresses = [
        ("tile/0/x001/x234/067", hashes(0, 1_234_067), 256),
        ("tile/0/000", hashes(0, 0), 256),
        ("tile/63/999.p/255", hashes(63, 999), 255),
        ("tile/1/x001/000.p/1", hashes(1, 1_000), 1),
        (
            "tile/entries/x003/x057/500",
            Content::Leaves(3_057_500),
            256,
        ),
        ("tile/entries/007.p/9", Content::Leaves(7), 9),
    ];
    for (path, content, width) in addresses {
        let address = Address { content, width };
        assert_eq!(Address::parse(path), Some(address), "{path}");
        assert_eq!(address.to_string(), path);
    }
    let largest = Address {
        content: hashes(0, u64::MAX),
        width: 256,
    };
    assert_eq!(Address::parse(&largest.to_string()), Some(largest));
}

#[test]
fn an_address_has_one_spelling() {
    let wrong = [
        "",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/1",
        "tile/0/0001",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x01/002",
        "tile/0/x001/x002",
        "tile/00/001",
        "tile/-1/001",
        "tile/64/001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/01",
        "tile/0/001.p/",
        "tile/0/001.p/1/",
        "tile/0/+01",
        "tile/0/x+01/001",
        "tile/0/００１",
        "tile/data/001",
        "/tile/0/001",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ];
    for path in wrong {
        assert_eq!(Address::parse(path), None, "{path}");
    }
}

#[test]
fn tiles_are_as_wide_as_the_specification_counts() {
    let count = |size| {
        let mut widths: BTreeMap<(u8, u16), u64> = BTreeMap::new();
        for (tile, width) in tile::of_tree(size) {
            *widths.entry((tile.level, width)).or_default() += 1;
        }
        widths.into_iter().collect::<Vec<_>>()
    };
    let expected = [
        ((0, 112), 1),
        ((0, 256), 273),
        ((1, 17), 1),
        ((1, 256), 1),
        ((2, 1), 1),
    ];
    assert_eq!(count(70_000), expected);
    assert_eq!(count(256), [((0, 256), 1), ((1, 1), 1)]);
    assert_eq!(count(0), []);
    let tile = TileId {
        level: 0,
        index: 273,
    };
    assert_eq!(
        Address::of(tile, 70_000).map(|a| a.to_string()).as_deref(),
        Some("tile/0/273.p/112")
    );
    assert_eq!(Address::of(tile, 69_888), None);
    let is_in = |path, size| Address::parse(path).is_some_and(|address| address.is_in(size));
    assert!(is_in("tile/0/273.p/112", 70_000));
    assert!(is_in("tile/entries/273.p/5", 70_000));
    assert!(!is_in("tile/0/273.p/113", 70_000));
    assert!(!is_in("tile/0/273", 70_000));
    assert!(!is_in(
        "tile/63/x184/x467/x440/x737/x095/x516/150",
        u64::MAX
    ));
}

#[test]
fn a_hundred_million_leaves_are_proved_from_few_tiles() {
    let size = 100_000_000;
    for index in [0, 12_345_678, size - 1] {
        assert!(tile::for_inclusion(index, size).unwrap().len() <= 8);
        assert!(tile::for_consistency(index + 1, size).unwrap().len() <= 8);
    }
    assert!(tile::of_edge(size).len() <= 4);
}

fn leaf(n: u64) -> Vec<u8> {
    format!("leaf {n}").into_bytes()
}

#[test]
fn the_log_writes_its_right_edge_only_and_full_tiles_never_change() {
    let mut log = Log::new(SHA256);
    let mut kept: BTreeMap<TileId, Vec<Hash>> = BTreeMap::new();
    for n in 0..70_000 {
        assert_eq!(log.push(&leaf(n)), n);
        if n % 97 != 0 && n != 69_999 {
            continue;
        }
        let changed = log.take_changed();
        for (tile, hashes) in changed {
            let before = kept.insert(tile, hashes.clone()).unwrap_or_default();
            assert!(before.len() < hashes.len() && hashes.starts_with(&before));
        }
        assert_eq!(log.take_changed(), BTreeMap::new());
    }
    let widths: Vec<_> = kept
        .iter()
        .map(|(tile, hashes)| (*tile, hashes.len() as u16))
        .collect();
    assert_eq!(widths, tile::of_tree(70_000).collect::<Vec<_>>());
    let nodes = FromTiles {
        hash: SHA256,
        tiles: &kept,
    };
    assert_eq!(tree::root(SHA256, 70_000, &nodes), Ok(log.root()));
    // A smaller tree is read from the same rows.
    let mut small = Log::new(SHA256);
    for n in 0..4_321 {
        small.push(&leaf(n));
    }
    assert_eq!(tree::root(SHA256, 4_321, &nodes), Ok(small.root()));
    for index in [0, 255, 256, 4_320, 65_535, 69_999] {
        let proof = tree::inclusion(SHA256, index, 70_000, &nodes).unwrap();
        let leaf = SHA256.leaf(&leaf(index));
        assert_eq!(
            tree::verify_inclusion(SHA256, &leaf, index, 70_000, &proof, &log.root()),
            Ok(())
        );
    }
    let proof = tree::consistency(SHA256, 4_321, 70_000, &nodes).unwrap();
    let (old, new) = ((4_321, &small.root()), (70_000, &log.root()));
    assert_eq!(tree::verify_consistency(SHA256, old, new, &proof), Ok(()));
}

#[test]
fn a_log_is_not_continued_without_its_edge() {
    let mut log = Log::new(SHA256);
    (0..300).for_each(|n| {
        log.push(&leaf(n));
    });
    let tiles = log.take_changed();
    let mut short = tiles.clone();
    short.get_mut(&TileId { level: 0, index: 1 }).unwrap().pop();
    assert!(Log::read(SHA256, 300, &tiles).is_ok());
    assert!(Log::read(SHA256, 300, &short).is_err());
    assert!(Log::read(SHA256, 299, &short).is_ok());
    assert!(Log::read(SHA256, 301, &tiles).is_err());
}

#[test]
fn bytes_of_tiles_and_bundles_read_back() {
    let hashes: Vec<Hash> = (0..=255).map(|n| [n; 32]).collect();
    let bytes = tile::to_bytes(&hashes);
    assert_eq!(bytes.len(), 8192);
    assert_eq!(tile::from_bytes(&bytes), Some(hashes));
    assert_eq!(tile::from_bytes(&bytes[1..]), None);
    assert_eq!(
        tile::from_bytes(&[bytes.clone(), vec![0; 32]].concat()),
        None
    );
    let longest = vec![7; tile::LONGEST_LEAF];
    let leaves: [&[u8]; 3] = [b"a", b"", &longest];
    let bundle = tile::bundle(leaves).unwrap();
    assert_eq!(&bundle[..5], &[0, 1, b'a', 0, 0]);
    assert_eq!(tile::unbundle(&bundle), Some(leaves.to_vec()));
    assert_eq!(tile::unbundle(&bundle[..bundle.len() - 1]), None);
    assert_eq!(tile::unbundle(&[0]), None);
    assert_eq!(tile::unbundle(&[0; 2 * 257]), None);
    let longer = [longest, vec![7]].concat();
    assert_eq!(tile::bundle([&longer[..]]), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_named_beforehand_is_all_that_is_read(
        size in 1_u64..1_500,
        at in any::<prop::sample::Index>(),
        steps in prop::collection::vec(1_u64..400, 0..5),
    ) {
        let mut log = Log::new(SHA256);
        let mut kept = BTreeMap::new();
        (0..size).for_each(|n| { log.push(&leaf(n)); });
        kept.extend(log.take_changed());
        let only = |tiles: BTreeSet<TileId>, kept: &BTreeMap<TileId, Vec<Hash>>| -> BTreeMap<_, _> {
            tiles.into_iter().map(|tile| (tile, kept[&tile].clone())).collect()
        };
        // Goes on in another process, with nothing but the edge.
        for step in steps {
            let mut next = Log::read(SHA256, log.size(), &only(tile::of_edge(log.size()), &kept)).unwrap();
            for _ in 0..step {
                log.push(&leaf(log.size()));
                next.push(&leaf(next.size()));
            }
            prop_assert_eq!(next.root(), log.root());
            kept.extend(next.take_changed());
        }
        let size = log.size();
        let index = at.index(size as usize) as u64;
        let all = FromTiles { hash: SHA256, tiles: &kept };
        let few = only(tile::for_inclusion(index, size).unwrap(), &kept);
        let few = FromTiles { hash: SHA256, tiles: &few };
        prop_assert_eq!(
            tree::inclusion(SHA256, index, size, &few),
            tree::inclusion(SHA256, index, size, &all)
        );
        let few = only(tile::for_consistency(index, size).unwrap(), &kept);
        let few = FromTiles { hash: SHA256, tiles: &few };
        prop_assert_eq!(
            tree::consistency(SHA256, index, size, &few),
            tree::consistency(SHA256, index, size, &all)
        );
        prop_assert_eq!(tree::root(SHA256, size, &all), Ok(log.root()));
    }

    #[test]
    fn a_node_from_anywhere_is_looked_up_without_overflow(level in any::<u8>(), index in any::<u64>()) {
        let tiles: BTreeMap<TileId, Vec<Hash>> = BTreeMap::new();
        let nodes = FromTiles { hash: SHA256, tiles: &tiles };
        prop_assert_eq!(tree::Nodes::node(&nodes, NodeId { level, index }), None);
        TileId { level, index }.width(index);
    }
}
