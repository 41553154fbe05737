//! One window for one person: a second start hands what it was asked for to the first, and ends.
//!
//! The first holds the lock of a file for as long as it lives; the system takes the lock back however it ends, so that
//! nothing stale can be left. It listens on a port of the loopback interface, which no other computer can reach, and
//! writes port and a secret into a file that only its owner may read.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

const LOCK: &str = "window.lock";
const ADDRESS: &str = "window.json";
/// Of a message; a path is far shorter.
const LARGEST: usize = 64 << 10;
/// For one side to wait for the other.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a second start was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A workspace, by its absolute path; without one the window only comes to the front.
    pub open: Option<PathBuf>,
}

/// What became of a start.
#[derive(Debug)]
pub enum Arrival {
    /// There is no other window.
    First(First),
    /// Another window has been told.
    Told,
    /// There is another, or there may be, but it does not answer.
    Alone,
}

/// The right to be the one window, before it is there.
#[derive(Debug)]
pub struct First {
    lock: File,
    listener: TcpListener,
    token: String,
    address: PathBuf,
}

/// The one window hears what later starts want.
#[derive(Debug)]
pub struct Listening {
    wanted: Receiver<Wanted>,
    stop: Arc<AtomicBool>,
    port: u16,
    thread: Option<JoinHandle<()>>,
    address: PathBuf,
    /// Given back last.
    _lock: File,
}

#[derive(Serialize, Deserialize)]
struct Address {
    port: u16,
    token: String,
}

#[derive(Serialize, Deserialize)]
struct Message {
    token: String,
    open: Option<String>,
}

/// Finds out whether this start is the first one in `folder`, and if not tells the first what is wanted.
///
/// # Errors
/// When the folder cannot be written to.
pub fn arrive(folder: &Path, wanted: &Wanted) -> io::Result<Arrival> {
    fs::create_dir_all(folder)?;
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => Ok(Arrival::First(First::new(folder, lock)?)),
        Err(fs::TryLockError::WouldBlock) => Ok(if tell(folder, wanted) { Arrival::Told } else { Arrival::Alone }),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

impl First {
    fn new(folder: &Path, lock: File) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let token = format!("{}{}", uuid::Uuid::now_v7().simple(), uuid::Uuid::now_v7().simple());
        let address = folder.join(ADDRESS);
        // Such a file is made readable by its owner alone.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&mut file, &Address { port: listener.local_addr()?.port(), token: token.clone() })?;
        file.persist(&address).map_err(|error| error.error)?;
        Ok(Self { lock, listener, token, address })
    }

    /// Hears from now on; `wake` is called when something has come in.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn listen(self, wake: impl Fn() + Send + 'static) -> io::Result<Listening> {
        let Self { lock, listener, token, address } = self;
        let port = listener.local_addr()?.port();
        let (sender, wanted) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let hear = move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                // Whoever sends nonsense gets no answer.
                if let Ok(stream) = stream
                    && let Err(error) = answer(stream, &token, &sender)
                {
                    tracing::info!("a message to this window was left: {error}");
                    continue;
                }
                wake();
            }
        };
        let thread = std::thread::Builder::new().name("later starts".to_owned()).spawn(hear)?;
        Ok(Listening { wanted, stop, port, thread: Some(thread), address, _lock: lock })
    }
}

impl Listening {
    /// What the next of the later starts wants.
    #[must_use]
    pub fn next(&self) -> Option<Wanted> {
        self.wanted.try_recv().ok()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.address) {
            tracing::warn!("the address of this window stays behind: {error}");
        }
        self.stop.store(true, Ordering::Relaxed);
        // The thread waits for a connection; this is the last.
        let woken = TcpStream::connect_timeout(&local(self.port), PATIENCE);
        if let (Some(thread), Ok(_)) = (self.thread.take(), woken)
            && thread.join().is_err()
        {
            tracing::warn!("later starts: the listener ended in an internal error");
        }
    }
}

fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// Hears one message and says that it was understood.
fn answer(mut stream: TcpStream, token: &str, sender: &Sender<Wanted>) -> io::Result<()> {
    let line = read_line(&mut stream, PATIENCE)?;
    let message: Message = serde_json::from_slice(&line)?;
    if message.token != token {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it does not know the secret"));
    }
    let wanted = Wanted { open: message.open.map(PathBuf::from).filter(|path| path.is_absolute()) };
    sender.send(wanted).map_err(io::Error::other)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(b"heard\n")
}

/// Whether the first window heard. It may only just be starting, so its address is looked for more than once.
fn tell(folder: &Path, wanted: &Wanted) -> bool {
    let open = match &wanted.open {
        // What is no text cannot be said; then a window of its own opens it.
        Some(path) => match path.to_str() {
            Some(path) => Some(path.to_owned()),
            None => return false,
        },
        None => None,
    };
    let began = Instant::now();
    loop {
        match tell_once(folder, open.clone()) {
            Ok(()) => return true,
            Err(error) if began.elapsed() > PATIENCE => {
                tracing::warn!("there is another window, but it does not answer: {error}");
                return false;
            }
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

fn tell_once(folder: &Path, open: Option<String>) -> io::Result<()> {
    let Address { port, token } = serde_json::from_slice(&fs::read(folder.join(ADDRESS))?)?;
    let mut stream = TcpStream::connect_timeout(&local(port), PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_vec(&Message { token, open })?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let said = read_line(&mut stream, PATIENCE)?;
    if said == b"heard" { Ok(()) } else { Err(io::Error::other("an answer in another language")) }
}

/// One line without its end. In all it may take so long and be so large, however slowly it drips.
fn read_line(stream: &mut TcpStream, patience: Duration) -> io::Result<Vec<u8>> {
    let began = Instant::now();
    let (mut line, mut part) = (Vec::new(), [0_u8; 1024]);
    loop {
        let left = patience.checked_sub(began.elapsed()).filter(|left| !left.is_zero());
        stream.set_read_timeout(Some(left.ok_or(io::ErrorKind::TimedOut)?))?;
        let count = stream.read(&mut part)?;
        let part = part.get(..count).unwrap_or_default();
        let end = part.iter().position(|byte| *byte == b'\n');
        line.extend_from_slice(part.get(..end.unwrap_or(count)).unwrap_or_default());
        if end.is_some() {
            return Ok(line);
        }
        if count == 0 || line.len() > LARGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(folder: &Path) -> First {
        match arrive(folder, &Wanted::default()).unwrap() {
            Arrival::First(first) => first,
            other => panic!("not the first: {other:?}"),
        }
    }

    fn address(folder: &Path) -> Address {
        serde_json::from_slice(&fs::read(folder.join(ADDRESS)).unwrap()).unwrap()
    }

    fn wait_for(listening: &Listening) -> Wanted {
        listening.wanted.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    #[test]
    fn a_second_start_tells_the_first_and_ends() {
        let folder = tempfile::tempdir().unwrap();
        let (woken, wakes) = channel();
        let listening = first(folder.path()).listen(move || woken.send(()).unwrap()).unwrap();
        let path = folder.path().join("team.fourfold");
        for wanted in [Wanted { open: Some(path) }, Wanted::default()] {
            assert!(matches!(arrive(folder.path(), &wanted).unwrap(), Arrival::Told));
            assert_eq!(wait_for(&listening), wanted);
            wakes.recv_timeout(Duration::from_secs(10)).unwrap();
        }
        drop(listening);
        assert!(!folder.path().join(ADDRESS).exists());
        first(folder.path());
    }

    #[test]
    fn a_first_that_is_still_starting_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let first = first(folder.path());
        let path = folder.path().to_owned();
        let second = std::thread::Builder::new().spawn(move || arrive(&path, &Wanted::default()).unwrap()).unwrap();
        std::thread::sleep(Duration::from_millis(100));
        let listening = first.listen(|| {}).unwrap();
        assert!(matches!(second.join().unwrap(), Arrival::Told));
        assert_eq!(wait_for(&listening), Wanted::default());
    }

    #[test]
    fn what_a_crash_left_behind_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(LOCK), "").unwrap();
        // Nobody listens there, and the secret is an old one.
        fs::write(folder.path().join(ADDRESS), r#"{"port": 1, "token": "old"}"#).unwrap();
        let listening = first(folder.path()).listen(|| {}).unwrap();
        assert_ne!(address(folder.path()).token, "old");
        assert!(matches!(arrive(folder.path(), &Wanted::default()).unwrap(), Arrival::Told));
        drop(listening);
    }

    #[test]
    fn a_window_that_holds_the_lock_and_does_not_answer_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = first(folder.path());
        fs::remove_file(folder.path().join(ADDRESS)).unwrap();
        assert!(matches!(arrive(folder.path(), &Wanted::default()).unwrap(), Arrival::Alone));
        drop(first);
    }

    #[test]
    fn strangers_and_nonsense_are_not_heard() {
        let folder = tempfile::tempdir().unwrap();
        let listening = first(folder.path()).listen(|| {}).unwrap();
        let Address { port, token } = address(folder.path());
        let say = |bytes: &[u8]| {
            let mut stream = TcpStream::connect(local(port)).unwrap();
            // The other side may have hung up on what is too long.
            drop(stream.write_all(bytes));
            drop(stream.shutdown(std::net::Shutdown::Write));
            let mut said = Vec::new();
            drop(stream.read_to_end(&mut said));
            said
        };
        for nonsense in [
            b"".to_vec(),
            b"\n".to_vec(),
            b"GET / HTTP/1.1\r\n\r\n".to_vec(),
            br#"{"token": "guessed", "open": "/etc/passwd"}"#.iter().chain(b"\n").copied().collect(),
            vec![b'x'; 3 * LARGEST],
        ] {
            assert_eq!(say(&nonsense), b"", "{:?}", String::from_utf8_lossy(&nonsense).get(..20));
        }
        // One that says nothing at all is left after a while.
        let silent = TcpStream::connect(local(port)).unwrap();
        let known = format!("{{\"token\": \"{token}\", \"open\": \"relative\"}}\n");
        assert_eq!(say(known.as_bytes()), b"heard\n");
        assert_eq!(wait_for(&listening), Wanted::default(), "a path that depends on a folder is none");
        drop(silent);
        assert_eq!(listening.next(), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_secret_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let first = first(folder.path());
        let mode = fs::metadata(folder.path().join(ADDRESS)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        drop(first);
    }
}
