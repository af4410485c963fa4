package dev.muster.supervisor.journald;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.WorkerId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final Source LOUD = Source.of(new WorkerId("loud", 1));
    private static final Source LOUDER = Source.of(new WorkerId("loud", 2));
    private static final Source QUIET = Source.of(new WorkerId("quiet", 1));

    private final Outbox outbox = new Outbox(100_000);

    @Test
    void whoFloodsLeavesHalfOfTheRoomToOthers() {
        assertThat(fill(LOUD)).isBetween(49, 51);
        assertThat(fill(LOUDER)).isBetween(24, 26);
        assertThat(outbox.put(message(QUIET, "a word"))).isTrue();
    }

    @Test
    void theMasterFindsRoomHoweverManyWorkersFlood() {
        for (int slot = 1; slot <= 200; slot++) {
            fill(Source.of(new WorkerId("loud", slot)));
        }
        assertThat(outbox.put(message(Source.MASTER, "a word"))).isTrue();
        assertThat(fill(Source.MASTER)).as("but not without end").isLessThan(300);
    }

    @Test
    void whatIsMissingIsToldWhereItIsMissing() {
        int fitting = fill(LOUD);
        boolean lost = outbox.put(message(LOUD, "lost"));
        boolean quiet = outbox.put(message(QUIET, "a word"));
        outbox.done(requireNonNull(outbox.take()));
        boolean later = outbox.put(message(LOUD, "later"));

        assertThat(List.of(lost, quiet, later)).containsExactly(false, true, true);
        assertThat(unpack()).hasSize(fitting - 1 + 3).endsWith("a word", "loud.1 lost 2", "later");
        assertThat(outbox.lost()).isEqualTo(2);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void whatIsMissingIsToldAlsoOfOneWhoSaysNothingMore() {
        int fitting = fill(LOUD);
        assertThat(outbox.isEmpty()).isFalse();
        assertThat(unpack()).hasSize(fitting + 1).endsWith("loud.1 lost 1");
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.take()).isNull();
    }

    @Test
    void whatCouldNotBeSentIsToldToo() {
        boolean taken = outbox.put(message(QUIET, "too large"));
        outbox.done(requireNonNull(outbox.take()));
        outbox.lose(QUIET, 1);
        assertThat(taken).isTrue();
        assertThat(unpack()).containsExactly("quiet.1 lost 1");
    }

    @Test
    void roomIsFreeAgainOnceItWasUnpacked() {
        int once = fill(LOUD);
        unpack();
        assertThat(fill(LOUD)).isEqualTo(once);
    }

    @Test
    void onlyWhatIsTakenIsCopiedAndThatAtOnce() {
        Kept fitting = new Kept();
        Kept refused = new Kept();
        assertThat(outbox.put(fitting)).isTrue();
        fill(LOUD);
        assertThat(outbox.put(refused)).isFalse();
        assertThat(fitting.kept).isTrue();
        assertThat(refused.kept).isFalse();
    }

    /** Notes whether it is to be kept. */
    private static final class Kept implements Parcel {
        boolean kept;

        @Override
        public Source source() {
            return LOUD;
        }

        @Override
        public long bytes() {
            return 1;
        }

        @Override
        public void keep() {
            kept = true;
        }

        @Override
        public long entries() {
            return 1;
        }

        @Override
        public boolean next(Entry entry) {
            return false;
        }
    }

    /** Puts messages until one is refused; returns how many were taken. */
    private int fill(Source source) {
        int taken = 0;
        while (outbox.put(message(source, "x".repeat(1000 - 64)))) {
            taken++;
        }
        return taken;
    }

    private static Message message(Source source, String text) {
        return Message.of(source).field("MESSAGE", text);
    }

    /** The messages, or the sources and the number of the lost ones. */
    private List<String> unpack() {
        List<String> all = new ArrayList<>();
        Entry entry = new Entry();
        for (Parcel parcel = outbox.take(); parcel != null; parcel = outbox.take()) {
            while (parcel.next(entry.begin())) {
                String text = StandardCharsets.UTF_8.decode(entry.buffer()).toString();
                all.add(
                        parcel instanceof Gap gap
                                ? gap.source() + " lost " + value("MUSTER_LOST", text)
                                : value("MESSAGE", text));
            }
            outbox.done(parcel);
        }
        return all;
    }

    private static String value(String name, String entry) {
        return entry.lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
