package dev.muster.bench.queue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream with a consumer group. Producers keep two pipelined batches under way; a consumer acknowledges a batch with one
 * XACK in the same packet as the request for the next one.
 */
final class RedisSubject implements Subject {

    private static final byte[] STREAM = ascii("jobs");
    private static final byte[] GROUP = ascii("workers");

    private final Path socket;
    private final Connection connection;

    RedisSubject(Path socket) {
        this.socket = socket;
        this.connection = Connection.open(socket);
        connection
                .add(command(ascii("XGROUP"), ascii("CREATE"), STREAM, GROUP, ascii("0"), ascii("MKSTREAM")))
                .flush();
        connection.readLine(); // +OK, or -BUSYGROUP when another process was first
    }

    @Override
    public void put(int jobs, int batch, byte[] payload) {
        byte[] add = command(ascii("XADD"), STREAM, ascii("*"), ascii("p"), payload);
        int unanswered = 0;
        int size = Math.max(1, batch);
        for (int left = jobs; left > 0; left -= size) {
            int now = Math.min(size, left);
            for (int i = 0; i < now; i++) {
                connection.add(add);
            }
            connection.flush();
            int keep = batch == 0 ? 0 : now;
            confirm(unanswered + now - keep);
            unanswered = keep;
        }
        confirm(unanswered);
    }

    private void confirm(int puts) {
        for (int i = 0; i < puts; i++) {
            bulk(connection);
        }
    }

    @Override
    public Taker taker() {
        return new RedisTaker(Connection.open(socket));
    }

    @Override
    public void close() {
        connection.close();
    }

    static byte[] command(byte[]... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            out.writeBytes(ascii("$" + word.length + "\r\n"));
            out.writeBytes(word);
            out.writeBytes(ascii("\r\n"));
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bulk(Connection connection) {
        connection.expect('$');
        return connection.readBytes((int) connection.readNumber());
    }

    private static final class RedisTaker implements Taker {

        private final Connection connection;
        private final byte[] name = ascii("c" + ProcessHandle.current().pid());
        private List<byte[]> claimed = new ArrayList<>();

        RedisTaker(Connection connection) {
            this.connection = connection;
        }

        @Override
        public int take(int max) {
            int finished = claimed.size();
            addAck();
            connection
                    .add(command(
                            ascii("XREADGROUP"),
                            ascii("GROUP"),
                            GROUP,
                            name,
                            ascii("COUNT"),
                            ascii(Integer.toString(max)),
                            ascii("BLOCK"),
                            ascii("20"),
                            ascii("STREAMS"),
                            STREAM,
                            ascii(">")))
                    .flush();
            confirm(finished);
            claimed = read(connection);
            if (claimed.size() == max) {
                return finished;
            }
            finished += claimed.size(); // the stream's end: nothing to be gained by waiting
            addAck();
            connection.flush();
            confirm(claimed.size());
            claimed = new ArrayList<>();
            return finished;
        }

        private void addAck() {
            if (!claimed.isEmpty()) {
                List<byte[]> words = new ArrayList<>(List.of(ascii("XACK"), STREAM, GROUP));
                words.addAll(claimed);
                connection.add(command(words.toArray(byte[][]::new)));
            }
        }

        private void confirm(int acks) {
            if (acks > 0) {
                connection.expect(':');
                long acked = connection.readNumber();
                if (acked != acks) {
                    throw new IllegalStateException("acknowledged " + acks + " jobs, redis says " + acked);
                }
            }
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** Reads an answer to XREADGROUP. @return the ids */
    static List<byte[]> read(Connection connection) {
        List<byte[]> ids = new ArrayList<>();
        if (count(connection) < 0) {
            return ids; // time-out
        }
        count(connection); // of the stream: its name and its entries
        bulk(connection);
        for (long entries = count(connection); entries > 0; entries--) {
            count(connection); // of the entry: its id and its fields
            ids.add(bulk(connection));
            for (long words = count(connection); words > 0; words--) {
                bulk(connection);
            }
        }
        return ids;
    }

    private static long count(Connection connection) {
        connection.expect('*');
        return connection.readNumber();
    }
}
