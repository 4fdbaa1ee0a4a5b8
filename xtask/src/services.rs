//! Servers of others that tests run against: private ones, started for one run and gone after it, or those that the environment names.

mod postgres;

use std::process::Command;

use anyhow::Result;

use self::postgres::Postgres;

/// Everything that runs beside the tests. Dropping it ends it; so does the end of this process, however it comes.
pub(crate) struct Services {
    postgres: Postgres,
}

impl Services {
    /// Starts what the environment does not name.
    pub(crate) fn start() -> Result<Self> {
        Ok(Self { postgres: Postgres::find_or_start()? })
    }

    /// Tells tests where everything is.
    pub(crate) fn tell<'command>(&self, tests: &'command mut Command) -> &'command mut Command {
        tests.env(postgres::VARIABLE, self.postgres.url())
    }
}
