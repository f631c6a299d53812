//! What is left of secrets in memory: a program of its own, so that nothing else runs beside it.
//!
//! The allocator wipes what is freed, as a program's should: docs/decisions/0022 says why.

#[cfg(test)]
#[cfg(target_os = "linux")]
mod left;

#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);
