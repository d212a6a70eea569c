//! `pauk completions` and `pauk man`: made from the command line itself.

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
