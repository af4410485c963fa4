package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.Ties;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What services say of each other, and what of it cannot be. */
final class TiesTest {

    private final Sandbox sandbox;

    TiesTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    @Test
    void serviceHasNoTiesUnlessItSaysSo() {
        assertThat(sandbox.service("command = [a]").ties()).isEqualTo(Ties.none(100));
    }

    @Test
    void nameAloneIsShortForReady() {
        Ties ties = sandbox.load(
                        """
                        muster.services {
                          db { command = [a] }
                          init { command = [b], restart.when = never }
                          cache { command = [c] }
                          api { command = [d], after = [
                            db, { service = cache, condition = started }, { service = init, condition = completed }
                          ] }
                        }
                        """)
                .service("api")
                .orElseThrow()
                .ties();
        assertThat(ties.after())
                .containsExactly(
                        new Dependency("db", Condition.READY),
                        new Dependency("cache", Condition.STARTED),
                        new Dependency("init", Condition.COMPLETED));
    }

    @Test
    @DisplayName("S59 a cycle is refused at load, with its place and every service of it")
    void cycleIsRefused() {
        assertThat(
                        sandbox.problems(
                                """
                        muster.services {
                          other { command = [a], after = [api] }
                          api { command = [a], after = [db] }
                          db { command = [a], after = [cache] }
                          cache {
                            command = [a]
                            after = [other2, api]
                          }
                          other2 { command = [a] }
                        }
                        """))
                .containsExactly("muster.conf:3: muster.services.api.after: services wait for each other:"
                        + " api -> db -> cache -> api");
    }

    @Test
    @DisplayName("S59 a service that waits for itself is a cycle, too")
    void serviceThatWaitsForItselfIsRefused() {
        assertThat(sandbox.problems("muster.services.a { command = [x], after = [a] }"))
                .containsExactly("muster.conf:1: muster.services.a.after: services wait for each other: a -> a");
    }

    @Test
    @DisplayName("S59 a service that does not exist is refused at load, with its place and the one that was meant")
    void missingServiceIsRefused() {
        assertThat(
                        sandbox.problems(
                                """
                        muster.services {
                          database { command = [a] }
                          api {
                            command = [a]
                            after = [databose]
                          }
                        }
                        """))
                .containsExactly("muster.conf:5: muster.services.api.after: no service \"databose\" is defined under"
                        + " muster.services; did you mean \"database\"?");
    }

    @Test
    void serviceThatNeverCompletesCannotBeWaitedFor() {
        assertThat(
                        sandbox.problems(
                                """
                        muster.services {
                          init { command = [a] }
                          api { command = [a], after = [{ service = init, condition = completed }] }
                        }
                        """))
                .containsExactly("muster.conf:3: muster.services.api.after: \"init\" never completes, because it is"
                        + " restarted always; give it restart.when = on-failure or never");
    }

    @Test
    void everyWrongTieIsToldAtItsPlace() {
        assertThat(
                        sandbox.problems(
                                """
                        muster.services {
                          db { command = [a] }
                          api {
                            command = [a]
                            after = [
                              { service = db, condition = healthy },
                              { condition = ready, servise = db },
                              db,
                              [db]
                            ]
                            strategy = all
                          }
                          web { command = [a], after = db, essential = maybe }
                        }
                        """))
                .containsExactly(
                        "muster.conf:6: muster.services.api.after.condition: must be one of started, ready, completed, not \"healthy\"",
                        "muster.conf:7: muster.services.api.after: service is missing",
                        "muster.conf:7: muster.services.api.after.servise: unknown key; did you mean \"service\"?",
                        "muster.conf:8: muster.services.api.after: has \"db\" twice",
                        "muster.conf:9: muster.services.api.after: must be a list of services such as [db] or"
                                + " [{ service = db, condition = started }], not a list",
                        "muster.conf:11: muster.services.api.strategy: must be one of one-for-one, rest-for-one,"
                                + " one-for-all, not \"all\"",
                        "muster.conf:13: muster.services.web.after: must be a list of services such as [db] or"
                                + " [{ service = db, condition = started }], not \"db\"",
                        "muster.conf:13: muster.services.web.essential: must be true or false, not \"maybe\"");
    }
}
