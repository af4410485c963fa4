package dev.muster.queue.chronicle;

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
                    acked.merge(job, words[2].equals("true") ? 1 : 0, Integer::sum);
                    open.remove(job);
                }
                case "buried", "retried", "released" -> {
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
