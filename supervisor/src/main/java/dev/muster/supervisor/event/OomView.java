package dev.muster.supervisor.event;

import dev.muster.supervisor.core.Oom;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field {@code oom} of what is told of a death. Thread-safe. */
public final class OomView {

    private OomView() {}

    public static Map<String, @Nullable Object> of(Oom oom) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("by", oom.by().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        map.put("what", oom.what());
        map.put("heapDump", oom.heapDump().isEmpty() ? null : oom.heapDump());
        return map;
    }
}
