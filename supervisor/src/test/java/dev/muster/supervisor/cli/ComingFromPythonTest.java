package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page for those who come from Python calls ours is there, and what those know is on the page. */
final class ComingFromPythonTest {

    private static final Path PAGE = Path.of("../docs/coming-from-python.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Public names, but for those of modules that are deprecated or internal. */
    private static final String COTYLEDON = "ServiceManager run add reconfigure register_hooks shutdown wait_interval"
            + " graceful_shutdown_timeout on_terminate on_reload on_new_worker on_dead_worker Service name __init__"
            + " terminate reload sd_notify oslo_config_glue log_options";

    private static final String FUTURIST = "ThreadPoolExecutor DynamicThreadPoolExecutor GreenThreadPoolExecutor"
            + " SynchronousExecutor ProcessPoolExecutor DelayedExecutorMixin GreenDelayedExecutorMixin GreenFuture"
            + " max_workers min_workers grow_threshold shrink_threshold maintain run_work_func submit_after submit map"
            + " shutdown restart Future CancelledError TimeoutError RejectedSubmission check_and_reject"
            + " reject_when_reached statistics ExecutorStatistics failures executed cancelled runtime average_runtime"
            + " alive queue_size num_workers get_num_idle_workers wait_for_all wait_for_any DoneAndNotDoneFutures"
            + " periodic is_periodic run_immediately enabled PeriodicWorker create add start wait stop reset"
            + " iter_watchers pformat last_started last_finished aligned_last_finished _jitter executor_factory"
            + " ExistingExecutor ExecutorFactory cond_cls event_cls now_func NeverAgain on_failure Watcher runs"
            + " successes elapsed elapsed_waiting average_elapsed average_elapsed_waiting requested_stop work";

    private static final String MULTIPROCESSING = "Pool initializer initargs maxtasksperchild context apply apply_async"
            + " callback error_callback map map_async chunksize starmap starmap_async imap imap_unordered AsyncResult"
            + " get wait ready successful close terminate join ThreadPool Process target start run is_alive exitcode pid"
            + " sentinel kill daemon current_process parent_process active_children cpu_count freeze_support get_logger"
            + " log_to_stderr get_context set_start_method get_start_method get_all_start_methods set_executable"
            + " set_forkserver_preload Queue SimpleQueue JoinableQueue put put_nowait get_nowait Full Empty task_done"
            + " qsize empty full join_thread cancel_join_thread Manager list dict append extend pop remove sort"
            + " Namespace BaseManager SyncManager register Pipe Connection Listener Client Value Array RawValue RawArray"
            + " SharedMemory ShareableList SharedMemoryManager Lock RLock Condition Semaphore BoundedSemaphore Event"
            + " Barrier ProcessError BufferTooShort AuthenticationError TimeoutError";

    private record Row(String section, String theirs, String ours) {}

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                section = line.substring(3);
            }
            String[] cells = line.split("\\|", -1);
            boolean isHead = line.startsWith("|---")
                    || (cells.length > 2 && cells[2].strip().equals("here"));
            if (line.startsWith("|") && !isHead) {
                assertThat(cells).as("three columns: %s", line).hasSize(5);
                rows.add(new Row(section, cells[1].strip(), cells[2].strip()));
            }
        }
        return rows;
    }

    private static Stream<String> code(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1));
    }

    @Test
    void everyNameOfOursIsThere() throws IOException {
        OurNames names = new OurNames();
        List<String> problems = new ArrayList<>();
        for (Row row : rows()) {
            List<String> spans = code(row.ours).toList();
            spans.forEach(span -> names.problems(span, spans).forEach(problem -> problems.add(span + ": " + problem)));
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void aRowWithoutAnAnswerSaysSo() throws IOException {
        assertThat(rows())
                .hasSizeGreaterThan(90)
                .allSatisfy(row -> assertThat(row.ours).as(row.theirs).isNotEmpty());
    }

    @Test
    void everyNameOfTheirsIsOnThePage() throws IOException {
        assertThat(missing("cotyledon", COTYLEDON)).isEmpty();
        assertThat(missing("futurist", FUTURIST)).isEmpty();
        assertThat(missing("multiprocessing", MULTIPROCESSING)).isEmpty();
    }

    private static List<String> missing(String section, String names) throws IOException {
        String theirs = rows().stream()
                .filter(row -> row.section.equals(section))
                .flatMap(row -> code(row.theirs))
                .collect(Collectors.joining(" "));
        return Stream.of(names.split(" ")).filter(name -> !isIn(theirs, name)).toList();
    }

    private static boolean isIn(String theirs, String name) {
        Matcher found = Pattern.compile("(?<![A-Za-z_])" + Pattern.quote(name) + "(?![A-Za-z_])")
                .matcher(theirs);
        return found.find();
    }

    @Test
    void aNameThatIsNotThereIsFound() {
        OurNames names = new OurNames();
        List.of(
                        "ctx.onDeath(...)",
                        "ProcessPool.builder().members(n)",
                        "MeasuredExecutor.builder().statistics()",
                        "ThreadPool",
                        ".maxTasks(n)",
                        "muster scale-down",
                        "restart.back-off",
                        ".rejection(Rejection.atMost(n))")
                .forEach(span ->
                        assertThat(names.problems(span, List.of(span))).as(span).isNotEmpty());
    }
}
