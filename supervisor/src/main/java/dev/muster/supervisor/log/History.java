package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The files of one log, read back from the newest line on, while they are written, rotated and compressed. Immutable;
 * thread-safe.
 */
record History(WorkerId worker, LogPolicy.Format format, Path live, Generations generations) {

    private static final int BLOCK = 64 * 1024;

    /** What of a line that has no end is read. */
    private static final int LONGEST_LINE = 16 << 20;

    private static final int MOST_ATTEMPTS = 3;

    boolean isEmpty() {
        try {
            return generations.oldestFirst().isEmpty() && Files.size(live) == 0;
        } catch (IOException gone) {
            return true;
        }
    }

    /** The newest lines that match, oldest first. */
    List<Line> newest(Question question) throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<Generation> rotated = generations.oldestFirst();
            Answer answer = new Answer(question);
            backwards(live, answer);
            for (int i = rotated.size() - 1; i >= 0 && !answer.complete(); i--) {
                readRotated(rotated.get(i), answer);
            }
            List<Generation> now = generations.oldestFirst();
            // A rotation between the two listings: the live file has become a rotated one that we have not read. In a
            // flood
            // that happens every time; then the answer is old when it arrives anyway.
            if (newestOf(now) == newestOf(rotated) || attempt == MOST_ATTEMPTS) {
                return answer.oldestFirst();
            }
        }
    }

    private static long newestOf(List<Generation> files) {
        return files.isEmpty() ? 0 : files.get(files.size() - 1).number();
    }

    private void readRotated(Generation file, Answer answer) throws IOException {
        Path directory = generations.directory();
        if (!file.compressed() && backwards(file.in(directory), answer)) {
            return;
        }
        // Compressed, or compressed since we asked.
        forwards(file.asCompressed().in(directory), answer);
    }

    /** False when there is no such file. */
    private boolean backwards(Path file, Answer answer) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            ByteArrayOutputStream reversed = new ByteArrayOutputStream();
            boolean first = true;
            for (long end = channel.size(); end > 0 && !answer.complete(); end = Math.max(0, end - BLOCK)) {
                long start = Math.max(0, end - BLOCK);
                readFully(channel, block.clear().limit((int) (end - start)), start);
                for (int i = (int) (end - start) - 1; i >= 0 && !answer.complete(); i--) {
                    if (block.get(i) != '\n') {
                        append(reversed, block.get(i));
                    } else if (!first) {
                        answer.offer(take(reversed));
                    }
                    first = false;
                }
            }
            if (!first && !answer.complete()) {
                answer.offer(take(reversed));
            }
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer block, long position) throws IOException {
        while (block.hasRemaining()) {
            if (channel.read(block, position + block.position()) < 0) {
                // Cut short meanwhile.
                return;
            }
        }
    }

    private static void append(ByteArrayOutputStream line, int value) {
        if (line.size() < LONGEST_LINE) {
            line.write(value);
        }
    }

    private Line take(ByteArrayOutputStream reversed) {
        byte[] bytes = reversed.toByteArray();
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte swapped = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swapped;
        }
        reversed.reset();
        return RecordReader.read(format, worker, bytes);
    }

    /** Compressed files have no way back: read from the beginning, keep the newest that match. */
    private void forwards(Path file, Answer answer) throws IOException {
        ArrayDeque<Line> newest = new ArrayDeque<>();
        long bytes = 0;
        try (InputStream in = new BufferedInputStream(
                new GZIPInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), BLOCK), BLOCK)) {
            ByteArrayOutputStream current = new ByteArrayOutputStream();
            for (int value = in.read(); value >= 0 || current.size() > 0; value = in.read()) {
                if (value >= 0 && value != '\n') {
                    append(current, value);
                    continue;
                }
                Line line = RecordReader.read(format, worker, current.toByteArray());
                current.reset();
                if (answer.wants(line)) {
                    newest.addLast(line);
                    bytes += line.bytes().length;
                }
                while (!newest.isEmpty() && answer.isCompleteWithout(newest.getFirst(), newest.size(), bytes)) {
                    bytes -= newest.removeFirst().bytes().length;
                }
            }
        } catch (NoSuchFileException pruned) {
            return;
        }
        while (!newest.isEmpty()) {
            answer.offer(newest.removeLast());
        }
    }

    /** Collects lines from the newest on until there are enough. */
    private static final class Answer {

        private final Question question;
        private final List<Line> newestFirst = new ArrayList<>();
        private long bytes;
        private boolean complete;

        Answer(Question question) {
            this.question = question;
            this.complete = question.lines() <= 0 || question.bytes() <= 0;
        }

        void offer(Line line) {
            if (question.isBefore(line)) {
                complete = true;
            } else if (question.matches(line)) {
                newestFirst.add(line);
                bytes += line.bytes().length;
                complete = newestFirst.size() >= question.lines() || bytes >= question.bytes();
            }
        }

        boolean wants(Line line) {
            return question.matches(line);
        }

        /** Whether the other ones of so many lines, of so many bytes, would do. */
        boolean isCompleteWithout(Line oldest, int lines, long bytesOfAll) {
            return newestFirst.size() + lines > question.lines()
                    || bytes + bytesOfAll - oldest.bytes().length >= question.bytes();
        }

        boolean complete() {
            return complete;
        }

        List<Line> oldestFirst() {
            Collections.reverse(newestFirst);
            return newestFirst;
        }
    }
}
