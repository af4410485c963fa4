package dev.muster.concurrent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Passes on what a member prints, a line at a time, and remembers the last lines. Its thread ends with the member. */
final class MemberOutput implements Runnable {
    private static final int KEPT = 20;
    private static final int LONGEST = 8192;

    private final String prefix;
    private final InputStream in;
    private final Consumer<String> to;
    private final ArrayDeque<String> last = new ArrayDeque<>();

    MemberOutput(String prefix, InputStream in, Consumer<String> to) {
        this.prefix = prefix;
        this.in = in;
        this.to = to;
    }

    @Override
    public void run() {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        byte[] some = new byte[LONGEST];
        try {
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                for (int i = 0; i < count; i++) {
                    if (some[i] == '\n' || line.size() == LONGEST) {
                        end(line);
                    }
                    if (some[i] != '\n') {
                        line.write(some[i]);
                    }
                }
            }
        } catch (IOException closed) {
            line.writeBytes(new byte[0]);
        }
        if (line.size() > 0) {
            end(line);
        }
    }

    private void end(ByteArrayOutputStream line) {
        String text = line.toString(Charset.defaultCharset());
        line.reset();
        synchronized (last) {
            if (last.size() == KEPT) {
                last.remove();
            }
            last.add(text);
        }
        to.accept(prefix + text);
    }

    List<String> lastLines() {
        synchronized (last) {
            return new ArrayList<>(last);
        }
    }
}
