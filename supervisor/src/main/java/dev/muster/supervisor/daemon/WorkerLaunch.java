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
    private static final List<String> OF_A_SLOT = List.of(
            WorkerEnvironment.WORKER,
            WorkerEnvironment.SLOT,
            WorkerEnvironment.INCARNATION,
            WorkerEnvironment.EXIT_FILE);

    static final String WORKER_MAIN = "dev.muster.worker.WorkerMain";

    private final Home home;
    private final HeapDumps dumps;
    private final ExitWords exits;
    private final Optional<Archives> archives;
    private Map<String, Long> shares = Map.of();

    /** Without archives of classes. */
    WorkerLaunch(Home home) {
        this(home, Optional.empty());
    }

    WorkerLaunch(Home home, Optional<Archives> archives) {
        this.home = home;
        this.archives = archives;
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
        return request(id, incarnation, spec, pipes, cgroup, archive(id, incarnation, spec, false));
    }

    /** @param archive what {@link #archive} has said */
    SpawnRequest request(
            WorkerId id,
            int incarnation,
            ServiceSpec spec,
            WorkerOutput pipes,
            Optional<Path> cgroup,
            List<String> archive)
            throws SpawnException {
        List<String> command = command(id.toString(), spec, archive);
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

    /**
     * For a process of the service that has no slot yet.
     *
     * @param name its own
     * @param scratch a directory for it to warm up in, if it may have one
     */
    SpawnRequest spare(String name, ServiceSpec spec, WorkerOutput pipes, Optional<Path> cgroup, Optional<Path> scratch)
            throws SpawnException {
        WorkerId any = new WorkerId(spec.name(), 1);
        Map<String, String> environment = environment(any, 0, spec);
        environment.keySet().removeAll(OF_A_SLOT);
        environment.put(WorkerEnvironment.SPARE, name);
        scratch.ifPresent(directory -> environment.put(WorkerEnvironment.SPARE_SCRATCH, directory.toString()));
        return new SpawnRequest(
                command(spec.name(), spec, archive(any, 0, spec, false)),
                "muster: " + spec.name() + " (spare)",
                environment,
                spec.launch().workingDirectory(),
                pipes.stdout(),
                pipes.stderr(),
                spec.launch().attributes(),
                false,
                cgroup);
    }

    /** What a spare is told with its slot: the variables that are another slot's otherwise, or may have changed since it was booted. */
    Map<String, String> assignment(WorkerId id, int incarnation, ServiceSpec spec) {
        Map<String, String> variables = own(id, incarnation, spec);
        variables.put(
                WorkerEnvironment.EXIT_FILE,
                exits.file(id, spec.launch().user()).toString());
        return variables;
    }

    /** By what it can be told whether a process that is booted now would be another. */
    Optional<String> stamp(ServiceSpec spec) throws SpawnException {
        return spec.launch().program() instanceof Program.MainClass main
                ? CodeStamp.of(
                        runtime(main.jvm()),
                        classPath(main),
                        spec.launch().environment().secrets().isEmpty()
                                ? Map.of()
                                : SecretFile.resolve(spec.launch().environment(), System.getenv()))
                : Optional.empty();
    }

    /**
     * The options that have a JVM use an archive of its classes, or write down what one will be made of; empty when there is nothing of
     * the kind.
     *
     * @param now the life begins now; otherwise it is only being prepared
     */
    List<String> archive(WorkerId id, int incarnation, ServiceSpec spec, boolean now) {
        if (archives.isEmpty() || !(spec.launch().program() instanceof Program.MainClass main)) {
            return List.of();
        }
        List<String> words = jvm(id.toString(), id.service(), main.jvm(), spec.launch());
        return archives.get()
                .words(
                        new Archives.Life(id, incarnation, now),
                        spec,
                        runtime(main.jvm()),
                        words.subList(1, words.size()),
                        classPath(main));
    }

    /** The program and its arguments; the first word is what is executed. */
    private List<String> command(String name, ServiceSpec spec, List<String> archive) {
        Program program = spec.launch().program();
        if (program instanceof Program.Command command) {
            return command.argv();
        }
        if (program instanceof Program.MainClass main) {
            List<String> words = jvm(name, spec.name(), main.jvm(), spec.launch());
            words.addAll(1, archive); // ahead of the service's own options, which win
            words.add(
                    "-Dslf4j.internal.verbosity=ERROR"); // else SLF4J warns when a service brings a provider of its own
            words.add("-cp");
            words.add(String.join(":", classPath(main)));
            words.add(WORKER_MAIN);
            words.add(main.main());
            return words;
        }
        Program.Jar jar = (Program.Jar) program;
        List<String> words = jvm(name, spec.name(), jar.jvm(), spec.launch());
        words.add("-jar");
        words.add(jar.jar().toString());
        return words;
    }

    /** The whole environment of the process. */
    Map<String, String> environment(WorkerId id, int incarnation, ServiceSpec spec) throws SpawnException {
        Map<String, String> variables = SecretFile.resolve(spec.launch().environment(), System.getenv());
        variables.putAll(own(id, incarnation, spec));
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

    private Map<String, String> own(WorkerId id, int incarnation, ServiceSpec spec) {
        return new WorkerEnvironment(
                        id.toString(),
                        incarnation,
                        mayJoin(spec) ? Optional.of(home.workerSocket()) : Optional.empty(),
                        Json.write(spec.launch().settings()),
                        addresses(spec.launch().queues()),
                        spec.policy().stop().grace(),
                        spec.policy().keepFor(),
                        spec.launch().watchdog())
                .variables();
    }

    static boolean usesSdk(ServiceSpec spec) {
        return spec.launch().program() instanceof Program.MainClass
                || spec.policy().start().ready().equals(StartPolicy.Ready.SDK);
    }

    /** Not any command: it may start a program of the SDK as its child, which would not be believed. */
    private static boolean mayJoin(ServiceSpec spec) {
        return usesSdk(spec) || spec.launch().program() instanceof Program.Jar;
    }

    private List<String> jvm(String name, String service, Program.Jvm jvm, Launch launch) {
        JavaRuntime runtime = runtime(jvm);
        List<String> words = new ArrayList<>();
        words.add(runtime.java().toString());
        if (!launch.queues().isEmpty() || launch.program() instanceof Program.MainClass) { // which may ask for results
            words.addAll(runtime.queueOptions());
            words.addAll(runtime.nativeOptions());
        }
        words.add("-XX:ErrorFile=" + Autopsy.errorFileOption(home, name));
        words.addAll(dumps.options(jvm.options(), launch.attributes()));
        jvm.heap().map(heap -> heap(service, heap)).ifPresent(heap -> {
            words.add("-Xmx" + heap);
            words.addAll(runtime.thrift(heap, jvm.options()));
        });
        words.addAll(jvm.options()); // last, so that they win
        return words;
    }

    private String heap(String service, String heap) {
        return heap.equals(Program.Jvm.AUTO) ? (shares.getOrDefault(service, HeapShares.LEAST) >> 20) + "m" : heap;
    }

    private static JavaRuntime runtime(Program.Jvm jvm) {
        return jvm.home().map(JavaRuntime::at).orElseGet(JavaRuntime::own);
    }

    private List<String> classPath(Program.MainClass main) {
        List<String> entries = new ArrayList<>(main.classpath());
        Path lib = home.install().resolve("lib");
        entries.add(lib.resolve("muster-worker.jar").toString());
        return entries;
    }

    private static Map<String, QueueAddress> addresses(Map<String, QueueSpec> queues) {
        Map<String, QueueAddress> addresses = new LinkedHashMap<>();
        queues.forEach((role, queue) -> addresses.put(role, new QueueAddress(queue.name(), queue.address())));
        return addresses;
    }
}
