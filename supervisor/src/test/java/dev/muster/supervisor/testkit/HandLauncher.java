package dev.muster.supervisor.testkit;

import dev.muster.supervisor.daemon.MasterDaemon;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonController;

/** A launcher of Commons Daemon that does what it reads, word by word, and says when it was done. */
public final class HandLauncher {
    private HandLauncher() {}

    /** Hands its arguments on. */
    public static void main(String[] arguments) throws Exception {
        MasterDaemon daemon = new MasterDaemon();
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String word = words.readLine(); word != null; word = words.readLine()) {
            switch (word) {
                case "init" -> daemon.init(new Context(List.of(arguments)));
                case "start" -> daemon.start();
                case "signal" -> daemon.signal();
                case "stop" -> daemon.stop();
                case "destroy" -> daemon.destroy();
                default -> throw new IllegalArgumentException(word);
            }
            System.out.println("did " + word);
        }
    }

    private record Context(List<String> words) implements DaemonContext, DaemonController {
        @Override
        public DaemonController getController() {
            return this;
        }

        @Override
        public String[] getArguments() {
            return words.toArray(String[]::new);
        }

        @Override
        public void shutdown() {
            System.out.println("told to shut down");
        }

        @Override
        public void reload() {
            System.out.println("told to reload");
        }

        @Override
        public void fail() {
            System.out.println("told of a failure");
        }

        @Override
        public void fail(String message) {
            System.out.println("told of a failure: " + message);
        }

        @Override
        public void fail(Exception exception) {
            fail(exception.toString());
        }

        @Override
        public void fail(String message, Exception exception) {
            fail(message);
        }
    }
}
