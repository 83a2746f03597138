/* Writes down, in order, everything a process does to the files below a folder: preload it.
 *
 * RECORD_BELOW is the folder, RECORD_IN the file that is written; see `recording.py` for what reads it.
 * A file is told by its inode, for it may be written to under a name that it loses later.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SAID __attribute__((visibility("default")))

enum { MADE = 'm', WROTE = 'w', CUT = 'c', SYNCED = 's', GONE = 'g', MOVED = 'r', SAYS = 'a' };

struct __attribute__((packed)) head {
    char what;
    uint64_t file, at;
    uint32_t length;
};

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static char below[PATH_MAX];
static int out = -1;

__attribute__((constructor)) static void begin(void)
{
    const char *folder = getenv("RECORD_BELOW"), *in = getenv("RECORD_IN");
    if (!folder || !in || !realpath(folder, below)) return;
    out = syscall(SYS_openat, AT_FDCWD, in, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    unsetenv("LD_PRELOAD");
}

static void tell(char what, uint64_t file, uint64_t at, const void *content, uint32_t length)
{
    struct head head = {what, file, at, length};
    if (syscall(SYS_write, out, &head, sizeof head) != sizeof head) abort();
    for (const char *from = content; length;) {
        ssize_t done = syscall(SYS_write, out, from, length);
        if (done <= 0) abort();
        from += done, length -= done;
    }
}

static int is_below(const char *path)
{
    size_t length = strlen(below);
    return !strncmp(path, below, length) && (path[length] == '/' || !path[length]);
}

static int path_of(int file, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    return length >= 0;
}

static int watched(int file)
{
    char path[PATH_MAX];
    return out >= 0 && path_of(file, path) && is_below(path);
}

static int whole(int folder, const char *path, char *result)
{
    char at[PATH_MAX] = "";
    if (out < 0 || !path) return 0;
    if (path[0] != '/' && !(folder == AT_FDCWD ? getcwd(at, sizeof at) != NULL : path_of(folder, at))) return 0;
    return snprintf(result, PATH_MAX, "%s%s%s", at, at[0] ? "/" : "", path) < PATH_MAX && is_below(result);
}

static uint64_t inode(int file)
{
    struct stat seen;
    return fstat(file, &seen) ? 0 : seen.st_ino;
}

static int opened(int folder, const char *path, int flags, mode_t mode)
{
    char name[PATH_MAX];
    if (!whole(folder, path, name)) return syscall(SYS_openat, folder, path, flags, mode);
    pthread_mutex_lock(&one);
    int there = faccessat(folder, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    int file = syscall(SYS_openat, folder, path, flags, mode);
    int kept = errno;
    if (file >= 0 && !there) tell(MADE, inode(file), 0, name, strlen(name));
    else if (file >= 0 && flags & O_TRUNC) tell(CUT, inode(file), 0, NULL, 0);
    pthread_mutex_unlock(&one);
    errno = kept;
    return file;
}

#define MODE_OF(flags) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }

SAID int open(const char *path, int flags, ...) { MODE_OF(flags) return opened(AT_FDCWD, path, flags, mode); }
SAID int open64(const char *path, int flags, ...) { MODE_OF(flags) return opened(AT_FDCWD, path, flags, mode); }
SAID int openat(int in, const char *path, int flags, ...) { MODE_OF(flags) return opened(in, path, flags, mode); }
SAID int openat64(int in, const char *path, int flags, ...) { MODE_OF(flags) return opened(in, path, flags, mode); }

static ssize_t written(int file, const void *content, size_t length, off_t at, int placed)
{
    if (!watched(file))
        return placed ? syscall(SYS_pwrite64, file, content, length, at) : syscall(SYS_write, file, content, length);
    pthread_mutex_lock(&one);
    if (!placed) at = fcntl(file, F_GETFL) & O_APPEND ? lseek(file, 0, SEEK_END) : lseek(file, 0, SEEK_CUR);
    ssize_t done = placed ? syscall(SYS_pwrite64, file, content, length, at) : syscall(SYS_write, file, content, length);
    int kept = errno;
    if (done > 0) tell(WROTE, inode(file), at, content, done);
    pthread_mutex_unlock(&one);
    errno = kept;
    return done;
}

SAID ssize_t write(int file, const void *content, size_t length) { return written(file, content, length, 0, 0); }
SAID ssize_t pwrite(int file, const void *content, size_t length, off_t at) { return written(file, content, length, at, 1); }
SAID ssize_t pwrite64(int file, const void *content, size_t length, off_t at) { return written(file, content, length, at, 1); }

/* Whoever is refused these writes in the ordinary way. */
SAID ssize_t sendfile(int to, int from, off_t *at, size_t length)
{
    if (watched(to)) { errno = EINVAL; return -1; }
    return syscall(SYS_sendfile, to, from, at, length);
}
SAID ssize_t sendfile64(int to, int from, off_t *at, size_t length) { return sendfile(to, from, at, length); }
SAID ssize_t copy_file_range(int from, off_t *from_at, int to, off_t *to_at, size_t length, unsigned flags)
{
    if (watched(to)) { errno = EXDEV; return -1; }
    return syscall(SYS_copy_file_range, from, from_at, to, to_at, length, flags);
}

static int cut(int file, off_t length)
{
    if (!watched(file)) return syscall(SYS_ftruncate, file, length);
    pthread_mutex_lock(&one);
    int failed = syscall(SYS_ftruncate, file, length);
    int kept = errno;
    if (!failed) tell(CUT, inode(file), length, NULL, 0);
    pthread_mutex_unlock(&one);
    errno = kept;
    return failed;
}
SAID int ftruncate(int file, off_t length) { return cut(file, length); }
SAID int ftruncate64(int file, off_t length) { return cut(file, length); }

static int synced(int file, long call)
{
    if (!watched(file)) return syscall(call, file);
    pthread_mutex_lock(&one);
    int failed = syscall(call, file);
    int kept = errno;
    if (!failed) {
        struct stat seen;
        fstat(file, &seen);
        tell(SYNCED, S_ISDIR(seen.st_mode) ? 0 : seen.st_ino, 0, NULL, 0);
    }
    pthread_mutex_unlock(&one);
    errno = kept;
    return failed;
}
SAID int fsync(int file) { return synced(file, SYS_fsync); }
SAID int fdatasync(int file) { return synced(file, SYS_fdatasync); }

static int gone(int folder, const char *path, int flags)
{
    char name[PATH_MAX];
    if ((flags & AT_REMOVEDIR) || !whole(folder, path, name)) return syscall(SYS_unlinkat, folder, path, flags);
    pthread_mutex_lock(&one);
    int failed = syscall(SYS_unlinkat, folder, path, flags);
    int kept = errno;
    if (!failed) tell(GONE, 0, 0, name, strlen(name));
    pthread_mutex_unlock(&one);
    errno = kept;
    return failed;
}
SAID int unlink(const char *path) { return gone(AT_FDCWD, path, 0); }
SAID int unlinkat(int folder, const char *path, int flags) { return gone(folder, path, flags); }

static int moved(int from_folder, const char *from, int to_folder, const char *to)
{
    char names[2 * PATH_MAX], target[PATH_MAX];
    if (!whole(from_folder, from, names) || !whole(to_folder, to, target))
        return syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
    pthread_mutex_lock(&one);
    int failed = syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
    int kept = errno;
    if (!failed) {
        size_t length = strlen(names) + 1;
        strcpy(names + length, target);
        tell(MOVED, 0, 0, names, length + strlen(target));
    }
    pthread_mutex_unlock(&one);
    errno = kept;
    return failed;
}
SAID int rename(const char *from, const char *to) { return moved(AT_FDCWD, from, AT_FDCWD, to); }
SAID int renameat(int in, const char *from, int to_in, const char *to) { return moved(in, from, to_in, to); }

/* What the process has promised by now: called by the process itself. */
SAID void record_says(const char *what)
{
    if (out < 0) return;
    pthread_mutex_lock(&one);
    tell(SAYS, 0, 0, what, strlen(what));
    pthread_mutex_unlock(&one);
}
