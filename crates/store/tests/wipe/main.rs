//! Closing a book wipes its keys from memory. A binary of its own: the whole memory of the process
//! is searched, and no other test may hold a key meanwhile. Only Linux shows a process its memory.

#[cfg(test)]
#[cfg(target_os = "linux")]
mod memory;
