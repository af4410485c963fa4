package dev.muster.supervisor.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.control.Drawing;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import org.junit.jupiter.api.Test;

/** What {@code muster status} prints, by the letter. */
final class StatusTextTest {
    private static final String FLEET =
            """
            {"workers":[
              {"id":"printer.1","phase":"READY","pid":4712,"uptimeMs":61000,"restarts":0,"reason":"ready","rssBytes":41234432,
               "cpuMs":610,"says":"page 3\\u0007"},
              {"id":"printer.2","phase":"BACKOFF","pid":null,"uptimeMs":null,"restarts":12,"reason":"exited with 1","rssBytes":null,
               "cpuMs":null},
              {"id":"producer.1","phase":"READY","pid":4714,"uptimeMs":900,"restarts":0,"reason":"ready","rssBytes":1023,"cpuMs":0,
               "notReady":"http: status 503"}],
             "rolling":[{"text":"rolling restart of printer: 1 of 2"}],
             "scaling":[{"service":"printer","workers":2,"min":1,"max":8,"note":"nothing waits"}],
             "byHand":{"scaled":{"producer":{"workers":1,"configured":3}},"stopped":["printer.3"]},
             "warnings":["no cgroup is delegated"],
             "crons":[{"name":"nightly","trouble":"the queue is full"},{"name":"hourly","trouble":null}],
             "queues":[{"name":"numbers","ready":3,"delayed":0,"running":1,"dead":0,"done":12,"oldestReadyMs":80,"paused":true}]}
            """;

    private static Fields fleet() {
        return Fields.of(Json.parse(FLEET));
    }

    @Test
    void showsWorkersThenWhatIsUnderWayThenWhatIsByHandThenQueues() {
        assertThat(StatusText.of(fleet(), false))
                .isEqualTo(
                        """
                        WORKER      PHASE     PID  UPTIME  RESTARTS  MEMORY  CPU  WHY
                        printer.1   READY    4712   1m01s         0     39M   1%  page 3\s
                        printer.2   BACKOFF     -       -        12       -    -  exited with 1
                        producer.1  READY    4714   900ms         0   1023B   0%  not ready: http: status 503

                        rolling restart of printer: 1 of 2

                        printer has 2 of 1 to 8 workers: nothing waits

                        producer has 1 workers by hand, the configuration says 3
                        stopped by hand: printer.3
                        (`muster apply --reset` returns to the configuration)
                        warning: no cgroup is delegated
                        warning: cron nightly cannot put its job: the queue is full

                        QUEUE    READY  DELAYED  RUNNING  DEAD  DONE  OLDEST  PAUSED
                        numbers      3        0        1     0    12    80ms  until resumed
                        """
                                .replace("page 3 \n", "page 3\n"));
    }

    @Test
    void coloursAreThoseOfThePhases() {
        assertThat(StatusText.of(fleet(), true).lines().limit(4))
                .extracting(line -> line.substring(0, 35).replace('\u001b', '^'))
                .containsExactly(
                        "^[1mWORKER^[0m      ^[1mPHASE^[0m  ",
                        "printer.1   ^[32mREADY^[0m    4712 ",
                        "printer.2   ^[33mBACKOFF^[0m     - ",
                        "producer.1  ^[33mREADY^[0m    4714 ");
    }

    @Test
    void aFleetWithoutAnythingIsAHead() {
        Drawing.Drawn drawn = StatusText.drawn(Fields.of(Json.parse("{\"workers\":[]}")), false);
        assertThat(drawn.text()).isEqualTo("WORKER  PHASE  PID  UPTIME  RESTARTS  MEMORY  CPU  WHY\n");
        assertThat(drawn.well()).isTrue();
    }

    @Test
    void allIsWellWhenEachServesOrRestsBetweenTwoRuns() {
        assertThat(StatusText.isWell(fleet())).isFalse();
        assertThat(isWell("{\"phase\":\"READY\"}")).isTrue();
        assertThat(isWell("{\"phase\":\"READY\"},{\"phase\":\"STARTING\"}")).isFalse();
        assertThat(isWell("{\"phase\":\"READY\",\"notReady\":\"late\"}")).isFalse();
        assertThat(isWell("{\"phase\":\"STOPPED\"}")).isFalse();
        assertThat(isWell("{\"phase\":\"STOPPED\",\"schedule\":{\"next\":null}}"))
                .isFalse();
        assertThat(isWell("{\"phase\":\"STOPPED\",\"schedule\":{\"next\":\"2026-01-01T00:00:00Z\"}}"))
                .isTrue();
    }

    private static boolean isWell(String workers) {
        return StatusText.isWell(Fields.of(Json.parse("{\"workers\":[" + workers + "]}")));
    }
}
