package dev.muster.bench.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A producer or a consumer: {@code QueueProcess URL SCOREBOARD PLAYER}. Prints {@code ready}, then answers each line of its
 * input with one of output, and ends with its input.
 */
final class QueueProcess {

    private final Rounds rounds;
    private final Subject subject;

    private QueueProcess(Subject subject, Rounds rounds) {
        this.subject = subject;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws IOException {
        Subject subject = Subject.open(args[0]);
        Scoreboard scoreboard = new Scoreboard(Path.of(args[1]), Integer.parseInt(args[2]));
        try (Rounds rounds = new Rounds(subject, scoreboard)) {
            QueueProcess process = new QueueProcess(subject, rounds);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(process.answer(line.split(" ", -1)));
            }
        }
    }

    private String answer(String[] words) {
        return switch (words[0]) {
            case "join" -> rounds.join();
            case "put" -> rounds.put(number(words, 1), number(words, 2), number(words, 3));
            case "take" -> rounds.take(number(words, 1), number(words, 2));
            case "churn" -> rounds.churn(number(words, 1), number(words, 2), number(words, 3));
            case "stamp" -> handOff().stamp(number(words, 1), number(words, 2), words[3].equals("spinning"));
            case "clock" -> handOff().clock(number(words, 1), words[2].equals("spinning"));
            case "hold" -> handOff().hold();
            case "next" -> handOff().next();
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        };
    }

    private static int number(String[] words, int index) {
        return Integer.parseInt(words[index]);
    }

    private HandOff handOff() {
        if (subject instanceof MusterSubject muster) {
            return muster.handOff();
        }
        throw new IllegalArgumentException("only Muster's queue is asked that");
    }
}
