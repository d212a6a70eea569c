//! Reading from one moment. What the sums lack of the log is read once in it, however many sums are
//! asked for.

use std::ops::Deref;
use std::rc::Rc;

use super::ahead::lacking;
use super::kept::Kept;
use super::log::Mark;
use super::sums::Sums;
use super::transaction::Transaction;
use super::{Store, StoreError};

/// What is known of the moment that a store reads from.
#[derive(Debug, Default)]
pub(super) struct Moment {
    lacking: Option<Rc<Kept>>,
}

/// Held as long as what is read is read from one moment.
#[derive(Debug)]
pub(crate) struct Together<'a> {
    store: &'a Store,
    /// `None` where another one holds the moment already, or a transaction that writes.
    transaction: Option<Transaction<'a>>,
}

impl Drop for Together<'_> {
    fn drop(&mut self) {
        if self.transaction.is_some() {
            *self.store.moment.borrow_mut() = None;
        }
    }
}

/// What the sums lack of the log; to be held while they are read.
#[derive(Debug)]
pub(super) struct Lacking<'a> {
    kept: Rc<Kept>,
    _together: Together<'a>,
}

impl Deref for Lacking<'_> {
    type Target = Kept;

    fn deref(&self) -> &Kept {
        &self.kept
    }
}

impl Store {
    /// Reads what follows, for as long as this is held, in one transaction: from one moment, and
    /// with one lock instead of one a statement.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn read_together(&self) -> Result<Together<'_>, StoreError> {
        let alone = self.connection.is_autocommit();
        let transaction = alone.then(|| Transaction::begin(&self.connection)).transpose()?;
        if transaction.is_some() {
            *self.moment.borrow_mut() = Some(Moment::default());
        }
        Ok(Together { store: self, transaction })
    }

    /// What the sums lack of the log.
    pub(super) fn lacking(&self) -> Result<Lacking<'_>, StoreError> {
        let together = self.read_together()?;
        let mut moment = self.moment.borrow_mut();
        let read = || Ok::<_, StoreError>(Rc::new(Kept::of(self.lacking_now()?)));
        let kept = match moment.as_mut().map(|moment| &mut moment.lacking) {
            Some(Some(known)) => Rc::clone(known),
            Some(unknown) => Rc::clone(unknown.insert(read()?)),
            // In a transaction that writes it may change.
            None => read()?,
        };
        drop(moment);
        Ok(Lacking { kept, _together: together })
    }

    /// As this program knows it where nobody wrote since; else counted from the log.
    fn lacking_now(&self) -> Result<Sums, StoreError> {
        if let Some(remembered) = &self.remembered
            && let Some(known) = remembered.ahead().known()
            && remembered.holds(Mark::of(&self.connection)?)
        {
            return Ok(known.clone());
        }
        lacking(&self.connection)
    }
}
