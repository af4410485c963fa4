package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads who made a mistake in the values; {@link SyntaxTest} has those in the file itself. */
final class MessagesTest {

    private final Sandbox sandbox;

    MessagesTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    /** The inside of service {@code s}, on line 2, and what is said of it; {@code @/} stands for the directory, which is left out. */
    @ParameterizedTest(name = "S16 S54 {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            command = [a], wokers = 2                     | .wokers: unknown key; did you mean "workers"?
            command = [a], restart.backof.max = 1s        | .restart.backof: unknown key; did you mean "backoff"?
            command = [a], restart.backoff.maxx = 1s      | .restart.backoff.maxx: unknown key; did you mean "max"?
            command = [a], restart.backoff.max_ = 1s      | .restart.backoff.max_: unknown key; did you mean "max"?
            command = [a], stop.quickly = yes             | .stop.quickly: unknown key; allowed are grace, signal
            command = [a], on-master-death.stay = yes     | .on-master-death.stay: unknown key; allowed are keep-for
            command = [a], workers = many                 | .workers: must be a whole number, not "many"
            command = [a], workers = 1.5                  | .workers: must be a whole number, not "1.5"
            command = [a], workers = [1]                  | .workers: must be a whole number, not a list
            command = [a], workers = null                 | .workers: must be a whole number, not nothing
            command = [a], workers = -1                   | .workers: must be between 0 and 10000, not -1
            command = [a], workers = 10001                | .workers: must be between 0 and 10000, not 10001
            command = [a], autostart = maybe              | .autostart: must be true or false, not "maybe"
            command = [a], priority = -5                  | .priority: must be between 0 and 10000, not -5
            command = [a], restart = always               | .restart: must be a block { ... }, not "always"
            command = [a], restart.when = sometimes       | .restart.when: must be one of always, on-failure, never, not "sometimes"
            command = [a], restart.then = give-up         | .restart.then: must be one of fail, keep-trying, not "give-up"
            command = [a], restart.limit = 5              | .restart.limit: must be unlimited or { restarts = 5, within = 1m }, not "5"
            command = [a], restart.limit.restarts = 5     | .restart.limit.within: must be a duration with its unit (ms, s, m, h, d) such as 30s, not nothing
            command = [a], restart.limit { restarts = 0, within = 1m }   | .restart.limit.restarts: must be between 1 and 1000000, not 0
            command = [a], restart.limit { restarts = 5, within = 1ms }  | .restart.limit.within: must be between 1s and 7d, not 1ms
            command = [a], restart.success-codes = [0, 256]              | .restart.success-codes: must be exit codes between 0 and 255, not "256"
            command = [a], restart.success-codes = [[0]]                 | .restart.success-codes: must be a list of texts, not of a list
            command = [a], restart.backoff.factor = 0.5                  | .restart.backoff.factor: must be between 1 and 100, not 0.5
            command = [a], restart.backoff.factor = two                  | .restart.backoff.factor: must be a number, not "two"
            command = [a], restart.backoff.jitter = 1.5                  | .restart.backoff.jitter: must be between 0 and 1, not 1.5
            command = [a], restart.backoff { initial = 5s, max = 1s }    | .restart.backoff.max: max (1s) must not be below initial (5s)
            command = [a], restart.backoff.initial = 50s                 | .restart.backoff.initial: max (30s) must not be below initial (50s)
            command = [a], stop.grace = 30                | .stop.grace: must be a duration with its unit (ms, s, m, h, d) such as 30s, not "30"
            command = [a], stop.grace = -1s               | .stop.grace: must be between 0s and 1d, not -1s
            command = [a], stop.grace = 25h               | .stop.grace: must be between 0s and 1d, not 25h
            command = [a], stop.grace = 99999999999999999999d  | .stop.grace: must be a duration with its unit (ms, s, m, h, d) such as 30s, not "99999999999999999999d"
            command = [a], stop.grace = 1e99s             | .stop.grace: must be between 0s and 1d, not 1e99s
            command = [a], logs.max-size = 99999999999999999999TiB  | .logs.max-size: must be a size such as 64MiB, not "99999999999999999999TiB"
            command = [a], workers = 99999999999999999999 | .workers: must be a whole number, not "99999999999999999999"
            command = [a], stop.grace = 3 weeks           | .stop.grace: must be a duration with its unit (ms, s, m, h, d) such as 30s, not "3 weeks"
            command = [a], stop.signal = TREM             | .stop.signal: no such signal: "TREM"; usual are TERM, INT, QUIT, HUP, USR1, USR2, KILL
            command = [a], stop.signal = STOP             | .stop.signal: STOP would freeze the worker instead of ending it
            command = [a], start.timeout = 0s             | .start.timeout: must be between 100ms and 1d, not 0s
            command = [a], start.ready = maybe            | .start.ready: must be one of sdk, notify, spawned, not "maybe"
            command = [a], logs.format = xml              | .logs.format: must be one of raw, text, json, not "xml"
            command = [a], logs.max-size = 1KiB           | .logs.max-size: must be between 4KiB and 1TiB, not 1KiB
            command = [a], logs.max-size = big            | .logs.max-size: must be a size such as 64MiB, not "big"
            command = [a], logs.max-size = 2GiB           | .logs.max-size: total-max (1GiB) must not be below max-size (2GiB)
            command = [a], logs.total-max = 1MiB          | .logs.total-max: total-max (1MiB) must not be below max-size (64MiB)
            command = [a], logs.max-age = 5s              | .logs.max-age: must be at least 1m, or 0 for no rotation by age, not 5s
            command = [a], logs.keep = -1                 | .logs.keep: must be between 0 and 10000, not -1
            command = [a], logs.target = out.log          | .logs.target: must be an absolute path such as /dev/stdout, not "out.log"
            command = [a], on-master-death.keep-for = 8d  | .on-master-death.keep-for: must be between 0s and 7d, not 8d
            command = [a], rolling.max-unavailable = 0    | .rolling.max-unavailable: 0 needs a max-surge of at least 1: without one nobody could ever be replaced
            command = [a], rolling.max-surge = -1         | .rolling.max-surge: must be between 0 and 10000, not -1
            command = [a], rolling.surge = 1              | .rolling.surge: unknown key; allowed are boot-priority, max-surge, max-unavailable
            command = [a], queues.in = numbers            | .queues.in: no queue "numbers" is defined under muster.queues; did you mean "number"?
            command = [a], queues.in = mail               | .queues.in: no queue "mail" is defined under muster.queues; allowed are number
            command = [a], queues.In = number             | .queues.In: a role is a lower-case letter, then lower-case letters, digits and hyphens
            command = [a], queues = number                | .queues: must be a block { ... }, not "number"
            command = [a], environment.A-B = x            | .environment.A-B: a variable's name is letters, digits and _, and does not start with a digit
            command = [a], environment.MUSTER_SLOT = 3    | .environment.MUSTER_SLOT: is set by Muster itself
            command = [a], environment.A = [1]            | .environment.A: must be a text, not a list
            command = [a], env-file = none.env            | .env-file: no such file: @/none.env
            command = [a], user = "no one"                | .user: must be the name or the number of a user, not "no one"
            command = [a], settings = fast                | .settings: must be a block { ... }, not "fast"
            command = "sleep 60"                          | .command: must be a list of texts such as ["a", "b"], not "sleep 60"
            command = []                                  | .command: must be a list that starts with a program, such as [sleep, 60]; no shell splits it
            command = [a, "b\\u0000"]                    | .command: must not contain a NUL character
            jar = "a\\u0000.jar"                         | .jar: must not contain a NUL character
            command = [a], environment.A = "\\u0000"     | .environment.A: must not contain a NUL character
            command = [a, { b = 1 }]                      | .command: must be a list of texts, not of a block
            command = [a], heap = 64m                     | .heap: only goes with main or jar; with command, write it into the command
            command = [a], recycle.after-jobs = 10        | .recycle.after-jobs: only goes with main: other programs do not tell how many jobs they have handled
            command = [a], warm = 1                       | .warm: only goes with main: another program cannot wait for a slot; start it with main, or remove this
            command = [a], classpath = [x]                | .classpath: no such file or directory: @/x
            main = a.B, command = [a]                     | : needs exactly one of main, jar and command; not main and command
            workers = 2                                   | : needs exactly one of main, jar and command; there is none
            main = Not-A-Class                            | .main: must be the full name of a class, not "Not-A-Class"
            main = a.B, heap = 1m                         | .heap: must be auto, or a size as -Xmx takes it, from 2m to 16t, such as 256m or 256MiB, not "1m"
            command = [a], limits.nofile = many           | .limits.nofile: must be a limit such as 4096, "1024:4096" (soft:hard) or unlimited, not "many"
            command = [a], limits.nofile = "9:8"          | .limits.nofile: has its soft limit above its hard one: "9:8"
            command = [a], limits.nice = 20               | .limits.nice: must be between -20 and 19, not 20
            command = [a], limits.umask = 089             | .limits.umask: must be three octal digits such as 027, not "089"
            command = [a], limits.cpu-max = 2             | .limits.cpu-max: must be a share of one processor such as 50%, or 150% for one and a half, not "2"
            command = [a], limits { cgroup = no, tasks-max = 9 } | .limits.tasks-max: needs a cgroup; remove cgroup = false, or this
            command = [a], limits.memory-max = 1k         | .limits.memory-max: must be between 1MiB and 16TiB, not 1k
            command = [a], group = "two words"            | .group: must be the name or the number of a group, not "two words"
            main = a.B, heap = lots                       | .heap: must be auto, or a size as -Xmx takes it, from 2m to 16t, such as 256m or 256MiB, not "lots"
            main = a.B, java-home = /nowhere              | .java-home: there is no bin/java in /nowhere
            main = a.B, classpath = ["lib/*"]             | .classpath: no such file or directory: @/lib/*
            jar = app.jar                                 | .jar: no such file: @/app.jar
            """)
    void wrongValueIsNamedWithWhatIsAllowed(String inside, String expected) {
        assertThat(sandbox.problems("muster { queues.number {}, services {\ns { " + inside + " } } }"))
                .first()
                .isEqualTo("muster.conf:2: muster.services.s" + expected.replace("@/", ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            queues.q.max-backlog = 0             | queues.q.max-backlog: must be between 1 and 1000000000000, not 0
            queues.q.max-running = 2000          | queues.q.max-running: must be between 1 and 1024, not 2000
            queues.q.max-run-time = 30           | queues.q.max-run-time: must be a duration with its unit (ms, s, m, h, d) such as 30s, not "30"
            queues.q.run-grace = 0s              | queues.q.run-grace: must be between 100ms and 365d, not 0s
            queues.q.retry.max-attempts = 0      | queues.q.retry.max-attempts: must be between 1 and 4000, not 0
            queues.q.retry.backoff.max = 1ms     | queues.q.retry.backoff.max: max (1ms) must not be below initial (1s)
            queues.q.crashes.within = soon       | queues.q.crashes.within: must be a duration with its unit (ms, s, m, h, d) such as 30s, not "soon"
            queues.q.on-full = drop              | queues.q.on-full: must be one of reject, block, not "drop"
            queues.q.url = "chronicle:here"      | queues.q.url: must be scheme:place such as chronicle:/var/lib/muster/queues/q, not chronicle:here
            queues.q.url = here                  | queues.q.url: must be scheme:place such as chronicle:/var/lib/muster/queues/q, not here
            queues.q.max-backlogs = 1            | queues.q.max-backlogs: unknown key; did you mean "max-backlog"?
            queues.q = 5                         | queues.q: must be a block { ... }, not "5"
            queues = 5                           | queues: must be a block { ... }, not "5"
            queues.Q1 {}                         | queues.Q1: a name is a lower-case letter, then lower-case letters, digits and hyphens, not "Q1"
            services.my_app { command = [a] }    | services.my_app: a name is a lower-case letter, then lower-case letters, digits and hyphens, not "my_app"
            services."a.b" { command = [a] }     | services.a.b: a name is a lower-case letter, then lower-case letters, digits and hyphens, not "a.b"
            services.s = sleep                   | services.s: must be a block { ... }, not "sleep"
            service.s { command = [a] }          | service: unknown key; did you mean "services"?
            name = My Fleet                      | name: a name is a lower-case letter, then lower-case letters, digits and hyphens, not "My Fleet"
            defaults.services.workers = 2        | defaults.services: unknown key; did you mean "service"?
            """)
    void wrongKeyOfTheFleetIsNamed(String inside, String expected) {
        assertThat(sandbox.problems("muster.services.ok { command = [a] }\nmuster { " + inside + " }"))
                .containsExactly("muster.conf:2: muster." + expected);
    }

    @Test
    void everyProblemIsToldAtOnceInTheOrderOfTheLines() {
        String text =
                """
                muster {
                  queues.mail.max-backlog = none
                  services {
                    a { command = [x], wrokers = 2
                        stop.grace = 5 }
                    b { queues.in = mial }
                  }
                }
                """;

        assertThat(sandbox.problems(text))
                .containsExactly(
                        "muster.conf:2: muster.queues.mail.max-backlog: must be a whole number, not \"none\"",
                        "muster.conf:4: muster.services.a.wrokers: unknown key; did you mean \"workers\"?",
                        "muster.conf:5: muster.services.a.stop.grace: must be a duration with its unit (ms, s, m, h, d)"
                                + " such as 30s, not \"5\"",
                        "muster.conf:6: muster.services.b: needs exactly one of main, jar and command; there is none",
                        "muster.conf:6: muster.services.b.queues.in: no queue \"mial\" is defined under muster.queues;"
                                + " did you mean \"mail\"?");
    }

    @Test
    void mistakeInTheDefaultsIsToldOnceAndThere() {
        String text = "muster.defaults.service { stop.grace = 5\n restrat.when = never }\n"
                + "muster.services { a { command = [x] }, b { command = [x] } }";

        assertThat(sandbox.problems(text))
                .containsExactly(
                        "muster.conf:1: muster.defaults.service.stop.grace: must be a duration with its unit"
                                + " (ms, s, m, h, d) such as 30s, not \"5\"",
                        "muster.conf:2: muster.defaults.service.restrat: unknown key; did you mean \"restart\"?");
    }

    @Test
    void mistakeInAnIncludedFileIsToldThere() {
        sandbox.write("more/web.conf", "\n\nmuster.services.web { command = [x], worker = 1 }");

        assertThat(sandbox.problems("include \"more/web.conf\""))
                .containsExactly("more/web.conf:3: muster.services.web.worker: unknown key; did you mean \"workers\"?");
    }

    @Test
    void valueFromTheEnvironmentIsToldWithItsVariable() {
        assertThat(sandbox.with("N", "abc").problems("muster.services {\ns { command = [a], workers = ${?N} } }"))
                .containsExactly("muster.conf:2: muster.services.s.workers: must be a whole number, not \"abc\""
                        + " (from environment variable N)");
    }
}
