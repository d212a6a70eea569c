//! Chance, given from the top: one seed a run, from which every purpose derives its own.
//!
//! The only file that asks the system for entropy. With `PAUK_SEED` everything that is drawn is
//! drawn again in the same way, on any machine.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

/// The source of everything that is drawn in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// From a number that pins chance.
    #[must_use]
    pub fn pinned(number: u64) -> Self {
        Self(Sha256::digest(number.to_le_bytes()).into())
    }

    /// From the system's entropy.
    ///
    /// # Errors
    /// A system that gives none.
    pub fn from_system() -> std::io::Result<Self> {
        use rand::TryRng;

        let mut bytes = [0; 32];
        rand::rngs::SysRng
            .try_fill_bytes(&mut bytes)
            .map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(Self(bytes))
    }

    /// A seed of its own for a purpose, so that what one draws does not move what another draws.
    pub(crate) fn derive(self, purpose: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(self.0);
        digest.update(purpose.as_bytes());
        Self(digest.finalize().into())
    }

    /// The generator of this seed: ChaCha with 12 rounds, which is the same everywhere.
    pub(crate) fn generator(self) -> ChaCha12Rng {
        ChaCha12Rng::from_seed(self.0)
    }

    /// The first 16 bytes, for an id.
    pub(crate) fn id(self) -> [u8; 16] {
        let mut id = [0; 16];
        id.copy_from_slice(&self.0[..16]);
        id
    }

    /// The first 8 bytes, for an order.
    pub(crate) fn number(self) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.0[..8]);
        u64::from_le_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_draw_apart_and_repeat() {
        let seed = Seed::pinned(7);
        assert_eq!(seed.derive("a"), Seed::pinned(7).derive("a"));
        assert_ne!(seed.derive("a"), seed.derive("b"));
        assert_ne!(Seed::pinned(7).id(), Seed::pinned(8).id());
    }
}
