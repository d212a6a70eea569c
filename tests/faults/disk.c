/* A disk that fails at the n-th change: preloaded into the program, it counts what is written,
 * synced, cut, renamed and removed below FAULT_UNDER and does to number FAULT_AT what FAULT_KIND
 * says: full (and all after it), io (once), kill (before it), torn (after half of it). With
 * FAULT_COUNT the number of changes is written to that file when the program ends. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long counted;
static int quiet;

static int is_ours(int fd) {
    const char *under = getenv("FAULT_UNDER");
    char name[64], path[4096];
    if (!under || quiet) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return strncmp(path, under, strlen(under)) == 0;
}

static int is_ours_by_name(const char *path) {
    const char *under = getenv("FAULT_UNDER");
    return under && !quiet && path && strncmp(path, under, strlen(under)) == 0;
}

/* 0: do it; 1: do half of it and die; -1: fail with errno. */
static int fate(void) {
    const char *at = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");
    long number = __atomic_add_fetch(&counted, 1, __ATOMIC_SEQ_CST), wanted = at ? atol(at) : 0;
    if (!wanted || !kind || number < wanted) return 0;
    if (!strcmp(kind, "full")) { errno = ENOSPC; return -1; }
    if (number > wanted) return 0;
    if (!strcmp(kind, "io")) { errno = EIO; return -1; }
    if (!strcmp(kind, "torn")) return 1;
    if (!strcmp(kind, "kill")) kill(getpid(), SIGKILL);
    return 0;
}

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    if (is_ours(fd)) switch (fate()) {
        case -1: return -1;
        case 1: real(fd, data, size / 2); die();
    }
    return real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    if (is_ours(fd)) switch (fate()) {
        case -1: return -1;
        case 1: real(fd, data, size / 2, at); die();
    }
    return real(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    if (is_ours(fd)) switch (fate()) {
        case -1: return -1;
        case 1: real(fd, data, size / 2, at); die();
    }
    return real(fd, data, size, at);
}
#define GUARD(ours) \
    if (ours) switch (fate()) { \
        case -1: return -1; \
        case 1: die(); \
    }

int fsync(int fd) { REAL(fsync); GUARD(is_ours(fd)) return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); GUARD(is_ours(fd)) return real(fd); }
int ftruncate(int fd, off_t to) { REAL(ftruncate); GUARD(is_ours(fd)) return real(fd, to); }
int ftruncate64(int fd, off64_t to) { REAL(ftruncate64); GUARD(is_ours(fd)) return real(fd, to); }
int unlink(const char *path) { REAL(unlink); GUARD(is_ours_by_name(path)) return real(path); }
int rename(const char *from, const char *to) {
    REAL(rename);
    GUARD(is_ours_by_name(to))
    return real(from, to);
}

__attribute__((destructor)) static void tell(void) {
    const char *file = getenv("FAULT_COUNT");
    char text[32];
    if (!file) return;
    quiet = 1;
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0) return;
    int length = snprintf(text, sizeof text, "%ld", counted);
    if (write(fd, text, length) < 0) abort();
    close(fd);
}
