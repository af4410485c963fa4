package dev.muster.supervisor.cli;

import dev.muster.queue.AppendLog;
import dev.muster.queue.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster results}: the entries of a shared list, with {@code -f} those to come; or which lists there are. No master is asked. */
final class ResultsCommand implements Command {
    private static final String FROM = "--from";
    private static final String FOLLOW = "--follow";
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "go on with what is appended from now on", "-f", FOLLOW);
        Options.value(spec, "INDEX", "begin there; the first entry, and the default, is 0", FROM);
        Options.flag(spec, "one JSON object a line, with index and time", Options.JSON);
        Options.words(spec, "NAME", "the list, as the workers call it; without it, which ones there are");
        Options.examples(spec, "  muster results primes --from 1000", "  muster results primes -f --json");
    }

    @Override
    public int run(Invocation invocation) {
        Path lists = invocation.home().results();
        if (invocation.words().isEmpty()) {
            names(lists).forEach(invocation.terminal()::data);
            return Exit.OK;
        }
        if (invocation.words().size() > 1) {
            throw CommandFailed.usage("one list at a time");
        }
        String name = invocation.words().get(0);
        if (!names(lists).contains(name)) {
            throw new CommandFailed(
                    Exit.UNKNOWN, "no worker has used results `" + name + "` yet; there are " + names(lists));
        }
        String what = "results " + name;
        Path directory = lists.resolve(name);
        FilesOwner.require(what, "results", directory, false);
        try (AppendLog log = AppendLog.open(what, directory);
                AppendLog.Reader reader = log.read(from(invocation))) {
            for (AppendLog.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                print(invocation, entry);
            }
            while (invocation.has(FOLLOW)) {
                invocation.terminal().out().flush();
                Optional<AppendLog.Entry> entry = reader.next(FOR_EVER);
                entry.ifPresent(here -> print(invocation, here));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException e) {
            throw new CommandFailed(Exit.FAILED, FilesOwner.unusable(what, directory, e));
        } catch (IllegalStateException e) {
            throw new CommandFailed(Exit.FAILED, String.valueOf(e.getMessage()));
        }
        return Exit.OK;
    }

    private static List<String> names(Path lists) {
        if (Files.notExists(lists)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(lists)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new CommandFailed(Exit.FAILED, FilesOwner.unusable("results", lists, new UncheckedIOException(e)));
        }
    }

    private static long from(Invocation invocation) {
        return invocation
                .value(FROM)
                .map(text -> (long) Numbers.parse(FROM, text, 0, Integer.MAX_VALUE))
                .orElse(0L);
    }

    private static void print(Invocation invocation, AppendLog.Entry entry) {
        Job value = new Job("", entry.contentType(), entry.value(), Duration.ZERO);
        if (!invocation.has(Options.JSON)) {
            invocation.terminal().data(JobText.summary(value));
            return;
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("index", entry.index());
        fields.put("at", entry.at().toString());
        invocation.terminal().data(JobText.json(fields, value));
    }
}
