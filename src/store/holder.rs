//! Who holds the lock on a database file, as far as the system tells.
//!
//! Only for the message to the learner; nothing is decided by it.

use std::path::Path;

/// The programs that hold a lock on the file or its shared memory, such as `sqlite3 (process 42)`.
#[cfg(target_os = "linux")]
pub(super) fn of(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;

    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        std::fs::metadata(name).ok().map(|data| data.ino())
    };
    let inodes: Vec<u64> = ["", "-shm", "-wal"].into_iter().filter_map(beside).collect();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    let mut holders: Vec<u32> = locks
        .lines()
        .filter_map(|line| {
            // `1: POSIX  ADVISORY  WRITE 4242 fe:00:1310741 124 124`
            let cells: Vec<&str> = line.split_whitespace().filter(|cell| *cell != "->").collect();
            let inode: u64 = cells.get(5)?.rsplit(':').next()?.parse().ok()?;
            let process: u32 = cells.get(4)?.parse().ok()?;
            (inodes.contains(&inode) && process != std::process::id()).then_some(process)
        })
        .collect();
    holders.sort_unstable();
    holders.dedup();
    let named: Vec<String> = holders
        .into_iter()
        .map(|process| {
            let name = std::fs::read_to_string(format!("/proc/{process}/comm"));
            match name {
                Ok(name) => format!("{} (process {process})", name.trim_end()),
                Err(_) => format!("process {process}"),
            }
        })
        .collect();
    (!named.is_empty()).then(|| named.join(", "))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn of(_path: &Path) -> Option<String> {
    None
}
