// SPDX-License-Identifier: MIT OR Apache-2.0
//! The book as it stands in the files, and as mdBook builds it.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Component, Path, PathBuf},
    rc::Rc,
};

use anyhow::Context;
use mdbook_driver::{MDBook, book::BookItem, config::Config};
use mdbook_katex::preprocess::KatexProcessor;
use pulldown_cmark::{Event, OffsetIter, Options, Parser};
use scraper::{ElementRef, Html, Selector};
use walkdir::WalkDir;

use crate::{
    problem::{Problem, line_at},
    rust::Code,
};

/// One page of the book.
pub struct Page {
    /// `src/depth.md`
    pub file: String,
    /// `depth`
    pub name: String,
    /// The Markdown, as written.
    pub text: String,
    /// Whether SUMMARY.md numbers it: a chapter has a listing, figures and exercises.
    pub is_chapter: bool,
    /// The page that mdBook built.
    pub html: Html,
}

impl Page {
    /// A problem of this page at the byte `offset` of its Markdown.
    pub fn problem(&self, offset: usize, message: impl Into<String>) -> Problem {
        Problem::new(&self.file, line_at(&self.text, offset), message)
    }

    /// The events of the page's Markdown with the bytes that they come from.
    pub fn events(&self) -> OffsetIter<'_> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_HEADING_ATTRIBUTES;
        Parser::new_ext(&self.text, options).into_offset_iter()
    }

    /// The events inside headings, as (level, offset, text).
    pub fn headings(&self) -> Vec<(usize, usize, String)> {
        use pulldown_cmark::{Tag, TagEnd};
        let mut headings: Vec<(usize, usize, String)> = Vec::new();
        let mut inside = false;
        for (event, range) in self.events() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    inside = true;
                    headings.push((level as usize, range.start, String::new()));
                }
                Event::End(TagEnd::Heading(_)) => inside = false,
                Event::Text(words) | Event::Code(words) if inside => {
                    headings.last_mut().expect("a heading has begun").2.push_str(&words);
                }
                _ => {}
            }
        }
        headings
    }

    /// The page's title, which SUMMARY.md may shorten.
    pub fn title(&self) -> String {
        let title = self.headings().into_iter().find(|(level, ..)| *level == 1);
        title.map_or_else(|| self.name.clone(), |(.., words)| words)
    }

    /// What the page's first line says of it, for search engines and shared links.
    pub fn description(&self) -> Option<&str> {
        let line = self.text.lines().next()?.strip_prefix("<!-- description: ")?;
        Some(line.strip_suffix("-->")?.trim())
    }

    /// The elements of the built page's text that match a CSS selector.
    pub fn select(&self, selector: &str) -> Vec<ElementRef<'_>> {
        select(&self.html, &format!("main :is({selector})"))
    }
}

/// The elements that match a CSS selector.
pub fn select<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector =
        Selector::parse(selector).expect("the selectors of this crate are valid");
    html.select(&selector).collect()
}

/// The book's sources and its built pages.
pub struct Book {
    /// The folder of `book.toml`.
    pub root: PathBuf,
    /// `book.toml`, as written.
    pub manifest: String,
    /// Its parsed form.
    pub config: toml::Table,
    /// The pages in the order of SUMMARY.md, drafts left out.
    pub pages: Vec<Page>,
    /// The built book; deleted when this value is dropped.
    pub output: tempfile::TempDir,
    /// The code that was asked for so far.
    code: RefCell<BTreeMap<String, Rc<Code>>>,
}

impl Book {
    /// Builds the book in `root` into a temporary folder, without any installed tool.
    pub fn build(root: &Path) -> anyhow::Result<Self> {
        let manifest = read(&root.join("book.toml"))?;
        let output = tempfile::tempdir()?;
        let mut config = manifest.parse::<Config>()?;
        config.build.build_dir = output.path().to_path_buf();
        let mut book = MDBook::load_with_config(root, config)?;
        book.with_preprocessor(KatexProcessor);
        book.build()?;
        let mut pages = Vec::new();
        for item in book.iter() {
            let BookItem::Chapter(chapter) = item else { continue };
            let Some(path) = &chapter.source_path else { continue };
            let built = output.path().join(path.with_extension("html"));
            pages.push(Page {
                file: format!("src/{}", slashes(path)),
                name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                text: read(&root.join("src").join(path))?,
                is_chapter: chapter.number.is_some(),
                html: Html::parse_document(&read(&built)?),
            });
        }
        let config = manifest.parse()?;
        let (root, code) = (root.to_path_buf(), RefCell::default());
        Ok(Self { root, manifest, config, pages, output, code })
    }

    /// The names of the folders in `listings`.
    pub fn listings(&self) -> anyhow::Result<BTreeSet<String>> {
        let folder = self.root.join("listings");
        let mut names = BTreeSet::new();
        for entry in
            fs::read_dir(&folder).with_context(|| folder.display().to_string())?
        {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                names.insert(entry.file_name().to_string_lossy().into_owned());
            }
        }
        Ok(names)
    }

    /// The files below a folder of the book's root that have this extension, as paths from the
    /// root; none if there is no such folder.
    pub fn files(&self, folder: &str, extension: &str) -> Vec<String> {
        let mut files: Vec<_> = WalkDir::new(self.root.join(folder))
            .into_iter()
            .filter_entry(|entry| entry.file_name() != "target")
            .filter_map(Result::ok)
            .filter(|entry| {
                entry.path().extension().is_some_and(|found| found == extension)
            })
            .filter_map(|entry| entry.path().strip_prefix(&self.root).ok().map(slashes))
            .collect();
        files.sort();
        files
    }

    /// The programs of the listings, as (listing, program).
    pub fn programs(&self) -> Vec<(String, String)> {
        let program = |file: String| {
            let (listing, program) =
                file.strip_prefix("listings/")?.split_once("/src/bin/")?;
            Some((listing.to_string(), program.strip_suffix(".rs")?.to_string()))
        };
        self.files("listings", "rs").into_iter().filter_map(program).collect()
    }

    /// A file's text, by its path from the root.
    pub fn read(&self, file: &str) -> anyhow::Result<String> {
        read(&self.root.join(file))
    }

    /// A file's Rust code, by its path from the root; parsed once.
    pub fn code(&self, file: &str) -> anyhow::Result<Rc<Code>> {
        if let Some(code) = self.code.borrow().get(file) {
            return Ok(code.clone());
        }
        let code = Code::parse(&self.read(file)?).with_context(|| file.to_string())?;
        let code = Rc::new(code);
        self.code.borrow_mut().insert(file.to_string(), code.clone());
        Ok(code)
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// A path with `/` on every platform, and `.` and `..` resolved.
pub fn slashes(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for component in path.components() {
        match component {
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            Component::CurDir => {}
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    parts.join("/")
}

/// The path from the book's root of what a page in `src` calls `path`.
pub fn from_page(page: &Page, path: &str) -> String {
    let folder = Path::new(&page.file).parent().unwrap_or(Path::new(""));
    slashes(&folder.join(path))
}
