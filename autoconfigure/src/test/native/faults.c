/*
 * Faults in the file operations of a process, for the proofs in io.github.robustkafka.proof.
 *
 * Preloaded into the process under test (LD_PRELOAD), it stands between the process and the
 * kernel for the calls that change files, and for reads. What it does is told by a control
 * file that both sides map into memory, so that a fault can be armed while the process runs:
 * SLOTS slots of 256 bytes, each for the files below one directory. In each, operations are
 * counted from 1, and
 *
 *   - the process is killed (SIGKILL) before, in the middle of or after operation number
 *     kill_at; a write of a sector or more is cut in half by a kill in its middle;
 *   - operations from fail_at on fail with an errno, fail_times of them (-1: for good); if
 *     fail_partly is set, the first of them, if it is a write, leaves half of it in the file,
 *     and the caller sees a short write before it sees the error;
 *   - syncs are delayed.
 *
 * If FAULTS_LOG names a file, all changes below the first slot's directory are appended to
 * it in the order in which they happened, and in the same order what the process printed:
 * its answers. FAULTS_CONTROL names the control file. Without it nothing is done.
 *
 * The file beside a database that only holds shared memory (-shm) is counted, but not
 * logged: it is made anew after a loss of power.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Less than this is written whole or not at all, by kernels and by disks. */
#define SECTOR 512

enum { SLOTS = 16, PREFIX_LENGTH = 160 };

enum kind { READ = 1, WRITE = 2, SYNC = 4, TRUNCATE = 8, NAME = 16 };

enum phase { BEFORE = 0, MIDDLE = 1, AFTER = 2 };

struct slot {
	_Atomic int64_t kinds;
	_Atomic int64_t operations;
	_Atomic int64_t kill_at;
	_Atomic int64_t kill_phase;
	_Atomic int64_t fail_at;
	_Atomic int64_t fail_times;
	_Atomic int64_t fail_errno;
	_Atomic int64_t fail_partly;
	_Atomic int64_t sync_delay_millis;
	_Atomic int64_t fired;
	_Atomic int64_t fired_kinds;
	_Atomic int64_t pid;
	char prefix[PREFIX_LENGTH];
};

_Static_assert(sizeof(struct slot) == 256, "the Java side expects slots of 256 bytes");

/* What is to become of an operation. */
struct fate {
	struct slot *slot;
	int error;
	int half;
	int die;
};

static struct slot *slots;
static int log_file = -1;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void start(void) {
	const char *control = getenv("FAULTS_CONTROL");
	const char *log = getenv("FAULTS_LOG");
	if (control == NULL) {
		return;
	}
	int file = syscall(SYS_openat, AT_FDCWD, control, O_RDWR | O_CLOEXEC, 0);
	void *mapped = mmap(NULL, SLOTS * sizeof(struct slot), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (file < 0 || mapped == MAP_FAILED) {
		dprintf(2, "faults: cannot map FAULTS_CONTROL '%s': %s\n", control, strerror(errno));
		_exit(70);
	}
	slots = mapped;
	/* A test can see by it that the library was loaded at all. */
	slots[0].pid = getpid();
	if (log != NULL) {
		log_file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	}
}

/* ---- Which slot a file belongs to ---- */

static struct slot *slot_of_path(const char *path) {
	for (int i = 0; slots != NULL && i < SLOTS; i++) {
		size_t length = strnlen(slots[i].prefix, PREFIX_LENGTH);
		if (length > 0 && strncmp(path, slots[i].prefix, length) == 0 && (path[length] == '/' || path[length] == 0)) {
			return &slots[i];
		}
	}
	return NULL;
}

static struct slot *slot_of_name(int directory, const char *name, char *path) {
	if (slots == NULL || name == NULL || (name[0] != '/' && directory != AT_FDCWD)) {
		return NULL;
	}
	snprintf(path, PATH_MAX, "%s", name);
	return slot_of_path(path);
}

static struct slot *slot_of_file(int file, char *path) {
	char link[40];
	if (slots == NULL || file < 0) {
		return NULL;
	}
	snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
	ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
	path[length > 0 ? length : 0] = 0;
	return slot_of_path(path);
}

/* ---- The log: a header, the path below the prefix, data or a second path ---- */

struct entry {
	int32_t kind;
	int32_t path_length;
	int64_t offset;
	int64_t length;
};

static void append(int kind, const char *path, int64_t offset, const void *data, int64_t length, int has_data) {
	struct entry entry = { kind, (int32_t) strlen(path), offset, length };
	struct iovec parts[] = { { &entry, sizeof(entry) }, { (void *) path, strlen(path) },
		{ (void *) data, has_data ? (size_t) length : 0 } };
	if (syscall(SYS_writev, log_file, parts, 3) < 0) {
		_exit(71);
	}
}

static int is_logged(const struct slot *slot, const char *path) {
	size_t length = strlen(path);
	return log_file >= 0 && slot == &slots[0] && !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static void log_change(const struct slot *slot, int kind, const char *path, int64_t offset, const void *data,
		int64_t length, int has_data) {
	if (is_logged(slot, path)) {
		append(kind, path + strlen(slot->prefix), offset, data, length, has_data);
	}
}

static void lock(void) {
	if (log_file >= 0) {
		pthread_mutex_lock(&log_lock);
	}
}

static void unlock(void) {
	if (log_file >= 0) {
		int error = errno;
		pthread_mutex_unlock(&log_lock);
		errno = error;
	}
}

/* ---- What becomes of an operation ---- */

static void die(void) {
	kill(getpid(), SIGKILL);
	for (;;) {
		pause();
	}
}

static struct fate decide(struct slot *slot, enum kind kind) {
	struct fate fate = { slot, 0, 0, 0 };
	if (slot == NULL || (slot->kinds & kind) == 0) {
		return fate;
	}
	int64_t number = atomic_fetch_add(&slot->operations, 1) + 1;
	if (number == slot->kill_at) {
		slot->fired++;
		slot->fired_kinds |= kind;
		if (slot->kill_phase == BEFORE) {
			die();
		}
		fate.die = 1;
		fate.half = slot->kill_phase == MIDDLE;
	}
	int64_t from = slot->fail_at;
	int64_t times = slot->fail_times;
	if (from > 0 && number >= from && (times < 0 || number < from + times)) {
		slot->fired++;
		slot->fired_kinds |= kind;
		fate.error = (int) slot->fail_errno;
		fate.half = slot->fail_partly != 0 && number == from;
	}
	return fate;
}

static int fails(const struct fate *fate) {
	if (fate->error != 0) {
		errno = fate->error;
	}
	return fate->error != 0;
}

static void end(const struct fate *fate) {
	if (fate->die) {
		die();
	}
}

/* ---- The calls ---- */

/* offset -1: where the file stands */
static ssize_t change(int file, const void *data, size_t length, off_t offset) {
	char path[PATH_MAX];
	struct slot *slot = slot_of_file(file, path);
	if (slot == NULL) {
		return offset < 0 ? syscall(SYS_write, file, data, length)
				: syscall(SYS_pwrite64, file, data, length, offset);
	}
	struct fate fate = decide(slot, WRITE);
	/* A short write is no error; the next one meets it. */
	int cut = fate.half && length >= SECTOR;
	if (fails(&fate) && !cut) {
		return -1;
	}
	size_t part = cut ? length / 2 : length;
	lock();
	off_t at = offset < 0 ? lseek(file, 0, SEEK_CUR) : offset;
	ssize_t written = syscall(SYS_pwrite64, file, data, part, at);
	if (written > 0) {
		log_change(slot, 'W', path, at, data, written, 1);
		if (offset < 0) {
			lseek(file, at + written, SEEK_SET);
		}
	}
	unlock();
	end(&fate);
	return written;
}

ssize_t write(int file, const void *data, size_t length) {
	if (file != 1 || log_file < 0) {
		return change(file, data, length, -1);
	}
	lock();
	append('A', "", 0, data, length, 1);
	ssize_t written = syscall(SYS_write, file, data, length);
	unlock();
	return written;
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
	return change(file, data, length, offset);
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
	return change(file, data, length, offset);
}

static struct fate decide_read(int file) {
	char path[PATH_MAX];
	struct fate fate = { NULL, 0, 0, 0 };
	int64_t wanted = 0;
	for (int i = 0; slots != NULL && i < SLOTS; i++) {
		wanted |= slots[i].kinds & READ;
	}
	return wanted ? decide(slot_of_file(file, path), READ) : fate;
}

ssize_t read(int file, void *data, size_t length) {
	struct fate fate = decide_read(file);
	return fails(&fate) ? -1 : syscall(SYS_read, file, data, length);
}

ssize_t pread64(int file, void *data, size_t length, off64_t offset) {
	struct fate fate = decide_read(file);
	return fails(&fate) ? -1 : syscall(SYS_pread64, file, data, length, offset);
}

ssize_t pread(int file, void *data, size_t length, off_t offset) {
	return pread64(file, data, length, offset);
}

static int sync_file(long call, int file) {
	char path[PATH_MAX];
	struct slot *slot = slot_of_file(file, path);
	struct fate fate = decide(slot, SYNC);
	if (fails(&fate)) {
		return -1;
	}
	if (slot != NULL && slot->sync_delay_millis > 0) {
		struct timespec delay = { slot->sync_delay_millis / 1000, slot->sync_delay_millis % 1000 * 1000000 };
		nanosleep(&delay, NULL);
	}
	lock();
	int result = syscall(call, file);
	if (result == 0 && slot != NULL) {
		log_change(slot, 'S', path, 0, NULL, 0, 0);
	}
	unlock();
	end(&fate);
	return result;
}

int fsync(int file) {
	return sync_file(SYS_fsync, file);
}

int fdatasync(int file) {
	return sync_file(SYS_fdatasync, file);
}

int ftruncate64(int file, off64_t length) {
	char path[PATH_MAX];
	struct slot *slot = slot_of_file(file, path);
	struct fate fate = decide(slot, TRUNCATE);
	if (fails(&fate)) {
		return -1;
	}
	lock();
	int result = syscall(SYS_ftruncate, file, length);
	if (result == 0 && slot != NULL) {
		log_change(slot, 'T', path, 0, NULL, length, 0);
	}
	unlock();
	end(&fate);
	return result;
}

int ftruncate(int file, off_t length) {
	return ftruncate64(file, length);
}

static int change_name(int kind, long call, int directory, const char *name, long argument, const char *target) {
	char path[PATH_MAX];
	struct slot *slot = slot_of_name(directory, name, path);
	struct fate fate = decide(slot, NAME);
	if (fails(&fate)) {
		return -1;
	}
	lock();
	int result = target == NULL ? syscall(call, directory, name, argument)
			: syscall(call, directory, name, AT_FDCWD, target, 0);
	if (result == 0 && slot != NULL) {
		const char *below = target == NULL ? "" : target + strlen(slot->prefix);
		log_change(slot, kind, path, 0, below, strlen(below), 1);
	}
	unlock();
	end(&fate);
	return result;
}

int unlink(const char *name) {
	return change_name('U', SYS_unlinkat, AT_FDCWD, name, 0, NULL);
}

int unlinkat(int directory, const char *name, int flags) {
	return change_name('U', SYS_unlinkat, directory, name, flags, NULL);
}

int rename(const char *name, const char *target) {
	return change_name('R', SYS_renameat2, AT_FDCWD, name, 0, target);
}

int mkdir(const char *name, mode_t mode) {
	return change_name('M', SYS_mkdirat, AT_FDCWD, name, mode, NULL);
}

/* Only an open that makes a file is an operation. */
static int open_file(int directory, const char *name, int flags, mode_t mode) {
	char path[PATH_MAX];
	struct stat found;
	struct slot *slot = (flags & O_CREAT) ? slot_of_name(directory, name, path) : NULL;
	if (slot == NULL || syscall(SYS_newfstatat, AT_FDCWD, path, &found, 0) == 0) {
		return syscall(SYS_openat, directory, name, flags, mode);
	}
	struct fate fate = decide(slot, NAME);
	if (fails(&fate)) {
		return -1;
	}
	lock();
	int file = syscall(SYS_openat, directory, name, flags, mode);
	if (file >= 0) {
		log_change(slot, 'C', path, 0, NULL, 0, 0);
	}
	unlock();
	end(&fate);
	return file;
}

#define MODE(flags, last) \
	mode_t mode = 0; \
	if ((flags) & O_CREAT) { \
		va_list arguments; \
		va_start(arguments, last); \
		mode = va_arg(arguments, mode_t); \
		va_end(arguments); \
	}

int open64(const char *name, int flags, ...) {
	MODE(flags, flags)
	return open_file(AT_FDCWD, name, flags | O_LARGEFILE, mode);
}

int open(const char *name, int flags, ...) {
	MODE(flags, flags)
	return open_file(AT_FDCWD, name, flags, mode);
}

int openat64(int directory, const char *name, int flags, ...) {
	MODE(flags, flags)
	return open_file(directory, name, flags | O_LARGEFILE, mode);
}

int openat(int directory, const char *name, int flags, ...) {
	MODE(flags, flags)
	return open_file(directory, name, flags, mode);
}
