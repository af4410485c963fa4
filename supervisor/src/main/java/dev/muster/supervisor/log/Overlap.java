package dev.muster.supervisor.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Joins the end of a file with the beginning of a ring that reaches back into it. Stateless. */
final class Overlap {

    private Overlap() {}

    /**
     * Finds the longest end of {@code older} that is a beginning of {@code newer}, byte for byte.
     *
     * @return the newest {@code most} lines of both, the common ones once, as {@code newer} knows them
     */
    static List<Line> join(List<Line> older, List<Line> newer, int most) {
        int common = Math.min(older.size(), newer.size());
        while (common > 0 && !same(older.subList(older.size() - common, older.size()), newer)) {
            common--;
        }
        List<Line> joined = new ArrayList<>(older.subList(0, older.size() - common));
        joined.addAll(newer);
        return joined.subList(Math.max(0, joined.size() - most), joined.size());
    }

    private static boolean same(List<Line> end, List<Line> beginning) {
        for (int i = 0; i < end.size(); i++) {
            if (!Arrays.equals(end.get(i).bytes(), beginning.get(i).bytes())) {
                return false;
            }
        }
        return true;
    }
}
