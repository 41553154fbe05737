//! Arguments become a window or a headless command; nothing is decided here.

use std::process::ExitCode;

use fourfold::cli::{self, Parsed};

fn main() -> ExitCode {
    match cli::parse() {
        Parsed::Headless(headless) => cli::run(&headless),
        Parsed::Window { workspace, demo, clock } => {
            eprintln!("The window is not part of this build ({workspace:?}, demo: {demo}, {clock:?})");
            ExitCode::FAILURE
        }
    }
}
