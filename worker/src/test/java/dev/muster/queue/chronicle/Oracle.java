package dev.muster.queue.chronicle;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges a run by what producers and consumers wrote down themselves, in the manner of Jepsen's total-queue: whatever was put
 * successfully must be finished, nothing may appear that nobody tried to put, and nobody may finish a job twice.
 */
final class Oracle {

    private final Set<String> intended = new HashSet<>();
    private final Map<String, String> put = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final Map<String, Integer> acked = new HashMap<>();
    private final Map<String, Integer> started = new HashMap<>();
    private final Map<String, Integer> explained = new HashMap<>();

    private final Map<String, Integer> counted = new HashMap<>();
    private int killed;
    private int burials;

    void read(Path journal) {
        Set<String> open = new HashSet<>();
        for (String line : Journal.lines(journal)) {
            String[] words = line.split(" ", -1);
            String job = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "intent" -> intended.add(job);
                case "put" -> put.put(job, words[2]);
                case "start" -> {
                    ids.put(job, words[4]);
                    started.merge(job, 1, Integer::sum);
                    open.add(job);
                }
                case "end" -> ended.add(job);
                case "acked" -> {
                    count(words);
                    acked.merge(job, words[2].equals("true") ? 1 : 0, Integer::sum);
                    open.remove(job);
                }
                case "buried", "retried", "released" -> {
                    count(words);
                    burials += words[0].equals("buried") ? 1 : 0;
                    explained.merge(job, 1, Integer::sum);
                    open.remove(job);
                }
                default -> {
                    // ready, at, over
                }
            }
        }
        open.forEach(job -> explained.merge(job, 1, Integer::sum)); // its process was killed with it
        killed++;
    }

    private void count(String[] settled) {
        if (settled[2].equals("true")) {
            counted.merge(settled[0], 1, Integer::sum);
        }
    }

    /**
     * Which counters cannot be, everything being at rest and nothing removed by hand. A process may have been killed before it could
     * write down its last settlement; acknowledgements are compared with the jobs themselves.
     */
    List<String> miscounted(QueueCounters counters, QueueStats stats) {
        List<String> wrong = new ArrayList<>();
        if (counters.acks() != stats.done()) {
            wrong.add(counters.acks() + " acks for " + stats.done() + " jobs done");
        }
        compare(wrong, "retried", counters.retries());
        compare(wrong, "released", counters.releases());
        compare(wrong, "buried", counters.buries());
        long runs = started.values().stream().mapToLong(Integer::longValue).sum();
        if (counters.claims() < runs) {
            wrong.add(counters.claims() + " claims for " + runs + " runs");
        }
        long ends = counters.acks()
                + counters.retries()
                + counters.releases()
                + counters.buries()
                + counters.crashes()
                + counters.interruptions();
        if (counters.claims() != ends) {
            wrong.add(counters.claims() + " claims, and " + ends + " ends");
        }
        return wrong;
    }

    private void compare(List<String> wrong, String what, long count) {
        int written = counted.getOrDefault(what, 0);
        if (count < written || count > written + killed) {
            wrong.add(count + " " + what + " for " + written + " written down by " + killed + " processes");
        }
    }

    int burials() {
        return burials;
    }

    int puts() {
        return put.size();
    }

    /** What is wrong; empty when all is well. */
    List<String> verdict() {
        List<String> wrong = new ArrayList<>();
        // An ack whose process was killed before it could write so has written its end.
        Set<String> finished = new HashSet<>();
        ended.forEach(job -> finished.add(ids.getOrDefault(job, "")));
        put.forEach((job, id) -> {
            if (!finished.contains(id)) { // a job whose unique key was taken has got the id of the one that has it
                wrong.add("lost: " + job);
            }
        });
        started.keySet().stream()
                .filter(job -> !intended.contains(job))
                .forEach(job -> wrong.add("unexpected: " + job));
        acked.forEach((job, times) -> {
            if (times > 1) {
                wrong.add("acknowledged " + times + " times: " + job);
            }
        });
        started.forEach((job, times) -> {
            if (times > 1 + explained.getOrDefault(job, 0)) {
                wrong.add("run " + times + " times, explained " + explained.getOrDefault(job, 0) + ": " + job);
            }
        });
        return wrong;
    }
}
