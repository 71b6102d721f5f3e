// A wall clock that is wrong, for a process that preloads this library: off by the nanoseconds that stand in the file
// $WRONG_CLOCK_FILE at the moment of reading. Every other clock is right, and waits take what they take.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t none = 0;
static const volatile int64_t *offset = &none;

__attribute__((constructor)) static void find_offset(void)
{
    const char *path = getenv("WRONG_CLOCK_FILE");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *page = mmap(NULL, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
    if (page != MAP_FAILED)
        offset = page;
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static int (*real)(clockid_t, struct timespec *);
    if (!real)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, now);
    if (failed || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
        return failed;
    int64_t wrong = now->tv_sec * INT64_C(1000000000) + now->tv_nsec + *offset;
    now->tv_sec = wrong / 1000000000;
    now->tv_nsec = wrong % 1000000000;
    return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    (void)zone;
    struct timespec wrong;
    clock_gettime(CLOCK_REALTIME, &wrong);
    now->tv_sec = wrong.tv_sec;
    now->tv_usec = wrong.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now)
{
    struct timespec wrong;
    clock_gettime(CLOCK_REALTIME, &wrong);
    if (now)
        *now = wrong.tv_sec;
    return wrong.tv_sec;
}
