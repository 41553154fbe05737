use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{Journal, Portfolio, Progress, PurchaseLines};
use crate::sheets::{self, ExportError, ExportOptions, ExportSource, ExportWhat, Exported};

use super::{Outcome, write_unless_stopped};

/// Reads the ledger as it counts, which is too large to be kept in memory.
pub type ReadPurchases = Box<dyn FnOnce(&Progress) -> Result<PurchaseLines, String> + Send>;

/// Records that become a file.
pub struct ExportJob {
    pub path: PathBuf,
    pub options: ExportOptions,
    pub portfolio: Arc<Portfolio>,
    pub journal: Arc<Journal>,
    /// Asked only when purchases are wanted; `None` where there are none.
    pub purchases: Option<ReadPurchases>,
}

impl ExportJob {
    pub(super) fn run(self, progress: &Progress) -> Outcome {
        let Self { path, options, portfolio, journal, purchases } = self;
        let what = options.what;
        let lines = purchases.filter(|_| what.needs_purchases()).map(|read| read(progress)).transpose();
        let result = lines.and_then(|lines| {
            let source = ExportSource { portfolio: &portfolio, journal: &journal, purchases: lines.as_ref() };
            write_export(&path, &options, source, progress)
        });
        let result = match result {
            Ok(exported) => Ok(Some(exported)),
            // Whatever was in the way, it was to be stopped, and there is no file.
            Err(_) if progress.is_cancelled() => Ok(None),
            Err(error) => Err(error),
        };
        Outcome::Exported { path, what, result }
    }

    /// What the export is called while it is under way: "Exporting contacts".
    #[must_use]
    pub fn label(&self) -> String {
        match self.options.what {
            ExportWhat::All => "Exporting everything".to_owned(),
            one => format!("Exporting {}", one.id()),
        }
    }
}

/// Writes an export whole, or leaves what is there.
///
/// # Errors
/// What happened, where, and what to do, for people.
pub fn write_export(
    path: &std::path::Path,
    options: &ExportOptions,
    source: ExportSource<'_>,
    progress: &Progress,
) -> Result<Exported, String> {
    let mut done = Ok(Exported::default());
    let written = write_unless_stopped(path, progress, |out| {
        done = sheets::export(out, options, source, progress);
        // Whatever stopped it, the file must not get its name.
        done.as_ref().map(drop).map_err(|_| io::Error::other("the export was not finished"))
    });
    match done {
        // What the file system said goes with its advice; the others say themselves what to do.
        Err(ExportError::Io(error)) => {
            Err(format!("The file could not be written ({error}); choose another place: {}", path.display()))
        }
        Err(error) => Err(error.to_string()),
        Ok(exported) => written.map(|()| exported),
    }
}
