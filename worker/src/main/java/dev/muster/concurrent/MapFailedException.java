package dev.muster.concurrent;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Some items of a map failed; its cause is the failure of the first of them. The results of the others are here. Immutable. */
public final class MapFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Map<Integer, Throwable> failures;
    private final transient List<@Nullable Object> results;

    private MapFailedException(
            String message, Throwable cause, Map<Integer, Throwable> failures, List<@Nullable Object> results) {
        super(message, cause);
        this.failures = failures;
        this.results = Collections.unmodifiableList(results);
    }

    /** Of what failed by itself before what was cancelled for it. */
    static MapFailedException of(Map<Integer, Throwable> failures, List<@Nullable Object> results) {
        Map.Entry<Integer, Throwable> first = failures.entrySet().iterator().next();
        for (Map.Entry<Integer, Throwable> failure : failures.entrySet()) {
            if (!(failure.getValue() instanceof CancellationException)) {
                first = failure;
                break;
            }
        }
        return new MapFailedException(
                failures.size() + " of " + results.size() + " items failed, such as item " + first.getKey() + ": "
                        + first.getValue(),
                first.getValue(),
                new TreeMap<>(failures),
                results);
    }

    /**
     * What failed. With {@code failFast} the items that were not run have a CancellationException.
     *
     * @return by the index of the item, from 0
     */
    public Map<Integer, Throwable> failures() {
        return Collections.unmodifiableMap(failures);
    }

    /**
     * What did not fail.
     *
     * @return in the order of the items; null for those that failed
     */
    public List<@Nullable Object> results() {
        return results;
    }
}
