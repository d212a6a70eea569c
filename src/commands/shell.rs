//! `pauk completions` and `pauk man`: made from the command line itself; and how a shell is to be spoken to.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_complete::Shell;

use super::context::print;
use super::failure::Failure;
use super::written::{Eyes, write_with};

/// Write completions for a shell to stdout
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Write the manual: to stdout, or one page a command into a folder
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// A path as it is typed in a shell: in quotes where it must be, and never like an option.
pub(crate) fn for_shell(path: &Path) -> String {
    let text = crate::escape::clean_line(&path.display().to_string());
    let text = if text.starts_with('-') { format!("./{text}") } else { text };
    let is_plain = |c: char| c.is_alphanumeric() || "/.-_+,:=@%".contains(c);
    match text.chars().all(|c| is_plain(c) || (cfg!(windows) && c == '\\')) {
        true => text,
        false if cfg!(windows) => format!("\"{text}\""),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

pub(crate) fn completions(args: &CompletionsArgs, mut command: Command) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, "pauk", &mut text);
    io::stdout().lock().write_all(&text)?;
    Ok(())
}

pub(crate) fn man(args: &ManArgs, command: Command) -> Result<(), Failure> {
    let Some(folder) = &args.folder else {
        let mut text = Vec::new();
        clap_mangen::Man::new(command).render(&mut text)?;
        io::stdout().lock().write_all(&text)?;
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    let mut command = command.disable_help_subcommand(true);
    command.build();
    write_pages(&command, folder)?;
    print(&[format!(
        "wrote the manual to {}",
        crate::escape::clean_line(&folder.display().to_string())
    )])
}

/// The page of a command and those of all below it.
fn write_pages(command: &Command, folder: &Path) -> Result<(), Failure> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        write_pages(below, folder)?;
    }
    let page = clap_mangen::Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text)?;
    write_with(&folder.join(page.get_filename()), Eyes::All, |out| Ok(out.write_all(&text)?))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_only_where_a_shell_would_read_it_otherwise() {
        for (path, typed) in [
            ("decks/kings.toml", "decks/kings.toml"),
            ("Könige.toml", "Könige.toml"),
            ("Meine Könige.toml", "'Meine Könige.toml'"),
            ("-x.toml", "./-x.toml"),
            ("~a.toml", "'~a.toml'"),
            ("it's.toml", "'it'\\''s.toml'"),
            ("$(rm).toml", "'$(rm).toml'"),
        ] {
            assert_eq!(for_shell(Path::new(path)), typed);
        }
    }
}
