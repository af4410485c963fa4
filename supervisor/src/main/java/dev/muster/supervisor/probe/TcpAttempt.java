package dev.muster.supervisor.probe;

import dev.muster.supervisor.spec.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Connects, and GETs where that is asked for: the status line is all that it reads. Never blocks. */
final class TcpAttempt implements Attempt {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");
    private static final int LONGEST_LINE = 1024;

    private final String question;
    private final Outcome outcome;
    private final Optional<ByteBuffer> request;
    private final ByteBuffer answer = ByteBuffer.allocate(LONGEST_LINE);
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;

    private TcpAttempt(String question, Optional<ByteBuffer> request, Outcome outcome) {
        this.question = question;
        this.request = request;
        this.outcome = outcome;
    }

    static TcpAttempt connect(String question, Address address, Selector selector, Outcome outcome) {
        TcpAttempt attempt = new TcpAttempt(question, Optional.empty(), outcome);
        attempt.begin(address, selector);
        return attempt;
    }

    static TcpAttempt get(String question, Address address, Selector selector, Outcome outcome) {
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        String text = "GET " + address.path() + " HTTP/1.1\r\nHost: " + host + ":" + address.port()
                + "\r\nUser-Agent: muster\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        ByteBuffer request = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        TcpAttempt attempt = new TcpAttempt(question, Optional.of(request), outcome);
        attempt.begin(address, selector);
        return attempt;
    }

    private void begin(Address address, Selector selector) {
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            // A number, so no name server is asked.
            InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
            boolean connected = opened.connect(remote);
            key = opened.register(selector, SelectionKey.OP_CONNECT, this);
            if (connected) {
                connected();
            }
        } catch (IOException | RuntimeException e) {
            fail(e.getMessage());
        }
    }

    /** The selector found something to do. */
    void ready() {
        SocketChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            if (!open.isConnected()) {
                if (open.finishConnect()) {
                    connected();
                }
            } else {
                converse(open);
            }
        } catch (IOException | RuntimeException e) {
            fail(e.getMessage());
        }
    }

    private void connected() throws IOException {
        SocketChannel open = channel;
        if (open != null && request.isPresent()) {
            converse(open);
        } else {
            end(outcome::well);
        }
    }

    private void converse(SocketChannel open) throws IOException {
        ByteBuffer unsent = request.orElseThrow();
        if (unsent.hasRemaining()) {
            open.write(unsent);
        }
        if (key != null) {
            key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
        if (unsent.hasRemaining()) {
            return;
        }
        int count = open.read(answer);
        String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        if (end >= 0 || count < 0 || !answer.hasRemaining()) {
            judge(end < 0 ? text : text.substring(0, end).stripTrailing());
        }
    }

    private void judge(String line) {
        Matcher status = STATUS.matcher(line);
        if (!status.matches()) {
            fail(line.isEmpty() ? "hung up without an answer" : "the answer is no HTTP");
            return;
        }
        int code = Integer.parseInt(status.group(1));
        if (code >= 200 && code < 400) {
            end(outcome::well);
        } else {
            fail("status " + code);
        }
    }

    private void fail(@Nullable String why) {
        end(() -> outcome.failed(question + ": " + (why == null ? "fails" : why)));
    }

    private void end(Runnable telling) {
        if (channel != null) {
            abandon();
            telling.run();
        }
    }

    @Override
    public void abandon() {
        SocketChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException alreadyGone) {
                // nothing is kept of it
            }
        }
    }

    @Override
    public boolean isOver() {
        return channel == null;
    }
}
