package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that cannot enter the directory of its queue is found out before it is started. */
final class QueueOfAnotherUserTest {

    private final Sandbox sandbox;

    QueueOfAnotherUserTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private static String fleet(String queue, String user) {
        return """
                muster {
                  queues.mail { %s }
                  services.s {
                    command = [a], user = "%s"
                    queues.out = mail
                  }
                }
                """
                .formatted(queue, user);
    }

    @Test
    void queueInTheStateDirectoryIsRefusedWithLineKeyAndRemedy() {
        assertThat(sandbox.problems(fleet("", "nobody")))
                .containsExactly(
                        "muster.conf:5: muster.services.s.queues.out: queue \"mail\" lies in /state, which user"
                                + " nobody cannot enter; set muster.queues.mail.url to chronicle:/a/directory of that user, or"
                                + " remove the service's user");
    }

    @Test
    void userMayBeGivenByItsNumber() {
        assertThat(sandbox.problems(fleet("", "65534"))).hasSize(1);
    }

    @Test
    void queueElsewhereIsTheUsersOwnAffair() {
        assertThat(sandbox.problems(fleet("url = \"chronicle:/var/spool/mail\"", "nobody")))
                .isEmpty();
        assertThat(sandbox.problems(fleet("url = \"chronicle:/state-of-mail/q\"", "nobody")))
                .isEmpty();
        assertThat(sandbox.problems(fleet("url = \"kafka:mail\"", "nobody"))).isEmpty();
    }

    @Test
    void masterThatIsThatUserItselfHasAccess() {
        String self = System.getProperty("user.name");

        assertThat(sandbox.problems(fleet("", self))).isEmpty();
    }
}
