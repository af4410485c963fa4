package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.HeapShares;
import dev.muster.supervisor.log.WorkerOutput;
import dev.muster.supervisor.process.SecretFile;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.SpawnRequest;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.Json;
import dev.muster.wire.QueueAddress;
import dev.muster.wire.WorkerEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a service's specification to the words and variables of one worker's process. Pure but for a JDK's release file. Loop thread
 * only. */
final class WorkerLaunch {
    private static final String WORKER_MAIN = "dev.muster.worker.WorkerMain";

    private final Home home;
    private final HeapDumps dumps;
    private final ExitWords exits;
    private Map<String, Long> shares = Map.of();

    WorkerLaunch(Home home) {
        this.home = home;
        this.dumps = new HeapDumps(home);
        this.exits = new ExitWords(home.run());
    }

    /** What each worker with {@code heap = auto} gets from now on, by service. */
    void share(Map<String, Long> bytes) {
        shares = bytes;
    }

    /** @throws SpawnException when a secret of its environment cannot be read */
    SpawnRequest request(WorkerId id, int incarnation, ServiceSpec spec, WorkerOutput pipes, Optional<Path> cgroup)
            throws SpawnException {
        List<String> command = command(id, spec);
        // A JVM finds itself by /proc/self/exe; other programs may look at their own name.
        boolean isCommand = spec.launch().program() instanceof Program.Command;
        return new SpawnRequest(
                command,
                isCommand ? command.get(0) : "muster: " + id,
                environment(id, incarnation, spec),
                spec.launch().workingDirectory(),
                pipes.stdout(),
                pipes.stderr(),
                spec.launch().attributes(),
                !usesSdk(spec) && spec.policy().keepFor().isZero(),
                cgroup);
    }

    /** The program and its arguments; the first word is what is executed. */
    List<String> command(WorkerId id, ServiceSpec spec) {
        Program program = spec.launch().program();
        if (program instanceof Program.Command command) {
            return command.argv();
        }
        if (program instanceof Program.MainClass main) {
            List<String> words = jvm(id, main.jvm(), spec.launch());
            words.add(
                    "-Dslf4j.internal.verbosity=ERROR"); // else SLF4J warns when a service brings a provider of its own
            words.add("-cp");
            words.add(classPath(main));
            words.add(WORKER_MAIN);
            words.add(main.main());
            return words;
        }
        Program.Jar jar = (Program.Jar) program;
        List<String> words = jvm(id, jar.jvm(), spec.launch());
        words.add("-jar");
        words.add(jar.jar().toString());
        return words;
    }

    /** The whole environment of the process. */
    Map<String, String> environment(WorkerId id, int incarnation, ServiceSpec spec) throws SpawnException {
        Map<String, String> variables = SecretFile.resolve(spec.launch().environment(), System.getenv());
        variables.putAll(new WorkerEnvironment(
                        id.toString(),
                        incarnation,
                        mayJoin(spec) ? Optional.of(home.workerSocket()) : Optional.empty(),
                        Json.write(spec.launch().settings()),
                        addresses(spec.launch().queues()),
                        spec.policy().stop().grace(),
                        spec.policy().keepFor(),
                        spec.launch().watchdog())
                .variables());
        variables.put(WorkerEnvironment.RUN, home.run().toString());
        variables.put(WorkerEnvironment.RESULTS, home.results().toString());
        variables.put(
                WorkerEnvironment.EXIT_FILE,
                exits.file(id, spec.launch().user()).toString());
        // Without WATCHDOG_PID, which nobody knows before the process exists: whoever it starts may ping as well.
        boolean notifies = spec.policy().start().ready().equals(StartPolicy.Ready.NOTIFY);
        if (notifies || (spec.launch().watchdog().isPresent() && !usesSdk(spec))) {
            variables.put(WorkerEnvironment.NOTIFY_SOCKET, home.notifySocket().toString());
        }
        return variables;
    }

    static boolean usesSdk(ServiceSpec spec) {
        return spec.launch().program() instanceof Program.MainClass
                || spec.policy().start().ready().equals(StartPolicy.Ready.SDK);
    }

    /** Not any command: it may start a program of the SDK as its child, which would not be believed. */
    private static boolean mayJoin(ServiceSpec spec) {
        return usesSdk(spec) || spec.launch().program() instanceof Program.Jar;
    }

    private List<String> jvm(WorkerId id, Program.Jvm jvm, Launch launch) {
        JavaRuntime runtime = jvm.home().map(JavaRuntime::at).orElseGet(JavaRuntime::own);
        List<String> words = new ArrayList<>();
        words.add(runtime.java().toString());
        if (!launch.queues().isEmpty() || launch.program() instanceof Program.MainClass) { // which may ask for results
            words.addAll(runtime.queueOptions());
            words.addAll(runtime.nativeOptions());
        }
        words.add("-XX:ErrorFile=" + Autopsy.errorFileOption(home, id));
        words.addAll(dumps.options(jvm.options(), launch.attributes()));
        jvm.heap().map(heap -> heap(id, heap)).ifPresent(heap -> {
            words.add("-Xmx" + heap);
            words.addAll(runtime.thrift(heap, jvm.options()));
        });
        words.addAll(jvm.options()); // last, so that they win
        return words;
    }

    private String heap(WorkerId id, String heap) {
        return heap.equals(Program.Jvm.AUTO) ? (shares.getOrDefault(id.service(), HeapShares.LEAST) >> 20) + "m" : heap;
    }

    private String classPath(Program.MainClass main) {
        List<String> entries = new ArrayList<>(main.classpath());
        Path lib = home.install().resolve("lib");
        entries.add(lib.resolve("muster-worker.jar").toString());
        return String.join(":", entries);
    }

    private static Map<String, QueueAddress> addresses(Map<String, QueueSpec> queues) {
        Map<String, QueueAddress> addresses = new LinkedHashMap<>();
        queues.forEach((role, queue) -> addresses.put(role, new QueueAddress(queue.name(), queue.address())));
        return addresses;
    }
}
