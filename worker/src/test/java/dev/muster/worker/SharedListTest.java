package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class SharedListTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    record Prime(long number, String by) {}

    private <T> SharedList<T> open(Class<T> type) {
        return SharedList.open(directory.resolve("primes"), type);
    }

    @Test
    void recordsAreAppendedByOneAndReadByAnother() throws Exception {
        try (SharedList<Prime> one = open(Prime.class);
                SharedList<Prime> other = open(Prime.class);
                SharedList.Tail<Prime> tail = other.tail(1)) {
            assertThat(tail.index()).isZero();
            assertThat(one.append(new Prime(2, "one"))).isZero();
            assertThat(other.append(new Prime(3, "other"))).isEqualTo(1);
            assertThat(tail.next(SOON)).contains(new Prime(3, "other"));
            assertThat(tail.index()).isEqualTo(1);
            assertThat(tail.next(Duration.ZERO)).isEmpty();
            assertThat(one.size()).isEqualTo(2);
            assertThat(one.get(1)).isEqualTo(new Prime(3, "other"));
            assertThatThrownBy(() -> one.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(one.stream().map(Prime::number)).containsExactly(2L, 3L);
            assertThat(one.stream(1)).hasSize(1);
            assertThat(one.stream(5)).isEmpty();
        }
    }

    @Test
    void aStreamEndsWithWhatWasThereWhenItBegan() {
        try (SharedList<Integer> list = open(Integer.class)) {
            list.append(1);
            try (Stream<Integer> entries = list.stream()) {
                list.append(2);
                assertThat(entries).containsExactly(1);
            }
            try (Stream<Integer> ended = list.stream()) {
                assertThat(ended.findFirst()).contains(1);
            }
        }
    }

    @Test
    void anEntryOfAnotherTypeIsToldAndThoseBehindItCome() throws Exception {
        try (SharedList<String> texts = open(String.class);
                SharedList<byte[]> bytes = open(byte[].class);
                SharedList<Integer> numbers = open(Integer.class);
                SharedList.Tail<Integer> tail = numbers.tail(0)) {
            texts.append("two");
            bytes.append(new byte[] {1});
            numbers.append(3);
            assertThatThrownBy(() -> tail.next(SOON)).hasMessageStartingWith("list primes: entry 0 is no Integer");
            assertThatThrownBy(() -> tail.next(SOON)).hasMessageStartingWith("list primes: entry 1 is no Integer");
            assertThat(tail.next(SOON)).contains(3);
            assertThat(bytes.get(1)).containsExactly(1);
        }
    }

    @Test
    void aWorkerFindsItsListsByName() {
        Results results = new Results("primes.1", directory.toString(), starting -> {});
        SharedList<Integer> list = results.list("primes", Integer.class);
        list.append(2);
        list.close();
        assertThat(results.list("primes", Integer.class).stream().toList()).isEqualTo(List.of(2));
        try (SharedList<Integer> same = open(Integer.class)) {
            assertThat(same.size()).isEqualTo(1);
        }
        for (String name : List.of("", "..", "a/b", ".hidden")) {
            assertThatThrownBy(() -> results.list(name, Integer.class)).isInstanceOf(IllegalArgumentException.class);
        }
        results.close();
        assertThatThrownBy(list::size).hasMessageContaining("closed");
        Results without = new Results("worker.1", null, starting -> {});
        assertThatThrownBy(() -> without.list("primes", Integer.class))
                .hasMessage("worker.1: no results without a master; open them with SharedList.open");
    }
}
