package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.JobProgress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProgressFileTest {
    private static final long PLACE = 17;
    private static final long WORD = JobWord.claimed(JobWord.of(JobWord.READY, 0, 0, 0), 3, 0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private QueueFiles files;

    @SuppressWarnings("NullAway.Init")
    private Slot slot;

    @SuppressWarnings("NullAway.Init")
    private ProgressFile file;

    @BeforeEach
    void make() {
        QueueDirectory queue = QueueDirectory.open(directory.resolve("q"), 100, false);
        files = queue.files();
        slot = queue.control().slot(3);
        file = ProgressFile.make(files, slot);
    }

    private static byte[] note(int length) {
        return String.valueOf(length % 10).repeat(length).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsReadIsWholeHoweverFastItIsWritten() {
        AtomicBoolean enough = new AtomicBoolean();
        file.tell(0, PLACE, WORD, 0, note(0));
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; !enough.get(); i++) {
                file.tell(0, PLACE, WORD, i % 97 / 100.0, note(i % 97));
            }
        });
        int read = 0;
        for (int i = 0; i < 50_000 || read == 0; i++) {
            Optional<JobProgress> seen = file.of(PLACE, WORD);
            if (seen.isPresent()) {
                read++;
                int length = (int) Math.round(seen.get().fraction() * 100);
                assertThat(seen.get().note()).isEqualTo(new String(note(length), StandardCharsets.UTF_8));
            }
        }
        enough.set(true);
        writer.join();
    }

    @Test
    void theNextOwnerOfASlotWritesOn() {
        file.tell(0, PLACE, WORD, 0.5, note(1));
        ProgressFile same = ProgressFile.make(files, slot);
        assertThat(same.of(PLACE, WORD)).contains(new JobProgress(0.5, "1"));
        same.tell(0, PLACE + 1, WORD, 0.75, note(2));
        assertThat(file.of(PLACE, WORD)).isEmpty();
        assertThat(ProgressFile.find(files, 3).orElseThrow().of(PLACE + 1, WORD))
                .contains(new JobProgress(0.75, "22"));
        assertThat(ProgressFile.find(files, 4)).isEmpty();
    }

    @Test
    void aFileThatSomebodyDamagedIsMadeAnew() throws Exception {
        Files.write(files.progress(3), new byte[10]);
        Files.write(files.progress(3).resolveSibling("3.new"), new byte[10]);
        assertThat(ProgressFile.find(files, 3)).isEmpty();
        ProgressFile.make(files, slot).tell(255, PLACE, WORD, 1, note(3));
        assertThat(ProgressFile.find(files, 3).orElseThrow().of(PLACE, WORD)).contains(new JobProgress(1, "333"));
    }
}
