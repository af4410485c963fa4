package dev.muster.examples;

import java.util.List;

/** What stands behind the name of an example on its command line. Immutable. */
record Words(List<String> words) {

    Words {
        words = List.copyOf(words);
    }

    static Words of(String... words) {
        return new Words(List.of(words));
    }

    String text(int index, String absent) {
        return index < words.size() ? words.get(index) : absent;
    }

    long number(int index, long absent) {
        return index < words.size() ? Long.parseLong(words.get(index)) : absent;
    }
}
