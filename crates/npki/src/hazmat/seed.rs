//! SEED-128, the Korean block cipher of 1998: 128-bit blocks, 128-bit keys, 16 Feistel rounds.
//!
//! Written from RFC 4269. The S-boxes are not copied from its tables but computed, when this is
//! compiled, from the algebra of its section 2.2; the vectors of its appendix B prove them.
//! Composes with everything that takes the `cipher` traits, `cbc` among them. The keys are wiped on
//! drop. Look-ups depend on the data: docs/decisions/0020 says what that means.

use cipher::consts::{U2, U16};
use cipher::inout::InOut;
use cipher::{
    AlgorithmName, Block, BlockCipherDecBackend, BlockCipherDecClosure, BlockCipherDecrypt,
    BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser, Key, KeyInit,
    KeySizeUser, ParBlocks, ParBlocksSizeUser,
};
use core::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Rounds of the cipher (RFC 4269 section 2.1).
const ROUNDS: usize = 16;

/// Blocks that are worked on side by side where the mode allows it: the rounds of one block wait for
/// each other's look-ups, those of two blocks fill each other's waits. More would not fit into the
/// registers of x86-64.
const LANES: usize = 2;

/// The first round constant: the golden ratio in 32 bits (RFC 4269 section 2.4).
const GOLDEN: u32 = 0x9e37_79b9;

/// x⁸ + x⁶ + x⁵ + x + 1, by which products of the field are reduced (RFC 4269 section 2.2).
const FIELD: u8 = 0x63;

/// An S-box: `matrix · x^power ⊕ shift` over that field.
struct Substitution {
    /// What each bit of the power adds, the lowest bit first: the columns of the matrix.
    columns: [u8; 8],
    power: u8,
    shift: u8,
}

const SUBSTITUTIONS: [Substitution; 2] = [
    Substitution { columns: [0x2c, 0xd0, 0x69, 0xc2, 0x41, 0x44, 0x58, 0xe2], power: 247, shift: 169 },
    Substitution { columns: [0xd0, 0x2a, 0xe1, 0x2c, 0x21, 0x30, 0xa2, 0x6c], power: 251, shift: 56 },
];

/// What byte `n` of a word adds to the outcome of G: S-box and the four masks in one look-up
/// (the "extended S-boxes" of RFC 4269 section 2.2). 4 KiB in all.
static TABLES: [[u32; 256]; 4] = [table(0), table(1), table(2), table(3)];

#[expect(clippy::indexing_slicing, reason = "a const fn has no iterators; out of bounds would not compile")]
const fn table(byte: usize) -> [u32; 256] {
    /// Each mask leaves out two bits of its byte, m0 first.
    const MASKS: [u8; 4] = [0xfc, 0xf3, 0xcf, 0x3f];
    let mut table = [0; 256];
    let mut x: u8 = 0;
    loop {
        let y = substitute(&SUBSTITUTIONS[byte % 2], x);
        let mut bytes = [0; 4];
        let mut place = 0;
        while place < 4 {
            bytes[place] = y & MASKS[(byte + place) % 4];
            place += 1;
        }
        table[x as usize] = u32::from_le_bytes(bytes);
        if x == u8::MAX {
            return table;
        }
        x += 1;
    }
}

#[expect(clippy::indexing_slicing, reason = "a const fn has no iterators; out of bounds would not compile")]
const fn substitute(of: &Substitution, x: u8) -> u8 {
    let power = raise(x, of.power);
    let mut y = of.shift;
    let mut bit = 0;
    while bit < 8 {
        if power >> bit & 1 == 1 {
            y ^= of.columns[bit];
        }
        bit += 1;
    }
    y
}

/// By squaring: the compiler works this out a thousand times.
const fn raise(mut x: u8, mut power: u8) -> u8 {
    let mut product = 1;
    while power > 0 {
        if power & 1 == 1 {
            product = multiply(product, x);
        }
        x = multiply(x, x);
        power >>= 1;
    }
    product
}

const fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b > 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a = (a << 1) ^ if a & 0x80 == 0 { 0 } else { FIELD };
        b >>= 1;
    }
    product
}

/// The function G (RFC 4269 section 2.2).
#[expect(clippy::indexing_slicing, reason = "a byte cannot leave 256 entries, and no check is compiled")]
#[inline]
fn g(x: u32) -> u32 {
    let [b0, b1, b2, b3] = x.to_le_bytes();
    TABLES[0][usize::from(b0)]
        ^ TABLES[1][usize::from(b1)]
        ^ (TABLES[2][usize::from(b2)] ^ TABLES[3][usize::from(b3)])
}

/// The key of a round: its first word, and the exclusive or of both, which is what is needed.
type RoundKey = [u32; 2];

/// One half of a block.
type Half = [u32; 2];

/// The SEED block cipher with one key.
#[derive(Clone)]
pub struct Seed {
    /// In the order of encryption.
    keys: [RoundKey; ROUNDS],
}

/// A block between two rounds.
///
/// A round waits for the one before it, so what counts is how many steps lie between two outcomes of F.
/// The last outcome is therefore kept apart from the half it belongs to: by the time it arrives, the
/// half and the next key are added up already. Words by name rather than in arrays, which the compiler
/// would pack into one register and take apart again in every round.
#[derive(Clone, Copy)]
struct Lane {
    /// The half that the next round works on, without the last outcome of F.
    c: u32,
    d: u32,
    /// The other half.
    other_c: u32,
    other_d: u32,
    /// The last outcome of F, and the exclusive or of its words.
    f: u32,
    f_both: u32,
}

impl Lane {
    /// One round (RFC 4269 section 2.1).
    #[inline]
    fn round(self, [first, both]: RoundKey) -> Self {
        let Self { c, d, other_c, other_d, f, f_both } = self;
        let y = g(f_both ^ (c ^ d ^ both));
        let x = g((f ^ (c ^ first)).wrapping_add(y));
        let y = g(y.wrapping_add(x));
        let x = x.wrapping_add(y);
        Self { c: other_c, d: other_d, other_c: c ^ f, other_d: d ^ f ^ f_both, f: x, f_both: x ^ y }
    }

    #[inline]
    fn start(block: [u8; 16]) -> Self {
        let [[other_c, other_d], [c, d]] = split(block);
        Self { c, d, other_c, other_d, f: 0, f_both: 0 }
    }

    /// The last round does not swap, so what was to be worked on next comes first.
    #[inline]
    fn finish(self) -> [u8; 16] {
        let Self { c, d, other_c, other_d, f, f_both } = self;
        join([[c ^ f, d ^ f ^ f_both], [other_c, other_d]])
    }
}

impl Seed {
    /// Runs `N` blocks through all rounds with the keys in the order given.
    #[inline]
    fn run<const N: usize>(keys: impl Iterator<Item = RoundKey>, blocks: [[u8; 16]; N]) -> [[u8; 16]; N] {
        let mut lanes = blocks.map(Lane::start);
        for key in keys {
            for lane in &mut lanes {
                *lane = lane.round(key);
            }
        }
        lanes.map(Lane::finish)
    }
}

#[inline]
fn split(block: [u8; 16]) -> [Half; 2] {
    let all = u128::from_be_bytes(block);
    #[expect(clippy::cast_possible_truncation, reason = "the four words of 128 bits")]
    let word = |place: u32| (all >> (96 - 32 * place)) as u32;
    [[word(0), word(1)], [word(2), word(3)]]
}

#[inline]
fn join([left, right]: [Half; 2]) -> [u8; 16] {
    let words = [left[0], left[1], right[0], right[1]];
    words.into_iter().fold(0, |all, word| (all << 32) | u128::from(word)).to_be_bytes()
}

impl KeySizeUser for Seed {
    type KeySize = U16;
}

impl KeyInit for Seed {
    /// The key schedule (RFC 4269 section 2.4).
    fn new(key: &Key<Self>) -> Self {
        let [[mut a, mut b], [mut c, mut d]] = split((*key).into());
        let mut keys = [[0; 2]; ROUNDS];
        let mut constant = GOLDEN;
        for (place, round_key) in keys.iter_mut().enumerate() {
            let first = g(a.wrapping_add(c).wrapping_sub(constant));
            *round_key = [first, first ^ g(b.wrapping_sub(d).wrapping_add(constant))];
            constant = constant.rotate_left(1);
            if place % 2 == 0 {
                (a, b) = ((a >> 8) | (b << 24), (b >> 8) | (a << 24));
            } else {
                (c, d) = ((c << 8) | (d >> 24), (d << 8) | (c >> 24));
            }
        }
        for word in [&mut a, &mut b, &mut c, &mut d] {
            word.zeroize();
        }
        Self { keys }
    }
}

impl BlockSizeUser for Seed {
    type BlockSize = U16;
}

impl ParBlocksSizeUser for Seed {
    type ParBlocksSize = U2;
}

impl BlockCipherEncrypt for Seed {
    #[inline]
    fn encrypt_with_backend(&self, f: impl BlockCipherEncClosure<BlockSize = Self::BlockSize>) {
        f.call(self);
    }
}

impl BlockCipherEncBackend for Seed {
    #[inline]
    fn encrypt_block(&self, mut block: InOut<'_, '_, Block<Self>>) {
        let [out] = Self::run(self.keys.iter().copied(), [(*block.get_in()).into()]);
        *block.get_out() = out.into();
    }

    #[inline]
    fn encrypt_par_blocks(&self, mut blocks: InOut<'_, '_, ParBlocks<Self>>) {
        let lanes: [Block<Self>; LANES] = (*blocks.get_in()).into();
        let out = Self::run(self.keys.iter().copied(), lanes.map(Into::into));
        *blocks.get_out() = out.map(Into::into).into();
    }
}

impl BlockCipherDecrypt for Seed {
    #[inline]
    fn decrypt_with_backend(&self, f: impl BlockCipherDecClosure<BlockSize = Self::BlockSize>) {
        f.call(self);
    }
}

impl BlockCipherDecBackend for Seed {
    #[inline]
    fn decrypt_block(&self, mut block: InOut<'_, '_, Block<Self>>) {
        let [out] = Self::run(self.keys.iter().rev().copied(), [(*block.get_in()).into()]);
        *block.get_out() = out.into();
    }

    #[inline]
    fn decrypt_par_blocks(&self, mut blocks: InOut<'_, '_, ParBlocks<Self>>) {
        let lanes: [Block<Self>; LANES] = (*blocks.get_in()).into();
        let out = Self::run(self.keys.iter().rev().copied(), lanes.map(Into::into));
        *blocks.get_out() = out.map(Into::into).into();
    }
}

impl AlgorithmName for Seed {
    fn write_alg_name(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SEED")
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed { … }")
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        self.keys.zeroize();
    }
}

impl ZeroizeOnDrop for Seed {}

#[cfg(test)]
mod tests {
    use super::{SUBSTITUTIONS, Seed, substitute};
    use crate::bytes_of::hex;
    use cipher::block_padding::{NoPadding, Pkcs7};
    use cipher::{
        Block, BlockCipherDecrypt as _, BlockCipherEncrypt as _, BlockModeDecrypt as _,
        BlockModeEncrypt as _, KeyInit as _, KeyIvInit as _,
    };
    use proptest::prelude::*;

    /// RFC 4269 appendix B, and one that another implementation publishes.
    const BLOCKS: [[&str; 3]; 5] = [
        [
            "00000000000000000000000000000000",
            "000102030405060708090a0b0c0d0e0f",
            "5ebac6e0054e166819aff1cc6d346cdb",
        ],
        [
            "000102030405060708090a0b0c0d0e0f",
            "00000000000000000000000000000000",
            "c11f22f20140505084483597e4370f43",
        ],
        [
            "4706480851e61be85d74bfb3fd956185",
            "83a2f8a288641fb9a4e9a5cc2f131c7d",
            "ee54d13ebcae706d226bc3142cd40d4a",
        ],
        [
            "28dbc3bc49ffd87dcfa509b11d422be7",
            "b41e6be2eba84a148e2eed84593c5ec7",
            "9b9b7bfcd1813cb95d0b3618f40f5122",
        ],
        [
            "01020201030505030908080911333311",
            "000122030405060708090acb0c0d0e0f",
            "00fa15ed2a89cb0ce23826e55c3341cc",
        ],
    ];

    #[test]
    fn single_blocks_are_those_of_the_standard() {
        for [key, plain, cipher] in BLOCKS {
            let seed = Seed::new(&hex::<16>(key).into());
            let mut block = hex::<16>(plain).into();
            seed.encrypt_block(&mut block);
            assert_eq!(block, hex::<16>(cipher), "encrypting under {key}");
            seed.decrypt_block(&mut block);
            assert_eq!(block, hex::<16>(plain), "decrypting under {key}");
        }
    }

    #[test]
    fn the_computed_substitutions_begin_and_end_as_the_tables_of_the_standard() {
        let ends = |at: usize| [0, 1, 2, 3, 252, 253, 254, 255].map(|x| substitute(&SUBSTITUTIONS[at], x));
        assert_eq!(ends(0), [0xa9, 0x85, 0xd6, 0xd3, 0x90, 0x6a, 0x2a, 0x9a]);
        assert_eq!(ends(1), [0x38, 0xe8, 0x2d, 0xa6, 0xce, 0x3b, 0x4a, 0xb7]);
    }

    /// RFC 4196 section 4: two and four blocks, without padding.
    #[test]
    fn chained_blocks_are_those_of_the_standard() {
        fn check<const N: usize>(key: &str, iv: &str, plain: &str, cipher: &str) {
            let (key, iv) = (hex::<16>(key).into(), hex::<16>(iv).into());
            let made =
                cbc::Encryptor::<Seed>::new(&key, &iv).encrypt_padded_vec::<NoPadding>(&hex::<N>(plain));
            assert_eq!(made, hex::<N>(cipher));
            let back = cbc::Decryptor::<Seed>::new(&key, &iv).decrypt_padded_vec::<NoPadding>(&made);
            assert_eq!(back.unwrap(), hex::<N>(plain));
        }
        check::<32>(
            "ed2401ad22fa255991bafdb01fefd697",
            "93eb149f92c9905bae5cd34da06c3c8e",
            "b40d7003d9b6904b35622750c91a24575bb9a632364aa26e3ac0cf3a9c9d0dcb",
            "f072c5b1a0588c105af8301adcd91dd067f6822155304bf3aad75ceb44341c25",
        );
        check::<64>(
            "88e34f8f081779f1e9f394370ad40589",
            "268d66a735a81a816fbad9fa36162501",
            "d76d0d18327ec562b15e6bc365ac0c0f8d41e0bb938568aeebfd92ed1affa096394d20fc5277ddfc4de8b0fce1eb2b93d4ae40ef4768c613b50b8942f7d4b9b3",
            "a293eae9d9aebfac37ba714bd774e427e8b706d7e7d9a097228639e0b62b3b34ced11609cef2abaaec2edf979308f379c31527a8267783e5cba3538982b48d06",
        );
    }

    #[test]
    fn a_padded_message_is_the_one_openssl_makes() {
        let key = (*b"abcdefghijklmnop").into();
        let iv = (*b"0123456789abcdef").into();
        let message = b"TEST_MSG_IS_QUITE_LONG_ENOUGH!";
        let made = cbc::Encryptor::<Seed>::new(&key, &iv).encrypt_padded_vec::<Pkcs7>(message);
        assert_eq!(made, hex::<32>("ce9b783de4dd93bf52adbb3e59a7435b49d71e45703460fbdc655e2c5ca35fec"));
    }

    #[test]
    fn debug_output_shows_no_key() {
        let seed = Seed::new(&[7; 16].into());
        assert_eq!(format!("{seed:?}"), "Seed { … }");
    }

    proptest! {
        #[test]
        fn blocks_side_by_side_come_out_as_one_after_the_other(
            key in any::<[u8; 16]>(),
            blocks in prop::collection::vec(any::<[u8; 16]>(), 0..9),
        ) {
            let seed = Seed::new(&key.into());
            let mut together: Vec<Block<Seed>> = blocks.iter().copied().map(Into::into).collect();
            let mut apart = together.clone();
            seed.encrypt_blocks(&mut together);
            for block in &mut apart {
                seed.encrypt_block(block);
            }
            prop_assert_eq!(&together, &apart);
            seed.decrypt_blocks(&mut together);
            for block in &mut apart {
                seed.decrypt_block(block);
            }
            prop_assert_eq!(&together, &apart);
            prop_assert!(together.iter().zip(&blocks).all(|(back, block)| back.as_slice() == block));
        }
    }
}
