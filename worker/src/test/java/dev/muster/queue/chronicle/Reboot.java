package dev.muster.queue.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Lets this JVM believe that the machine has been started anew. */
final class Reboot {

    static final String BOOT = "muster.boot-id";
    private static int count;

    private Reboot() {}

    static void now() {
        System.setProperty(BOOT, "boot-" + ++count);
    }

    /** Back to the boot that the machine is in. */
    static void forget() {
        System.clearProperty(BOOT);
    }

    /** What a queue's directory is at this moment, workers and all, without the blocks that hold nothing. */
    static Path image(Path queue, Path target) throws IOException, InterruptedException {
        Process copy = new ProcessBuilder("cp", "-a", "--sparse=always", queue.toString(), target.toString())
                .inheritIO()
                .start();
        if (!copy.waitFor(60, TimeUnit.SECONDS) || copy.exitValue() != 0) {
            throw new IOException("cannot copy " + queue);
        }
        return target;
    }
}
