package dev.muster.supervisor.cli;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster threads NAME}: what each thread of a worker is doing. */
final class ThreadsCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        JvmWorker.define(spec, "30s");
        Options.examples(spec, "  muster threads printer.2 > printer.2.threads");
    }

    @Override
    public int run(Invocation invocation) {
        return JvmWorker.with(invocation, Duration.ofSeconds(30), attached -> {
            invocation.terminal().data(attached.jvm().threads().stripTrailing());
            return Exit.OK;
        });
    }
}
