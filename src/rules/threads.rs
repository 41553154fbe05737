//! Who knows whom.
