package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which engine opens a queue, and by whose eyes it is found. */
class JobQueuesTest {
    private final Thread thread = Thread.currentThread();
    private final ClassLoader before = thread.getContextClassLoader();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** Somebody else's. */
    public static final class Rabbit implements JobQueueEngine {
        @Override
        public String scheme() {
            return "rabbit";
        }

        @Override
        public JobQueue open(String name, String url, Runnable progress) {
            throw new UnsupportedOperationException(url);
        }
    }

    @AfterEach
    void seeAgain() {
        thread.setContextClassLoader(before);
    }

    @Test
    void ourEnginesAreFoundByAThreadThatSeesNothingOfTheProgram() {
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        assertThat(JobQueues.engine("queue q", "chronicle:/q").scheme()).isEqualTo("chronicle");
        assertThat(JobQueues.engine("queue q", "inline:/q").scheme()).isEqualTo("inline");
    }

    @Test
    void anEngineThatTheThreadAloneSeesIsFoundToo() throws Exception {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(JobQueueEngine.class.getName()), Rabbit.class.getName());
        try (URLClassLoader sees =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            thread.setContextClassLoader(sees);
            assertThat(JobQueues.engine("queue q", "rabbit:/q")).isInstanceOf(Rabbit.class);
        }
    }

    @Test
    void anUnknownSchemeIsRefusedWithItsUrl() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobQueues.engine("queue q", "rabbit:/q"))
                .withMessage("queue q: no engine on the class path for rabbit:/q");
    }
}
