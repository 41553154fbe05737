//! Arguments become a window or a headless command; nothing is decided here.

use std::process::ExitCode;

use fourfold::app;
use fourfold::cli::{self, Parsed};
use fourfold::sheets;

/// Without a limit, but for a process that reads a workbook.
#[global_allocator]
static MEMORY: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

fn main() -> ExitCode {
    match cli::parse() {
        Parsed::Headless(headless) => cli::run(&headless),
        Parsed::ReadWorker(request) => sheets::read_worker(&request, |bytes| MEMORY.set_limit(bytes).is_ok()),
        Parsed::Window(options) => match app::run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("fourfold: {error}");
                ExitCode::FAILURE
            }
        },
    }
}
