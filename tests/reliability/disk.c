/*
 * A failing disk between the program and the C library, put there with LD_PRELOAD.
 *
 * JANGBU_DISK=<what>,<nth>,<how>: the nth write or sync of a file below a folder "companies" goes
 * wrong. what: write | sync. how: once (EIO, then the disk works again), ever (EIO from then on),
 * torn (half of the bytes are written, then the process is killed). JANGBU_DISK_COUNT=<file>: the
 * numbers of writes and syncs are written there when the process exits.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long writes, syncs;

static int is_watched(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, "/companies/") != NULL;
}

/* 0: the call goes through. 1: it fails. 2: it is torn. */
static int verdict(const char *what, long number) {
    const char *order = getenv("JANGBU_DISK");
    char ordered[16], how[16];
    long nth;
    if (!order || sscanf(order, "%15[a-z],%ld,%15[a-z]", ordered, &nth, how) != 3) return 0;
    if (strcmp(ordered, what) != 0) return 0;
    if (!strcmp(how, "ever")) return number >= nth;
    if (number != nth) return 0;
    return !strcmp(how, "torn") ? 2 : 1;
}

typedef ssize_t (*pwrite_call)(int, const void *, size_t, off_t);
typedef ssize_t (*write_call)(int, const void *, size_t);
typedef int (*sync_call)(int);

static ssize_t positioned(const char *name, int fd, const void *bytes, size_t count, off_t at) {
    pwrite_call real = (pwrite_call)dlsym(RTLD_NEXT, name);
    if (!is_watched(fd)) return real(fd, bytes, count, at);
    switch (verdict("write", __atomic_add_fetch(&writes, 1, __ATOMIC_SEQ_CST))) {
    case 1: errno = EIO; return -1;
    case 2: real(fd, bytes, count / 2, at); kill(getpid(), SIGKILL);
    }
    return real(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    return positioned("pwrite", fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) {
    return positioned("pwrite64", fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    write_call real = (write_call)dlsym(RTLD_NEXT, "write");
    if (!is_watched(fd)) return real(fd, bytes, count);
    switch (verdict("write", __atomic_add_fetch(&writes, 1, __ATOMIC_SEQ_CST))) {
    case 1: errno = EIO; return -1;
    case 2: real(fd, bytes, count / 2); kill(getpid(), SIGKILL);
    }
    return real(fd, bytes, count);
}

static int synced(const char *name, int fd) {
    sync_call real = (sync_call)dlsym(RTLD_NEXT, name);
    if (!is_watched(fd)) return real(fd);
    if (verdict("sync", __atomic_add_fetch(&syncs, 1, __ATOMIC_SEQ_CST))) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }

__attribute__((destructor)) static void count(void) {
    const char *path = getenv("JANGBU_DISK_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld %ld\n", writes, syncs);
    fclose(file);
}
