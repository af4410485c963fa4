package dev.muster.bench.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The peers' answers as their protocols have them; a client that misreads them would measure nonsense. */
final class ProtocolsTest {

    @Test
    void idsAreReadFromAnAnswerToXreadgroup() {
        Connection connection = answering(
                "*1 *2 $4 jobs *2 *2 $3 1-0 *2 $1 p $4 a\r\nb *2 $3 1-1 *2 $1 p $0  :2 ".replace(" ", "\r\n"));

        assertThat(RedisSubject.read(connection).stream().map(ProtocolsTest::text))
                .containsExactly("1-0", "1-1");
        assertThat(text(connection.readLine())).isEqualTo(":2");
    }

    @Test
    void timeOutOfXreadgroupIsNoIds() {
        assertThat(RedisSubject.read(answering("*-1\r\n"))).isEmpty();
    }

    @Test
    void errorOfRedisIsQuoted() {
        assertThatThrownBy(() -> RedisSubject.read(answering("-NOGROUP no such key\r\n")))
                .hasMessageContaining("-NOGROUP no such key");
    }

    @Test
    void commandIsAnArrayOfCountedWords() {
        byte[] command = RedisSubject.command("XACK".getBytes(StandardCharsets.US_ASCII), new byte[] {'\r', '\n'});

        assertThat(text(command)).isEqualTo("*2\r\n$4\r\nXACK\r\n$2\r\n\r\n\r\n");
    }

    @Test
    void idsAreReadFromAnswersToReserves() {
        Connection connection = answering("RESERVED 7 4\r\na\r\nb\r\nTIMED_OUT\r\nRESERVED 12 0\r\n\r\n");

        assertThat(BeanstalkSubject.read(connection, 3)).isEqualTo(List.of("7", "12"));
    }

    @Test
    void unexpectedAnswerOfBeanstalkdIsQuoted() {
        assertThatThrownBy(() -> BeanstalkSubject.read(answering("OUT_OF_MEMORY\r\n"), 1))
                .hasMessageContaining("OUT_OF_MEMORY");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** A connection to a server that says this, a byte at a time. */
    private static Connection answering(String text) {
        ByteBuffer answer = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        return new Connection(new ByteChannel() {
            @Override
            public int read(ByteBuffer into) {
                if (!answer.hasRemaining()) {
                    return -1;
                }
                into.put(answer.get());
                return 1;
            }

            @Override
            public int write(ByteBuffer from) {
                int size = from.remaining();
                from.position(from.limit());
                return size;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        });
    }
}
