package dev.muster.supervisor.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody most likely meant to write. Pure. */
public final class DidYouMean {

    private DidYouMean() {}

    /** {@code did you mean "x"?} when one of the candidates is near, otherwise {@code allowed are a, b, c}. */
    static String among(Collection<String> candidates, String written) {
        String given = written.toLowerCase(Locale.ROOT).replace('_', '-');
        return nearest(candidates, given)
                .map(nearest -> "did you mean \"" + nearest + "\"?")
                .orElseGet(() -> candidates.isEmpty() ? "none is allowed" : "allowed are " + list(candidates));
    }

    /** The candidate with the fewest slips, when that is not more than a third of its letters. */
    public static Optional<String> nearest(Collection<String> candidates, String given) {
        return candidates.stream()
                .filter(candidate -> distance(given, candidate) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.<String>comparingInt(candidate -> distance(given, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String list(Collection<String> candidates) {
        return String.join(", ", candidates);
    }

    /** Damerau's distance in the form that never edits a transposed pair again: typing slips are mostly transpositions. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
