//! Tells the program its version (`FOURFOLD_VERSION`), and gives the Windows executable its icon and properties.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=FOURFOLD_VERSION={}", version());
    windows_resource();
}

/// The package's version; a release build between two tags adds the commit: `0.1.0 (v0.1.0-4-g67bd592)`. A debug
/// build does not, or every commit would rebuild it. Without git, or in somebody else's repository, the package's
/// version stands alone.
fn version() -> String {
    let package = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if !release || !is_own_repository() {
        return package;
    }
    for watched in ["HEAD", "logs/HEAD"] {
        // Absent files must not be watched: cargo would take them for changed each time.
        if let Some(path) = git(&["rev-parse", "--git-path", watched]).filter(|path| Path::new(path).exists()) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    match git(&["describe", "--tags", "--always"]) {
        Some(described) if described != format!("v{package}") => format!("{package} ({described})"),
        _ => package,
    }
}

/// Whether the nearest repository is the project's, not one that it was unpacked into.
fn is_own_repository() -> bool {
    let here = std::env::var("CARGO_MANIFEST_DIR").ok().and_then(|path| Path::new(&path).canonicalize().ok());
    let top = git(&["rev-parse", "--show-toplevel"]).and_then(|path| Path::new(&path).canonicalize().ok());
    here.is_some() && here == top
}

/// What git answers, or nothing when there is no git, no repository or no answer.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned()).filter(|answer| !answer.is_empty())
}

#[cfg(windows)]
fn windows_resource() {
    println!("cargo::rerun-if-changed=assets/icon.ico");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "windows") {
        let compiled = winresource::WindowsResource::new()
            .set_icon("assets/icon.ico")
            .set("ProductName", "Fourfold")
            .set("FileDescription", "Fourfold")
            .compile();
        // A program without an icon is better than none.
        if let Err(error) = compiled {
            println!("cargo::warning=The executable gets no icon: {error}");
        }
    }
}

/// Only a Windows host has the resource compiler; built elsewhere for Windows, the executable has no icon.
#[cfg(not(windows))]
fn windows_resource() {}
