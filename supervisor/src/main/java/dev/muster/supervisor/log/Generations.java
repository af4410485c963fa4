package dev.muster.supervisor.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The rotated files of one log, oldest first, with their sizes. The pump adds and prunes while the archiver replaces a file by
 * its compressed form. Thread-safe.
 */
final class Generations {

    private final Path directory;
    private final String live;
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private long highest;

    /** What a compressed copy that is being written may come to have; pruning leaves room for it. */
    private long reserved;

    private record Entry(Generation file, long size) {}

    private Generations(Path directory, String live) {
        this.directory = directory;
        this.live = live;
    }

    /**
     * Takes over the files that a former master has left. A file that exists plain and compressed was about to lose the plain
     * one: the compressed form appears under its name only when it is complete.
     */
    static Generations of(Path directory, String live, Collection<Generation> found) throws IOException {
        Generations generations = new Generations(directory, live);
        for (Generation file : found) {
            Entry other = generations.entries.get(file.number());
            if (other != null && other.file.compressed() != file.compressed()) {
                Files.deleteIfExists(new Generation(live, file.number(), false).in(directory));
                file = new Generation(live, file.number(), true);
            }
            generations.put(file, Files.size(file.in(directory)));
        }
        return generations;
    }

    Path directory() {
        return directory;
    }

    synchronized Generation next() {
        return new Generation(live, highest + 1, false);
    }

    synchronized void put(Generation file, long size) {
        entries.put(file.number(), new Entry(file, size));
        highest = Math.max(highest, file.number());
    }

    synchronized List<Generation> oldestFirst() {
        return entries.values().stream().map(Entry::file).toList();
    }

    synchronized List<Generation> uncompressed() {
        return entries.values().stream()
                .map(Entry::file)
                .filter(file -> !file.compressed())
                .toList();
    }

    /** All files, and the copy that is being written. */
    private long totalSize() {
        return reserved + entries.values().stream().mapToLong(Entry::size).sum();
    }

    /**
     * Makes room for a copy of the file beside it, until {@link #release}.
     *
     * @param most what all files and the copy may have
     * @return false when there is no such room, or no such file any more
     */
    synchronized boolean reserve(Generation file, long most) {
        Entry entry = entries.get(file.number());
        if (entry == null || !entry.file.equals(file)) {
            return false;
        }
        // What gzip makes of noise is a little longer than the noise.
        long copy = entry.size + entry.size / 1000 + 64;
        if (totalSize() + copy > most) {
            return false;
        }
        reserved = copy;
        return true;
    }

    synchronized void release() {
        reserved = 0;
    }

    /** Deletes the oldest files until at most {@code keep} are left and they have at most {@code most} bytes. */
    synchronized void prune(int keep, long most) throws IOException {
        long total = totalSize();
        while (!entries.isEmpty() && (entries.size() > keep || total > most)) {
            Entry oldest = entries.remove(entries.firstKey());
            total -= oldest.size;
            Files.deleteIfExists(oldest.file.in(directory));
        }
    }

    /**
     * Puts a finished compressed file in the place of the plain one.
     *
     * @return false when that was pruned meanwhile
     */
    synchronized boolean replace(Generation plain, Path finished, long size) throws IOException {
        Entry entry = entries.get(plain.number());
        if (entry == null || !entry.file.equals(plain)) {
            return false;
        }
        Generation compressed = plain.asCompressed();
        Files.move(finished, compressed.in(directory));
        entries.put(plain.number(), new Entry(compressed, size));
        Files.deleteIfExists(plain.in(directory));
        return true;
    }
}
