package dev.muster.supervisor.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpecDiffTest {

    private final Sandbox sandbox;

    SpecDiffTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private List<String> changes(String before, String after) {
        return between(before, after).stream().map(Change::toString).toList();
    }

    private List<Change> between(String before, String after) {
        return SpecDiff.between(sandbox.service(before), sandbox.service(after));
    }

    @Test
    @DisplayName("S48 the same text twice has no change")
    void sameTextHasNoChange() {
        String text = "command = [sleep, 60], environment.A = 1, settings { x = [1, 2] }";

        assertThat(between(text, text)).isEmpty();
    }

    @Test
    @DisplayName("S57 policy is live")
    void everyPolicyIsLive() {
        String after =
                "command = [a], workers = 2, autostart = off, priority = 5, restart { when = never, success-codes = [0, 3],"
                        + " backoff { initial = 1s, factor = 1.5 }, limit { restarts = 5, within = 1m }, then = fail },"
                        + " stop { signal = INT, grace = 2m }, start { ready = notify, timeout = 1h },"
                        + " logs { format = json, max-size = 1MiB, target = /dev/stdout }, on-master-death.keep-for = 1d,"
                        + " rolling { max-unavailable = 2, max-surge = 3, boot-priority = normal }";

        List<Change> changes = between("command = [a]", after);

        assertThat(changes).allMatch(change -> change.kind() == Change.Kind.LIVE);
        assertThat(changes.stream().map(Change::toString))
                .containsExactly(
                        "workers: 1 -> 2",
                        "autostart: true -> false",
                        "priority: 100 -> 5",
                        "restart.when: always -> never",
                        "restart.success-codes: [0] -> [0, 3]",
                        "restart.backoff.initial: 100ms -> 1s",
                        "restart.backoff.factor: 2.0 -> 1.5",
                        "restart.limit: unlimited -> {restarts=5, within=1m}",
                        "restart.then: keep-trying -> fail",
                        "stop.signal: TERM -> INT",
                        "stop.grace: 30s -> 2m",
                        "start.ready: spawned -> notify",
                        "start.timeout: 30s -> 1h",
                        "logs.format: raw -> json",
                        "logs.target: unset -> /dev/stdout",
                        "logs.max-size: 64MiB -> 1MiB",
                        "on-master-death.keep-for: 10m -> 1d",
                        "rolling.max-unavailable: 1 -> 2",
                        "rolling.max-surge: 0 -> 3",
                        "rolling.boot-priority: low -> normal");
    }

    @Test
    @DisplayName("S57 how a service stands to others is live")
    void tiesAreLive() {
        String fleet = "muster.services { db { command = [d] }, s { command = [a]%s } }";
        ServiceSpec before = sandbox.load(fleet.formatted("")).service("s").orElseThrow();
        ServiceSpec after = sandbox.load(fleet.formatted(", after = [db], strategy = one-for-all, essential = true"))
                .service("s")
                .orElseThrow();

        assertThat(SpecDiff.between(before, after))
                .containsExactly(
                        new Change("after", Change.Kind.LIVE, "[] -> [{service=db, condition=ready}]"),
                        new Change("strategy", Change.Kind.LIVE, "one-for-one -> one-for-all"),
                        new Change("essential", Change.Kind.LIVE, "false -> true"));
    }

    @Test
    void whateverAProcessIsStartedWithIsIdentity() {
        String after = "command = [b], environment.A = 1, working-directory = /tmp, settings.deep.x = 2, user = root";

        List<Change> changes = between("command = [a], environment.OLD = 0", after);

        assertThat(changes).allMatch(change -> change.kind() == Change.Kind.IDENTITY);
        assertThat(changes.stream().map(Change::toString))
                .contains(
                        "command: [a] -> [b]",
                        "environment.A: unset -> 1",
                        "environment.OLD: 0 -> unset",
                        "working-directory: " + sandbox.directory() + " -> /tmp",
                        "settings.deep.x: unset -> 2",
                        "user: unset -> root");
    }

    @Test
    void jvmKeysAreNamedAsInTheFile() {
        assertThat(changes("main = a.B, heap = 64m", "main = a.C, heap = 128m, jvm-options = [-Xss1m]"))
                .containsExactly("main: a.B -> a.C", "jvm-options: [] -> [-Xss1m]", "heap: 64m -> 128m");
    }

    @Test
    void programOfAnotherKindIsShownAsOneGoneAndOneCome() {
        assertThat(changes("main = a.B", "command = [b]"))
                .contains("command: unset -> [b]", "main: a.B -> unset", "start.ready: sdk -> spawned");
    }

    @Test
    void longListsShowWhatCameAndWhatWent() {
        String many = "main = a.B, jvm-options = [\"-Da=" + "a".repeat(40) + "\", \"-Db=" + "b".repeat(40)
                + "\", \"-Dc=%d\"]";

        assertThat(changes(many.formatted(1), many.formatted(2))).containsExactly("jvm-options: --Dc=1 +-Dc=2");
    }

    @Test
    void changedBoundOfAQueueRestartsItsUsers() {
        String text = "muster { queues.q.max-backlog = %d, services.s { command = [a], queues.in = q } }";
        ServiceSpec before = sandbox.load(text.formatted(10)).service("s").orElseThrow();
        ServiceSpec after = sandbox.load(text.formatted(20)).service("s").orElseThrow();

        assertThat(SpecDiff.between(before, after))
                .containsExactly(new Change("queues.in.max-backlog", Change.Kind.IDENTITY, "10 -> 20"));
    }

    @Test
    void secretsAreNotShown() {
        String before =
                "command = [a, \"--api-key=k1\", --token, k1], environment { PGPASSWORD = one, dbPass = one, URL = \"pg://me:one@host/db\" },"
                        + " settings { authToken = one, nested { client-secret = one } }";
        String after = before.replace("one", "two").replace("k1", "k2");

        assertThat(changes(before, after))
                .containsExactlyInAnyOrder(
                        "command: changed (hidden)",
                        "environment.PGPASSWORD: changed (hidden)",
                        "environment.dbPass: changed (hidden)",
                        "environment.URL: changed (hidden)",
                        "settings.authToken: changed (hidden)",
                        "settings.nested.client-secret: changed (hidden)");
    }

    @Test
    void harmlessNamesAreShown() {
        assertThat(changes("command = [a], environment { COMPASS = n, KEYBOARD = de }", "command = [a]"))
                .containsExactly("environment.COMPASS: n -> unset", "environment.KEYBOARD: de -> unset");
    }
}
