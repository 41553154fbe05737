//! What the colour of a dot stands for.

/// What the colour of a dot stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DotColor {
    #[default]
    Class,
    Owner,
    Stage,
    List,
    Region,
}
