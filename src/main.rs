//! Arguments → a window or a headless command.

fn main() -> std::process::ExitCode {
    let mut options = fourfold::app::Options::default();
    match std::env::args().nth(1).as_deref() {
        Some("--demo") => options.start = fourfold::app::Start::Demo,
        Some(path) => options.start = fourfold::app::Start::Workspace(path.into()),
        None => {}
    }
    match fourfold::app::run(&options) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
