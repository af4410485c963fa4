package dev.muster.supervisor.journald;

import java.util.ArrayList;
import java.util.List;

/** One entry with fields of text. Built by one thread, then handed over. */
public final class Message implements Parcel {

    private static final int OVERHEAD = 64;

    private final Source source;
    private final List<String> namesAndValues = new ArrayList<>();
    private long bytes;
    private boolean taken;

    private Message(Source source) {
        this.source = source;
    }

    public static Message of(Source source) {
        return new Message(source);
    }

    /** As {@link Entry#field(String, String)}. */
    public Message field(String name, String value) {
        namesAndValues.add(name);
        namesAndValues.add(value);
        bytes += OVERHEAD + value.length();
        return this;
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long entries() {
        return taken ? 0 : 1;
    }

    @Override
    public boolean next(Entry entry) {
        if (taken) {
            return false;
        }
        taken = true;
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            entry.field(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
        return true;
    }
}
