//! Arguments become a window or a headless command; nothing is decided here.

use std::process::ExitCode;

use fourfold::app;
use fourfold::cli::{self, Parsed};

fn main() -> ExitCode {
    match cli::parse() {
        Parsed::Headless(headless) => cli::run(&headless),
        Parsed::Window(options) => match app::run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("fourfold: {error}");
                ExitCode::FAILURE
            }
        },
    }
}
