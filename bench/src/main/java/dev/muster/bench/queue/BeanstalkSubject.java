package dev.muster.bench.queue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One tube. Producers keep two pipelined batches under way; a consumer sends the deletes of a batch together with the reserves
 * of the next one, of which only the first waits.
 */
final class BeanstalkSubject implements Subject {

    private final Path socket;
    private final Connection connection;

    BeanstalkSubject(Path socket) {
        this.socket = socket;
        this.connection = Connection.open(socket);
    }

    @Override
    public void put(int jobs, int batch, byte[] payload) {
        byte[] head = ("put 0 0 3600 " + payload.length + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int unanswered = 0;
        int size = Math.max(1, batch);
        for (int left = jobs; left > 0; left -= size) {
            int now = Math.min(size, left);
            for (int i = 0; i < now; i++) {
                connection.add(head).add(payload).add("\r\n");
            }
            connection.flush();
            int keep = batch == 0 ? 0 : now;
            confirm(connection, unanswered + now - keep, "INSERTED ");
            unanswered = keep;
        }
        confirm(connection, unanswered, "INSERTED ");
    }

    private static void confirm(Connection connection, int answers, String expected) {
        for (int i = 0; i < answers; i++) {
            String answer = line(connection);
            if (!answer.startsWith(expected)) {
                throw new IllegalStateException("expected " + expected + ", found " + answer);
            }
        }
    }

    private static String line(Connection connection) {
        return new String(connection.readLine(), StandardCharsets.US_ASCII);
    }

    @Override
    public Taker taker() {
        return new BeanstalkTaker(Connection.open(socket));
    }

    @Override
    public void close() {
        connection.close();
    }

    private static final class BeanstalkTaker implements Taker {

        private final Connection connection;
        private List<String> claimed = new ArrayList<>();

        BeanstalkTaker(Connection connection) {
            this.connection = connection;
        }

        @Override
        public int take(int max) {
            int finished = claimed.size();
            addDeletes();
            connection.add("reserve-with-timeout 1\r\n");
            for (int i = 1; i < max; i++) {
                connection.add("reserve-with-timeout 0\r\n");
            }
            connection.flush();
            confirm(connection, finished, "DELETED");
            claimed = read(connection, max);
            if (claimed.size() == max) {
                return finished;
            }
            finished += claimed.size(); // the tube is empty: nothing to be gained by waiting
            addDeletes();
            connection.flush();
            confirm(connection, claimed.size(), "DELETED");
            claimed = new ArrayList<>();
            return finished;
        }

        private void addDeletes() {
            claimed.forEach(id -> connection.add("delete " + id + "\r\n"));
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** Reads so many answers to reserves. @return the ids of the jobs among them */
    static List<String> read(Connection connection, int answers) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < answers; i++) {
            String answer = line(connection);
            if (answer.startsWith("RESERVED ")) {
                String[] words = answer.split(" ", 3);
                connection.readBytes(Integer.parseInt(words[2]));
                ids.add(words[1]);
            } else if (!answer.equals("TIMED_OUT")) {
                throw new IllegalStateException("expected RESERVED or TIMED_OUT, found " + answer);
            }
        }
        return ids;
    }
}
