//! Values picked from the tree, with findings about what is missing, doubled or bad.

use super::tree::Element;
use crate::finding::{Finding, Findings, codes, expected};

/// An element and its path below the root.
#[derive(Clone, Debug)]
pub(super) struct Place<'t> {
    pub(super) element: &'t Element,
    pub(super) path: String,
}

impl<'t> Place<'t> {
    fn below(&self, element: &'t Element) -> Self {
        let path = if self.path.is_empty() {
            element.name.clone()
        } else {
            format!("{}/{}", self.path, element.name)
        };
        Self { element, path }
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }

    /// All children of a name, in order.
    pub(super) fn every(&self, name: &str) -> Vec<Self> {
        let named = |child: &&Element| child.known_namespace && child.name == name;
        self.element.children.iter().filter(named).map(|child| self.below(child)).collect()
    }

    pub(super) fn text(&self) -> Option<&'t str> {
        Some(self.element.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Collects findings while values are picked from the tree.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) findings: Findings,
}

impl Reading {
    /// The children of a name the standard knows; anything else is remarked.
    pub(super) fn enter(&mut self, place: &Place<'_>, known: &[&str]) {
        for child in &place.element.children {
            if !child.known_namespace || !known.contains(&child.name.as_str()) {
                let path = place.path_of(&child.name);
                self.findings.push(Finding::info(codes::ELEMENT_UNKNOWN).in_column(path).at_row(child.line));
            }
        }
        if !known.is_empty()
            && let Some(text) = place.text()
        {
            let odd = Finding::warning(codes::TEXT_OUT_OF_PLACE).found(text);
            self.findings.push(odd.in_column(&place.path).at_row(place.element.line));
        }
    }

    /// The one child of a name; a second is an error.
    pub(super) fn one<'t>(&mut self, place: &Place<'t>, name: &str) -> Option<Place<'t>> {
        let mut found = place.every(name).into_iter();
        let first = found.next();
        for second in found {
            let twice = Finding::error(codes::ELEMENT_DUPLICATE).expecting(expected::ONE_ELEMENT);
            self.findings.push(twice.in_column(second.path).at_row(second.element.line));
        }
        first
    }

    /// As [`Self::one`], but it must be there.
    pub(super) fn needed<'t>(&mut self, place: &Place<'t>, name: &str) -> Option<Place<'t>> {
        let found = self.one(place, name);
        if found.is_none() {
            let missing = Finding::error(codes::ELEMENT_MISSING).in_column(place.path_of(name));
            self.findings.push(missing.at_row(place.element.line));
        }
        found
    }

    /// The text of a leaf, without white space at its ends; none when blank.
    pub(super) fn text(&mut self, place: &Place<'_>, name: &str) -> Option<String> {
        let leaf = self.leaf(place, name)?;
        leaf.text().map(str::to_owned)
    }

    pub(super) fn leaf<'t>(&mut self, place: &Place<'t>, name: &str) -> Option<Place<'t>> {
        let leaf = self.one(place, name)?;
        self.enter(&leaf, &[]);
        Some(leaf)
    }

    /// A leaf read as a value; blank or absent is none.
    pub(super) fn value<T>(
        &mut self,
        place: &Place<'_>,
        name: &str,
        expecting: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let leaf = self.leaf(place, name)?;
        let text = leaf.text()?;
        let value = parse(text);
        if value.is_none() {
            let bad = Finding::error(codes::VALUE_BAD).expecting(expecting).found(text);
            self.findings.push(bad.in_column(leaf.path).at_row(leaf.element.line));
        }
        value
    }

    /// As [`Self::value`], but it must be there.
    pub(super) fn needed_value<T>(
        &mut self,
        place: &Place<'_>,
        name: &str,
        expecting: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let there = place.every(name).first().is_some_and(|leaf| leaf.text().is_some());
        if !there {
            let missing = Finding::error(codes::VALUE_MISSING).expecting(expecting);
            self.findings.push(missing.in_column(place.path_of(name)).at_row(place.element.line));
            return None;
        }
        self.value(place, name, expecting, parse)
    }
}
