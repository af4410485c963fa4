/*
 * Writes lines to stdout as fast as they are taken, when it is told to: `flood GATE REPORT LINE WRITE`.
 *
 * Each line "MILLISECONDS NUMBER" that it reads from the FIFO GATE is an order: so long it writes lines of LINE bytes, WRITE bytes in each
 * write as a buffered program does (so that a write ends anywhere in a line), ends the line it is at, and writes one more, which begins with
 * "end NUMBER". Then it says "NUMBER BYTES" in one line to the FIFO REPORT. It says "0 0" once when it is there.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void all(const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t step = write(1, bytes, count);
        if (step <= 0) exit(1);
        bytes += step;
        count -= step;
    }
}

static void report(int to, long number, long long bytes) {
    char text[64];
    int length = snprintf(text, sizeof text, "%ld %lld\n", number, bytes);
    if (write(to, text, length) != length) exit(1);
}

int main(int count, char **arguments) {
    if (count != 5) return 2;
    FILE *gate = fopen(arguments[1], "r+");
    int to = open(arguments[2], O_WRONLY);
    size_t line = atol(arguments[3]), size = atol(arguments[4]);
    char *lines = malloc(size + 2 * line), *last = malloc(line + 1);
    if (!gate || to < 0 || line < 32 || size < 1 || !lines || !last) return 1;
    for (size_t i = 0; i < size + 2 * line; i++) lines[i] = i % line == line - 1 ? '\n' : '0' + i % line % 10;
    report(to, 0, 0);
    long millis, number;
    while (fscanf(gate, "%ld %ld", &millis, &number) == 2) {
        long long end = now() + millis * 1000000LL, written = 0;
        while (now() < end) {
            for (int i = 0; i < 16; i++) {
                all(lines + written % line, size);
                written += size;
            }
        }
        size_t rest = (line - written % line) % line;
        all(lines + written % line, rest);
        int head = snprintf(last, line, "end %ld ", number);
        memset(last + head, '.', line - head);
        last[line - 1] = '\n';
        all(last, line);
        report(to, number, written + (long long)rest + (long long)line);
    }
    return 0;
}
