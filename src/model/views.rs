use super::{Refusal, SavedView, text};

/// Keeps a view under its name, in place of the one that has it.
pub fn save(views: &mut Vec<SavedView>, view: &SavedView) -> Result<(), Refusal> {
    let view = SavedView { name: named(&view.name)?, ..view.clone() };
    match views.iter_mut().find(|other| is_called(other, &view.name)) {
        Some(other) => *other = view,
        None => views.push(view),
    }
    Ok(())
}

pub fn delete(views: &mut Vec<SavedView>, name: &str) -> Result<(), Refusal> {
    let at = place_of(views, name)?;
    views.remove(at);
    Ok(())
}

/// Gives a view another name, which no other may have.
pub fn rename(views: &mut [SavedView], from: &str, to: &str) -> Result<(), Refusal> {
    let (at, to) = (place_of(views, from)?, named(to)?);
    if let Some((_, other)) = views.iter().enumerate().find(|(index, other)| *index != at && is_called(other, &to)) {
        return Err(Refusal::ViewNameTaken(other.name.clone()));
    }
    if let Some(view) = views.get_mut(at) {
        view.name = to;
    }
    Ok(())
}

impl SavedView {
    /// Whether people would take a name for that of this view: case, accents and blanks do not tell names apart.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        is_called(self, name)
    }
}

fn is_called(view: &SavedView, name: &str) -> bool {
    text::folded(&view.name) == text::folded(name)
}

fn place_of(views: &[SavedView], name: &str) -> Result<usize, Refusal> {
    views.iter().position(|view| is_called(view, name)).ok_or_else(|| Refusal::NoSuchView(name.to_owned()))
}

fn named(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    if name.is_empty() { Err(Refusal::NoViewName) } else { Ok(name.to_owned()) }
}
