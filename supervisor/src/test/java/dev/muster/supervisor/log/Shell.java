package dev.muster.supervisor.log;

import java.io.IOException;

/** Children for tests, wired as the master wires them: the child itself opens both FIFOs read-write. */
final class Shell {

    private Shell() {}

    /** Also ends what the shell has started, which would wait in a full pipe for ever. */
    static void end(Process shell) {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
    }

    static Process run(WorkerOutput output, String script) throws IOException {
        String wired = "exec 1<>" + output.stdout() + " 2<>" + output.stderr() + "; " + script;
        return new ProcessBuilder("/bin/sh", "-c", wired)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
